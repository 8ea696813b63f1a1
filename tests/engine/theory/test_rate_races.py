"""Runs beside their exact rates: by hand, and against the theory."""

import numpy as np
import pytest

from engine import simulate
from engine.scenario import Budget
from engine.theory import exact
from engine.theory.rate_races import (
    DIVERGING,
    FEWEST,
    FEWEST_COMPARED,
    MOST,
    SHARE,
    UNKNOWN,
    agree,
    away_from_goal,
    compared_arrivals,
    compared_records,
    quickest,
    race_arrivals,
    reached,
    shown_rate,
    times_as_quick,
)
from tests.support.valley import valley


@pytest.mark.parametrize(
    ("rate", "arrivals"),
    [
        (None, UNKNOWN),
        (1.5, DIVERGING),
        (1.0, DIVERGING),
        (0.0, FEWEST),
        (0.5, FEWEST),
        (10**-0.01, 700),
        (1 - 1e-9, MOST),
    ],
)
def test_a_race_is_as_long_as_its_rate_needs(rate: float | None, arrivals: int) -> None:
    assert race_arrivals(rate) == pytest.approx(arrivals, abs=1)


def test_compared_methods_run_until_the_slowest_is_there() -> None:
    assert compared_arrivals([0.5, 10**-0.005, 1.2]) == pytest.approx(1500, abs=1)
    assert compared_arrivals([0.5]) == FEWEST_COMPARED
    assert compared_arrivals([1.2]) == 1500
    assert compared_records(1500, 10) == 1501
    assert compared_records(60_000, 2) == 10_000
    assert compared_records(60_000, 1000) == 1000


def test_a_run_shows_its_exact_rate_and_when_it_is_near() -> None:
    scenario = valley("ormo", step=0.31, momentum=0.9).model_copy(update={"budget": Budget(arrivals=9000)})
    simulation = simulate(scenario)
    predicted = exact(scenario, "ormo").rate
    measured = shown_rate(simulation, "ormo")
    assert agree(measured, predicted)
    assert not agree(measured**2, predicted)
    away, run, end = away_from_goal(simulation, simulation["ormo"]), simulation["ormo"], reached(simulation, "ormo")
    assert away[0] == 1
    place = int(np.flatnonzero(run.gradients == end.arrivals)[0])
    assert away[place - 1] > SHARE >= away[place:].max()
    assert end.seconds == run.time[place]


def test_who_is_quickest() -> None:
    assert quickest({"one": 1.0, "two": 2.0, "three": 1.99}) == ["two", "three"]
    assert times_as_quick(0.25, 0.5) == pytest.approx(2.0)
