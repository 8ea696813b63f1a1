"""The step search: what it finds where the best step is known, and on every problem."""

import json
import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.results.path import end_gaps
from engine.results.path_grid import path_records
from engine.results.verdict import Outcome, judge
from engine.search import best_steps as search_module
from engine.search import step_grid
from engine.search.best_steps import search
from engine.search.trial import judge_step, trace
from engine.search.tuning import Goal
from engine.simulate import build_problem
from tests.support.build import METHODS as VARIANTS
from tests.support.build import PROBLEMS, fits, scenario
from tests.support.searches import alone, quadratic, several

FINEST = (10 / 1e-4) ** (1 / 15 / 3)
"""Ratio of two steps around the best after the first refinement."""


def arrivals_to(curvatures: list[float], start: list[float], step: float, share: float, most: int) -> float:
    """Arrivals until `1/2 sum_j a_j x_j^2` falls to the share of its start, by `x_j(k) = (1 - step a_j)^k x_j(0)`."""
    a, x = np.array(curvatures), np.array(start)
    gaps = (1 - step * a) ** (2 * np.arange(most + 1)[:, None]) @ (a * x * x)
    there = gaps <= share * gaps[0]
    return float(there.argmax()) if there.any() else math.inf


@pytest.mark.parametrize(("curvatures", "share"), [([1.0], 0.01), ([1.0, 0.1], 1e-3), ([50.0, 1.0, 2.0], 1e-5)])
def test_the_fastest_step_of_gradient_descent(curvatures: list[float], share: float) -> None:
    """Counted by hand at every step tried, and at a fine grid of others."""
    start = [1.0] * len(curvatures)
    found = search(alone(quadratic(curvatures, start), budget={"arrivals": 2000}), Goal(share=share))["asgd"]
    assert found.scored_by == "time"
    for step, seconds, diverged in zip(found.steps, found.seconds, found.diverged, strict=True):
        assert diverged == (step * max(curvatures) > 2)
        if not diverged:
            exact = arrivals_to(curvatures, start, step, share, 2000)
            # What comes in the last fifth, or shortly before it, is not held.
            late = seconds == math.inf and exact > 1500
            assert late or exact <= seconds <= (max(exact * 1.02, exact + 1) if exact < math.inf else math.inf)
            assert seconds == exact or exact > 40
    fine = np.geomspace(found.steps[0], 2 / max(curvatures), 1000)
    counts = np.array([arrivals_to(curvatures, start, step, share, 2000) for step in fine])
    assert found.best is not None
    best = fine[counts == counts.min()]
    assert best.min() / FINEST <= found.best <= best.max() * FINEST
    assert found.score[found.best_index] == found.score.min()


def test_of_equal_times_the_smaller_last_gap_wins() -> None:
    """From 1 - sqrt(share) to 1 + sqrt(share) one arrival is enough; at 1 the goal itself is reached."""
    found = search(alone(quadratic([1.0], [1.0]), budget={"arrivals": 20}), Goal(share=0.5))["asgd"]
    once = found.steps[found.seconds == 1]
    assert once.size > 3
    assert found.best == min(once, key=lambda step: abs(1 - step))


def expected_gap(step: Floats, arrivals: int, noise: float) -> Floats:
    """Mean of x^2 / 2 after SGD from 1 on x^2 / 2: `x <- (1 - step) x - step * noise * xi`."""
    shrunk = (1 - step) ** (2 * arrivals)
    return (shrunk + step * noise**2 / (2 - step) * (1 - shrunk)) / 2


@pytest.mark.slow
def test_the_smallest_gap_above_a_noise_floor() -> None:
    arrivals, noise = 500, 0.5
    found = search(alone(quadratic([1.0], [1.0], noise), budget={"arrivals": arrivals}, seeds=150), Goal(kind="gap"))[
        "asgd"
    ]
    assert found.scored_by == found.goal.kind == "gap"
    least = expected_gap(np.geomspace(1e-4, 1, 3000), arrivals, noise).min()
    assert found.best is not None
    assert expected_gap(np.array(found.best), arrivals, noise) < 1.25 * least
    # Over the last fifth, 100 arrivals, the gap's mean is close to its expected value where it forgets quickly; else
    # its median over the seeds lies between that of one value, 0.455 times the mean, and the mean.
    noisy = (found.steps > 0.02) & (found.steps < 1)
    ratio = found.gap[noisy] / expected_gap(found.steps[noisy], arrivals, noise)
    assert ratio == pytest.approx(0.75, abs=0.3)
    assert ratio[found.steps[noisy] > 0.2] == pytest.approx(1, abs=0.15)
    known = np.isfinite(found.gap)
    assert np.all(found.gap_low[known] < found.gap[known])
    assert np.all(found.gap[known] < found.gap_high[known])


def simulated(given: Scenario, step: float) -> Any:
    methods = tuple(m.model_copy(update={"step": step}) for m in given.methods)
    return simulate(given.model_copy(update={"methods": methods}))


@pytest.mark.parametrize("records", [2, 300])
@pytest.mark.parametrize("budget", [{"arrivals": 700}, {"seconds": 120.0}])
def test_numbers_are_those_of_a_simulation_with_that_step(budget: dict[str, float], records: int) -> None:
    """What the Race says of a step is what the search says of it, to rounding, whatever the Race records."""
    given = several(budget=budget, problem={"kind": "quadratic", "noise": 0.01}, records=records)
    found = search(given, Goal(share=0.1))
    held = []
    for index in range(0, 24, 3):
        for label, tuning in found.items():
            (verdict,) = (v for v in judge(simulated(given, tuning.steps[index]), found.target) if v.label == label)
            if tuning.diverged[index]:
                assert verdict.outcome is Outcome.DIVERGED
                continue
            figures = (verdict.gap, verdict.gap_low, verdict.gap_high, verdict.target_seconds)
            columns = (tuning.gap, tuning.gap_low, tuning.gap_high, tuning.seconds)
            assert figures == pytest.approx(tuple(column[index] for column in columns), rel=1e-9)
            held.append(math.isfinite(verdict.target_seconds))
    assert sum(held) > 6
    assert not all(held)


@pytest.mark.parametrize("kind", ["time", "gap"])
def test_no_step_tried_is_better_than_the_tuned_one(kind: Any) -> None:
    given = several(budget={"arrivals": 150})
    found = search(given, Goal(kind=kind, share=0.2))
    tuned = simulate(found.tuned(given))
    for label, tuning in found.items():
        assert tuning.best is not None
        assert tuned[label].settings.step == tuning.best
        assert tuning.score[tuning.best_index] == tuning.score.min() < math.inf
        if kind == "gap":
            final = np.median(end_gaps(tuned[label].path))
            for step in tuning.steps[tuning.holds]:
                assert final <= np.median(end_gaps(simulated(given, step)[label].path)) * (1 + 1e-9)


def test_a_target_that_no_step_reaches() -> None:
    found = search(several(problem={"kind": "quadratic", "noise": 1.0}), Goal(share=1e-9))
    for tuning in found.values():
        assert not tuning.reached
        assert tuning.goal.kind == "time"
        assert tuning.scored_by == "gap"
        assert np.all(tuning.seconds == math.inf)
        assert tuning.best == tuning.steps[np.argmin(np.where(tuning.holds, tuning.gap, math.inf))]
        assert tuning.confirmed


def test_nothing_is_tuned_where_nothing_moves() -> None:
    """Jobs of 50 and 60 seconds, and a budget of one."""
    cluster = {"speed": {"kind": "custom", "times": [50, 60]}}
    given = scenario(cluster=cluster, budget={"seconds": 1.0}, methods=[{"kind": "asgd", "step": 0.3}])
    found = search(given)
    tuning = found["asgd"]
    assert (tuning.best, tuning.usable, tuning.steps.size) == (None, None, 16)
    assert tuning.why_none == "no update within the budget, whatever the step"
    assert found.tuned(given) == given


def test_a_step_that_only_these_seeds_like_is_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step from 0.01 on fails on fresh seeds: the best below it is taken, and what is left is tried in turn."""
    given = several(methods=[{"kind": "asgd"}])
    whole = search(given)["asgd"]
    assert whole.best is not None
    assert whole.best > 0.01

    def judged(step: float, paths: Any, *more: Any) -> Any:
        trial = judge_step(step, paths, *more)
        fresh = paths[0].times[0, 1] not in first
        return trial._replace(sound=False) if fresh and step >= 0.01 else trial

    problem = build_problem(given.problem, 7, given.seed)
    records = path_records(given, problem.dimension)
    paths = [trace(given, problem, given.methods[0], number, records, lambda _: True) for number in range(3)]
    first = {path.times[0, 1] for path in paths}
    monkeypatch.setattr(search_module, "judge_step", judged)
    found = search(given)["asgd"]
    assert found.best is None or found.best < 0.01
    assert found.confirmed == (found.best is not None)
    assert found.failed_step >= 0.01 or found.best is None


WITH_ALL = ("quadratic", "logistic")
"""Problems on which every method is searched; ASGD is on all. The reference compares every pair of the two anyway."""
EVERYWHERE = [
    (problem, method)
    for problem in PROBLEMS
    for method in VARIANTS
    if fits(problem, method) and (problem in WITH_ALL or method == "asgd")
]


@pytest.mark.parametrize(("problem", "method"), EVERYWHERE)
def test_every_method_on_every_problem(problem: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_grid, "GRID", 6)
    given = several(problem=PROBLEMS[problem], methods=[VARIANTS[method]], seeds=2, budget={"arrivals": 60})
    found = search(given, Goal(share=0.5))[VARIANTS[method]["kind"]]
    if found.best is None:
        # In 60 arrivals of small batches no step need be better than none.
        assert not found.holds.any()
        assert found.why_none
    else:
        assert found.usable is not None
        assert found.usable[0] <= found.best <= found.usable[1]
    assert np.all(np.diff(found.steps) > 0)
    # The slopes of an error that is not squared are bounded, so no step of a blend diverges.
    assert found.diverged[-1] or found.steps[-1] < 100 or problem == "blend"
    # A step is short enough to be typed, and is what the table of a link gives back.
    assert all(float(json.dumps(step)) == float(f"{step:.3g}") == step for step in found.steps.tolist())
    last = float(found.steps[-1])
    assert METHODS[VARIANTS[method]["kind"]].settings(kind=VARIANTS[method]["kind"], step=last).step == last


def test_other_methods_keep_their_steps() -> None:
    found = search(several(methods=[{"kind": "asgd"}]))
    other = several(methods=[{"kind": "asgd", "step": 7.0}, {"kind": "asgd", "label": "second", "step": 8.0}])
    assert [m.step for m in found.tuned(other).methods] == [found["asgd"].best, 8.0]
    assert found.runs == found["asgd"].runs == 3 * found["asgd"].steps.size
    assert len(found) == 1
