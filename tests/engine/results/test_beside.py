"""A second simulation in the picture of the first one's gaps, and on its map."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario, Simulation, simulate
from engine.results.beside import FARTHER, paths_beside
from engine.results.gap_picture import end_of_axis, gap_picture
from engine.results.plane import draw_map

AXES = ("seconds", "arrivals", "updates")
TWO = [{"kind": "asgd", "step": 0.05}, {"kind": "ormo", "step": 0.05}]


def race(arrivals: int = 400, step: float = 0.05, **fields: Any) -> Simulation:
    methods = [{**method, "step": step} for method in TWO]
    return simulate(
        Scenario.model_validate({"seeds": 2, "methods": methods, "budget": {"arrivals": arrivals}, **fields})
    )


@pytest.mark.parametrize("relative", [True, False])
@pytest.mark.parametrize("smooth", [0.0, 0.05])
def test_a_race_beside_itself_is_drawn_twice_in_the_same_picture(relative: bool, smooth: float) -> None:
    simulation = race()
    alone = gap_picture(simulation, "seconds", True, relative, smooth)
    both = gap_picture(simulation, "seconds", True, relative, smooth, simulation)
    assert (both.x, both.y, both.biased, both.window) == (alone.x, alone.y, alone.biased, alone.window)
    for one, other, before in zip(both.lines, both.lines_beside, alone.lines, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one[:4], other[:4], strict=True))
        assert all(np.array_equal(a, b) for a, b in zip(one[:4], before[:4], strict=True))


def test_a_longer_race_lengthens_the_axis_up_to_a_bound() -> None:
    simulation = race(arrivals=200)
    end = end_of_axis(simulation, "arrivals", relative=False)
    assert end == 200
    assert gap_picture(simulation, "arrivals", True, False, other=race(arrivals=500)).x == (0.0, 500.0)
    far = gap_picture(simulation, "arrivals", True, False, other=race(arrivals=3000))
    assert far.x == (0.0, FARTHER * end)
    assert all(line.x[-1] <= FARTHER * end for line in far.lines_beside)
    # Where nothing of this race is, nothing can be divided by its best one.
    over = gap_picture(simulation, "arrivals", True, True, other=race(arrivals=3000))
    assert over.x == (0.0, end)
    assert all(line.x[-1] <= end for line in over.lines_beside)
    # A shorter one is drawn as far as it goes.
    short = gap_picture(race(arrivals=400), "arrivals", True, True, other=simulation)
    step = short.lines[0].x[1]
    assert all(200 - step < line.x[-1] <= 200 for line in short.lines_beside)


def test_ratios_are_those_to_the_best_of_the_first() -> None:
    simulation, other = race(), race(step=0.02)
    both = gap_picture(simulation, "arrivals", True, True, other=other)
    best = np.minimum(*(np.median(run.gap, axis=0) for run in simulation.values()))
    for run, curve in zip(other.values(), both.beside, strict=True):
        places = np.searchsorted(run.gradients, curve.x)
        assert curve.median == pytest.approx((np.median(run.gap, axis=0) / best)[places])


@settings(max_examples=25)
@given(
    st.sampled_from(AXES), st.booleans(), st.booleans(), st.floats(0.001, 20), st.floats(0.001, 20),
    st.sampled_from([60, 300, 2000]), st.sampled_from([0.0, 0.05]),
)  # fmt: skip
def test_all_that_is_drawn_lies_in_the_picture(
    axis: Any, logarithmic: bool, relative: bool, one: float, two: float, arrivals: int, smooth: float
) -> None:
    simulation, other = race(step=one), race(arrivals, step=two, problem={"kind": "quadratic", "heterogeneity": 5.0})
    alone = gap_picture(simulation, axis, logarithmic, relative, smooth)
    both = gap_picture(simulation, axis, logarithmic, relative, smooth, other)
    low, high = both.edges
    assert 0 <= low < high < np.inf
    # What the first race says of itself stays.
    for before, now in zip(alone.curves, both.curves, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(before, now, strict=True))
    for line in [*both.lines, *both.lines_beside]:
        assert line.x.size
        assert line.x[0] == 0
        assert line.x[-1] <= both.x[1]
        assert (line.median >= low * (1 - 1e-9)).all()
        assert (line.median <= high * (1 + 1e-9)).all()


def test_paths_are_on_the_map_of_their_own_objective_alone() -> None:
    simulation = race(seed=3)
    drawn = draw_map(simulation)
    other = race(seed=3, step=0.01, problem={"kind": "quadratic", "heterogeneity": 5.0})
    paths = paths_beside(simulation, other, drawn)
    assert paths is not None
    for path, run in zip(paths, other.values(), strict=True):
        np.testing.assert_array_equal(path, drawn.plane.project(run.iterate[0]))
    # Another curvature, another dimension, another kind.
    for problem in (
        {"kind": "quadratic", "condition": 50.0},
        {"kind": "quadratic", "dimension": 7},
        {"kind": "landscape", "shape": "rosenbrock"},
    ):
        assert paths_beside(simulation, race(seed=3, problem=problem), drawn) is None
