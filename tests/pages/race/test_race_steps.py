"""Where the steps of the Race come from, and how much depends on them."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.search.best_steps import Search, search
from engine.search.tuning import Goal
from engine.theory.theory_step import known, theory_step
from pages.parts.charts.sensitivity import sensitivity_chart
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.race import sensitivity
from pages.parts.race.steps import SEARCHES, stepless
from pages.parts.style import style_of
from pages.parts.words.numbers import number
from tests.support.build import problem_of
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, race, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL: dict[str, Any] = {"arrivals": 500, "seeds": 2, "dimension": 2}
LINK = {key: str(value) for key, value in SMALL.items()}
METHODS = ("ASGD", "Minibatch SGD")


@pytest.fixture
def automatic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search begins by itself, as it does for visitors."""
    monkeypatch.setattr(sensitivity, "AUTOMATIC_WORK", 1e12)


def steps_shown(app: Any) -> dict[str, str]:
    """The step of each method, as the table of the sensitivity shows it."""
    found = app.table[1].value
    return {label(name): step for name, step in zip(found.index, found["Step now"], strict=True)}


def label(cell: str) -> str:
    """The method's name in a cell that links to its paper."""
    return cell.split("**")[1]


def test_it_is_told_where_steps_come_from() -> None:
    assert "Equal steps: 0.05 for every method" in captions(race(**LINK))
    assert "Steps set by hand" in captions(race(**LINK, steps="by hand"))


@pytest.mark.parametrize(("words", "kind"), [("time to target", "time"), ("final gap", "gap")])
def test_tuned_steps_are_the_best_of_a_search(words: str, kind: Any, automatic: None) -> None:
    app = race(**LINK, steps="tuned", goal=words)
    given = scenario_of(DEFAULTS | SMALL)
    best = search(given, Goal(kind=kind, share=DEFAULTS["target"]))
    assert steps_shown(app) == {label: number(found.best) for label, found in best.items()}
    assert "Tuned steps" in captions(app)
    # The race below was run with them.
    assert best.tuned(given) != given
    assert len(app.table[0].value) == 3


def test_theory_steps_where_there_are_some(automatic: None) -> None:
    """With who says so: a paper, or this project; the table of the sensitivity has the same numbers."""
    methods = (*METHODS, "OrMo", "SMEGA2")
    app = race(**LINK, steps="theory", step="0.2", methods=list(methods))
    given = scenario_of(DEFAULTS | SMALL | {"methods": methods})
    facts = known(given, problem_of(given), DEFAULTS["target"])
    found = {settings.name: theory_step(settings, facts) for settings in given.methods}
    told = {label: number(step) for label, step in found.items() if step is not None}
    assert set(told) == {"ASGD", "Minibatch SGD", "OrMo"}
    assert steps_shown(app) == told | {"SMEGA2": "0.2"}
    table = app.table[1].value
    assert {label(name): cell for name, cell in zip(table.index, table["Theory"], strict=True)} == (
        told | {"SMEGA2": "none known"}
    )
    words = captions(app)
    assert "Steps by theory, for a squared gradient norm of 0.01 times the first: " in words
    assert f"ASGD at {told['ASGD']}, OrMo at {told['OrMo']} (derived here)" in words
    assert f"Minibatch SGD at {told['Minibatch SGD']} (published)" in words
    assert "SMEGA2: no step by theory is known here, so the common one, 0.2." in words


def test_why_there_is_no_theory_step() -> None:
    app = race(**LINK, steps="theory", problem="two wells")
    assert "L of this problem is not known" in captions(app)


def test_the_sensitivity_is_there_by_default(automatic: None) -> None:
    app = race(**LINK)
    found = app.table[1].value
    assert tuple(map(label, found.index)) == DEFAULTS["methods"]
    assert all(re.fullmatch(r"\S+ to \S+", usable) for usable in found["Usable"])
    assert "Thick: usable range, within a factor 2 of the best" in captions(app)
    assert "median over 2 seeds" in captions(app)
    # Another step needs no other search.
    searches = len(SEARCHES)
    fine(app.select_slider(key="step").set_value(0.1).run())
    assert set(steps_shown(app).values()) == {"0.1"}
    assert len(SEARCHES) == searches


def test_a_long_search_waits_for_the_visitor() -> None:
    app = race(**LINK, seed="5")
    assert len(app.table) == 1
    (ask,) = [button for button in app.button if button.key == "ask_steps"]
    fine(ask.click().run())
    assert len(app.table) == 2


def test_a_search_that_is_too_large_gets_a_sentence() -> None:
    app = race(steps="tuned", problem="digits", arrivals="20000", seeds="8")
    assert any("trying all steps" in text for text in warnings(app))


def test_a_search_sees_neither_steps_nor_records() -> None:
    one, other = (scenario_of(DEFAULTS | {"step": step}) for step in (0.01, 3.0))
    assert one != other
    assert stepless(one) == stepless(other)


def drawn(found: Search, now: dict[str, float]) -> dict[str, Any]:
    """The traces of the chart by name."""
    figure = sensitivity_chart(found, now)
    assert {figure.layout.xaxis.type, figure.layout.yaxis.type} == {"log"}
    assert np.isfinite([figure.layout.xaxis.range, figure.layout.yaxis.range]).all()
    return {trace.name: trace for trace in figure.data}


def test_the_chart_shows_every_result() -> None:
    found = search(scenario_of(DEFAULTS | SMALL | {"methods": METHODS}), Goal(share=0.1))
    assert found.timed
    traces = drawn(found, {"ASGD": 0.05, "Minibatch SGD": 0.1})
    for settings in found.scenario.methods:
        label, tuning, colour = settings.name, found[settings.name], style_of(settings.kind).colour
        line, thick, best = (traces[label + part] for part in ("", ", usable", ", best"))
        np.testing.assert_array_equal(line.x, tuning.steps)
        np.testing.assert_array_equal(line.y, np.where(np.isfinite(tuning.score), tuning.score, np.nan))
        assert tuning.usable is not None
        low, high = tuning.usable
        wanted = (low <= tuning.steps) & (tuning.steps <= high)
        np.testing.assert_array_equal(thick.y, np.where(wanted, line.y, np.nan))
        assert thick.line.width > line.line.width
        assert (*best.x, *best.y) == (tuning.best, tuning.score[tuning.best_index])
        assert line.text[tuning.best_index] == f"{best.y[0]:.4g} s, the best step"
        now = traces[f"{label}, step of this race"]
        assert set(now.x) == {0.05 if label == "ASGD" else 0.1}
        assert {line.line.color, best.marker.color, now.line.color} == {colour}
        assert {part.legendgroup for part in (line, thick, best, now)} == {label}
    assert set(drawn(found, dict.fromkeys(METHODS, 0.05))["step of this race"].x) == {0.05}


def test_a_chart_of_nothing_but_divergence_is_empty() -> None:
    found = search(scenario_of(DEFAULTS | SMALL | {"methods": ("ASGD",)}), Goal())
    found.tunings["ASGD"] = replace(found["ASGD"], sound=np.zeros(found["ASGD"].steps.size, bool))
    traces = drawn(found, {"ASGD": 0.05})
    assert np.isnan(traces["ASGD"].y).all()
    assert "ASGD, best" not in traces


def test_the_script_makes_the_chart() -> None:
    with recorded() as charts:
        app = race(**LINK, seed="7")
        (ask,) = [button for button in app.button if button.key == "ask_steps"]
        fine(ask.click().run())
    assert_remade(charts, "sensitivity")
