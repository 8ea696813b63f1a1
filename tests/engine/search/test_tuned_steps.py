"""Every tuned step holds: below the exact largest step, ending below the first gap, on fresh seeds and longer."""

import os

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.results.path import end_gaps
from engine.results.verdict import Outcome, judge
from engine.search.best_steps import search
from engine.search.tuning import Goal, Tuning
from engine.theory.bias_curves import largest_stable_step

pytestmark = pytest.mark.slow

CLUSTERS = 200 if os.environ.get("LAB_THOROUGH") else 20
FRESH = 8
"""Seeds that neither the search nor its confirmation has seen."""


def random_scenario(number: int) -> Scenario:
    """A periodic cluster with a quadratic, one to eight seeds, a short or a longer budget."""
    rng = np.random.default_rng(number)
    workers = int(rng.integers(2, 7))
    return Scenario.model_validate(
        {
            "seed": number,
            "seeds": int(rng.choice([1, 2, 4, 8])),
            "cluster": {"speed": {"kind": "custom", "times": rng.integers(1, 9, workers).tolist()}},
            "problem": {
                "kind": "quadratic",
                "dimension": int(rng.integers(1, 6)),
                "heterogeneity": float(rng.choice([0, 1, 3])),
                "noise": float(rng.choice([0, 0.1, 0.5, 1])),
            },
            "methods": [{"kind": kind} for kind in ("asgd", "rescaled_asgd", "ormo")],
            "budget": {"arrivals": int(rng.choice([100, 200, 500, 2000]))},
        }
    )


def fresh_ends(scenario: Scenario, factor: int) -> dict[str, float]:
    """What each method ends with on fresh seeds and so many times the budget, over the first gap; the median."""
    arrivals = factor * (scenario.budget.arrivals or 0)
    seeds = 2 * scenario.seeds + FRESH
    fields = scenario.model_dump() | {"seeds": seeds, "budget": {"arrivals": arrivals}}
    runs = simulate(Scenario.model_validate(fields)).values()
    return {run.label: float(np.median(end_gaps(run.path)[-FRESH:])) / run.path.first_gap for run in runs}


def check(tuning: Tuning, largest: float) -> None:
    assert tuning.best is not None, tuning.why_none
    assert tuning.usable is not None
    assert tuning.confirmed
    assert tuning.usable[0] <= tuning.best <= tuning.usable[1] < largest


@pytest.mark.parametrize("number", range(CLUSTERS))
def test_a_tuned_step_holds(number: int) -> None:
    given = random_scenario(number)
    found = search(given, Goal(kind="time" if number % 3 else "gap"))
    tuned = found.tuned(given)
    for label, tuning in found.items():
        check(tuning, largest_stable_step(given, label))
    for verdict in judge(simulate(tuned), found.target):
        assert verdict.outcome not in (Outcome.DIVERGED, Outcome.UNSTABLE)
        assert verdict.diverged == 0
        assert not verdict.rose
        place = found[verdict.label].best_index
        assert place is not None
        seconds, gap = found[verdict.label].seconds[place], found[verdict.label].gap[place]
        assert verdict.target_seconds == seconds
        assert verdict.gap == pytest.approx(gap, rel=1e-9)
    assert max(fresh_ends(tuned, 1).values()) < 1
    assert max(fresh_ends(tuned, 4).values()) < 1
