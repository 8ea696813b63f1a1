"""Sentences: what each outcome is told as, how numbers are written, and what is not said."""

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Scenario, Simulation, simulate
from engine.results.verdict import Outcome, Verdict, judge
from pages.parts.race.table import rows_of
from pages.parts.show import frame_of
from pages.parts.style import METHOD_STYLES
from pages.parts.words.numbers import number
from pages.parts.words.verdicts import biased_cause, describe_all, fastest
from tests.support.made import ALIKE, TWO_WORKERS
from tests.support.sentences import GONE, LABELS, NETWORK, three, verdict


def said(*verdicts: Verdict, fields: dict[str, Any] = TWO_WORKERS) -> list[str]:
    """The sentences without the names that they begin with."""
    given = three(fields)
    lines = describe_all(given, list(verdicts))
    found = []
    for line, one in zip(lines, verdicts, strict=True):
        style = METHOD_STYLES[given[one.label].settings.kind]
        name = f':color[{style.glyph}]{{foreground="{style.colour}"}} **{one.label}** '
        assert line.startswith(name)
        found.append(line.removeprefix(name))
    assert all(re.fullmatch(r"[^.]*(\d\.\d[^.]*)*\.", text) for text in found), "one sentence each"
    return found


@pytest.mark.parametrize(
    ("outcome", "figures", "words"),
    [
        (Outcome.AT_GOAL, {}, ["at the goal", "mean end is 0.625 from", "scatter of 0.75"]),
        (
            Outcome.AT_BIASED,
            {},
            ["0.375 from it and 0.625 from the goal", "the biased limit, the frequency-weighted point"],
        ),
        (Outcome.MOVING, {}, ["moving", "0.625 from the goal", "0.25"]),
        (
            Outcome.SETTLED,
            {"converges": True},
            ["settled elsewhere", "0.625 from the goal", "0.375 from the biased limit"],
        ),
        (Outcome.SETTLED, {}, ["no longer moves visibly", "0.625 from the goal", "0.375 from the biased limit"]),
        (Outcome.UNCLEAR, {}, ["may rest or still move", "0.625 from the goal", "0.75"]),
        (Outcome.RISEN, {"first_gap": 0.125}, ["rose from a gap of 0.125 to one of 0.25, and stays there", "0.75"]),
        (
            Outcome.RISEN,
            {"first_gap": 0.125, "converges": True},
            ["rose from a gap of 0.125 to its noise floor, 0.25", "0.75"],
        ),
        (Outcome.MOVING, {"first_gap": 0.125}, ["moving", "its gap of 0.25 is above its first, 0.125"]),
        (Outcome.UNSTABLE, {"first_gap": 0.125}, ["unstable", "its gap is at 0.25, above its first, 0.125"]),
        (Outcome.TOO_SHORT, {}, ["too short", "worker 2 was heard once", "5 times"]),
        (Outcome.TOO_SHORT, {"heard": 0}, ["worker 2 was never heard", "a verdict needs 5 times"]),
        (Outcome.TOO_SHORT, {"unheard": 2}, ["2 of 2 workers were heard fewer than 5 times, worker 2 was heard once"]),
        (Outcome.UNCLEAR, {"first_gap": 0.27}, ["has hardly begun: its gap fell from 0.27 to 0.25"]),
        (Outcome.TOO_SHORT, {"heard": 9, "tail_updates": 0}, ["no update in the last fifth"]),
        (Outcome.UNSTABLE, {}, ["unstable", "does not converge (exact theory)", "its gap of 0.25 will grow"]),
        (Outcome.DIVERGED, GONE, ["diverged", "t = 12.5 s"]),
        (Outcome.DIVERGED, GONE | {"diverged": 3}, ["diverged", "t = 12.5 s", "3 of 4 seeds"]),
    ],
)
def test_each_outcome_is_told_with_its_numbers(outcome: Outcome, figures: dict[str, Any], words: list[str]) -> None:
    (text,) = said(verdict(outcome, **figures))
    assert [word for word in words if word not in text] == []


def test_outcomes_are_told_differently() -> None:
    texts = [said(verdict(outcome, diverged_at=1.0, diverged=4))[0] for outcome in Outcome]
    assert len(set(texts)) == len(Outcome)


def test_a_divergence_of_all_seeds_counts_none() -> None:
    assert " of 4 " not in said(verdict(Outcome.DIVERGED, **GONE))[0]


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.DIVERGED])
def test_seeds_that_diverged_are_told_whatever_the_others_did(outcome: Outcome) -> None:
    assert "1 of 4 seeds" in said(verdict(outcome, diverged=1, diverged_at=12.5))[0]
    assert "diverged" not in said(verdict(outcome))[0]


def test_the_cause_of_the_bias_is_told_once() -> None:
    verdicts = [verdict(Outcome.AT_BIASED, label) for label in LABELS]
    first, *others = said(*verdicts)
    # Worker 1 sends 3 of 4 arrivals, where 2 would be fair.
    assert "worker 1 is heard 1.5 times" in first
    assert all("worker" not in other and "the biased limit, too:" in other for other in others)


def test_the_cause_is_told_with_the_first_that_is_biased() -> None:
    texts = said(
        verdict(Outcome.AT_GOAL, "asgd"), verdict(Outcome.AT_BIASED, "rescaled_asgd"), verdict(Outcome.MOVING, "ormo")
    )
    assert ["worker 1" in text for text in texts] == [False, True, False]


def speeds(*times: float) -> Simulation:
    cluster = {"speed": {"kind": "custom", "times": times}}
    scenario = {"cluster": cluster, "seeds": 1, "budget": {"arrivals": 10}, "records": 2}
    return simulate(Scenario.model_validate(scenario))


def test_the_cause_names_who_is_heard_too_often_or_too_rarely() -> None:
    assert biased_cause(speeds(1, 1, 1)) == ""
    # Shares of arrivals are 1 / 2 against 1 / 4 each: twice 1 / 4 is 1.5 times a third.
    assert "worker 2 is heard 1.5 times" in biased_cause(speeds(2, 1, 2))
    straggler = biased_cause(speeds(*[1] * 7, 20))
    assert f"worker 8 is heard only {8 / 141:.3g} times" in straggler


@pytest.mark.parametrize("outcome", [Outcome.AT_GOAL, Outcome.MOVING, Outcome.SETTLED, Outcome.DIVERGED])
def test_nothing_is_said_about_a_bias_that_is_none(outcome: Outcome) -> None:
    (text,) = said(verdict(outcome, diverged_at=1.0, diverged=4), fields=ALIKE)
    assert not re.search("bias|frequen|fair|heard", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.125, "0.125"),
        (0.12345, "0.123"),
        (1, "1"),
        (20.0, "20"),
        (999.4, "999"),
        (999.6, "1,000"),
        (1234.5, "1,234"),
        (-999.6, "-1,000"),
        (98765, "98,765"),
        (123456, "1.2e5"),
        (0.001, "0.001"),
        (0.00051, "5.1e-4"),
        (1e-10, "1.0e-10"),
        (1e100, "1.0e100"),
        (math.inf, "beyond all bounds"),
        (math.nan, "beyond all bounds"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_short_and_right(value: float) -> None:
    text = number(value)
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})?(\.\d+)?(e-?[1-9]\d*)?", text), text
    assert len(text) <= 9
    # Two digits where there is an exponent, three elsewhere.
    share = 0.05 if "e" in text else 0.005
    assert abs(float(text.replace(",", "")) - value) <= share * abs(value) * (1 + 1e-9)


def test_the_table_tells_what_the_verdicts_say() -> None:
    given = three()
    verdicts = [
        verdict(Outcome.AT_GOAL, "asgd", target_seconds=40.0, touched_seconds=30.0),
        verdict(Outcome.DIVERGED, "rescaled_asgd", gap_low=math.inf, gap_high=math.inf, **GONE),
        verdict(Outcome.MOVING, "ormo", touched_seconds=30.0),
    ]
    table = frame_of(rows_of(given, verdicts, target=0.01))
    assert [label in name for label, name in zip(LABELS, table.index, strict=True)] == [True] * 3
    assert table.iloc[0].tolist() == ["0.25", "0.125 to 0.5", "0.625", "0.375", "0.75", "40", "6.98", "1,234"]
    assert "0.01" in table.columns[5]
    assert table.iloc[:, 5].tolist() == ["40", "not reached", "touched at 30, did not stay"]
    assert table.iloc[1, 0] == "diverged"
    assert table.iloc[1, 2:5].tolist() == ["diverged"] * 3


def test_the_table_of_one_seed_has_no_quartiles() -> None:
    table = frame_of(rows_of(three(seeds=1), [verdict(Outcome.MOVING)], target=0.01))
    assert not re.search(r"\d", table.iloc[0, 1])


@pytest.mark.parametrize("fields", [{}, NETWORK], ids=["quadratic", "network"])
@pytest.mark.parametrize("step", [1e-5, 0.05, 0.5, 100.0])
@pytest.mark.parametrize("speed", ["equal", "linear"])
def test_whatever_happens_is_told_in_words(step: float, speed: str, fields: dict[str, Any]) -> None:
    methods = [{"kind": label, "step": step} for label in LABELS]
    scenario = {"cluster": {"speed": {"kind": speed}}, "methods": methods, "budget": {"arrivals": 1000}}
    given = simulate(Scenario.model_validate(scenario | fields))
    target = 0.01 * float(given.problem.gaps(given.problem.start))
    verdicts = judge(given, target)
    lines = [*describe_all(given, verdicts), fastest(given, verdicts, target)]
    table = frame_of(rows_of(given, verdicts, target))
    for text in [*lines, *table.to_numpy().ravel()]:
        assert not re.search(r"\bnan\b|\binf\b|e\+|None", text), text
    assert all(line.endswith(".") for line in lines)
    assert np.unique(lines[:3]).size == 3
