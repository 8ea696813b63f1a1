"""Where a run is looked at to be judged: places that the budget alone fixes, whatever a scenario records besides.

A place stands GROWTH times later than the one before, from the first arrival on, until equal steps of the budget are
closer together; these take over. Models of many parameters, whose gaps may cost more than their jobs, are looked at
less often.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.cluster.units import evenly
from engine.kernel.flight import Records, new_records, records_at
from engine.kernel.state import Floats, Integers

if TYPE_CHECKING:
    from engine.scenario import Scenario

GROWTH, WIDER = 1.02, 1.1
EVEN = 200
"""Equal steps stand where a scenario that records so many has its records, which then cost nothing more."""
MOST_PLACES, MOST_NUMBERS, LEAST_PLACES = 1000, 100_000, 128
"""At most so many places; and places times d, unless that leaves fewer places than LEAST_PLACES."""


class Grid(NamedTuple):
    """Records to fill, and which of them are the scenario's own, and which the path's."""

    records: Records
    own: Integers  # (R,)
    path: Integers  # (P,)


def most_places(dimension: int) -> int:
    """Places at most, for models of so many parameters."""
    return min(MOST_PLACES, max(LEAST_PLACES, MOST_NUMBERS // dimension))


def places(end: float, first: float, most: int) -> Floats:
    """Places (P,), about `most` at most, from 0 to `end` in arrivals or simulated seconds; the second is at `first`."""
    stride = max(1, math.ceil(2 * EVEN / most))
    even = evenly(end, EVEN)[::-1][::stride][::-1]
    first, spacing = min(first, end), float(even[-1] - even[-2])
    growth = GROWTH
    while steps_to(first, switch := min(end, max(first, spacing / (growth - 1))), growth) > most - even.size:
        growth = 1 + WIDER * (growth - 1)
    growing = np.geomspace(first, switch, max(2, steps_to(first, switch, growth)))
    return np.unique(np.concatenate([[0.0], growing, even[even > switch], [end]]))


def steps_to(first: float, last: float, growth: float) -> int:
    """Places from the first to the last, at ratios of `growth`."""
    return math.ceil(math.log(last / first) / math.log(growth)) + 1


def path_records(scenario: "Scenario", dimension: int) -> Records:
    """Empty records at the places where a run of `scenario` is judged, whatever its `records` are.

    They are at least one arrival apart; in seconds the first stands at the mean time between two arrivals.
    """
    arrivals, seconds = scenario.budget.arrivals, scenario.budget.seconds
    end = float(arrivals or seconds or 0.0)
    found = places(end, end / max(1.0, scenario.arrivals), most_places(dimension))
    return records_at(found if arrivals is None else np.unique(np.round(found).astype(np.int64)), dimension)


def due_of(records: Records) -> Integers | Floats:
    """Where records are due (R,), in whole arrivals or simulated seconds."""
    return records.due_arrivals if records.due_seconds[-1] == math.inf else records.due_seconds


def places_of(records: Records) -> Floats:
    """Where records are due (R,), in arrivals or simulated seconds, as floats."""
    return due_of(records).astype(np.float64)


def own_records(scenario: "Scenario", dimension: int) -> Records:
    """Empty records where the scenario has its own."""
    return new_records(dimension, scenario.budget.arrivals, scenario.budget.seconds, scenario.records)


def grid_of(scenario: "Scenario", dimension: int) -> Grid:
    """The places of the scenario's own records and those of its path, each once."""
    own, path = due_of(own_records(scenario, dimension)), due_of(path_records(scenario, dimension))
    due = np.union1d(own, path)
    return Grid(records_at(due, dimension), np.searchsorted(due, own), np.searchsorted(due, path))


def copied(empty: Records) -> Records:
    """Records of their own to fill, due where the `empty` ones are."""
    return empty._replace(
        time=empty.time.copy(),
        updates=empty.updates.copy(),
        gradients=empty.gradients.copy(),
        iterate=empty.iterate.copy(),
    )
