"""The Bias page without a browser."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from engine.results.changing_speeds import CASES
from engine.theory import exact
from pages.parts.bias import controls
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.words.numbers import distance_text
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")

SECTIONS = [
    "Bias against slowdown and heterogeneity",
    "In a cluster of your own",
    "What Rescaled ASGD leaves behind",
    "Which worker pulls where",
    "Random and drifting times",
]


def bias(**link: str | list[str]) -> AppTest:
    app = new_app()
    app.query_params.update({"workers": "4", "dimension": "3", "seeds": "2"} | link)
    return fine(app.switch_page("bias.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def cell(app: AppTest, number: int, row: str, column: str) -> str:
    """The first row of a method."""
    frame = app.table[number].value
    (found,) = {name for name in frame.index if f"[**{row}**]" in name}
    return str(frame.loc[[found], column].iloc[0])


def expected(title: str, in_groups: bool, **changes: object) -> float:
    choices = DEFAULTS | {"workers": 4, "dimension": 3} | changes
    scenario = controls.scenario_at(choices, (title,))
    if in_groups:
        scenario = controls.in_two_groups(scenario, choices, choices["slowdown"])
    return exact(scenario, title).bias


@pytest.mark.quick
def test_the_page_shows_all_sections_with_the_engines_numbers() -> None:
    app = bias()
    assert [title.value for title in app.title] == ["Bias"]
    assert [header.value for header in app.header] == SECTIONS
    assert warnings(app) == []
    assert not app.info
    assert len(app.table) == 4
    assert len(app.get("bidi_component")) == 6
    for title in controls.LINES:
        assert cell(app, 0, title, "Exact") == distance_text(expected(title, True))
        assert cell(app, 0, title, "Measured at 10") == cell(app, 0, title, "Exact")
    assert (
        cell(app, 2, "ASGD", "Exact limit")
        == cell(app, 2, "ASGD", "Measured")
        == distance_text(expected("ASGD", False))
    )
    steps = app.table[1].value
    assert (steps["Exact"] == steps["Measured"]).mean() > 0.8
    assert "to the power 1.0" in text(app) or "to the power 0.9" in text(app)
    assert not re.search(
        r"\bnan\b|\binf\b", text(app) + captions(app) + "".join(t.value.to_string() for t in app.table)
    )


@pytest.mark.parametrize(
    ("key", "value"), [("heterogeneity", 5.0), ("slowdown", 5.0), ("share", 0.5), ("curvature_spread", 1.0)]
)
def test_a_moved_slider_changes_the_numbers(key: str, value: float) -> None:
    app = bias()
    before = app.table[0].value
    fine(app.slider(key=key).set_value(value).run())
    assert not app.table[0].value.equals(before)
    for title in ("ASGD", "Rescaled OrMo"):
        assert cell(app, 0, title, "Exact") == distance_text(expected(title, True, **{key: value}))


def shown_by_section(app: AppTest) -> dict[str, str]:
    """All numbers of a section: its tables and its charts."""
    tables = [table.value.to_string() for table in app.table]
    charts = {one.proto.id.rsplit("-", 1)[-1]: one.proto.json for one in app.get("bidi_component")}
    further = {"steps": charts["bias_steps"] + tables[1], "pulls": charts["pulls_weights"] + charts["pulls_plane"]}
    return {
        "slowdown": charts["bias_slowdown"] + tables[0],
        "map": charts["bias_map"],
        **further,
        "changing": charts["bias_changing"] + tables[3],
    }


BESIDE_ALL = {"workers": "5", "heterogeneity": "3", "dimension": "4", "condition": "30", "curvature_spread": "1"}
BESIDE_ALL |= {"seed": "3", "step": "0.1"}
BESIDE_SOME: dict[str, tuple[dict[str, str], set[str]]] = {
    "slowdown": ({"slowdown": "5"}, {"slowdown", "map"}),
    "share": ({"share": "0.5"}, {"slowdown", "map"}),
    "momentum": ({"momentum": "0.5"}, {"slowdown"}),
    "speed": ({"speed": "equal"}, {"steps", "pulls", "changing"}),
    "focus": ({"focus": "Rennala SGD"}, {"map", "pulls"}),
    "changing": ({"changing": "swap"}, {"changing"}),
}
"""A control of one place: another value of it, and the sections that then change."""


def test_controls_that_change_nothing_on_a_section_are_not_beside_it() -> None:
    """The sidebar is beside all of them; what changes some alone stands with these."""
    app = bias()
    before = shown_by_section(app)
    kinds = (app.sidebar.slider, app.sidebar.select_slider, app.sidebar.selectbox, app.sidebar.number_input)
    assert {widget.key for widgets in kinds for widget in widgets} == set(BESIDE_ALL)
    for key, value in BESIDE_ALL.items():
        after = shown_by_section(bias(**{key: value}))
        assert [name for name in before if after[name] == before[name]] == [], key
    for key, (link, changed) in BESIDE_SOME.items():
        after = shown_by_section(bias(**link))
        assert {name for name in before if after[name] != before[name]} == changed, key


def test_momentum_is_asked_for_where_a_method_has_one() -> None:
    def asked(**link: str | list[str]) -> bool:
        return "momentum" in {slider.key for slider in bias(**link).slider}

    assert asked(curves="OrMo") and asked(curves="ASGD", focus="OrMo")
    assert not asked(curves=["ASGD", "Rescaled ASGD"])


def test_a_cluster_of_one_s_own_sets_the_number_of_workers() -> None:
    app = bias(speed="custom", tau="1, 2, 3", curves="ASGD")
    assert "workers" not in {slider.key for slider in app.slider}
    assert "As many workers as the cluster of your own has" in captions(app)
    assert "slowdown" in {slider.key for slider in app.slider}


def test_against_heterogeneity_the_measured_points_lie_on_the_line() -> None:
    app = bias(against="heterogeneity", curves=["ASGD", "Rescaled ASGD"])
    for place in (1, 3, 5):
        for title in ("ASGD", "Rescaled ASGD"):
            want = expected(title, True, heterogeneity=float(place))
            assert cell(app, 0, title, f"Measured at {place}") == distance_text(want)


def test_without_a_period_the_simulation_stands_alone_and_nearby_times_help() -> None:
    app = bias(speed="square root", curves="ASGD")
    assert all("no common multiple" in info.value for info in app.info)
    assert len(app.info) == 2
    assert cell(app, 1, "ASGD", "Exact") == "not known"
    assert float(cell(app, 1, "ASGD", "Measured")[:5]) > 0.01
    press(app, next(button.label for button in app.button if "nearby times" in button.label))
    assert not app.info
    assert app.selectbox(key="speed").value == "custom"
    assert app.query_params["tau"] == app.text_input(key="tau").value
    assert cell(app, 1, "ASGD", "Exact") == cell(app, 1, "ASGD", "Measured")


def test_a_random_method_is_told_and_measured() -> None:
    app = bias(focus="Random ASGD", curves=["Random ASGD"])
    assert ["at random" in info.value for info in app.info] == [True, True]
    assert not [button for button in app.button if "nearby" in button.label]
    assert cell(app, 0, "Random ASGD", "Exact") == "not known"
    assert cell(app, 2, "Random ASGD", "Measured") not in ("not known", "…")


def test_a_bad_link_is_told_and_the_races_settings_are_no_mistake() -> None:
    app = bias(foo="1", momentum="7", noise="0.5", arrival="12", problem="digits")
    told_notes = " ".join(warnings(app))
    assert "`foo` is not known here" in told_notes
    assert "Momentum" in told_notes
    assert "Problem: `digits` is not possible" in told_notes
    assert "oise" not in told_notes
    assert "rrival" not in told_notes


def test_no_curves_is_told() -> None:
    app = fine(bias().pills(key="curves").set_value([]).run())
    assert "at least one method" in app.info[0].value


@pytest.mark.parametrize("changing", controls.CHANGING.options)
def test_every_kind_of_changing_times_is_simulated(changing: str) -> None:
    app = bias(changing=changing, curves="ASGD")
    assert f"With {changing} times" in text(app)
    assert len(app.table[3].value) == len(CASES)


def test_a_step_that_diverges_is_told() -> None:
    app = bias(step="10", curves=["ASGD", "Rescaled ASGD"])
    assert "Does not converge" in text(app)
    assert cell(app, 0, "ASGD", "Exact") == cell(app, 0, "ASGD", "Measured at 10") == "diverges"


@pytest.mark.parametrize("against", ["slowdown", "heterogeneity"])
def test_the_scripts_make_the_charts(against: str) -> None:
    with recorded() as charts:
        bias(against=against, curves=["ASGD", "Rescaled ASGD"])
    every = ["bias_slowdown", "bias_map", "bias_steps", "pulls_weights", "pulls_plane", "bias_changing"]
    assert set(charts) == set(every)
    assert_remade(charts, *(every if against == "slowdown" else every[:1]))
