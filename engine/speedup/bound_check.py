"""The bound on the mean squared gradient norm next to what a run measured."""

from dataclasses import dataclass

import numpy as np

from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers
from engine.methods import MethodSettings
from engine.methods.ascd import Ascd
from engine.methods.asgd import Asgd
from engine.methods.block_update import BlockSettings
from engine.scenario import Scenario
from engine.simulate import simulate
from engine.simulation import Run
from engine.speedup.bound import Constants, bound, constants, largest_step

MOST_RECORDS = 10_000
MOST_NUMBERS = 20_000_000
"""In all models of all records of all seeds."""


@dataclass(frozen=True)
class Checked:
    """At R - 1 records of S seeds, the start left out."""

    arrivals: Integers  # (R - 1,)
    measured: Floats  # (S, R - 1) mean of |grad f(x_k)|^2 over the arrivals so far
    bound: Floats  # (R - 1,); inf where the step is too large for it
    delay: int  # T, the largest delay of the first seed's run, and what its reads missed
    largest_step: float  # for which the bound is proved at that delay
    constants: Constants

    @property
    def mean(self) -> Floats:
        """What was measured (R - 1,), mean over the seeds."""
        return np.asarray(self.measured.mean(axis=0))

    @property
    def holds(self) -> bool:
        """Is the mean over the seeds below the bound at every record?"""
        return bool((self.mean <= self.bound).all())

    @property
    def slack(self) -> float:
        """How many times the bound is above what was measured at the end."""
        return float(self.bound[-1] / self.mean[-1])


def as_blocks(settings: MethodSettings) -> BlockSettings:
    """The settings as those of blocks; ASGD is the block of all coordinates. Raises ValueError for other methods."""
    if isinstance(settings, BlockSettings):
        return settings
    if isinstance(settings, Asgd):
        return Ascd(step=settings.step, block=None)
    raise ValueError(f"The bound is known for ASCD, ASZD and ASGD, not for {settings.name}.")


def check_bound(
    scenario: Scenario, label: str, threads: int | None = None, progress: Progress | None = None
) -> Checked:
    """Run one method of a scenario whose workers share one f, and set its gradients against the bound.

    There is a record an arrival, as far as memory goes: the mean over the arrivals needs them.
    Raises ValueError where the bound is not known, ArithmeticError where f* is not.
    """
    settings = scenario.method(label)
    blocks = as_blocks(settings)
    arrivals = scenario.budget.arrivals or scenario.records
    kept = MOST_NUMBERS // (scenario.seeds * scenario.problem.size())
    finer = {"methods": (settings,), "records": max(2, min(MOST_RECORDS, kept, arrivals + 1))}
    simulation = simulate(scenario.model_copy(update=finer), threads, progress)
    run, problem = simulation[label], simulation.problem
    of = constants(problem, blocks)
    delay = blocks.delay(int(run.arrivals["staleness"].max(initial=0)))
    at = run.gradients[1:]
    limits = np.array([bound(of, settings.step, delay, float(k)) for k in at])
    return Checked(at, running_mean(run), limits, delay, largest_step(of, delay), of)


def running_mean(run: Run) -> Floats:
    """Mean of |grad f(x_k)|^2 (S, R - 1) over the arrivals up to each record, each record standing for those after it.

    With a record an arrival it is the mean over all iterates but the last.
    """
    with np.errstate(all="ignore"):
        squares = run.gradient_norm[:, :-1] ** 2
        counts = np.diff(run.all_gradients, axis=1)
        return np.asarray(np.cumsum(squares * counts, axis=1) / np.cumsum(counts, axis=1))
