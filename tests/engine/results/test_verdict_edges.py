"""Verdicts around the edge of stability, where theory knows on which side a step lies."""

import os
import re

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.results.verdict import judge
from engine.search.trial import judge_step
from engine.theory import exact
from pages.parts.words.verdicts import describe_all, fastest
from tests.support.claims import against_theory, contradictions

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("step", [0.02, 0.3, 0.7])
@pytest.mark.parametrize("jitter", ["none", "exponential"])
def test_what_is_recorded_does_not_change_what_is_said(step: float, jitter: str) -> None:
    methods = [{"kind": kind, "step": step} for kind in ("asgd", "rescaled_asgd", "minibatch")]
    fields = {"cluster": {"workers": 4, "jitter": {"kind": jitter}}, "methods": methods, "budget": {"arrivals": 400}}
    found = []
    for records in (2, 4, 37, 200, 401):
        simulation = simulate(Scenario.model_validate(fields | {"records": records}))
        target = 0.1 * float(simulation.problem.gaps(simulation.problem.start))
        verdicts = judge(simulation, target)
        found.append([*describe_all(simulation, verdicts), fastest(simulation, verdicts, target)])
    assert all(lines == found[0] for lines in found)


@pytest.mark.parametrize("step", [0.01, 0.3, 30.0])
@pytest.mark.parametrize("arrivals", [20, 300])
def test_a_search_and_a_verdict_call_the_same_runs_diverged(step: float, arrivals: int) -> None:
    """On a problem whose minimum nobody knows, too: all that is said of it is said of its loss."""
    for problem in ({"kind": "quadratic", "dimension": 3}, {"kind": "network", "hidden": 4, "batch": 2}):
        fields = {"seeds": 3, "problem": problem, "methods": [{"kind": "asgd", "step": step}], "records": 9}
        scenario = Scenario.model_validate(fields | {"budget": {"arrivals": arrivals}})
        simulation = simulate(scenario)
        (verdict,) = judge(simulation, 0.0)
        trial = judge_step(step, [simulation["asgd"].path], 0.0, 8.0, verdict.converges)
        assert trial.diverged == (2 * verdict.diverged >= 3)
        assert trial.gap == verdict.gap
        (line,) = describe_all(simulation, [verdict])
        assert not re.search(r"\bnan\b|\binf\b", line)


def edge_runs() -> list[tuple[Scenario, float]]:
    """Clusters of fixed times, and how far from their largest step the methods run, short and long."""
    rng = np.random.default_rng(5)
    made = []
    for number in range(200 if os.environ.get("LAB_THOROUGH") else 30):
        workers = int(rng.integers(2, 6))
        fields = {
            "seed": number,
            "seeds": int(rng.choice([1, 8])),
            "cluster": {"speed": {"kind": "custom", "times": rng.integers(1, 8, workers).tolist()}},
            "problem": {
                "kind": "quadratic",
                "dimension": int(rng.integers(1, 4)),
                "heterogeneity": float(rng.choice([0, 3])),
                "noise": float(rng.choice([0, 0.1, 1])),
            },
            "methods": [{"kind": kind} for kind in ("asgd", "rescaled_asgd", "ormo", "minibatch")],
            "budget": {"arrivals": int(rng.choice([50, 300, 2000]))},
        }
        made.append((Scenario.model_validate(fields), float(rng.choice([0.9, 0.99, 1.01, 1.1, 1.5]))))
    return made


@pytest.mark.parametrize(("scenario", "share"), edge_runs())
def test_around_the_edge_of_stability(scenario: Scenario, share: float) -> None:
    """Just above its largest step no run is called anything but unstable; just below, nothing of the kind."""
    largest = {s.name: exact(scenario, s.name).largest_step for s in scenario.methods}
    at_edge = scenario.with_steps({label: share * step for label, step in largest.items()})
    simulation = simulate(at_edge)
    target = 0.01 * float(simulation.problem.gaps(simulation.problem.start))
    for verdict in judge(simulation, target):
        found = contradictions(simulation, simulation[verdict.label], verdict, target)
        found += against_theory(at_edge, verdict, simulation.problem)
        assert not found, f"{verdict} {found}"
