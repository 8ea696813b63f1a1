"""From settings to a score: its properties on random clusters, and what is said of each try."""

import math
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from engine import Scenario
from engine.advisor import Objective, stable
from engine.advisor import objective as module
from engine.advisor.seeds import ABOVE, DIVERGED, MISSED, NO_UPDATE, STUCK, UNSTABLE
from engine.cluster.power import Swap
from engine.kernel.replicate import StuckError
from engine.methods import MethodSettings
from engine.results.path_grid import path_records
from engine.search.trial import judge_step, trace
from tests.support.advising import goal, method, methods, objective, objectives, steady
from tests.support.build import scenario

LEVELS = {"": 0, MISSED: 1, NO_UPDATE: 1, ABOVE: 1, DIVERGED: 2, UNSTABLE: 3}


@given(objectives() | objectives("gap"), methods(), methods())
def test_the_order_of_the_scores(wanted: Objective, one: MethodSettings, other: MethodSettings) -> None:
    better, worse = sorted((wanted.score(one), wanted.score(other)), key=lambda found: found.score)
    assert math.isfinite(better.score)
    assert math.isfinite(worse.score)
    assert LEVELS[better.failure] <= LEVELS[worse.failure]
    for found in (better, worse):
        assert found.reached == (found.score <= wanted.judge.grades.ceiling)
        assert (found.work == 0) == (found.failure == UNSTABLE)
        assert found.exact
    if wanted.goal.kind == "time" and better.reached and worse.reached:
        assert np.median(better.seconds) <= np.median(worse.seconds)


@given(objectives(), methods())
def test_equal_settings_have_equal_scores(wanted: Objective, settings: MethodSettings) -> None:
    """To the last bit, whatever the label, the scenario's own methods and what was tried before."""
    other = Objective(wanted.scenario.model_copy(update={"methods": (settings,), "records": 7}), wanted.goal)
    first = wanted.score(settings)
    other.score(method("minibatch", 0.03))
    again = other.score(settings.model_copy(update={"label": "another"}))
    assert again == first
    assert np.float64(again.score).tobytes() == np.float64(first.score).tobytes()


@given(objectives(), methods())
def test_a_score_is_what_the_step_search_would_say_of_each_seed(wanted: Objective, settings: MethodSettings) -> None:
    found = wanted.score(settings)
    if found.failure in ("", MISSED):
        records = path_records(wanted.scenario, wanted.problem.dimension)
        alone = wanted.scenario.model_copy(update={"methods": (settings,)})
        for number, seconds in enumerate(found.seconds):
            path = trace(alone, wanted.problem, settings, number, records, lambda fraction: True)
            assert judge_step(1.0, [path], wanted.judge.target, wanted.held.slowest).seconds == seconds


def test_what_is_said_of_a_try() -> None:
    wanted = objective()
    found = wanted.score(method(step=0.1))
    assert found.score == np.median(np.log10(found.seconds)) < math.log10(wanted.budget)
    assert 0 < found.gap < wanted.judge.target
    assert found.work > 3 * 1500 * 10
    assert found.spent > 0
    assert (found.failure, found.converges) == ("", None)
    assert found == replace(found, spent=1.0)
    slow, fast = wanted.score(method(step=1e-4)), wanted.score(method(step=1e-3))
    assert slow.failure == fast.failure == MISSED
    assert slow.score > fast.score > math.log10(wanted.budget)
    assert set(slow.seconds) == {math.inf}


def test_the_gap_at_the_end() -> None:
    wanted = objective(kind="gap")
    good, poor = wanted.score(method(step=0.05)), wanted.score(method(step=1e-3))
    assert good.reached
    assert poor.reached
    assert good.score < poor.score
    noisy = objective(kind="gap", problem={"kind": "quadratic", "noise": 50.0, "heterogeneity": 0.0})
    assert noisy.score(method(step=0.3)).failure == ABOVE


def test_larger_steps_diverge_earlier() -> None:
    found = [objective().score(method(step=step)) for step in (1.5, 3.0, 12.0, 100.0)]
    assert {one.failure for one in found} == {DIVERGED}
    assert sorted(one.score for one in found) == [one.score for one in found]
    assert found[0].score < found[-1].score


def test_unstable_steps_cost_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = steady()
    good = wanted.score(method(step=0.01))
    assert (good.failure, good.converges) == ("", True)
    monkeypatch.setattr(Objective, "replicate", None)
    found = [wanted.score(method(step=step)) for step in (1.0, 2.0, 1e3)]
    assert {(one.failure, one.converges, one.work) for one in found} == {(UNSTABLE, False, 0.0)}
    scores = [one.score for one in found]
    assert scores == sorted(set(scores))
    monkeypatch.setattr(stable, "largest_quick_step", lambda *given: math.nan)
    assert wanted.score(method(step=2.0)).failure == UNSTABLE
    monkeypatch.setattr(stable, "largest_quick_step", lambda *given: 0.0)
    assert wanted.score(method(step=2.0)).score > scores[-1]


def test_all_methods_have_the_same_seconds_on_every_seed() -> None:
    """A batch of one gradient is ASGD, with all its random numbers."""
    wanted = objective()
    one, other = wanted.score(method("asgd", 0.05)), wanted.score(method("ringmaster", 0.05, threshold=1000))
    assert one.seconds == other.seconds
    assert len(set(one.seconds)) > 1
    fresh = Objective(wanted.scenario, wanted.goal, first=100).score(method("asgd", 0.05))
    assert fresh.seconds != one.seconds


@pytest.mark.parametrize(
    "fields",
    [
        {"cluster": {"workers": 7, "power": {"kind": "swap", "period": 6.0}}},
        {"cluster": {"workers": 2, "speed": {"kind": "trace", "durations": [[1.0, 2.0], [0.5]]}}},
        {"cluster": {"workers": 2}, "problem": {"kind": "csv", "features": [[0.1], [1.0]] * 9, "labels": [0, 1] * 9}},
    ],
)
def test_every_cluster_and_problem_of_the_race(fields: dict[str, Any]) -> None:
    found = objective(share=0.3, **fields).score(method(step=0.3))
    assert found.reached
    assert found.score == pytest.approx(math.log10(np.median(found.seconds)))


def test_a_budget_in_arrivals_becomes_one_in_seconds() -> None:
    given = scenario(cluster={"workers": 2, "speed": {"kind": "custom", "times": [1, 2]}}, budget={"arrivals": 300})
    assert Objective(given).budget == 200
    assert Objective(given.model_copy(update={"budget": Objective(given).scenario.budget})).budget == pytest.approx(200)
    swapping = given.model_copy(update={"cluster": given.cluster.model_copy(update={"power": Swap(period=6.0)})})
    assert swapping.cluster.arrivals(Objective(swapping).budget) == pytest.approx(300)
    cluster = {"workers": 1, "speed": {"kind": "custom", "times": [1e9]}}
    with pytest.raises(ValueError, match=r"budget\.arrivals: 300 take this cluster more than"):
        Objective(scenario(cluster=cluster, problem={"kind": "quadratic"}, budget={"arrivals": 300}))


def test_a_budget_may_be_too_short_to_hear_everybody() -> None:
    assert [objective(budget={"seconds": seconds}).short for seconds in (4.9, 5.1)] == [True, False]


def test_no_update_within_the_budget() -> None:
    wanted = objective(budget={"arrivals": 300})
    assert wanted.score(method("rennala", batch=10_000)).failure == NO_UPDATE


def test_a_method_that_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(*given: Any) -> bool:
        raise StuckError("every worker waits")

    monkeypatch.setattr(module, "pursue", stuck)
    found = objective().score(method())
    assert found.failure == STUCK
    assert math.isfinite(found.score)


def test_a_try_that_is_stopped_is_none() -> None:
    wanted = objective()
    for most in (0.0, 0.5):
        with pytest.raises(CancelledError):
            wanted.score(method(), lambda fraction, most=most: fraction < most)
    told: list[float] = []
    wanted.score(method(), lambda fraction: not told.append(fraction))
    assert told == sorted(told)
    assert told[0] == 0 < told[-1] <= 1


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="seeds"):
        objective(seeds=0)
    with pytest.raises(ValueError, match="block"):
        objective().score(method("ascd", block=500))


def test_a_start_at_the_minimum_is_reached_at_once() -> None:
    problem = {
        "kind": "custom_quadratic",
        "matrices": [np.eye(2).tolist()] * 2,
        "centers": [[0.0, 0.0]] * 2,
        "start": [0.0, 0.0],
    }
    given = Scenario.model_validate({"cluster": {"workers": 2}, "problem": problem, "budget": {"arrivals": 50}})
    for kind in ("time", "gap"):
        assert math.isfinite(Objective(given, goal(kind)).score(method()).score)
