"""When each verdict and sentence would be false, looked for on random scenarios (docs/verdicts.md)."""

import math
import os
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Run, Scenario, Simulation, simulate
from engine.problems import Problem
from engine.results.verdict import Outcome, Verdict, judge
from engine.search.trial import judge_step
from engine.theory import NoTheoryError, exact
from pages.parts.race.sentences import describe_all, fastest
from pages.parts.race.table import table_of
from tests.support.strategies import FIELDS, JITTERS

EXAMPLES = 1000 if os.environ.get("LAB_THOROUGH") else 120
PLACES = (Outcome.AT_GOAL, Outcome.AT_BIASED, Outcome.MOVING, Outcome.SETTLED, Outcome.UNCLEAR, Outcome.RISEN)
"""Outcomes that say where a run is."""
LOUD = (Outcome.DIVERGED, Outcome.UNSTABLE, Outcome.RISEN)
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


def tail_gaps(run: Run) -> Any:
    """Mean gap of each seed over the records of the last fifth, from the scenario's own records."""
    records = run.gap.shape[1]
    return run.gap[:, records - max(1, records // 5) :].mean(axis=1)


def contradictions(simulation: Simulation, run: Run, verdict: Verdict, target: float) -> list[str]:
    """What the run's numbers, computed here anew, say against its verdict."""
    found = []
    with np.errstate(all="ignore"):
        tail, first = float(np.median(tail_gaps(run))), float(run.gap[0, 0])
    records = run.gap.shape[1]
    if tail > 3 * max(first, 1e-15) and records >= 20 and not (verdict.rose or verdict.outcome in LOUD):
        found.append(f"ends at {tail:g}, above its first gap of {first:g}, without saying so")
    if verdict.outcome in PLACES:
        if verdict.tail_updates < 1:
            found.append("made no update in its tail")
        counts = np.bincount(run.arrivals["worker"], minlength=simulation.scenario.cluster.workers)
        if counts.min() < 5 and not run.settings.leaves_out:
            found.append(f"a worker was heard {counts.min()} times")
    if verdict.outcome is Outcome.AT_GOAL and verdict.diverged == 0:
        away = np.linalg.norm(simulation.problem.start - simulation.optimum)
        apart = np.linalg.norm(simulation.biased_optimum - simulation.optimum)
        if verdict.end_to_goal > 0.51 * max(away, apart):
            found.append(f"at the goal, but its mean end is {verdict.end_to_goal:g} from it")
    if verdict.outcome is Outcome.NOTHING and run.all_updates.max() > 0:
        found.append("made updates")
    if math.isfinite(verdict.target_seconds):
        found += against_reached(run, verdict, target)
    if verdict.outcome in (Outcome.DIVERGED, Outcome.UNSTABLE) and math.isfinite(verdict.target_seconds):
        found.append("is said to stay at the target")
    return found


def against_reached(run: Run, verdict: Verdict, target: float) -> list[str]:
    """The rest of the run is a twentieth of it, and its mean is at most the target, but for what records miss."""
    seconds = np.median(run.times, axis=0)
    end, at = float(seconds[-1]), verdict.target_seconds
    found = []
    if end - at < end / 20 * (1 - 1e-9):
        found.append(f"reached at {at:g} of {end:g} s")
    if verdict.touched_seconds > at:
        found.append("reached before it was touched")
    after = run.gap[:, seconds >= at]
    if after.shape[1] > 10 and np.median(after.mean(axis=1)) > 2 * target:
        found.append(f"reached, but then {np.median(after.mean(axis=1)) / target:g} times the target")
    if verdict.gap > target:
        found.append(f"reached, but ends at {verdict.gap / target:g} times the target")
    return found


def against_theory(scenario: Scenario, verdict: Verdict, problem: Problem) -> list[str]:
    """What the exact rate and limit say against it, where theory knows them."""
    try:
        known = exact(scenario, verdict.label)
    except NoTheoryError:
        return []
    found = []
    if known.rate > 1 + 1e-8 and verdict.outcome not in (Outcome.DIVERGED, Outcome.UNSTABLE, Outcome.NOTHING):
        found.append(f"does not converge (rate {known.rate:g}), without saying so")
    if known.rate < 1 - 1e-8 and verdict.outcome is Outcome.UNSTABLE:
        found.append(f"converges (rate {known.rate:g})")
    before = 0.8 * (scenario.budget.arrivals or 0)
    if verdict.outcome is Outcome.MOVING and verdict.converges and known.rate**before < 1e-4:
        found.append(f"still moving, though {known.rate**before:g} of the way is left where its tail begins")
    if verdict.outcome is Outcome.SETTLED and verdict.converges:
        biased = problem.minimiser(scenario.cluster.frequencies())
        away = float(np.linalg.norm(problem.start - problem.optimum))
        if min(known.bias, float(np.linalg.norm(known.limit - biased))) < 0.02 * away:
            found.append(f"settled elsewhere, but its limit is {known.bias:g} from the goal")
    return found


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
    table = table_of(simulation, verdicts, target)
    assert len(table) == len(verdicts)
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
