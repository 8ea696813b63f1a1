"""The Race without a browser: what a visitor meets and moves."""

import os
import re
from itertools import count, cycle

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.controls.catalogue import CONTROLS, DEFAULTS, OWN
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.presets import PRESETS
from pages.parts.race import result
from pages.parts.words.plain_text import unmarked
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from tests.support.visit import (
    captions,
    drawn,
    expected_table,
    figures,
    fine,
    lines,
    new_app,
    press,
    race,
    shown,
    table,
    warnings,
)

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.quick
def test_the_race_shows_sentences_a_table_and_the_figure() -> None:
    app = race()
    assert warnings(app) == []
    assert [title in line for title, line in zip(DEFAULTS["methods"], lines(app), strict=False)] == [True] * 3
    assert len(lines(app)) == 4
    pd.testing.assert_frame_equal(table(app), expected_table())
    header = drawn(app)
    assert [method["label"] for method in header["methods"]] == list(DEFAULTS["methods"])
    texts = [*lines(app), captions(app), *header["captions"].values()]
    assert not any(re.search(r"\bnan\b|\binf\b", text) for text in texts)


def test_the_figure_is_told_in_words() -> None:
    """For those who cannot see it: the sentences without their marks."""
    app = race()
    (figure,) = figures(app)
    assert figure["words"] == " ".join(map(unmarked, lines(app)))
    assert len(figure["words"]) > 100
    assert not re.search(r"[*{}\[\]]|:color", figure["words"])


def cells(app: AppTest, title: str) -> list[str]:
    """One method's row of the table."""
    found = table(app)
    return next(found.loc[name].tolist() for name in found.index if f"**{title}**" in name)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("heterogeneity", 5.0),
        ("workers", 12),
        ("noise", 0.5),
        ("dimension", 3),
        ("seeds", 1),
        ("curvature_spread", 1.0),
    ],
)
def test_moving_a_control_changes_the_numbers(key: str, value: float) -> None:
    app = race()
    before = table(app)
    fine(app.slider(key=key).set_value(value).run())
    pd.testing.assert_frame_equal(table(app), expected_table(**{key: value}))
    assert not table(app).equals(before)
    fine(app.slider(key=key).set_value(CONTROLS[key].default).run())
    pd.testing.assert_frame_equal(table(app), before)


def test_moving_momentum_changes_ormo_alone() -> None:
    app = race()
    before = {title: cells(app, title) for title in DEFAULTS["methods"]}
    fine(app.slider(key="momentum").set_value(0.5).run())
    assert [cells(app, title) == row for title, row in before.items()] == [True, True, False]


def test_choosing_changes_the_numbers() -> None:
    app = race()
    fine(app.selectbox(key="speed").select("two groups").run())
    fine(app.slider(key="slowdown").set_value(30.0).run())
    fine(app.select_slider(key="step").set_value(0.1).run())
    fine(app.selectbox(key="jitter").select("gamma").run())
    changes = {"speed": "two groups", "slowdown": 30.0, "step": 0.1, "jitter": "gamma"}
    pd.testing.assert_frame_equal(table(app), expected_table(**changes))
    assert "30 s" in captions(app)


def test_the_view_changes_no_numbers() -> None:
    app = race()
    before, said, keys = table(app), lines(app), [drawn(app)["key"]]
    fine(app.segmented_control(key="axis").set_value("updates").run())
    keys.append(drawn(app)["key"])
    assert drawn(app)["gap"]["axis"] == "updates"
    fine(app.segmented_control(key="scale").set_value("linear").run())
    keys.append(drawn(app)["key"])
    assert not drawn(app)["gap"]["logarithmic"]
    fine(app.segmented_control(key="show").set_value("relative to the best").run())
    keys.append(drawn(app)["key"])
    assert drawn(app)["gap"]["relative"]
    fine(app.toggle(key="runs").set_value(True).run())
    keys.append(drawn(app)["key"])
    assert len(drawn(app)["gap"]["runs"]) == 3
    fine(app.selectbox(key="smooth").select("10%").run())
    keys.append(drawn(app)["key"])
    assert drawn(app)["gap"]["window"] > 0
    pd.testing.assert_frame_equal(table(app), before)
    assert lines(app) == said, "neither sentences nor table are smoothed"
    assert len(set(keys)) == 6


def test_a_moved_slider_gives_the_figure_something_new() -> None:
    """In the same feed: the figure stays. A setting that comes again has the same key, and need not be drawn again."""
    app = race()
    before = figures(app)
    fine(app.slider(key="heterogeneity").set_value(5.0).run())
    moved = figures(app)
    assert drawn(app)["key"] == moved[0]["key"]
    same = {key: before[0][key] == value for key, value in moved[0].items()}
    assert same == {"feed": True, "key": False, "words": False}
    fine(app.run())
    assert figures(app) == moved
    fine(app.slider(key="heterogeneity").set_value(CONTROLS["heterogeneity"].default).run())
    assert figures(app) == before
    assert drawn(app)["key"] == before[0]["key"]


def test_visitors_have_feeds_of_their_own() -> None:
    names = {figures(race())[0]["feed"] for _ in range(2)}
    assert len(names) == 2
    assert all(len(name) >= 20 for name in names)


def test_methods_can_be_left_out_and_none_is_told() -> None:
    app = race()
    fine(app.pills(key="methods").set_value(["OrMo"]).run())
    assert len(table(app)) == len(lines(app)) == 1
    fine(app.pills(key="methods").set_value([]).run())
    assert "at least one method" in app.info[0].value
    assert not app.table
    assert figures(app) == []
    fine(app.pills(key="methods").set_value(["ASGD", "OrMo"]).run())
    assert len(table(app)) == 2


def test_every_preset_can_be_pressed() -> None:
    """One after the other in one session: nothing of the one before is left."""
    app = race()
    for preset in PRESETS:
        press(app, preset.title)
        assert preset.look in captions(app)
        choices = preset.choices()
        now = shown(app)
        assert set(preset.changes) <= set(now) | {key for key in preset.changes if DEFAULTS[key] == choices[key]}
        for key, value in now.items():
            assert value == (list(choices[key]) if isinstance(choices[key], tuple) else choices[key]), key
        assert len(table(app)) == len(choices["methods"])
        assert warnings(app) == []
    fine(app.slider(key="workers").set_value(5).run())
    assert not any(preset.look in captions(app) for preset in PRESETS)


def test_a_preset_shows_the_engines_numbers() -> None:
    preset = PRESETS[3]
    app = press(race(), preset.title)
    pd.testing.assert_frame_equal(table(app), expected_table(**preset.changes))


@pytest.mark.parametrize("problem", ["quadratic", "rosenbrock"])
@pytest.mark.parametrize("seeds", ["1", "4"])
def test_a_diverging_step_is_told_and_drawn(problem: str, seeds: str) -> None:
    app = race(problem=problem, seeds=seeds, step="10", arrivals="1000")
    assert ["diverged" in line for line in lines(app)[:3]] == [True] * 3
    assert len(table(app)) == 3
    assert len(drawn(app)["methods"]) == 3


OPTIONS = {key: CONTROLS[key].options for key in ("problem", "speed", "jitter")}  # type: ignore[attr-defined]
OPTIONS["speed"] = tuple(speed for speed in OPTIONS["speed"] if speed != MEASURED)
OPTIONS["problem"] = tuple(problem for problem in OPTIONS["problem"] if problem != OWN)
"""Measured times and own data need files."""

ROUNDS = 2 if os.environ.get("LAB_THOROUGH") else 1
COMBINATIONS = list(
    zip(OPTIONS["problem"] * ROUNDS, cycle(OPTIONS["speed"]), cycle(OPTIONS["jitter"]), count(), strict=False)
)


def test_every_option_is_in_a_combination() -> None:
    for place, options in enumerate(OPTIONS.values()):
        assert {combination[place] for combination in COMBINATIONS} == set(options)


@pytest.mark.parametrize(("problem", "speed", "jitter", "number"), COMBINATIONS)
def test_every_problem_speed_and_jitter_opens(problem: str, speed: str, jitter: str, number: int) -> None:
    until = {"until": "seconds", "seconds": "30"} if number % 3 == 0 else {"arrivals": "200"}
    app = race(problem=problem, speed=speed, jitter=jitter, seeds="2", **until)
    assert warnings(app) == []
    assert len(table(app)) == 3
    assert len(drawn(app)["methods"]) == 3


def test_a_problem_without_a_known_minimum_is_told_by_its_loss() -> None:
    app = race(problem="small network", arrivals="500", seeds="2", step="0.1")
    assert warnings(app) == []
    assert all("training loss" in line for line in lines(app))
    assert all("test accuracy" in line and "goal" not in line for line in lines(app)[:3])
    assert "To goal" not in table(app).columns
    header = drawn(app)
    assert header["gap"]["measure"] == "Training loss"
    assert header["map"]["goal"] is header["map"]["biased"] is header["gap"]["biased"] is None


def test_a_stopped_run_can_be_run_again() -> None:
    """The mark that the stop button leaves keeps the run from starting by itself."""
    result.RESULTS.clear()
    app = new_app()
    app.session_state[progress.STOPPED] = mark_of(result.RESULTS, scenario_of(DEFAULTS))
    fine(app.switch_page("race.py").run())
    assert "Stopped" in warnings(app)[0]
    assert not app.table
    press(app, "Run it again")
    pd.testing.assert_frame_equal(table(app), expected_table())
