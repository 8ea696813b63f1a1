"""What a page knows before it draws its controls, and which results it keeps."""

from typing import Any

import pandas as pd
import pytest

from pages.parts.controls import widgets
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.presets import PRESETS
from pages.parts.race import result
from tests.support.visit import expected_table, fine, press, race, table

pytestmark = pytest.mark.usefixtures("warm")


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

    def drawn(self, arrived: dict[str, list[str]], choices: dict[str, Any], *more: Any) -> list[str]:
        self.runs.append((self.expected, dict(choices)))
        return self.note(arrived, choices, *more)

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
    fine(app.selectbox(key="steps").set_value("by hand").run())
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


def test_results_are_kept_while_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    scenarios = [scenario_of(DEFAULTS | {"seed": seed}) for seed in range(3)]
    monkeypatch.setattr(result.RESULTS, "most", 2.5 * result.memory(scenarios[0]))
    results: list[Any] = [object() for _ in scenarios]
    result.RESULTS.clear()
    result.RESULTS.keep(scenarios[0], results[0])
    result.RESULTS.keep(scenarios[1], results[1])
    assert result.RESULTS.get(scenarios[0]) is results[0]
    result.RESULTS.keep(scenarios[2], results[2])
    # The one that was not asked for is the one that goes.
    assert [result.RESULTS.get(scenario) for scenario in scenarios] == [results[0], None, results[2]]
    result.RESULTS.clear()
