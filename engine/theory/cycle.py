"""The cycle that a method's schedule settles into on fixed times."""

import math
from dataclasses import dataclass

import numpy as np

from engine.cluster.units import units_of
from engine.kernel.event_loop import STUCK
from engine.kernel.state import Floats, Integers, data
from engine.methods import METHODS, MethodSettings
from engine.methods.block_update import BlockSettings
from engine.schema import MOST_SECONDS
from engine.theory.arrivals import Arrivals, Notebook, linearise, room
from engine.theory.basis import Layout, layout_of, unit
from engine.theory.clock import arrivals_per_period
from engine.theory.probe import probe

MOST_ARRIVALS = 50_000
"""Longest period that is looked for."""
MOST_ENTRIES = 4_000_000
"""Numbers in the matrices of all arrivals looked at: some 100 megabytes."""
REPEATS = 3
"""Periods that must have passed by before one is believed."""
FIRST_LOOK = 256
ROUNDS, FEW_ARRIVALS = 64, 4096
MOST_LOOKED = 3e9
"""Numbers of all arrivals' matrices that are looked at: some three seconds."""


class NoTheoryError(ValueError):
    """Nothing can be known here without simulating; the message says why in one sentence."""


class NoPeriodError(NoTheoryError):
    """The schedule does not repeat itself soon enough. `engine.theory.clock.nearby_times` may help."""


@dataclass(frozen=True)
class Cycle:
    """One period of a method's schedule, K arrivals, once it repeats itself."""

    settings: MethodSettings
    layout: Layout
    arrivals: Arrivals  # (K,) and their entries
    clock: Floats  # (n,) job times in the clock's units
    seconds: float  # simulated seconds of the period
    updates: int  # of the server, in one period
    counts: Integers  # the method's counters where the period begins
    worked: Floats  # (2, n) and what the server has seen of the workers' times

    @property
    def count(self) -> int:
        """The number of arrivals K."""
        return int(self.arrivals.worker.size)


def find_cycle(settings: MethodSettings, times: Floats, smoothness: float) -> Cycle:
    """The period of a method on fixed `times` (n,) in simulated seconds.

    Where the times are whole multiples of a unit, workers tie exactly. Raises NoTheoryError for a method that draws
    at random, and NoPeriodError where the schedule does not repeat itself within MOST_ARRIVALS arrivals.
    """
    watched = Watched(settings, times, smoothness)
    most = most_looked(watched.layout, arrivals_per_period(times))
    while True:
        size = watched.seen.worker.size
        seen = watched.more(max(FIRST_LOOK, size))
        period = period_of(seen)
        if period:
            end, before = seen.worker.size, seen.worker.size - period - 1
            return Cycle(
                settings=settings,
                layout=watched.layout,
                arrivals=piece(seen, end - period, end),
                clock=watched.clock,
                seconds=float(seen.time[-1] - seen.time[before]) * watched.unit,
                updates=int(seen.updates[-1] - seen.updates[before]),
                counts=watched.probe.server.counts,
                worked=watched.probe.server.worked,
            )
        if size > most or seen.row.size > MOST_ENTRIES:
            raise NoPeriodError(why_none(settings, times))


def most_looked(layout: Layout, period: float) -> float:
    """Arrivals to look at before giving up, where workers that restart at once have the period `period`.

    Where that is too long, only methods that make workers wait repeat themselves, after some rounds.
    """
    most = REPEATS * MOST_ARRIVALS if period <= MOST_ARRIVALS else ROUNDS * layout.workers + FEW_ARRIVALS
    return min(most, MOST_LOOKED / layout.rows**2)


class Watched:
    """A method on basis states, and what its arrivals have done so far, on fixed `times` (n,) in simulated seconds.

    Raises NoTheoryError for a method that draws at random.
    """

    def __init__(self, settings: MethodSettings, times: Floats, smoothness: float) -> None:
        self.clock, self.unit, self.whole = clock_of(times)
        method = METHODS[settings.kind]
        # Their servers keep no vectors that basis states could stand in.
        if isinstance(settings, BlockSettings):
            raise NoTheoryError(f"{method.title} draws its coordinates at random, so it has no period.")
        alone = probe(settings, self.clock, smoothness, unit, data(), 1)
        if alone.server.key:
            raise NoTheoryError(f"{method.title} chooses workers at random, so its schedule has no period.")
        self.layout = layout_of(alone.server)
        self.probe = probe(settings, self.clock, smoothness, unit, data(), self.layout.rows + 1)
        self.unbounded = np.array(method.unbounded, np.int64)
        self.seen = room(0, 0)

    def more(self, count: int) -> Arrivals:
        """All arrivals so far, after up to `count` more. Raises NoTheoryError when every worker waits."""
        state = np.empty((self.layout.rows, self.layout.rows + 1))
        into = room(count, max(1 << 16, 4 * state.size))
        done = linearise(*self.probe, Notebook(self.layout.looks_ahead, self.whole, self.unbounded, state, into))
        if done == STUCK:
            raise NoTheoryError("Every worker waits and nobody releases them.")
        fresh, seen = piece(into, 0, done), self.seen
        fresh = fresh._replace(first=fresh.first[1:] + seen.row.size, first_load=fresh.first_load[1:] + seen.loads.size)
        self.seen = Arrivals(*(np.concatenate(pair) for pair in zip(seen, fresh, strict=True)))
        return self.seen


def clock_of(times: Floats) -> tuple[Floats, float, bool]:
    """Times (n,) in units of a clock, the unit in simulated seconds, and whether sums of them are exact.

    They are where the times have a unit; the clock's is that, or so many times it, a power of 2, that jobs can take
    the times.
    """
    found = units_of(times)
    if found is None:
        return times, 1.0, False
    many = 2.0 ** max(0, math.ceil(math.log2(found.multiples.max() / MOST_SECONDS)))
    return found.multiples / many, found.unit * many, True


def first_arrivals(settings: MethodSettings, times: Floats, smoothness: float, count: int) -> tuple[Layout, Arrivals]:
    """The first `count` arrivals of a run, on fixed `times` (n,). Raises NoTheoryError as `find_cycle` does."""
    watched = Watched(settings, times, smoothness)
    while watched.seen.worker.size < count:
        if watched.more(count - watched.seen.worker.size).row.size > MOST_ENTRIES:
            raise NoTheoryError(f"More than {MOST_ENTRIES:,} numbers would be needed: take fewer arrivals.")
    return watched.layout, watched.seen


def why_none(settings: MethodSettings, times: Floats) -> str:
    """The sentence of a NoPeriodError."""
    title = METHODS[settings.kind].title
    if units_of(times) is None:
        return f"The job times have no common multiple, so the schedule of {title} has no period."
    return f"The schedule of {title} does not repeat itself within {MOST_ARRIVALS:,} arrivals at these job times."


def piece(arrivals: Arrivals, begin: int, end: int) -> Arrivals:
    """The arrivals from `begin` to `end`, with their entries and loads."""
    each = slice(begin, end)
    entries = slice(arrivals.first[begin], arrivals.first[end])
    loads = slice(arrivals.first_load[begin], arrivals.first_load[end])
    where = {"row": entries, "column": entries, "value": entries, "loads": loads}
    # Copies: views would keep all that has been seen.
    cut = Arrivals(*(array[where.get(name, each)].copy() for name, array in arrivals._asdict().items()))
    return cut._replace(
        first=arrivals.first[begin : end + 1] - entries.start,
        first_load=arrivals.first_load[begin : end + 1] - loads.start,
    )


def period_of(seen: Arrivals) -> int:
    """Arrivals after which all that was marked repeats itself; 0 where it has not done so REPEATS times."""
    marks = seen.mark
    for back in np.flatnonzero(marks[:-1] == marks[-1])[::-1]:
        period = marks.size - 1 - int(back)
        if REPEATS * period > marks.size or period > MOST_ARRIVALS:
            return 0
        last = marks[-period:]
        if all(np.array_equal(last, marks[-k * period :][:period]) for k in range(2, REPEATS + 1)):
            return period
    return 0
