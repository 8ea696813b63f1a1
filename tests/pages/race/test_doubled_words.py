"""No cell and no sentence says the same thing to itself, whatever diverged."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import simulate
from engine.results.verdict import judge
from engine.search import Goal, search
from engine.search.tuning import Tuning
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.race import sensitivity
from pages.parts.race.against import against_a
from pages.parts.race.table import rows_of
from pages.parts.words.numbers import from_to, range_text
from pages.parts.words.verdicts import describe_all

DOUBLED = re.compile(r"\b(.+) to \1\b(?![\d.])")


def told(**changes: Any) -> list[str]:
    """All cells and sentences of a race, also beside another one."""
    simulation = simulate(scenario_of({**DEFAULTS, "arrivals": 500, "seeds": 2, **changes}))
    other = simulate(scenario_of({**DEFAULTS, "arrivals": 500, "seeds": 2}))
    verdicts = judge(simulation, 0.01)
    further, alone = against_a(other, verdicts, 0.01)
    cells = [cell for row in rows_of(simulation, verdicts, 0.01, further) for cell in row.values()]
    return [*cells, *describe_all(simulation, verdicts), *alone]


@settings(max_examples=25)
@given(st.sampled_from([0.001, 0.05, 0.3, 1.0, 10.0]), st.sampled_from([0.0, 0.99]), st.integers(1, 40))
def test_nothing_is_said_twice_and_no_number_is_none(step: float, momentum: float, workers: int) -> None:
    for text in told(step=step, momentum=momentum, workers=workers, methods=("ASGD", "OrMo", "SSGDm")):
        assert not DOUBLED.search(text), text
        assert not re.search(r"\b(nan|inf)\b", text), text


def test_what_diverged_is_called_so_in_every_cell() -> None:
    simulation = simulate(scenario_of({**DEFAULTS, "arrivals": 500, "seeds": 2, "step": 10.0, "methods": ("ASGD",)}))
    (row,) = rows_of(simulation, judge(simulation, 0.01), 0.01)
    assert [row[name] for name in ("Gap", "Quartiles", "Mean end to goal", "Scatter")] == ["diverged"] * 4


@given(st.floats(0, 1e9) | st.just(float("inf")), st.floats(0, 1e9) | st.just(float("inf")))
def test_a_range_has_two_ends_or_is_one_number(low: float, high: float) -> None:
    text = range_text(low, high)
    assert len(set(text.split(" to "))) == len(text.split(" to "))
    assert from_to("x", "x") == "x"


@pytest.mark.parametrize("text", ["diverges to diverges", "beyond all bounds to beyond all bounds", "0.1 to 0.1"])
def test_the_pattern_finds_what_is_said_twice(text: str) -> None:
    assert DOUBLED.search(text)


def test_one_step_that_is_usable_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = scenario_of({**DEFAULTS, "arrivals": 500, "seeds": 1, "methods": ("ASGD",)})
    found = search(scenario, Goal(share=0.1))
    monkeypatch.setattr(Tuning, "usable", (0.1, 0.1))
    (row,) = sensitivity.rows_of(found, scenario, {**DEFAULTS}, "gap")
    assert row["Usable"] == "0.1"
