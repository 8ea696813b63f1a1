"""All that the live figure draws, in one piece of bytes: complete, small, and with a key that tells changes."""

from functools import cache
from itertools import product
from typing import Any, get_args

import numpy as np
import pytest

from engine import Scenario
from engine.results.curves import Axis
from engine.results.gap_picture import MOST_RUNS
from engine.results.plane import MOST_MARKS
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.payload.figure import key_of, payload
from pages.parts.live.payload.gap import View
from pages.parts.race.captions import ON_TOUCH, captions
from pages.parts.race.result import Result
from pages.parts.style import FAINT, MARKS, METHOD_STYLES, MOST_UNMARKED, POINT
from tests.support.build import METHODS, own_rows
from tests.support.films import given_scenario, told
from tests.support.payloads import computed
from tests.support.unpack import Unpacked, unpacked

MOST_BYTES = 300_000
"""Of the default Race: a tenth of a second at 24 megabits a second."""
PLAIN = View()
GAP_VIEWS = [
    View(*choices, smooth=smooth) for *choices, smooth in product(get_args(Axis), *[(True, False)] * 3, (0.0, 0.05))
]
"""All that can be seen of the gap."""
VIEWS = ["map", "gap", "timeline", "staleness", "contribution"]


@cache
def race(**changes: Any) -> Result:
    """The Race with its defaults, but for the changes."""
    return computed(scenario_of(DEFAULTS | changes))


def packed(result: Result, view: View = PLAIN, words: str = "") -> tuple[str, bytes]:
    shown = captions(result, view) | {"more": words}
    key = key_of(result.simulation, view, shown)
    return key, payload(key, result.simulation, result.map, view, shown)


def received(result: Result, view: View = PLAIN) -> Unpacked:
    return unpacked(packed(result, view)[1])


def test_the_default_race_is_small() -> None:
    assert len(packed(race())[1]) <= MOST_BYTES


@pytest.mark.parametrize("relative", [False, True])
def test_single_runs_take_a_number_a_record_and_only_on_demand(relative: bool) -> None:
    without, single = (len(packed(race(), View(relative=relative, runs=runs))[1]) for runs in (False, True))
    numbers = sum(run.gap.size for run in race().simulation.values())
    assert 4 * numbers < single - without < 4.1 * numbers


def test_the_header_names_everything() -> None:
    result = race()
    header = received(result).header
    assert (header["workers"], header["dimension"]) == (8, 10)
    assert header["colours"] == {"point": POINT, "faint": FAINT}
    assert [method["label"] for method in header["methods"]] == list(DEFAULTS["methods"]) == list(result.simulation)
    assert [method["schedule"] for method in header["methods"]] == [0, 0, 0]
    assert [schedule["arrivals"] for schedule in header["schedules"]] == [DEFAULTS["arrivals"]]
    assert len(header["gap"]["curves"]) == 3
    assert header["map"]["columns"] > 1
    assert header["captions"] == captions(result, PLAIN) | {"more": ""}


def test_each_method_has_its_own_look() -> None:
    methods = received(race()).header["methods"]
    for method, kind in zip(methods, ("asgd", "rescaled_asgd", "ormo"), strict=True):
        style = METHOD_STYLES[kind]
        assert (method["colour"], tuple(method["dash"])) == (style.colour, style.dash)
        assert method["mark"] == MARKS[style.dash]
    assert len({method["colour"] for method in methods}) == len({tuple(method["dash"]) for method in methods}) == 3
    # Also alone, and whatever its name.
    renamed = given_scenario("ormo").model_copy(
        update={"methods": tuple(m.model_copy(update={"label": "ASGD"}) for m in given_scenario("ormo").methods)}
    )
    (alone,) = received(computed(renamed)).header["methods"]
    assert (alone["label"], alone["colour"]) == ("ASGD", METHOD_STYLES["ormo"].colour)


def test_many_methods_have_marks_that_tell_them_apart() -> None:
    few, many = CONTROLS["methods"].options[:MOST_UNMARKED], CONTROLS["methods"].options
    for methods, marked in ((few, False), (many, True)):
        result = race(methods=methods, arrivals=200, seeds=1)
        header = received(result).header
        assert header["marked"] == marked == ("Marks on the lines" in captions(result, PLAIN)["gap"])
        assert marked == ("Outlined marks" in captions(result, PLAIN)["map"])
        looks = {(method["colour"], method["mark"]) for method in header["methods"]}
        assert len(looks) == len(methods)


@pytest.mark.parametrize("method", METHODS)
def test_what_a_method_tells_arrives(method: str) -> None:
    given = given_scenario(method)
    _, run, film, words = told(given)
    found = received(computed(given))
    (part,) = found.header["methods"]
    assert part["label"] == run.label
    assert part["formula"]
    assert part["lines"] == [list(line) for line in words.lines]
    assert set(part["columns"]) == set(words.columns)
    for name, column in {**words.columns, "pull": words.pull}.items():
        back = found.column(part["pull"] if name == "pull" else part["columns"][name])
        assert np.shape(back) == np.shape(column), name
        np.testing.assert_allclose(back, column, rtol=1e-7, err_msg=name)
    np.testing.assert_array_equal(found.array(part["place"]).reshape(-1, 2), film.place.astype(np.float32))
    np.testing.assert_array_equal(found.array(part["moved"]), film.moved.astype(np.float32))


def test_what_a_method_tells_ends_with_the_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.kernel.film.MOST_FILMED", 50)
    given = given_scenario("rescaled_asgd, mean")
    _, run, _, words = told(given)
    assert len(run.arrivals) > 50
    found = received(computed(given))
    (part,) = found.header["methods"]
    assert found.header["schedules"][part["schedule"]]["arrivals"] == 50
    assert len(found.array(part["moved"])) == 50
    assert len(found.array(part["place"])) == 2 * 51
    np.testing.assert_allclose(found.column(part["columns"]["own"]), words.columns["own"][:50], rtol=1e-7)


def test_the_key_tells_whether_anything_has_changed() -> None:
    """Of the scenario, of the view, or of the words below it."""
    small = {"arrivals": 200, "seeds": 2}
    seen = list(product(GAP_VIEWS, ("", "More words.")))
    results = [race(**small), race(**small, seed=1), race(**small, methods=("ASGD",)), race(**small, momentum=0.5)]
    keys = [packed(result, *view)[0] for result in results for view in seen]
    assert len(set(keys)) == len(keys) == len(results) * len(seen)


def test_the_key_changes_with_nothing_else() -> None:
    small = {"arrivals": 200, "seeds": 2}
    key, content = packed(race(**small))
    assert unpacked(content).header["key"] == key
    race.cache_clear()
    assert packed(race(**small)) == (key, content)


EXTREMES: dict[str, dict[str, Any]] = {
    "diverges": {"step": 10.0},
    "diverges in a valley": {"step": 10.0, "problem": "rosenbrock"},
    "diverges with one seed": {"step": 10.0, "seeds": 1},
    "no arrival": {"until": "seconds", "seconds": 0.5},
    "no arrival, real data": {"until": "seconds", "seconds": 0.5, "problem": "breast cancer"},
    "one worker": {"workers": 1, "arrivals": 200},
    "one dimension": {"dimension": 1, "arrivals": 200},
    "jitter": {"jitter": "exponential", "arrivals": 200},
}


@pytest.mark.parametrize("view", GAP_VIEWS, ids=str)
@pytest.mark.parametrize("name", EXTREMES)
def test_every_race_can_be_packed(name: str, view: View) -> None:
    """Without a warning, and with a header that is JSON."""
    result = race(**EXTREMES[name])
    header = received(result, view).header
    assert tuple(header["gap"][key] for key in ("axis", "logarithmic", "relative")) == view[:3]
    assert (header["gap"]["runs"] is None) == (not view.runs or result.simulation.scenario.seeds == 1)
    assert header["gap"]["x"][1] > 0
    assert 0 <= header["gap"]["y"][0] < header["gap"]["y"][1]
    (schedule,) = header["schedules"]
    assert (schedule["arrivals"] == 0) == ("no arrival" in name)
    finite = all(np.isfinite(run.gap).all() for run in result.simulation.values())
    assert finite == ("diverges" not in name)
    assert any(curve["leaves"] for curve in header["gap"]["curves"]) != finite


def test_own_data_have_a_key_by_their_numbers() -> None:
    """Although their numbers are too many to stand in it."""
    data = own_rows(40, 3, 3)
    other = [[*row] for row in data["features"]]
    other[7][1] += 0.001
    keys = []
    for rows in (data["features"], np.array(data["features"]), other):
        problem = {"kind": "csv", **data, "features": rows}
        given = Scenario.model_validate({"problem": problem, "seeds": 2, "budget": {"arrivals": 200}, "records": 20})
        key, sent = packed(computed(given))
        assert unpacked(sent).header["key"] == key
        keys.append(key)
    assert keys[0] == keys[1] != keys[2]


def test_each_view_has_a_caption() -> None:
    assert [name for name in captions(race(), PLAIN) if not name.endswith(ON_TOUCH)] == VIEWS
    assert all(captions(race(), PLAIN).values())


def test_captions_explain_what_is_drawn_and_nothing_else() -> None:
    """Seeds, dimensions and workers differ."""
    small = {"arrivals": 200, "seeds": 2}
    several, one = captions(race(**small), PLAIN), captions(race(arrivals=200, seeds=1), PLAIN)
    assert "median of 2 seeds" in several["gap"]
    assert "Band: interquartile range, 25% to 75% of 2 seeds" in several["gap"]
    assert "one seed" in one["gap"]
    assert "Band" not in one["gap"]
    assert "0.25 real seconds" in one["gap"]
    assert "plane" in several["map"]
    assert "plane" not in captions(race(**small, problem="valley"), PLAIN)["map"]
    assert "the workers' own" in several["map"]
    assert "Grey discs" not in captions(race(**small, problem="breast cancer"), PLAIN)["map"]
    learned = captions(race(**small, problem="small network"), PLAIN)
    assert all("goal" not in text and "biased" not in text for text in learned.values())
    assert "the start and the ways down from it" in learned["map"]
    many = race(**small, speed="custom", tau="1," * (MOST_MARKS + 1))
    assert f"first {MOST_MARKS} workers'" in captions(many, PLAIN)["map"]


def test_the_caption_of_the_gap_names_what_is_seen() -> None:
    """The band, the single runs, and what relative means."""
    several, one, many = (race(arrivals=200, seeds=seeds) for seeds in (2, 1, MOST_RUNS + 1))
    for view in GAP_VIEWS:
        said = captions(several, view)["gap"]
        thin = "Palest lines" if view.smooth else "Thin lines"
        assert (f"{thin}: single runs of every seed." in said) == view.runs
        assert ("running mean" in said) == bool(view.smooth)
        assert ("lies at 1, before the mean" in said) == bool(view.smooth and view.relative)
        assert ("lies at 1. " in said) == (view.relative and not view.smooth)
        assert ("Dotted line" in said) != view.relative
        assert ("divided by the smallest median gap" in said) == view.relative
        alone = captions(one, view)["gap"]
        assert "single runs" not in alone
        assert "median" not in alone
        assert ("divided by the smallest gap" in alone) == view.relative
    assert f"the first {MOST_RUNS} of {MOST_RUNS + 1} seeds" in captions(many, View(runs=True))["gap"]
    assert "after as many server updates" in captions(several, View("updates", relative=True))["gap"]


def test_the_timeline_tells_where_the_film_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "covers" not in captions(race(arrivals=2000, seeds=2), PLAIN)["timeline"]
    monkeypatch.setattr("engine.kernel.film.MOST_FILMED", 1500)
    said = captions(race(arrivals=2000, seeds=1), PLAIN)["timeline"]
    assert "ASGD, Rescaled ASGD, OrMo: the playhead covers the first 1,500 of 2,000 arrivals" in said
