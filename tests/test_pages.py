"""The pages without a browser: what a visitor meets, moves and pastes."""

import gc
import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from engine import simulate
from engine.verdict import judge
from pages.parts import compute, warm_up, widgets
from pages.parts.controls import CONTROLS, DEFAULTS
from pages.parts.live.feed import FEEDS
from pages.parts.presets import PRESETS
from pages.parts.race_scenario import scenario_of
from pages.parts.sentences import unmarked
from pages.parts.table import table_of
from tests.unpack import unpacked

SECONDS = 120
"""Far more than any page takes, also on a busy machine."""


@pytest.fixture(autouse=True, scope="module")
def warm() -> Iterator[None]:
    """The engine is ready, as on a server that has been up for a while; the tests' own garbage stays collectable."""
    warm_up.STATE.started = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        warm_up.run()
    yield
    compute.KEPT.clear()
    FEEDS.clear()


def fine(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    assert not app.error
    return app


def start_page() -> AppTest:
    return fine(AppTest.from_file("../pages/frame.py", default_timeout=SECONDS).run())


def race(**link: str | list[str]) -> AppTest:
    """The Race, opened with a link."""
    app = AppTest.from_file("../pages/frame.py", default_timeout=SECONDS)
    app.query_params.update(link)
    return fine(app.switch_page("race.py").run())


def table(app: AppTest) -> pd.DataFrame:
    (only,) = app.table
    return only.value


def figures(app: AppTest) -> list[dict[str, str]]:
    """What each live figure is given: the name of its feed, the key of what it draws, and the same in words."""
    found = app.get("bidi_component")
    assert all(figure.proto.component_name == "live_figure" for figure in found)
    return [json.loads(figure.proto.json) for figure in found]


def drawn(app: AppTest) -> dict[str, Any]:
    """The header of what the page's only figure draws, which is what its feed holds."""
    (figure,) = figures(app)
    feed = FEEDS[figure["feed"]]
    header = unpacked(feed.payload).header
    assert header["key"] == feed.key == figure["key"]
    return header


def lines(app: AppTest) -> list[str]:
    """The sentences on the runs."""
    return [line.strip() for line in app.markdown[0].value.split("\n")]


def warnings(app: AppTest) -> list[str]:
    return [line.strip() for warning in app.warning for line in warning.value.split("\n")]


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def expected_table(**changes: Any) -> pd.DataFrame:
    """What the engine says of the same setting."""
    choices = DEFAULTS | changes
    simulation = simulate(scenario_of(choices))
    target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
    return table_of(simulation, judge(simulation, target), target)


def test_the_start_page_says_three_sentences_and_leads_to_the_race() -> None:
    app = start_page()
    assert [title.value for title in app.title] == ["Asynchrony Lab"]
    text = app.markdown[0].value
    assert len(re.findall(r"[.!?](?= |$)", text)) == 3
    (link,) = app.get("page_link")
    assert link.proto.page == "race"
    assert [button.label for button in app.button] == [preset.title for preset in PRESETS]
    assert all(preset.look in captions(app) for preset in PRESETS)


def test_the_start_page_does_not_wait_for_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True))
    app = start_page()
    assert [link.proto.page for link in app.get("page_link")] == ["race"]
    assert not app.button


def test_the_race_waits_for_the_engine_and_shows_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True))
    app = race()
    assert len(app.get("progress")) == 1
    assert "compiles" in captions(app)
    assert not app.table
    warm_up.STATE.done = len(warm_up.STEPS)
    assert len(table(fine(app.run()))) == 3


def test_a_failed_warm_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True, error="OSError: disk full"))
    app = AppTest.from_file("../pages/frame.py", default_timeout=SECONDS).switch_page("race.py").run()
    assert not app.exception
    assert "disk full" in app.error[0].value


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
    before, keys = table(app), [drawn(app)["key"]]
    fine(app.segmented_control(key="axis").set_value("updates").run())
    keys.append(drawn(app)["key"])
    assert drawn(app)["gap"]["axis"] == "updates"
    fine(app.segmented_control(key="scale").set_value("linear").run())
    keys.append(drawn(app)["key"])
    assert not drawn(app)["gap"]["logarithmic"]
    pd.testing.assert_frame_equal(table(app), before)
    assert len(set(keys)) == 3


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


class Watched:
    """What the page expects of its controls before they are drawn, and what they then are; one entry a run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[tuple[dict[str, Any] | None, dict[str, Any]]] = []
        self.expected: dict[str, Any] | None = None
        self.remembered, self.note = widgets.remembered, widgets.note_corrections
        monkeypatch.setattr(widgets, "remembered", self.look)
        monkeypatch.setattr(widgets, "note_corrections", self.drawn)

    def look(self) -> dict[str, Any] | None:
        self.expected = self.remembered()
        return self.expected

    def drawn(self, arrived: dict[str, list[str]], choices: dict[str, Any]) -> list[str]:
        self.runs.append((self.expected, dict(choices)))
        return self.note(arrived, choices)

    def last(self) -> dict[str, Any]:
        """The choices of a run that knew them before it drew the controls, so that it ran once."""
        ((expected, choices),) = self.runs
        self.runs.clear()
        assert expected == choices
        assert set(choices) == set(CONTROLS)
        return choices


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def test_the_page_remembers_its_controls(watched: Watched) -> None:
    """It computes before it draws them."""
    app = race()
    assert watched.runs == [(None, DEFAULTS)]
    watched.runs.clear()
    fine(app.run())
    assert watched.last() == DEFAULTS
    for preset in PRESETS:
        press(app, preset.title)
        assert watched.last() == preset.choices()
        fine(app.run())
        assert watched.last() == preset.choices()


def test_the_page_remembers_controls_that_come_and_go(watched: Watched) -> None:
    app = race()
    watched.runs.clear()
    fine(app.selectbox(key="speed").select("two groups").run())
    assert watched.last()["speed"] == "two groups"
    fine(app.slider(key="slowdown").set_value(30.0).run())
    assert watched.last()["slowdown"] == 30
    fine(app.toggle(key="own_steps").set_value(True).run())
    watched.last()
    fine(app.number_input(key="step_ormo").set_value(0.2).run())
    assert watched.last()["step_ormo"] == 0.2
    fine(app.selectbox(key="speed").select("linear").run())
    fine(app.selectbox(key="problem").select("breast cancer").run())
    watched.runs.clear()
    fine(app.selectbox(key="speed").select("two groups").run())
    assert watched.last()["slowdown"] == app.slider(key="slowdown").value


def test_a_control_that_was_hidden_takes_its_value_from_the_link(watched: Watched) -> None:
    """The page cannot know it before the control is drawn, so it runs twice, and no more."""
    app = race(slowdown="30")
    watched.runs.clear()
    fine(app.selectbox(key="speed").select("two groups").run())
    assert [(expected or {})["slowdown"] for expected, _ in watched.runs] == [10, 30]
    assert app.slider(key="slowdown").value == 30
    pd.testing.assert_frame_equal(table(app), expected_table(speed="two groups", slowdown=30.0))


def shown(app: AppTest) -> dict[str, Any]:
    """The values of all controls that are drawn."""
    kinds = (app.slider, app.select_slider, app.selectbox, app.number_input, app.text_input, app.toggle)
    found = {widget.key: widget.value for widgets in kinds for widget in widgets}
    return found | {group.key: group.value for group in app.button_group}


def press(app: AppTest, title: str) -> AppTest:
    return fine(next(button for button in app.button if button.label == title).click().run())


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
    preset = PRESETS[2]
    app = press(race(), preset.title)
    pd.testing.assert_frame_equal(table(app), expected_table(**preset.changes))


def test_a_link_holds_the_whole_setting() -> None:
    link: dict[str, Any] = {
        "workers": "5", "speed": "power law", "exponent": "0.5", "jitter": "lognormal", "variation": "0.25",
        "heterogeneity": "1.5", "noise": "0.05", "dimension": "4", "condition": "30", "momentum": "0.5",
        "methods": ["Rescaled ASGD", "OrMo"], "own_steps": "true", "step_rescaled_asgd": "0.02", "step_ormo": "0.03",
        "normalisation": "cycle", "until": "seconds", "seconds": "200", "target": "0.1", "seeds": "3", "seed": "7",
    }  # fmt: skip
    changes: dict[str, Any] = {
        "workers": 5, "speed": "power law", "exponent": 0.5, "jitter": "lognormal", "variation": 0.25,
        "heterogeneity": 1.5, "noise": 0.05, "dimension": 4, "condition": 30.0, "momentum": 0.5,
        "methods": ("Rescaled ASGD", "OrMo"), "own_steps": True, "step_rescaled_asgd": 0.02, "step_ormo": 0.03,
        "normalisation": "cycle", "until": "seconds", "seconds": 200, "target": 0.1, "seeds": 3, "seed": 7,
    }  # fmt: skip
    app = race(**link)
    assert warnings(app) == []
    pd.testing.assert_frame_equal(table(app), expected_table(**changes))


NONSENSE: dict[str, str | list[str]] = {
    "speed": "",
    "workers": "800",
    "heterogeneity": "nan",
    "noise": "many",
    "dimension": ["3", "4"],
    "condition": "31",
    "momentum": "1",
    "methods": ["ASGD", "SGD"],
    "step": "0.051",
    "own_steps": "perhaps",
    "until": "",
    "seeds": "-1",
    "seed": "1e99",
    "axis": "weeks",
}


def test_a_link_edited_into_nonsense_gives_a_page_and_says_what_it_corrected() -> None:
    app = race(**NONSENSE, unheard_of="1")
    said = warnings(app)
    assert len(said) == len(NONSENSE) + 1
    for key in NONSENSE:
        assert any(text.startswith(f"{CONTROLS[key].label}: ") for text in said), key
    assert any("unheard_of" in text for text in said)
    pd.testing.assert_frame_equal(table(app), expected_table(methods=("ASGD",)))


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ({"own_steps": "true", "step_ormo": "1e9"}, "Step of OrMo"),
        ({"jitter": "gamma", "variation": "0"}, "Coefficient of variation"),
        ({"until": "seconds", "seconds": "1e9"}, "Simulated seconds"),
        ({"problem": "breast cancer", "dirichlet": "2"}, "Label mix"),
        ({"speed": "custom", "tau": "1, x, 3"}, "Seconds per job"),
        ({"speed": "custom", "tau": "nonsense"}, "Seconds per job"),
        ({"speed": "custom", "tau": ""}, "Seconds per job"),
        ({"speed": "custom", "tau": "1," * 5000}, "Seconds per job"),
        ({"x" * 5000: "y" * 5000}, "xxx"),
    ],
)
def test_nonsense_in_controls_that_are_seldom_shown(link: dict[str, str], label: str) -> None:
    """Sentences stay short whatever the link holds."""
    app = race(arrivals="200", seeds="1", **link)
    said = warnings(app)
    assert any(label in text for text in said)
    assert all(len(text) < 300 for text in said)
    assert len(table(app)) == 3


@pytest.mark.parametrize(
    "link",
    [
        {"problem": "digits", "arrivals": "100000", "seeds": "32"},
        {"speed": "custom", "tau": "0.000001, 0.000001", "until": "seconds", "seconds": "10000"},
    ],
)
def test_too_much_work_gets_a_sentence(link: dict[str, str]) -> None:
    app = race(**link)
    assert re.search(r"budget", " ".join(warnings(app)))
    assert not app.table


@pytest.mark.parametrize("problem", ["quadratic", "rosenbrock"])
@pytest.mark.parametrize("seeds", ["1", "4"])
def test_a_diverging_step_is_told_and_drawn(problem: str, seeds: str) -> None:
    app = race(problem=problem, seeds=seeds, step="10", arrivals="1000")
    assert ["diverged" in line for line in lines(app)[:3]] == [True] * 3
    assert len(table(app)) == 3
    assert len(drawn(app)["methods"]) == 3


OPTIONS = {key: CONTROLS[key].options for key in ("problem", "speed", "jitter")}  # type: ignore[attr-defined]
COMBINATIONS = list(
    zip(OPTIONS["problem"] * 2, cycle(OPTIONS["speed"]), cycle(OPTIONS["jitter"]), range(14), strict=False)
)


@pytest.mark.parametrize(("problem", "speed", "jitter", "number"), COMBINATIONS)
def test_every_problem_speed_and_jitter_opens(problem: str, speed: str, jitter: str, number: int) -> None:
    until = {"until": "seconds", "seconds": "30"} if number % 3 == 0 else {"arrivals": "200"}
    app = race(problem=problem, speed=speed, jitter=jitter, seeds="2", **until)
    assert warnings(app) == []
    assert len(table(app)) == 3
    assert len(drawn(app)["methods"]) == 3


def test_a_stopped_run_can_be_run_again() -> None:
    """The mark that the stop button leaves keeps the run from starting by itself."""
    compute.KEPT.clear()
    app = AppTest.from_file("../pages/frame.py", default_timeout=SECONDS)
    app.session_state[compute.STOPPED] = scenario_of(DEFAULTS)
    fine(app.switch_page("race.py").run())
    assert "Stopped" in warnings(app)[0]
    assert not app.table
    press(app, "Run it again")
    pd.testing.assert_frame_equal(table(app), expected_table())


def test_results_are_kept_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    scenarios = [scenario_of(DEFAULTS | {"seed": seed}) for seed in range(3)]
    monkeypatch.setattr(compute, "MOST_BYTES", 2.5 * compute.memory(scenarios[0]))
    results: list[Any] = [object() for _ in scenarios]
    compute.KEPT.clear()
    compute.keep(scenarios[0], results[0])
    compute.keep(scenarios[1], results[1])
    assert compute.kept(scenarios[0]) is results[0]
    compute.keep(scenarios[2], results[2])
    # The one that was not asked for is the one that goes.
    assert [compute.kept(scenario) for scenario in scenarios] == [results[0], None, results[2]]
    compute.KEPT.clear()
