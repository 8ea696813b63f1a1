"""What a server of the reference is, and what it answers to an arrival."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems import Problem, ProblemSettings
from tests.reference.jobs import job_gradient
from tests.reference.tries import Tries


class Reply(NamedTuple):
    """What happens after an arrival; as it stands, the worker restarts at once at the newest model.

    What the worker gets: the newest model; the same model as before; nothing, so that it waits for a release; its
    own model, changed by `move`; or the next job of its queue, after a new job has joined that of `next_worker`.
    """

    gets: Literal["newest", "same", "nothing", "own", "queued"] = "newest"
    release: bool = False  # all who wait restart at the newest model
    stale: float = math.inf  # jobs in flight of at least this staleness are thrown away, their workers restart
    move: Floats | None = None
    next_worker: int = -1


class Rule(ABC):
    """A server: its model and the number of its updates so far; and how long the workers' jobs took."""

    def __init__(
        self,
        settings: MethodSettings,
        start: Floats,
        taus: Sequence[float],
        smoothness: float,
        key: int,
        tries: Tries,
    ) -> None:
        """`taus` are mean seconds a job, `key` is that of the method's own random draws.

        `tries` tells what may be known of jobs that are cut off.
        """
        self.settings = settings
        self.model = start.copy()
        self.taus = taus
        self.n = len(taus)
        self.smoothness = smoothness
        self.key = key
        self.tries = tries
        self.updates = 0
        self.busy = [0.0] * self.n
        self.jobs = [0] * self.n

    def takes_part(self, worker: int) -> bool:
        """Does the worker get a job at time 0?"""
        return True

    def cutoff(self, worker: int) -> float:
        """Seconds after which a job is cut off, and its gradient not used."""
        return math.inf

    def exact_cutoff(self, worker: int, mean: Fraction) -> Fraction:
        """The same for this worker, whose jobs take `mean` seconds on average; unused where none is cut off."""
        return Fraction(0)

    def work_of_a_job(self) -> int:
        """How many times the cluster's seconds a job takes."""
        return 1

    def result(
        self, settings: ProblemSettings, problem: Problem, worker: int, model: Floats, taken_at: int, key: int
    ) -> Floats:
        """What a job brings (d,) that was sent `model` at update number `taken_at`."""
        return job_gradient(settings, problem, worker, model, key)

    def given(self) -> Floats:
        """What a worker receives as the newest model."""
        return self.model

    def wants(self, worker: int, taken_at: int) -> bool:
        """Is this arrival's gradient used?"""
        return True

    @abstractmethod
    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        """Use a gradient computed at the model of update number `taken_at`."""

    def pass_by(self, worker: int) -> Reply:
        """An arrival whose gradient is not used."""
        return Reply()

    def move(self, change: Floats) -> None:
        """One update."""
        self.model = self.model + change
        self.updates += 1
