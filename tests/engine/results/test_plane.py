"""The plane of the map: true to lengths, and holding what a map must show."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Scenario, Simulation, simulate
from engine.kernel.film import Plane
from engine.kernel.state import Floats
from engine.results.plane import Map, draw_map, plane_of, snapped
from tests.support.made import simulation

DIMENSIONS = [1, 2, 3, 10]
PLACES = ["apart", "on a line", "start at the goal", "alike", "start at the biased limit", "all one"]
"""Where start, goal and biased limit lie."""


def corner(dimension: int, *values: float) -> Floats:
    """A point whose first coordinates are `values`."""
    return np.resize([*values, *[0.0] * dimension], dimension)


def fields(dimension: int, places: str) -> dict[str, Any]:
    """Two workers, heard 3 to 1, around (1, 1, ...): the goal is there, the biased limit half of `spread` away."""
    middle = np.ones(dimension)
    spread = corner(dimension, 2.0, 0.0) if places not in ("alike", "all one") else np.zeros(dimension)
    start = {
        "apart": middle + corner(dimension, 1.0, 3.0),
        "on a line": middle + 5 * spread,
        "start at the goal": middle,
        "alike": middle + corner(dimension, 0.5, -2.0),
        "start at the biased limit": middle - spread / 2,
        "all one": middle,
    }[places]
    return {
        "cluster": {"speed": {"kind": "custom", "times": [1, 3]}},
        "problem": {
            "kind": "custom_quadratic",
            "matrices": [np.eye(dimension).tolist()] * 2,
            "centers": [middle - spread, middle + spread],
            "start": start,
        },
    }


def still(dimension: int, places: str, records: int = 5) -> Simulation:
    """Nothing moves."""
    given = fields(dimension, places)
    return simulation(np.tile(given["problem"]["start"], (1, records, 1)), fields=given)


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_axes_are_orthonormal(dimension: int, places: str) -> None:
    axes = plane_of(still(dimension, places)).axes
    assert axes.shape == (2, dimension)
    # One dimension has no second axis: everything then lies on a line.
    np.testing.assert_allclose(axes @ axes.T, np.diag([1.0, float(dimension > 1)]), atol=1e-12)


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_place_on_the_plane_lifts_to_a_point_that_projects_to_it(dimension: int, places: str) -> None:
    plane = plane_of(still(dimension, places))
    spots = np.random.default_rng(0).standard_normal((3, 4, 2))
    if dimension == 1:
        spots[..., 1] = 0
    points = plane.lift(spots)
    assert points.shape == (3, 4, dimension)
    np.testing.assert_allclose(plane.project(points), spots, atol=1e-12)


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_plane_goes_through_the_three_points(dimension: int, places: str) -> None:
    given = still(dimension, places)
    plane = plane_of(given)
    for point in (given.problem.start, given.optimum, given.biased_optimum):
        np.testing.assert_allclose(plane.lift(plane.project(point)), point, atol=1e-9)


def test_two_dimensions_are_shown_as_they_are() -> None:
    plane = plane_of(still(2, "apart"))
    points = np.random.default_rng(1).standard_normal((5, 2))
    np.testing.assert_array_equal(plane.project(points), points)


def test_distances_are_those_of_the_projection() -> None:
    """A plane seen from a point off it: Pythagoras."""
    plane = plane_of(still(10, "apart"))
    points = np.random.default_rng(2).standard_normal((50, 10))
    off = np.linalg.norm(points - plane.lift(plane.project(points)), axis=1)
    along = np.linalg.norm(plane.project(points), axis=1)
    np.testing.assert_allclose(np.hypot(off, along), np.linalg.norm(points - plane.origin, axis=1))


def check_map(drawn: Map, given: Simulation) -> None:
    """A square of finite heights around the three points, none of them at the edge."""
    assert drawn.x.shape == drawn.y.shape == (given.problem.map_lines,)
    assert drawn.heights.shape == (drawn.y.size, drawn.x.size)
    assert np.all(np.diff(drawn.x) > 0)
    assert np.ptp(drawn.x) == pytest.approx(np.ptp(drawn.y))
    for spot in (drawn.start, drawn.goal, drawn.biased):
        assert drawn.x[0] < spot[0] < drawn.x[-1]
        assert drawn.y[0] < spot[1] < drawn.y[-1]
    assert np.isfinite(drawn.heights).all()
    assert (drawn.heights >= 0).all()


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_map_is_a_square_that_holds_the_points(dimension: int, places: str) -> None:
    given = still(dimension, places)
    drawn = draw_map(given)
    check_map(drawn, given)
    assert drawn.workers is not None
    assert drawn.workers.shape == (2, 2)
    assert list(drawn.paths) == ["asgd"]
    np.testing.assert_allclose(drawn.paths["asgd"], np.tile(drawn.start, (5, 1)), atol=1e-12)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_heights_are_gaps_on_the_plane(dimension: int) -> None:
    """All curvatures are 1, so a gap is half the squared distance to the goal, on the plane and off it."""
    drawn = draw_map(still(dimension, "apart"))
    away = np.stack(np.meshgrid(drawn.x, drawn.y), axis=-1) - drawn.goal
    if dimension == 1:
        away[..., 1] = 0
    np.testing.assert_allclose(drawn.heights, (away**2).sum(axis=-1) / 2, atol=1e-12)


@pytest.mark.parametrize("far", [1e3, 1e200, math.inf, math.nan])
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_diverging_path_does_not_enlarge_the_map(dimension: int, far: float) -> None:
    given = fields(dimension, "apart")
    start = np.asarray(given["problem"]["start"])
    path = np.tile(start, (1, 6, 1))
    calm = draw_map(simulation(path, fields=given))
    path[0, 3:] = far
    wild = draw_map(simulation(path, fields=given))
    np.testing.assert_array_equal(wild.x, calm.x)
    np.testing.assert_array_equal(wild.y, calm.y)
    assert wild.paths["asgd"].shape == (6, 2)


def test_a_path_nearby_is_held() -> None:
    given = fields(2, "apart")
    start = np.asarray(given["problem"]["start"])
    detour = start + np.array([0.0, 2.0])
    path = np.stack([start, detour, start])[None]
    drawn = draw_map(simulation(path, fields=given))
    assert drawn.y[0] < detour[1] < drawn.y[-1]


def test_the_map_follows_the_first_seed() -> None:
    path = np.random.default_rng(3).standard_normal((2, 5, 3))
    given = simulation(path, path + 1, fields=fields(3, "apart"))
    drawn = draw_map(given)
    assert list(drawn.paths) == ["asgd", "rescaled_asgd"]
    np.testing.assert_array_equal(drawn.paths["asgd"], drawn.plane.project(path[0]))
    np.testing.assert_array_equal(drawn.paths["rescaled_asgd"], drawn.plane.project(path[0] + 1))


def test_projection_of_what_is_not_finite_stays_so() -> None:
    plane = Plane(np.zeros(3), np.eye(2, 3))
    spots = plane.project(np.array([[math.inf, 0, 0], [math.nan, 0, 0], [0, 0, 0]]))
    assert np.isfinite(spots).all(axis=1).tolist() == [False, False, True]


@pytest.mark.parametrize(
    "problem",
    [
        {"kind": "quadratic", "dimension": 1},
        {"kind": "quadratic", "dimension": 50, "heterogeneity": 0},
        {"kind": "quadratic", "dimension": 50, "condition": 1e6},
        {"kind": "landscape", "shape": "rosenbrock"},
        {"kind": "landscape", "shape": "two_wells", "heterogeneity": 0},
        {"kind": "logistic"},
    ],
    ids=str,
)
@pytest.mark.parametrize("speed", ["equal", "linear"])
@pytest.mark.parametrize("step", [0.05, 10.0])
def test_simulated_maps(problem: dict[str, Any], speed: str, step: float) -> None:
    methods = [{"kind": kind, "step": step} for kind in ("asgd", "ormo")]
    scenario = {"cluster": {"speed": {"kind": speed}}, "problem": problem, "methods": methods, "seeds": 1}
    given = simulate(Scenario.model_validate(scenario | {"budget": {"arrivals": 500}, "records": 50}))
    drawn = draw_map(given)
    check_map(drawn, given)
    assert (drawn.workers is None) == (problem["kind"] == "logistic")
    axes = drawn.plane.axes
    np.testing.assert_allclose(axes @ axes.T, np.diag([1, given.problem.dimension > 1]), atol=1e-9)


@given(
    st.floats(1e-6, 1e6),
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=2),
)
def test_a_snapped_square_holds_what_it_must_and_not_much_more(half: float, shift: list[float]) -> None:
    middle = np.array(shift) * half
    wide, centre = snapped(half, middle)
    assert (np.abs(centre - middle) + half <= wide * (1 + 1e-9)).all()
    assert wide <= 1.34 * half


def test_a_snapped_square_stays_for_small_changes() -> None:
    squares = {(wide, *centre) for wide, centre in (snapped(half, np.zeros(2)) for half in np.linspace(1.0, 1.1, 50))}
    assert len(squares) <= 2
