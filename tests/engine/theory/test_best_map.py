"""Rate maps of a size that their cost allows, with their best points."""

import numpy as np
import pytest

from engine.theory import exact, rate_map
from engine.theory.best_map import (
    HIGHEST_STEP,
    LARGEST_MOMENTUM,
    LEAST_SIDE,
    LOWEST_STEP,
    MAP_SHARE,
    best_asgd,
    best_map,
    lane_seconds,
    map_seconds,
    map_steps,
    side_of,
    zooms_of,
)
from engine.theory.rate_map import costs_of, speeds_of
from tests.support.valley import valley


def test_a_map_with_its_best_point() -> None:
    scenario, seen = valley("ormo"), []
    mapped = best_map(scenario, 16, seen.append)
    assert mapped.map.momenta.tolist() == np.linspace(0, LARGEST_MOMENTUM, 16).tolist()
    plain = rate_map(scenario, "ormo", map_steps(scenario, 16), mapped.map.momenta)
    assert (plain.rates == mapped.map.rates).all()
    assert mapped.converges
    assert mapped.best.rate < plain.rates.min()
    assert max(seen) == pytest.approx(MAP_SHARE)
    pace = mapped.map.arrivals_per_second
    assert mapped.best_cost(False) == pytest.approx(np.log(0.1) / np.log(mapped.best.rate))
    assert mapped.best_cost(True) == pytest.approx(mapped.best_cost(False) / pace)
    assert mapped.best_speed(False) == pytest.approx(-np.log(mapped.best.rate))
    assert mapped.best_speed(True) == pytest.approx(mapped.best_speed(False) * pace)


def test_steps_of_a_map_are_per_worker() -> None:
    steps = map_steps(valley("ormo"), 40)
    assert steps[0] == LOWEST_STEP / 8
    assert steps[-1] == pytest.approx(HIGHEST_STEP / 8, rel=0.2)
    assert np.diff(np.log(steps)) == pytest.approx(np.log(steps[1] / steps[0]))


def test_what_takes_long_gets_fewer_points() -> None:
    quick, slow = (exact(valley("ormo", speed), "ormo") for speed in ("equal", "linear"))
    assert lane_seconds(slow) > lane_seconds(quick)
    # All workers share their two curvatures: 10 momenta times 10 + 2 products of step and curvature.
    assert map_seconds(quick, 10) == pytest.approx(10 * 12 * lane_seconds(quick))
    assert side_of(quick, 60, np.inf) == 60
    assert side_of(quick, 60, 0.0) == LEAST_SIDE
    side = side_of(slow, 60, 1.0)
    assert map_seconds(slow, side) <= 1.0 < map_seconds(slow, side + 1)
    assert (zooms_of(quick), zooms_of(slow)) == (3, 1) or zooms_of(slow) == 3


def test_asgd_without_momentum() -> None:
    best = best_asgd(valley("ormo"))
    assert best.momentum == 0
    assert best.rate == pytest.approx(exact(valley("asgd", step=best.step), "asgd").rate, abs=1e-9)


def test_costs_and_speeds_of_rates() -> None:
    rates = np.array([0.1, 1.0, 2.0, 0.0, np.nan])
    assert costs_of(rates).tolist() == [1.0, np.inf, np.inf, 0.0, np.inf]
    assert costs_of(rates[:1], 4.0).tolist() == [0.25]
    assert speeds_of(np.array([np.exp(-2.0), 1.0])) == pytest.approx([2.0, 0.0])
    # What grows fast, or ends at once, is finite.
    assert speeds_of(np.array([1e300, np.nan, 0.0])) == pytest.approx([-1.0, -1.0, 300 * np.log(10)])
