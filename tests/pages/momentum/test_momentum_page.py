"""The Momentum page without a browser."""

import json
import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.methods import METHODS
from engine.theory import exact, nearby_times
from engine.theory.best_map import LARGEST_MOMENTUM
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.momentum import implied, maps, settings, side_by_side
from pages.parts.momentum.show_map import NEARBY_ARRIVALS, set_point
from pages.parts.script.about import about
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")

HEADERS = [
    "The rate map", "The race at the point", "Side by side", "The ordered buffer", "Asynchrony acts like momentum"
]  # fmt: skip
NONE = "no exact map here"


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of few points, so that many settings can be opened."""
    monkeypatch.setattr(maps, "MOST_SIDE", 20)
    monkeypatch.setattr(maps, "SMALL_SIDE", 16)


def momentum(**link: str | list[str]) -> AppTest:
    app = new_app()
    app.query_params.update(link)
    return fine(app.switch_page("momentum.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def notes(app: AppTest) -> str:
    return " ".join(info.value for info in app.info)


def has_map(app: AppTest) -> bool:
    return "rate_map" in charts(app)


def charts(app: AppTest) -> dict[str, dict[str, Any]]:
    """What each chart is given, by its key."""
    found = app.get("bidi_component")
    return {one.proto.id.rsplit("-", 1)[-1]: json.loads(one.proto.json) for one in found}


def choices_of(**changes: Any) -> dict[str, Any]:
    return {**DEFAULTS, **settings.OWN_DEFAULTS, **changes}


@pytest.mark.quick
def test_the_page_has_all_its_parts() -> None:
    app = momentum()
    assert [title.value for title in app.title] == ["Momentum"]
    assert [header.value for header in app.header] == HEADERS
    assert warnings(app) == [] and notes(app) == ""
    shown = charts(app)
    assert {"rate_map", *(f"rate_map_{kind}" for kind in settings.COMPARED), "momentum_race"} <= shown.keys()
    assert all(len(one["words"]) > 20 for one in shown.values())
    assert [key for key, one in shown.items() if one["clicks"]] == ["rate_map"]
    for word in ("**Exact**", "**Measured**", "**Small-step**"):
        assert word in captions(app)
    assert not re.search(r"\bnan\b|\binf\b", text(app) + captions(app))


def test_the_numbers_are_the_engines() -> None:
    app = momentum(map_step="0.2", momentum="0.8", map_method="SMEGA2")
    chosen = settings.settings_of("smega2", 0.2, 0.8)
    known = exact(settings.scenario_of(choices_of(), chosen), "SMEGA2")
    assert f"predicted rate {known.rate:.5f}" in text(app)
    assert "they agree" in text(app)
    best = maps.kept_map(settings.map_scenario(choices_of(), "smega2")).best
    assert f"a rate of {best.rate:.5f}" in text(app)
    table = app.table[0].value
    assert len(table) == len(settings.COMPARED)
    (row,) = [index for index in table.index if "SMEGA2" in index]
    assert table.loc[row, "Rate per arrival"] == f"{best.rate:.5f}"


def test_per_second_and_per_arrival_can_have_different_winners() -> None:
    """With a straggler the barrier costs: SSGDm wins by arrivals, not by seconds."""
    app = momentum(speed="custom", tau="1, 1, 1, 4")
    told = text(app)
    (line,) = re.findall(r"quickest per arrival: (.*?); per simulated second: (.*?)\.", told)
    assert "SSGDm" in line[0] and "SSGDm" not in line[1]


def test_moving_the_point_computes_no_map_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = momentum()
    monkeypatch.setattr(maps, "best_map", None)
    fine(app.number_input(key="map_step").set_value(0.1).run())
    fine(app.slider(key="momentum").set_value(0.5).run())
    fine(app.slider(key="map_arrival").set_value(3).run())
    fine(app.segmented_control(key="map_in").set_value(settings.SECONDS).run())
    assert "simulated seconds to shrink the distance by 10" in text(app)
    assert "predicted rate" in text(app)


def test_the_best_point_can_be_gone_to() -> None:
    app = press(momentum(), "Go to the best point")
    best = maps.kept_map(settings.map_scenario(choices_of(), "ormo")).best
    assert app.number_input(key="map_step").value == pytest.approx(best.step, rel=5e-3)
    assert app.slider(key="momentum").value == pytest.approx(best.momentum, abs=0.0051)
    assert "they agree" in text(app) or "measured" in text(app)


def test_a_click_becomes_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    from pages.parts.momentum import show_map

    state: dict[str, float] = {}
    monkeypatch.setattr(show_map.st, "session_state", state)
    set_point(0.123456, 0.503)
    assert state == {"map_step": 0.123, "momentum": 0.5}
    set_point(0.01, 1.0)
    assert state == {"map_step": 0.01, "momentum": LARGEST_MOMENTUM}


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ({"jitter": "exponential"}, "random"),
        ({"power": "drift"}, "change over time"),
        ({"speed": "square root"}, "no common multiple"),
    ],
)
def test_where_theory_does_not_apply_the_simulation_stands_alone(link: dict[str, str], why: str) -> None:
    app = momentum(**link)
    assert why in notes(app) and NONE in notes(app)
    assert not has_map(app)
    assert "no rate is predicted here" in text(app)
    assert [header.value for header in app.header] == HEADERS
    assert not app.table
    assert {"momentum_race", "implied_momentum", "implied_path"} == charts(app).keys()
    assert "**Arrival" in text(app)


def test_times_without_a_period_get_near_ones_that_have_one() -> None:
    app = momentum(speed="square root", workers="3")
    times = np.sqrt([1.0, 2.0, 3.0])
    near = nearby_times(times, NEARBY_ARRIVALS)
    change = float(np.abs(near / times - 1).max())
    press(app, f"Take nearby times that repeat themselves (largest change {change:.2%})")
    assert notes(app) == ""
    assert has_map(app)
    assert app.selectbox(key="map_speed").value == "custom"
    assert [float(part) for part in app.text_input(key="tau").value.split(",")] == pytest.approx(near.tolist())


@pytest.mark.parametrize(
    "link",
    [
        {"workers": "1"},
        {"dimension": "1"},
        {"condition": "1"},
        {"momentum": "0.0"},
        {"map_step": "30"},
        {"curvature_spread": "0.5", "workers": "3"},
        {"workers": "40", "map_method": "SSGDm"},
    ],
)
def test_it_opens_with(link: dict[str, str]) -> None:
    app = momentum(**link)
    assert warnings(app) == []
    assert has_map(app)
    assert not re.search(r"\bnan\b|\binf\b", text(app))


def test_many_maps_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    maps.MAPS.clear()
    side_by_side.SMALL_MAPS.clear()
    monkeypatch.setattr(side_by_side, "MOST_SECONDS", 0.0)
    app = momentum(workers="2")
    assert not app.table
    (button,) = [button for button in app.button if button.label.startswith("Compute the five maps")]
    fine(button.click().run())
    assert len(app.table[0].value) == 5


@pytest.mark.parametrize("kind", settings.KINDS)
def test_every_method_has_a_map(kind: str) -> None:
    app = momentum(map_method=METHODS[kind].title, workers="3")
    assert f"{METHODS[kind].title} is best at" in text(app)


def test_a_bad_link_is_told() -> None:
    app = momentum(map_step="-3", map_method="<b>x</b>", sdf="1", momentum="2")
    told = " ".join(warnings(app))
    for part in ("Step: `-3`", "Method: ", "`sdf` is not known", "Momentum: `2`"):
        assert part in told
    assert has_map(app)


def test_a_setting_travels_to_the_race_and_back_and_the_pages_own_defaults_do_not() -> None:
    app = momentum(workers="5", condition="30")
    assert app.select_slider(key="map_condition").value == 30.0, "an older link says it so"
    fine(app.switch_page("race.py").run())
    assert app.slider(key="workers").value == 5
    assert (app.select_slider(key="condition").value, app.selectbox(key="speed").value) == (10.0, "linear")
    fine(app.slider(key="workers").set_value(4).run())
    fine(app.selectbox(key="speed").set_value("square root").run())
    fine(app.switch_page("momentum.py").run())
    assert app.slider(key="workers").value == 4
    assert (app.select_slider(key="map_condition").value, app.selectbox(key="map_speed").value) == (30.0, "equal")


def test_a_wrong_older_link_is_told() -> None:
    app = momentum(speed="fast", dimension="3")
    assert "Worker speeds: `fast` is not possible here" in " ".join(warnings(app))
    assert app.slider(key="map_dimension").value == 3


def test_shared_controls_are_the_races() -> None:
    for key, control in settings.CONTROLS_HERE.items():
        if not key.startswith("map_"):
            assert type(control) is type(CONTROLS[key])
            assert control.label == CONTROLS[key].label


def test_the_scripts_make_the_charts() -> None:
    with recorded() as drawn:
        momentum(map_in=settings.SECONDS)
    small = [f"rate_map_{kind}" for kind in settings.COMPARED]
    assert set(drawn) == {"rate_map", *small, "momentum_race", "implied_momentum", "implied_path"}
    for key in ("rate_map", *small):
        # The map runs over both.
        assert "step " not in about(drawn[key][1], drawn[key][0]) and "momentum " not in about(
            drawn[key][1], drawn[key][0]
        )
    assert "Own cluster: 8 workers" in about(drawn["implied_momentum"][1], drawn["implied_momentum"][0])
    assert_remade(drawn, "rate_map", small[0], "momentum_race", "implied_path")
    with recorded() as drawn:
        momentum(jitter="exponential", workers="2")
    assert_remade(drawn, "momentum_race")


def test_the_script_of_the_implied_momentum_makes_its_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(implied, "COUNTS", (1, 2))
    implied.EQUAL.clear()
    with recorded() as drawn:
        momentum(jitter="exponential", workers="2")
    implied.EQUAL.clear()
    assert_remade(drawn, "implied_momentum")
