"""The Race in a frame: the parts that its link asks for and nothing else, and the race that the whole page shows."""

import json
import re
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.controls import widgets
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.links.parts import PARTS, VIEWS
from pages.parts.race import embedded
from tests.pages.links.test_page_links import NONSENSE
from tests.support.visit import (
    captions,
    drawn,
    expected_table,
    figures,
    fine,
    framed,
    lines,
    race,
    shown,
    table,
    warnings,
)

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"arrivals": "200", "seeds": "1"}


def controls(app: AppTest) -> list[dict[str, Any]]:
    """What each group of live controls is given."""
    protos = (component.proto for component in app.get("bidi_component"))
    return [json.loads(proto.json) for proto in protos if proto.component_name == "live_controls"]


def lab_link(app: AppTest) -> dict[str, list[str]]:
    """What the link to the whole page holds."""
    (found,) = (re.search(r"\]\(race\?(.*)\)$", text.value) for text in app.markdown if "Open this race" in text.value)
    assert found is not None
    return parse_qs(found[1])


def test_a_frame_shows_the_usual_parts_and_none_of_the_page_around_them() -> None:
    app = framed(**SMALL, heterogeneity="4")
    assert warnings(app) == []
    assert (len(app.sidebar), len(app.title), len(app.button), len(app.table)) == (0, 0, 0, 0)
    assert shown(app) == {}
    assert controls(app) == []
    (figure,) = figures(app)
    assert figure["parts"] == ["map", "gap", "transport"]
    assert len(lines(app)) == 4
    header = drawn(app)
    whole = race(**SMALL, heterogeneity="4")
    assert lines(app) == lines(whole)
    assert header["captions"].keys() == drawn(whole)["captions"].keys()
    link = lab_link(app)
    assert link["heterogeneity"] == ["4"]
    assert link.keys() == setting(whole).keys()


def test_each_part_can_stand_alone() -> None:
    for view in VIEWS:
        app = framed(**SMALL, part=view)
        assert figures(app)[0]["parts"] == [view]
        assert drawn(app)["captions"] == {}
        assert (len(app.markdown), len(app.table), len(app.caption), warnings(app)) == (0, 0, 0, [])
    app = framed(**SMALL, part="table")
    pd.testing.assert_frame_equal(table(app), expected_table(arrivals=200, seeds=1))
    assert (figures(app), len(app.markdown)) == ([], 0)
    app = framed(**SMALL, part="sentences")
    assert (figures(app), len(lines(app)), len(app.table)) == ([], 4, 0)
    app = framed(**SMALL, part=list(PARTS.options))
    assert set(figures(app)[0]["parts"]) == {*VIEWS, "transport", "numbers"}
    assert len(table(app)) == 3


def test_only_the_live_controls_that_are_asked_for_are_there() -> None:
    app = framed(**SMALL, part="gap", control=["heterogeneity", "slowdown"])
    (given,) = controls(app)
    assert (given["place"], given["times"]) == ("frame", [])
    assert [told["key"] for told in given["ranges"]] == ["heterogeneity"], "no slowdown among linear speeds"
    (given,) = controls(framed(**SMALL, part="gap", control="times"))
    assert (given["ranges"], given["times"]) == ([], [1, 2, 3, 4, 5, 6, 7, 8])


@pytest.mark.parametrize(
    ("link", "sentences"),
    [
        ({"part": ["map", "foo"]}, ["Parts: `foo` is not possible here, only sentences, map, gap, "]),
        ({"part": "foo"}, ["`sentences, map, gap, captions, transp...` is used."]),
        ({"part": "map", "control": "seeds"}, ["Controls: `seeds` is not possible here, only times, slowdown, "]),
        ({"part": ["table", "numbers", "captions"]}, ["Parts: numbers, captions only beside a view, and none of "]),
        ({"part": "sentences", "control": "step"}, ["Parts: controls only beside a view"]),
        ({"part": "<b>x</b>"}, ["Parts: `<b>x</b>` is not possible"]),
    ],
)  # fmt: skip
def test_what_a_link_asks_for_in_vain_is_told(link: dict[str, Any], sentences: list[str]) -> None:
    app = framed(**SMALL, **link)
    said = warnings(app)
    assert len(said) == len(sentences)
    for line, sentence in zip(said, sentences, strict=True):
        assert sentence in line
        assert len(line) < 300


def test_parts_are_no_words_of_the_whole_page() -> None:
    said = warnings(race(**SMALL, part="map"))
    assert said == ["What an embedded race shows is chosen by `part` and `control`; this page shows all of it."]


@pytest.mark.parametrize(
    "link",
    [
        NONSENSE,
        {"own_steps": "true", "step_ormo": "0.03"},
        {"speed": "custom", "tau": "1, 2.5, 4", "problem": "valley", "runs": "True", "methods": ["OrMo", "ASGD"]},
        {"condition": "3e1", "step": "5e-2", "workers": "5.0", "smooth": "5%", "methods": "foo"},
        {"copy": ["ormo,momentum=0.5", "ormo,momentum=x", "asgd,step=0.01"], "steps": "by hand"},
        {"heterogeneity": "0.123", "seed": "7", "until": "seconds", "seconds": "100", "tau": "1," * 2000},
    ],
    ids=["nonsense", "old", "typed", "spelt", "copies", "seconds"],
)  # fmt: skip
def test_a_frame_reads_a_link_as_the_page_does(link: dict[str, Any]) -> None:
    link = SMALL | link
    page = race(**link)
    app = framed(part=["table", "gap"], **link)
    pd.testing.assert_frame_equal(table(app), table(page))
    assert warnings(app) == warnings(page)
    seen = drawn(app)["gap"]
    assert seen == {**drawn(page)["gap"], **{key: seen[key] for key in ("curves", "runs")}}
    assert lab_link(framed(part="link", **link)) == {
        key: [*map(str, listed(value))] for key, value in setting(page).items()
    }


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def setting(app: AppTest) -> dict[str, Any]:
    """What a link to the page as it is holds; what is empty stands in none."""
    known = [CONTROLS[key] for key in DEFAULTS if key in app.session_state]
    choices = DEFAULTS | {control.key: widgets.chosen(control, app.session_state[control.key]) for control in known}
    return {key: text for key, text in widgets.whole_setting(choices).items() if text not in ("", [])}


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"speed": "measured"}, embedded.NEEDS_FILE),
        ({"problem": "own data"}, embedded.NEEDS_FILE),
        ({"methods": ""}, embedded.NO_METHOD),
    ],
)
def test_a_race_that_no_link_holds_is_told_without_words_on_a_sidebar(link: dict[str, str], sentence: str) -> None:
    app = framed(**SMALL, **link, control="step")
    assert [info.value for info in app.info] == [sentence]
    assert figures(app) == []
    assert "sidebar" not in captions(app)


def test_a_released_live_control_changes_the_race_and_its_way_to_the_lab() -> None:
    app = framed(**SMALL, control="heterogeneity")
    before = lines(app)
    app.session_state["heterogeneity"] = 6.0
    fine(app.run())
    assert lines(app) != before
    assert lab_link(app)["heterogeneity"] == ["6"]
    assert lines(app) == lines(race(**SMALL, heterogeneity="6"))
