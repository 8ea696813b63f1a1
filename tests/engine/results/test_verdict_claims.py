"""When each verdict and sentence would be false, looked for on random scenarios (docs/verdicts.md)."""

import math
import os
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario, Simulation, simulate
from engine.results.verdict import Outcome, Verdict, judge
from pages.parts.race.table import rows_of
from pages.parts.words.verdicts import describe_all, fastest
from tests.support.claims import against_theory, contradictions
from tests.support.strategies import FIELDS, JITTERS

pytestmark = pytest.mark.slow

EXAMPLES = 1000 if os.environ.get("LAB_THOROUGH") else 120

SPEEDS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from([{"kind": kind} for kind in ("equal", "linear", "sqrt", "power")]),
    st.builds(lambda slow: {"kind": "two_groups", "slowdown": slow}, st.sampled_from([2.0, 20.0, 200.0])),
)
POWERS: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"kind": "steady"}] * 3 + [{"kind": kind} for kind in ("drift", "day_night", "outages", "swap")]
)
PROBLEMS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("quadratic"),
            "dimension": st.integers(1, 4),
            "condition": st.sampled_from([1.0, 10.0, 200.0]),
            "heterogeneity": st.sampled_from([0.0, 1.0, 5.0]),
            "curvature_spread": st.sampled_from([0.0, 0.5]),
            "noise": st.sampled_from([0.0, 0.1, 2.0]),
        }
    ),
    st.builds(
        lambda shape, noise: {"kind": "landscape", "shape": shape, "noise": noise},
        st.sampled_from(["bowl", "rosenbrock", "two_wells"]),
        st.sampled_from([0.0, 0.5]),
    ),
)
KINDS = [kind for kind in FIELDS if kind not in ("ascd", "aszd")]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """All time models, noise, heterogeneity, short and long budgets; steps from small to far too large."""
    kinds = draw(
        st.lists(st.sampled_from(["asgd", "rescaled_asgd", "ormo", *KINDS]), min_size=1, max_size=3, unique=True)
    )
    arrivals = draw(st.sampled_from([1, 5, 30, 200, 1000]))
    budget = {"arrivals": arrivals} if draw(st.booleans()) else {"seconds": float(arrivals) / 2}
    return Scenario.model_validate(
        {
            "seed": draw(st.integers(0, 1000)),
            "seeds": draw(st.sampled_from([1, 2, 8, 32])),
            "cluster": {
                "workers": draw(st.integers(1, 6)),
                "speed": draw(SPEEDS),
                "jitter": draw(JITTERS),
                "power": draw(POWERS),
            },
            "problem": draw(PROBLEMS),
            "methods": [
                {"kind": kind, "step": draw(st.sampled_from([1e-3, 0.03, 0.2, 0.5, 1.0, 2.0]))} for kind in kinds
            ],
            "budget": budget,
            "records": draw(st.sampled_from([200, 37])),
        }
    )


@settings(max_examples=EXAMPLES)
@given(scenarios(), st.sampled_from([0.5, 0.1, 0.01]))
def test_no_verdict_contradicts_its_numbers(scenario: Scenario, share: float) -> None:
    simulation = simulate(scenario)
    target = share * float(simulation.problem.gaps(simulation.problem.start))
    verdicts = judge(simulation, target)
    lines = describe_all(simulation, verdicts)
    for verdict, line in zip(verdicts, lines, strict=True):
        found = contradictions(simulation, simulation[verdict.label], verdict, target)
        found += against_theory(scenario, verdict, simulation.problem)
        assert not found, f"{line} {found}"
        assert not re.search(r"\bnan\b|\binf\b|None", line), line
        assert line.count(". ") == 0, line
        if verdict.rose:
            assert re.search("above its first|rose from|diverged", line), line
    rows = rows_of(simulation, verdicts, target)
    assert len(rows) == len(verdicts)
    check_first(simulation, verdicts, fastest(simulation, verdicts, target))


def check_first(simulation: Simulation, verdicts: list[Verdict], line: str) -> None:
    """Who is called the first reached the target, and nobody much sooner; who is not first is not named."""
    named = [verdict for verdict in verdicts if f"**{verdict.label}**" in line]
    if "the first" not in line:
        assert not any(math.isfinite(verdict.target_seconds) for verdict in verdicts) or len(verdicts) == 1
        return
    soonest = min(verdict.target_seconds for verdict in verdicts)
    assert named
    assert all(verdict.target_seconds <= 1.02 * soonest for verdict in named)
    assert all(verdict in named for verdict in verdicts if verdict.target_seconds == soonest)
    assert all(verdict.gap <= 1.005 * float(number_in(line)) for verdict in named)
    assert ("so far" in line) == any(verdict.outcome is Outcome.TOO_SHORT for verdict in named)


def number_in(line: str) -> str:
    """The target that is told, to three digits."""
    found = re.search(r"(?:gap|loss) of ([\d.,e-]+) and", line)
    assert found, line
    return found[1].replace(",", "")
