"""The papers' claims: rules that decide as they say, shipped results that come out again."""

import json
import math
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.claims import CLAIMS, PAPERS
from engine.claims.claim import SEEDS, Claim, Rule
from engine.claims.command import main, names_of, told
from engine.claims.results import SHIPPED, Outcome, Results, shipped, tried

QUICK = [
    "biased-limit", "cure", "no-times-needed", "same-where-equal", "free", "disorder", "order", "faster", "rivals",
    "barrier-equal", "largest-delay", "linear", "until", "zeroth-order", "values-as-good", "inconsistent",
    "minmax-ols", "certificate", "valid", "inactive",
]  # fmt: skip
"""Those that take less than a second or three; `python -m engine claims` tries all, and so does LAB_THOROUGH=1."""
NAMES = [name for name, claim in CLAIMS.items() if claim.number] if os.environ.get("LAB_THOROUGH") else QUICK


@pytest.mark.parametrize(
    ("rule", "values", "verdict"),
    [
        (Rule("<", 1.0, 2.0), [0.1, 0.9], "shown"), (Rule("<", 1.0, 2.0), [0.1, 0.5, 1.0], "partly"),
        (Rule("<", 1.0, 2.0), [1.9, 1.9, 50.0], "partly"), (Rule("<", 1.0, 2.0), [2.0, 2.0], "not shown"),
        (Rule(">", 1.0, 0.5), [1.1, 7.0], "shown"), (Rule(">", 1.0, 0.5), [0.6, 3.0], "partly"),
        (Rule(">", 1.0, 0.5), [0.5, 0.5], "not shown"),
        (Rule("<", 1.0, 2.0), [math.nan], "not shown"), (Rule(">", 1.0, 0.5), [0.9, math.nan, 3.0], "not shown"),
    ],
)  # fmt: skip
def test_every_seed_decides_and_nothing_is_rounded(rule: Rule, values: list[float], verdict: str) -> None:
    assert rule.verdict(values) == verdict


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=7), st.floats(-5, 5), st.floats(0, 3))
def test_no_claim_is_shown_by_a_number_that_its_rule_excludes(values: list[float], bound: float, slack: float) -> None:
    for rule in (Rule("<", bound, bound + slack), Rule(">", bound, bound - slack)):
        excluded = [value for value in values if not rule.holds(value, bound)]
        assert (rule.verdict(values) == "shown") == (not excluded)


def test_all_papers_have_claims_and_all_claims_a_result() -> None:
    assert [paper.source for paper in PAPERS] == ["2605.13434", "2407.19234", "1606.00498", "2502.09047", "2506.22621"]
    assert len(CLAIMS) == sum(len(paper.claims) for paper in PAPERS), "a name stands twice"
    results = shipped()
    assert set(results.outcomes) == set(CLAIMS)
    assert {"shown", "not shown", "not testable here"} <= {one.verdict for one in results.outcomes.values()}
    for name, claim in CLAIMS.items():
        outcome = results.outcomes[name]
        assert outcome.verdict == claim.verdict(outcome.values)
        assert len(outcome.values) == (len(SEEDS) if claim.number else 0)
        assert (claim.rule is None) == (claim.number is None) == (not claim.measure)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_number_comes_out_again(name: str) -> None:
    before = shipped().outcomes[name]
    number = CLAIMS[name].number
    assert number is not None
    # One seed of five: those of a claim are as independent as the races that they seed.
    assert abs(number(SEEDS[1]) - before.values[1]) <= max(before.error, 1e-9)


def test_what_changed_is_told() -> None:
    before = shipped()
    results = Results("1", "2026-01-01", {"cure": before.outcomes["cure"], "free": Outcome((9.0,), "not shown")})
    lines = told(results, before)
    assert lines[-1] == f"Not as shipped with version {before.version}: free."
    assert told(results._replace(outcomes={"cure": before.outcomes["cure"]}), before)[-1].startswith("All agree")
    assert any(line.startswith("  cure ") and "shown" in line for line in lines)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "claims.json"
    main(["--only", "same-where-equal,optimal-time", "--output", str(file)])
    assert "All agree with those shipped" in capsys.readouterr().out
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["claims"]["optimal-time"] == {"verdict": "not testable here", "values": []}
    assert found["seeds"] == list(SEEDS)
    assert json.loads(SHIPPED.read_text(encoding="utf-8"))["claims"].keys() == CLAIMS.keys()
    for wrong in ("nothing", ","):
        with pytest.raises(SystemExit):
            names_of(wrong)
    assert "--only: must be of" in capsys.readouterr().err


def test_a_claim_without_a_number_is_not_tried() -> None:
    claim = Claim("x", "It is so.", "Nobody can tell.")
    assert tried(claim) == Outcome((), "not testable here")
