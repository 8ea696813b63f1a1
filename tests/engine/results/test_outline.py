"""Fewer points of a curve, and no extreme less; and a grid that steps over none."""

from typing import get_args

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.results.curves import Axis, Curve, gap_curve, shared_grid
from engine.results.outline import MOST_PLACES, every_place, extremes, outlined
from tests.support.curves import run_of


@pytest.mark.parametrize("cells", [1, 7, 50])
def test_every_column_keeps_its_extremes(cells: int) -> None:
    rng = np.random.default_rng(cells)
    x = np.concatenate([[0.0], np.sort(rng.uniform(0, 10, 2000)), [10.0]])
    values = np.sort(rng.uniform(size=(3, len(x))), axis=0)
    kept = extremes(x, values, cells)
    assert kept.tolist() == sorted(set(kept.tolist()))
    assert (kept[0], kept[-1]) == (0, len(x) - 1)
    assert len(kept) <= 8 * cells
    columns = np.minimum(np.floor(x / 10 * cells), cells - 1)
    for column in range(cells):
        inside = np.flatnonzero(columns == column)
        held = kept[columns[kept] == column]
        assert (held[0], held[-1]) == (inside[0], inside[-1])
        for line in values:
            assert line[held].min() == line[inside].min()
            assert line[held].max() == line[inside].max()


def test_few_points_all_stay() -> None:
    x = np.arange(32.0)
    assert extremes(x, [x, x, x], 4).tolist() == list(range(32))
    assert extremes(np.zeros(100), [np.arange(100.0)], 4).tolist() == list(range(100))


def test_an_outline_has_the_curve_s_own_points() -> None:
    x = np.linspace(0, 1, 1000)
    curve = Curve(x, np.sin(99 * x), np.sin(99 * x) - 1, np.sin(99 * x) + 1)
    found = outlined(curve, 20)
    assert 40 <= len(found.x) <= 160
    np.testing.assert_array_equal(found.median, np.sin(99 * found.x))
    np.testing.assert_array_equal(found.high - found.low, 2)


def test_no_record_is_stepped_over() -> None:
    """Three records within a second of the second seed: equal steps of 10 s would see the last of them alone."""
    run = run_of(np.array([[9.0] * 5, [9, 1, 7, 2, 9]]), np.array([[0, 10, 20, 30, 40], [0, 11, 11.5, 11.9, 40]]))
    grid = every_place([run], "seconds")
    assert grid.tolist() == [0, 10, 11, 11.5, 11.9, 20, 30, 40]
    assert gap_curve(run, "seconds", grid).low.tolist() == pytest.approx([9, 9, 1, 7, 2, 2, 2, 9])
    coarse = gap_curve(run, "seconds")
    assert coarse.x.tolist() == [0, 10, 20, 30, 40]
    assert coarse.low.min() == pytest.approx(2)


@pytest.mark.parametrize("axis", get_args(Axis))
@pytest.mark.parametrize("jitter", ["none", "exponential"])
def test_where_records_agree_the_grid_is_theirs(axis: Axis, jitter: str) -> None:
    cluster = {"jitter": {"kind": jitter}}
    given = Scenario.model_validate({"seeds": 3, "cluster": cluster, "budget": {"arrivals": 300}, "records": 50})
    runs = list(simulate(given).values())
    grid, shared = every_place(runs, axis), shared_grid(runs, axis)
    assert (grid[0], grid[-1]) == (0, shared[-1])
    if axis == "seconds" and jitter != "none":
        assert set(np.concatenate([run.times[run.times <= shared[-1]] for run in runs]).tolist()) == set(grid.tolist())
    else:
        np.testing.assert_array_equal(grid, shared)


def test_of_very_many_places_equal_steps_are_taken() -> None:
    times = np.sort(np.random.default_rng(0).uniform(size=(2, MOST_PLACES)), axis=1)
    times[:, 0] = 0
    grid = every_place([run_of(np.ones(times.shape), times)], "seconds")
    assert len(grid) == MOST_PLACES
    assert (grid[0], grid[-1]) == (0, times[:, -1].min())
