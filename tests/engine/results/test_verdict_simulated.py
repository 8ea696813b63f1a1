"""Verdicts on simulated runs."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.results.verdict import Outcome, Verdict, judge
from tests.support.verdicts import verdict


def simulated(**fields: Any) -> dict[str, Verdict]:
    """Verdicts on a real simulation, by label."""
    return {v.label: v for v in judge(simulate(Scenario.model_validate(fields)), target=1e-3)}


QUADRATIC = {"kind": "quadratic", "dimension": 3, "heterogeneity": 3.0, "noise": 0.0}


def test_simulated_asgd_and_ormo_go_to_the_biased_limit_and_rescaled_asgd_to_the_goal() -> None:
    step = {"step": 0.02}
    methods = [{"kind": "asgd"} | step, {"kind": "rescaled_asgd"} | step, {"kind": "ormo"} | step]
    found = simulated(problem=QUADRATIC, methods=methods)
    assert found["asgd"].outcome is found["ormo"].outcome is Outcome.AT_BIASED
    assert found["rescaled_asgd"].outcome is Outcome.AT_GOAL
    assert found["rescaled_asgd"].touched_seconds < math.inf


def test_simulated_one_worker_is_at_the_goal() -> None:
    found = simulated(cluster={"workers": 1}, problem=QUADRATIC)
    assert {v.outcome for v in found.values()} == {Outcome.AT_GOAL}
    assert all(v.mean_staleness == v.largest_staleness == 0 for v in found.values())
    assert all(v.end_to_goal == v.end_to_biased for v in found.values())


@pytest.mark.parametrize("seeds", [1, 4])
def test_simulated_small_step_is_still_moving(seeds: int) -> None:
    found = simulated(problem=QUADRATIC, seeds=seeds, methods=[{"kind": "asgd", "step": 1e-4}])["asgd"]
    assert found.outcome is Outcome.MOVING
    assert found.target_seconds == math.inf
    assert 0 < found.falling < 1


def test_simulated_local_well_is_another_point() -> None:
    """From (0.6, 2) the way leads down into the right well; the left one is deeper."""
    wells = {"kind": "landscape", "shape": "two_wells", "heterogeneity": 0.2}
    found = simulated(problem=wells, methods=[{"kind": "asgd"}])["asgd"]
    assert found.outcome is Outcome.SETTLED
    # The wells' bottoms are 2 apart, a tenth of which is far above what heterogeneity moves them.
    assert found.end_to_goal == pytest.approx(2.0, abs=0.2)


@pytest.mark.parametrize("kind", ["quadratic", "landscape"])
def test_simulated_divergence_and_its_time(kind: str) -> None:
    problem = {"kind": kind} | ({"shape": "rosenbrock"} if kind == "landscape" else {})
    given = simulate(Scenario.model_validate({"problem": problem, "methods": [{"kind": "asgd", "step": 0.8}]}))
    found = verdict(given)
    assert found.outcome is Outcome.DIVERGED
    assert found.diverged == given.scenario.seeds
    run = given["asgd"]
    path = run.path
    below = [np.flatnonzero(gap <= gap[0])[-1] for gap in path.gaps]
    assert found.diverged_at == min(times[last + 1] for times, last in zip(path.times, below, strict=True))


def test_simulated_divergence_of_some_seeds() -> None:
    """Noise throws some seeds out of the bent valley, where the slope grows with the cube of the distance."""
    rough = {"kind": "landscape", "shape": "rosenbrock", "noise": 3.0}
    found = simulated(seeds=8, problem=rough, methods=[{"kind": "asgd"}], budget={"arrivals": 3000})["asgd"]
    assert 0 < found.diverged < 4
    assert found.outcome is not Outcome.DIVERGED
    assert math.isfinite(found.diverged_at)
    assert math.isfinite(found.end_to_goal)
    assert found.gap < 1


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_simulated_start_at_the_goal(noise: float) -> None:
    """The mean of these centers is no number of the computer's: the first gap is rounding, not 0."""
    centers = [[0.1, 0.7], [0.3, 0.4], [0.8, 0.2]]
    problem = {
        "kind": "custom_quadratic", "matrices": [[[1, 0], [0, 1]]] * 3, "centers": centers,
        "start": np.mean(centers, axis=0), "noise": noise,
    }  # fmt: skip
    found = simulated(cluster={"workers": 3}, problem=problem)
    assert found["rescaled_asgd"].outcome is Outcome.RISEN
    assert found["asgd"].outcome is Outcome.AT_BIASED
    assert found["asgd"].rose
    assert found["rescaled_asgd"].rose


def test_simulated_rise_to_a_noise_floor() -> None:
    """From a start near the goal of all workers: no distance to any point is more than noise."""
    problem = {
        "kind": "custom_quadratic", "matrices": [np.eye(3)] * 2, "centers": np.zeros((2, 3)), "start": [1e-3, 0, 0],
        "noise": 1.0,
    }  # fmt: skip
    found = simulated(cluster={"workers": 2}, problem=problem, methods=[{"kind": "asgd", "step": 0.05}], seeds=2)[
        "asgd"
    ]
    assert found.outcome is Outcome.RISEN
    assert found.gap > 1000 * found.first_gap
