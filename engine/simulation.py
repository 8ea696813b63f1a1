"""Results: a `Simulation` holds one `Run` a method."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.film import Film
from engine.kernel.state import Floats, Integers
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.results.path import Path, tail_begins
from engine.scenario import Scenario


class Looks(NamedTuple):
    """A run at the P places of its path: S seeds, and the models of the M places at which no record stands."""

    places: Floats  # (P,) arrivals or simulated seconds, as the budget counts
    times: Floats  # (S, P) simulated seconds
    updates: Integers  # (S, P)
    recorded: Integers  # (P,) the record that stands at the same place; -1 where none does
    iterate: Floats  # (S, M, d)


class Run:
    """What one method did, over S seeds, at R records.

    The records stand at equal steps of the budget: the same arrivals for every seed, or the same
    simulated seconds. What then differs between seeds (under jitter) is the first seed's in `time`,
    `updates` and `gradients`, and every seed's in `times` and `all_updates`.
    """

    def __init__(
        self,
        settings: MethodSettings,
        problem: Problem,
        times: Floats,
        all_updates: Integers,
        all_gradients: Integers,
        iterate: Floats,
        arrivals: NDArray[np.void],
        film: Film | None = None,
        looks: Looks | None = None,
    ) -> None:
        self.settings = settings
        self.problem = problem
        self.times = times  # (S, R) simulated seconds
        self.all_updates = all_updates  # (S, R)
        self.all_gradients = all_gradients  # (S, R)
        self.iterate = iterate  # (S, R, d)
        self.arrivals = arrivals  # (A,) of dtype engine.kernel.flight.ARRIVAL, the first seed's
        self.film = film  # the first seed's, where it was asked for
        self.looks = looks  # what the path is made of; None: of the records

    @property
    def label(self) -> str:
        return self.settings.name

    @property
    def filmed(self) -> Film:
        """The film of the first seed. Raises ValueError where none was asked for."""
        if self.film is None:
            raise ValueError(f"the run of {self.label!r} holds no film: call simulate(scenario, film=True)")
        return self.film

    @property
    def event_seconds(self) -> Floats:
        """Simulated seconds (1 + A,) of what a film numbers: event 0 is the start, event k arrival number k - 1."""
        return np.concatenate([[0.0], self.arrivals["time"]])

    @property
    def time(self) -> Floats:
        """Simulated seconds of each record (R,), the first is 0."""
        return np.asarray(self.times[0])

    @property
    def updates(self) -> Integers:
        """Server updates so far (R,)."""
        return np.asarray(self.all_updates[0])

    @property
    def gradients(self) -> Integers:
        """Arrivals so far (R,), used or not."""
        return np.asarray(self.all_gradients[0])

    @cached_property
    def gap(self) -> Floats:
        """f(x) - f* (S, R); inf where the model is not finite. Without a known f*, f(x) itself."""
        return self.problem.gaps(self.iterate)

    @cached_property
    def path(self) -> Path:
        """The gaps at the places at which runs are judged, which `records` do not change (engine.results.path)."""
        if self.looks is None:
            return Path(np.arange(self.gap.shape[1], dtype=np.float64), self.times, self.gap, self.all_updates)
        # Where a record stands at the same place its gap is known.
        known = self.looks.recorded >= 0
        gaps = np.empty(self.looks.times.shape)
        gaps[:, known] = self.gap[:, self.looks.recorded[known]]
        if not known.all():
            gaps[:, ~known] = self.problem.gaps(self.looks.iterate)
        return Path(self.looks.places, self.looks.times, gaps, self.looks.updates)

    @cached_property
    def tail(self) -> Floats:
        """The models (S, T, d) at the places of the path's last fifth."""
        first = tail_begins(self.path)
        if self.looks is None:
            return self.iterate[:, first:]
        recorded = self.looks.recorded
        known, others = recorded[first:] >= 0, np.cumsum(recorded < 0) - 1
        models = np.empty((len(self.iterate), known.size, self.iterate.shape[2]))
        models[:, known] = self.iterate[:, recorded[first:][known]]
        models[:, ~known] = self.looks.iterate[:, others[first:][~known]]
        return models

    @cached_property
    def value(self) -> Floats:
        """f(x) (S, R)."""
        return self.gap + self.problem.minimum

    @cached_property
    def gradient_norm(self) -> Floats:
        """|grad f(x)| (S, R)."""
        with np.errstate(all="ignore"):
            return np.asarray(np.linalg.norm(self.problem.gradients(self.iterate), axis=-1))

    @cached_property
    def test_accuracy(self) -> Floats | None:
        """Share of the held-out samples classified rightly (S, R); None where the problem holds none out."""
        return self.problem.test_accuracy(self.iterate)


class Simulation(Mapping[str, Run]):
    """All runs of a scenario, by label, and what is known of its problem."""

    def __init__(self, scenario: Scenario, problem: Problem, runs: dict[str, Run]) -> None:
        self.scenario = scenario
        self.problem = problem
        self.runs = runs

    def __getitem__(self, label: str) -> Run:
        return self.runs[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.runs)

    def __len__(self) -> int:
        return len(self.runs)

    @property
    def frequencies(self) -> Floats:
        """p_i (n,): each worker's share of the arrivals in the long run."""
        return self.scenario.cluster.frequencies()

    @property
    def optimum(self) -> Floats:
        """The minimiser of f (d,). Raises ArithmeticError where it is not known or not found."""
        return self.problem.optimum

    @cached_property
    def biased_optimum(self) -> Floats:
        """The minimiser of F_p = sum_i p_i f_i (d,). Raises ArithmeticError as `optimum` does."""
        return self.problem.minimiser(self.frequencies)

    @cached_property
    def biased_gap(self) -> float:
        """The gap of the minimiser of F_p; 0 where that is not known."""
        return float(self.problem.gaps(self.biased_optimum)) if self.problem.minimum_known else 0.0
