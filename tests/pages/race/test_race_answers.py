"""Races that were once told wrongly, with the right answer, as the page has it."""

import math
import re
from typing import Any

import pytest

from engine import Scenario
from engine.theory import exact
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.presets import PRESETS
from pages.parts.race import sensitivity
from tests.support.visit import captions, fine, lines, race

pytestmark = pytest.mark.usefixtures("warm")

STRAGGLER = {"speed": "two groups", "slowdown": "20", "heterogeneity": "3"}
SMALL = {"workers": "3", "dimension": "3", "methods": "ASGD"}


@pytest.fixture
def automatic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search begins by itself, as it does for visitors."""
    monkeypatch.setattr(sensitivity, "AUTOMATIC_WORK", 1e12)


def column(app: Any, table: int, title: str) -> list[str]:
    """A column of one of the page's tables."""
    return list(app.table[table].value[title])


def reached(app: Any) -> list[str]:
    (title,) = (name for name in app.table[0].value.columns if name.startswith("Simulated seconds"))
    return column(app, 0, title)


def scenario(link: dict[str, str], **changes: Any) -> Scenario:
    """What a link means, as far as numbers and texts go."""
    typed = {key: type(DEFAULTS[key])(value) for key, value in link.items() if key != "methods"}
    return scenario_of(DEFAULTS | typed | {"methods": ("ASGD",)} | changes)


@pytest.mark.parametrize("seeds", ["1", "8"])
def test_a_tuned_step_does_not_diverge(seeds: str, automatic: None) -> None:
    app = race(**SMALL, arrivals="200", seeds=seeds, seed="9", steps="tuned")
    largest = exact(scenario(SMALL | {"seed": "9"}), "ASGD").largest_step
    assert largest == pytest.approx(0.674, abs=1e-3)
    low, high = map(float, column(app, 1, "Usable")[0].split(" to "))
    assert low <= float(column(app, 1, sensitivity.BEST)[0]) <= high < largest
    assert "is at the goal" in lines(app)[0]
    assert "confirmed on fresh seeds" in captions(app)


@pytest.mark.parametrize("arrivals", ["5000", "20000"])
def test_both_tables_tell_the_same_of_tuned_steps(arrivals: str, automatic: None) -> None:
    app = race(**STRAGGLER, steps="tuned", arrivals=arrivals)
    for seconds, gap, at_best in zip(reached(app), column(app, 0, "Gap"), column(app, 1, "At best"), strict=True):
        assert at_best in (f"{seconds} s", f"gap {gap}")
    words = " ".join(lines(app))
    assert "diverged" not in words
    assert "**Rescaled ASGD** is at the goal" in words
    assert "**Rescaled ASGD** is the first to reach a gap of 0.0184 and stay there on average" in words
    assert all(float(gap) < 0.05 for gap in column(app, 0, "Gap"))


@pytest.mark.parametrize("step", [0.7, 0.774])
@pytest.mark.parametrize(("seed", "seeds", "arrivals"), [(9, 1, 200), (0, 8, 500)])
def test_far_above_the_start_is_neither_at_nor_settled(step: float, seed: int, seeds: int, arrivals: int) -> None:
    app = race(**SMALL, arrivals=str(arrivals), seeds=str(seeds), seed=str(seed), steps="by hand", step_asgd=str(step))
    assert "diverged" in lines(app)[0] or "unstable" in lines(app)[0]


def test_one_update_is_too_short_to_tell() -> None:
    app = race(speed="custom", tau="1,1,150", until="seconds", seconds="200", methods="Minibatch SGD")
    assert "ran too short to tell where it ends: it made no update in the last fifth" in lines(app)[0]


def test_a_worker_that_was_heard_once_is_too_few() -> None:
    app = race(speed="custom", tau="1,1,1,1000")
    assert "worker 4 was heard once, and a verdict needs 5 times" in lines(app)[0]
    # Its gradient would come with a step of some 250 times the common one.
    assert "unstable: at this step it does not converge (exact theory)" in lines(app)[1]


def test_who_touches_the_target_is_not_there() -> None:
    app = race(arrivals="100000", seeds="32", workers="100")
    told = lines(app)
    assert "**ASGD** is at the biased limit" in told[0]
    assert "is the first" not in " ".join(told)
    assert reached(app)[0].startswith("touched at ")
    assert "No method reaches a gap of 0.0184 and stays there on average" in told[-1]


def test_nothing_is_tuned_where_nothing_moves(automatic: None) -> None:
    app = race(speed="custom", tau="50000,60000", until="seconds", seconds="100", steps="tuned")
    assert column(app, 1, sensitivity.BEST) == ["no update within the budget, whatever the step"] * 3
    assert column(app, 1, "Usable") == ["none"] * 3
    assert set(column(app, 1, "Step now")) == {"0.05"}
    assert "ASGD, Rescaled ASGD, OrMo: no update within the budget, whatever the step, so the common one." in captions(
        app
    )


def test_sentences_and_table_quote_the_same_figures() -> None:
    app = race(heterogeneity="5")
    ends = column(app, 0, "Mean end to goal")
    for line, end in zip(lines(app)[:3], ends, strict=True):
        assert re.search(f"{re.escape(end)} from (the goal|it, with)", line)


@pytest.mark.parametrize("link", [{"seeds": "1", "seed": "5"}, {"noise": "1", "seeds": "1", "seed": "8"}])
def test_noise_is_not_called_a_move_where_theory_knows_better(link: dict[str, str]) -> None:
    """Long before the tail nothing is left of the way; what goes on within it is noise with a long memory."""
    for line in lines(race(**link))[:3]:
        assert "still moving" not in line


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_the_tuned_race_of_each_preset(preset: Any, automatic: None) -> None:
    """No tuned step diverges, and what is said of a method agrees with both tables."""
    app = race()
    for key, value in preset.choices().items():
        app.session_state[key] = value
    app.session_state["steps"] = "tuned"
    fine(app.run())
    words = " ".join(lines(app))
    assert "diverged" not in words
    assert "unstable" not in words
    assert "above its first" not in words
    assert "Tuned steps" in captions(app)
    title = app.table[0].value.columns[0]
    for seconds, gap, at_best in zip(reached(app), column(app, 0, title), column(app, 1, "At best"), strict=True):
        assert at_best in (f"{seconds} s", f"{title.lower()} {gap}")
        assert math.isfinite(float(gap))
