"""Tuning as a race: asynchronous ASZD, its synchronous version, random search and one worker, at equal seconds.

A worker takes a simulated second a function value, or worker i takes i of them; the times of single jobs are
exponential. The one worker takes a second a value: it is the fastest of them.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np

from engine.cluster import Cluster
from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers
from engine.results.curves import Curve, quartiles
from engine.scenario import Budget
from engine.zeroth_order.black_box import ValuesRun, run_values
from engine.zeroth_order.kernel_ridge import Tuning, diabetes, method
from engine.zeroth_order.rivals import Options, random_search, synchronous

Contestant = Literal["asynchronous", "synchronous", "random search", "one worker"]
Speeds = Literal["equal", "linear"]
CONTESTANTS: tuple[Contestant, ...] = ("asynchronous", "synchronous", "random search", "one worker")
RECORDS = 201


class Entry(NamedTuple):
    """One run of the race: equal entries are equal runs. `seconds` is when it ends, `number` its seed."""

    contestant: Contestant
    workers: int
    speed: Speeds
    seconds: float
    number: int

    @property
    def cluster(self) -> Cluster:
        """The workers, whose job times are exponential."""
        return Cluster.model_validate(
            {"workers": self.workers, "speed": {"kind": self.speed}, "jitter": {"kind": "exponential"}}
        )

    @property
    def cost(self) -> float:
        """Function values that the run evaluates, about; those of the records count, too."""
        means = self.cluster.means()
        if self.contestant == "synchronous":
            return float(self.seconds * self.workers / means.max()) + RECORDS
        extra = 0 if self.contestant == "random search" else RECORDS
        return float(self.seconds * (1 / means).sum()) + extra


def entries(workers: int, speed: Speeds, seconds: float, seeds: int) -> tuple[Entry, ...]:
    """All runs of a race, seed by seed."""
    return tuple(
        Entry("one worker", 1, "equal", seconds, number)
        if contestant == "one worker"
        else Entry(contestant, workers, speed, seconds, number)
        for number in range(seeds)
        for contestant in CONTESTANTS
    )


def run_entry(entry: Entry, progress: Progress | None = None) -> ValuesRun:
    """One run. `progress` gets the fraction done; what it raises ends the run."""
    from scipy.linalg import lapack  # noqa: F401  loads the library whose threads are limited
    from threadpoolctl import threadpool_limits

    tuned, options = diabetes(), Options(number=entry.number, records=RECORDS, progress=progress)
    # The matrices are small: more threads would wait for each other.
    with threadpool_limits(1):
        match entry.contestant:
            case "random search":
                return random_search(tuned.value, tuned.start, tuned.bounds, entry.cluster, entry.seconds, options)
            case "synchronous":
                settings = method(entry.workers)
                return synchronous(tuned.value, tuned.start, entry.cluster, settings, entry.seconds, options)
            case _:
                settings, budget = method(entry.workers), Budget(seconds=entry.seconds)
                return run_values(tuned.value, tuned.start, entry.cluster, settings, budget, *options)


class Race(NamedTuple):
    """The runs of S seeds at R records by contestant, and what they tuned."""

    runs: dict[Contestant, tuple[ValuesRun, ...]]
    tuned: Tuning

    @property
    def time(self) -> Floats:
        """Simulated seconds of the records (R,), the same for all."""
        return self.runs["asynchronous"][0].time

    def values(self, contestant: Contestant) -> Floats:
        """Validation losses (S, R)."""
        return np.stack([run.value for run in self.runs[contestant]])

    def curve(self, contestant: Contestant) -> Curve:
        """Median and quartiles of the validation loss over the seconds."""
        return Curve.of(self.time, self.values(contestant))

    def ends(self, contestant: Contestant) -> Floats:
        """Lower quartile, median and upper quartile (3,) of the last validation losses."""
        return quartiles(self.values(contestant)[:, -1])

    def tests(self, contestant: Contestant) -> Floats:
        """Lower quartile, median and upper quartile (3,) of the losses held out, of what was found last."""
        return quartiles(np.array([self.tuned.test_loss(run.iterate[-1]) for run in self.runs[contestant]]))

    def evaluations(self, contestant: Contestant) -> float:
        """Function values that the jobs took, mean over the seeds."""
        return float(np.mean([run.evaluations for run in self.runs[contestant]]))

    def seconds_to(self, contestant: Contestant, value: float) -> float:
        """The first record at which the median is at most `value`; infinite without one."""
        there = np.flatnonzero(self.curve(contestant).median <= value)
        return float(self.time[there[0]]) if there.size else np.inf

    @property
    def goal(self) -> float:
        """The median validation loss where one worker ends."""
        return float(self.ends("one worker")[1])

    @property
    def ratio(self) -> float:
        """How many times sooner the asynchronous median reaches the goal than one worker's; nan if it does not."""
        reached = self.seconds_to("asynchronous", self.goal)
        alone = self.seconds_to("one worker", self.goal)
        return alone / reached if 0 < reached < np.inf else np.nan

    def leaders(self) -> Integers:
        """The contestant with the lowest median at each record (R,), as a place in CONTESTANTS; -1 for a draw."""
        medians = np.stack([self.curve(contestant).median for contestant in CONTESTANTS])
        least, second = np.sort(medians, axis=0)[:2]
        return np.asarray(np.where(least < second, medians.argmin(axis=0), -1))

    @property
    def first_leader(self) -> Contestant | None:
        """The first contestant that is ahead of all others; None where none ever is."""
        ahead = self.leaders()
        return CONTESTANTS[ahead[ahead >= 0][0]] if (ahead >= 0).any() else None

    @property
    def winner(self) -> Contestant | None:
        """The contestant with the lowest median at the end; None for a draw."""
        last = int(self.leaders()[-1])
        return CONTESTANTS[last] if last >= 0 else None

    @property
    def ahead_since(self) -> float:
        """Simulated second of the record from which on the last leader leads."""
        leaders = self.leaders()
        behind = np.flatnonzero(leaders != leaders[-1])
        return float(self.time[behind[-1] + 1]) if behind.size else 0.0

    def paths(self, contestant: Contestant) -> Floats:
        """Hyper-parameters (S, R, d) as numbers, inside their bounds."""
        return np.asarray(10.0 ** self.tuned.clipped(np.stack([run.iterate for run in self.runs[contestant]])))

    def found(self, contestant: Contestant) -> Floats:
        """The hyper-parameters (d,) where a contestant ends, as numbers: medians over the seeds."""
        return np.asarray(quartiles(self.paths(contestant)[:, -1])[1])


def race_of(wanted: Sequence[Entry], found: Mapping[Entry, ValuesRun]) -> Race:
    """The race of these entries, all of which are found. Raises KeyError where one is missing."""
    runs = {
        contestant: tuple(found[entry] for entry in wanted if entry.contestant == contestant)
        for contestant in CONTESTANTS
    }
    return Race(runs, diabetes())


def run_race(workers: int, speed: Speeds, seconds: float, seeds: int) -> Race:
    """All runs of a race of so many simulated seconds, one after the other."""
    wanted = entries(workers, speed, seconds, seeds)
    return race_of(wanted, {entry: run_entry(entry) for entry in wanted})
