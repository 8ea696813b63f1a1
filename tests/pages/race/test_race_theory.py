"""What theory says on the Race: drawn over the curves, told in a table, and why it is not there."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.theory import exact, expected_gap
from engine.theory.predicted_curves import predictions_of
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.payload.figure import payload
from pages.parts.live.payload.gap import View
from pages.parts.race.captions import captions as captions_of
from pages.parts.race.result import Result
from pages.parts.words.numbers import number
from tests.support.payloads import computed
from tests.support.unpack import Unpacked, unpacked
from tests.support.visit import captions, race

pytestmark = pytest.mark.usefixtures("warm")

SMALL: dict[str, Any] = {"arrivals": 500, "seeds": 2, "dimension": 3, "workers": 4, "heterogeneity": 3.0}
LINK = {key: str(value) for key, value in SMALL.items()}


@cache
def result(**changes: Any) -> Result:
    return computed(scenario_of(DEFAULTS | SMALL | changes))


def received(of: Result, view: View) -> Unpacked:
    simulation = of.simulation
    found = predictions_of(simulation)
    return unpacked(payload("key", simulation, of.map, view, captions_of(of, view), found))


@pytest.mark.parametrize("axis", ["seconds", "arrivals", "updates"])
def test_what_is_drawn_is_what_the_engine_knows(axis: Any) -> None:
    of = result()
    got = received(of, View(axis, theory=True))
    parts = got.header["gap"]["theory"]
    for part, (label, run) in zip(parts, of.simulation.items(), strict=True):
        known = exact(of.simulation.scenario, label)
        places = {"seconds": run.time, "arrivals": run.gradients, "updates": run.updates}[axis]
        np.testing.assert_allclose(got.array(part["expected"]["x"]), places, rtol=1e-6)
        expected = expected_gap(of.simulation.scenario, label, run.gradients)
        np.testing.assert_allclose(got.array(part["expected"]["y"]), expected, rtol=1e-5)
        line = got.array(part["line"]["y"])
        assert line[0] == pytest.approx(known.slow_gap, rel=1e-5)
        assert line[-1] == pytest.approx(known.noise_floor, rel=1e-5)
        assert np.all(np.diff(got.array(part["line"]["x"])) >= 0)


def test_the_map_shows_where_each_method_ends() -> None:
    of = result()
    limits = received(of, View(theory=True)).header["map"]["limits"]
    for point, label in zip(limits, of.simulation, strict=True):
        limit = exact(of.simulation.scenario, label).limit
        np.testing.assert_allclose(point, of.map.plane.project(limit), rtol=1e-12)
    # ASGD ends away from the goal, Rescaled ASGD close to it.
    away = [float(np.linalg.norm(np.subtract(point, of.map.goal))) for point in limits]
    assert away[0] > 10 * away[1]


def test_nothing_of_it_is_sent_unless_it_is_asked_for() -> None:
    of = result()
    without = unpacked(payload("key", of.simulation, of.map, View(), captions_of(of, View())))
    assert without.header["gap"]["theory"] is None
    assert without.header["map"]["limits"] is None
    assert received(of, View(relative=True, theory=True)).header["gap"]["theory"] is None


def test_a_method_that_diverges_has_a_curve_that_leaves_and_no_limit() -> None:
    of = result(step=1.5)
    got = received(of, View(theory=True))
    (part, *_), (limit, *_) = got.header["gap"]["theory"], got.header["map"]["limits"]
    assert limit is None
    assert part["line"] is None
    rising = got.array(part["expected"]["y"])
    assert np.isfinite(rising).all()
    assert rising[-1] == rising.max() > 1e3 * of.simulation["ASGD"].gap[0, 0]


def test_the_page_tells_the_engines_numbers() -> None:
    app = race(**LINK, theory="true")
    table = app.table[1].value
    given = scenario_of(DEFAULTS | SMALL)
    for cell, label in zip(table.index, [settings.name for settings in given.methods], strict=True):
        known, row = exact(given, label), table.loc[cell]
        assert label in cell
        assert row["Bias (exact)"] == number(known.bias)
        assert row["Noise floor of the gap (exact)"] == number(known.noise_floor)
        assert row["Largest step (exact)"] == number(known.largest_step)
    assert table["Bias (small-step)"].iloc[1] == "0"
    assert "Exact: from the linear map of one period" in captions(app)
    assert "σ² = " in captions(app)


def test_without_the_switch_there_is_no_table() -> None:
    assert len(race(**LINK).table) == 1


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"jitter": "exponential"}, "the job times here are random"),
        ({"speed": "square root"}, "have no common multiple"),
        ({"problem": "rosenbrock"}, "needs a quadratic problem"),
        ({"methods": ["ASGD", "Random ASGD"]}, "Random ASGD: Random ASGD chooses workers at random"),
    ],
)
def test_where_there_is_none_the_page_says_why(link: dict[str, Any], words: str) -> None:
    app = race(**{**LINK, "theory": "true", **link})
    assert words in captions(app)
    assert app.table[0].value.size > 0
