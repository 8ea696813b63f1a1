"""The map: heights, marks and the workers' minimisers as a browser gets them."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, Simulation, simulate
from engine.results.plane import LEVELS, MOST_MARKS, Map, draw_map
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.map import FINE, map_part
from tests.support.made import WAYS, simulation, walk
from tests.support.unpack import part_of

OUT = FINE + 1
"""The code of a height that is not finite."""
NUMBERS = ("heights", "workers", "frequencies")


def real(kind: str, **methods: Any) -> Simulation:
    scenario = {"seeds": 2, "problem": {"kind": kind}, "budget": {"arrivals": 100}, "records": 10}
    if methods:
        scenario["methods"] = [{"kind": "asgd"} | methods]
    return simulate(Scenario.model_validate(scenario))


def sent(drawn: Map, given: Simulation) -> dict[str, Any]:
    """The map as a browser gets it, with its arrays in place."""
    blob = Blob()
    found = part_of(map_part(drawn, given.frequencies, blob), blob)
    arrays = {name: found.header[name] and found.array(found.header[name]) for name in NUMBERS}
    return found.header | arrays


def check_heights(part: dict[str, Any], drawn: Map) -> None:
    """Evenly spaced in the square root, from 0 to the highest that is finite."""
    heights, codes = drawn.heights.ravel(), part["heights"]
    assert codes.dtype == np.uint16
    assert codes.shape == heights.shape
    assert part["columns"] == len(drawn.x) == heights.size / len(drawn.y)
    finite = np.isfinite(heights)
    np.testing.assert_array_equal(codes == OUT, ~finite)
    roots = np.sqrt(heights[finite])
    top = roots.max(initial=0.0)
    assert np.abs(codes[finite] / part["fine"] * part["top"] - roots).max(initial=0.0) <= top / FINE
    assert part["top"] == (top or 1.0), "the scale that values are told by"


def check_map(given: Simulation) -> dict[str, Any]:
    drawn = draw_map(given)
    part = sent(drawn, given)
    check_heights(part, drawn)
    for name in ("start", "goal", "biased"):
        mark = getattr(drawn, name)
        assert part[name] == (None if mark is None else mark.tolist())
    for name in ("x", "y"):
        lines = getattr(drawn, name)
        assert part[name] == [lines[0], lines[-1]]
        assert part[name][0] < part[name][1]
    assert part["levels"] == LEVELS
    np.testing.assert_array_equal(part["frequencies"], given.frequencies.astype(np.float32))
    return part


def test_a_finite_height_never_has_the_code_of_others() -> None:
    assert FINE + 2 == 2**16
    assert LEVELS < FINE


@pytest.mark.parametrize("way", WAYS)
def test_maps_are_drawn_whatever_happens(way: str) -> None:
    check_map(simulation(WAYS[way](2)))


@pytest.mark.parametrize("kind", ["quadratic", "landscape", "logistic", "network"])
@pytest.mark.parametrize("step", [0.05, 1e4])
def test_maps_of_simulations(kind: str, step: float) -> None:
    check_map(real(kind, step=step))


@pytest.mark.parametrize("value", [math.inf, math.nan, -math.inf])
def test_heights_that_are_not_finite_have_a_code_of_their_own(value: float) -> None:
    given = simulation(walk(1))
    drawn = draw_map(given)
    some = drawn.heights.copy()
    some[0, 0] = some[3, 4] = value
    # The highest of all must not set the scale of those that are left.
    some[5, 5] = some[np.isfinite(some)].max()
    part = sent(drawn._replace(heights=some), given)
    check_heights(part, drawn._replace(heights=some))
    assert part["heights"].reshape(some.shape)[3, 4] == OUT
    assert part["heights"].max(where=part["heights"] != OUT, initial=0) == FINE
    nowhere = sent(drawn._replace(heights=np.full_like(some, value)), given)
    assert set(nowhere["heights"]) == {OUT}


def test_flat_ground_has_height_0() -> None:
    given = simulation(walk(1))
    drawn = draw_map(given)
    assert set(sent(drawn._replace(heights=np.zeros_like(drawn.heights)), given)["heights"]) == {0}


def test_a_map_of_real_data_has_no_minimisers_of_workers() -> None:
    part = check_map(real("logistic"))
    assert part["workers"] is None
    assert len(part["frequencies"]) == 8


def test_a_map_without_a_known_minimum_marks_the_start_alone() -> None:
    part = check_map(real("network"))
    assert part["goal"] is part["biased"] is part["workers"] is None
    assert len(part["start"]) == 2


def test_the_minimisers_of_workers_stand_where_they_are() -> None:
    # Those of TWO_WORKERS.
    part = check_map(simulation(walk(1)))
    assert part["workers"].tolist() == [-2, 0, 2, 0]
    assert part["frequencies"].tolist() == [0.75, 0.25]


def test_a_map_of_many_workers_shows_some() -> None:
    many = {"workers": 2 * MOST_MARKS}
    scenario = {"cluster": many, "seeds": 1, "budget": {"arrivals": 100}, "records": 5}
    given = simulate(Scenario.model_validate(scenario))
    part, own = check_map(given), draw_map(given).workers
    assert own is not None
    np.testing.assert_array_equal(part["workers"].reshape(-1, 2), own[:MOST_MARKS].astype(np.float32))
    # Of all of them: shares are shares of the whole.
    assert len(part["frequencies"]) == 2 * MOST_MARKS
