"""ASGD's mean path and the heavy ball that it follows."""

import numpy as np
import pytest

from engine import Scenario
from engine.cluster import Cluster
from engine.cluster.speeds import Custom, Equal
from engine.theory import exact
from engine.theory.implied_momentum import (
    PROBLEM,
    SEEDS,
    claimed_momentum,
    fit_heavy_ball,
    heavy_ball_path,
    implied_path,
    largest_deviation,
    measure,
    measure_equal,
    measure_own,
    memoryless,
    scenario_of,
    steepest,
    usual_step,
    window,
)


def equal(workers: int) -> Cluster:
    return Cluster(workers=workers, speed=Equal())


def test_a_heavy_ball_is_found_again() -> None:
    curvatures = np.array([1.0, 0.25])
    path = heavy_ball_path(0.7, 0.1, np.array([1.0, 1.0]), np.array([0.9, 0.99]), curvatures, 60)
    fit = fit_heavy_ball(path, path * curvatures)
    assert fit.momentum == pytest.approx(0.7, abs=1e-9)
    assert fit.step == pytest.approx(0.1, abs=1e-9)
    assert fit.unexplained < 1e-20


@pytest.mark.parametrize("workers", [1, 2, 5, 8, 16])
def test_memoryless_times_give_one_minus_one_over_n(workers: int) -> None:
    """The claim, with its normalisation: the gradient's factor is step / n."""
    step = usual_step(workers)
    found = measure(memoryless(equal(workers)), step, SEEDS)
    assert found.path.shape == (window(workers) + 1, 2)
    assert found.fit.momentum == pytest.approx(1 - 1 / workers, abs=max(5 * found.error, 1e-9))
    assert found.error < 2e-3
    assert found.fit.step == pytest.approx(step / workers, rel=0.02)
    assert found.fit.unexplained < 1e-5


def test_the_mean_path_is_the_heavy_balls() -> None:
    """Within what 200 seeds scatter; a momentum that is a little off leaves that band."""
    workers, step = 8, 1 / 8
    found = measure(memoryless(equal(workers)), step, 1000)
    away = np.abs(found.path - implied_path(workers, step))
    assert away.max() < 0.02
    problem = PROBLEM.build(workers, 0)
    curvatures, start = problem.data.matrix[0], problem.start
    other = heavy_ball_path(0.8, step / workers, start, start - step * curvatures * start, curvatures, window(workers))
    assert np.abs(found.path - other).max() > 0.1


def test_the_mean_of_three_arrivals_by_hand() -> None:
    """Two workers: every order of the first arrivals is as likely; the exact mean is the heavy ball's."""
    h, step, start = 1.0, 0.25, 1.0

    def mean(left: int, model: float, sent: tuple[float, float]) -> float:
        if left == 0:
            return model
        total = 0.0
        for worker in range(2):
            after = model - step * h * sent[worker]
            total += 0.5 * mean(left - 1, after, (after, sent[1]) if worker == 0 else (sent[0], after))
        return total

    first = np.array([start])
    path = heavy_ball_path(0.5, step / 2, first, first * (1 - step), np.array([h]), 6)
    assert [mean(k, start, (start, start)) for k in range(7)] == pytest.approx(path[:, 0].tolist(), abs=1e-14)


@pytest.mark.parametrize("times", [(1.0,) * 4, (1.0, 2.0, 3.0, 4.0), (1.0, 1.0, 1.0, 6.0)])
def test_small_steps_follow_it_to_second_order_whatever_the_times(times: tuple[float, ...]) -> None:
    n = len(times)

    def difference(step: float) -> float:
        scenario = Scenario.model_validate(
            {
                "cluster": {"speed": {"kind": "custom", "times": times}},
                "problem": {"kind": "quadratic", "dimension": 1, "condition": 1.0, "heterogeneity": 0.0},
                "methods": [{"kind": "asgd", "step": step}],
            }
        )
        # The root near 1 of z^2 - (1 + mu - eta) z + mu = 0: the heavy ball at a curvature of 1.
        mu, eta = 1 - 1 / n, step / n
        root = max(np.roots([1.0, -(1 + mu - eta), mu]).real)
        return abs(np.log(exact(scenario, "asgd").rate) - np.log(root))

    coarse, fine = difference(4e-3), difference(1e-3)
    # Third order: a quarter of the step leaves a 64th.
    assert fine < coarse / 40
    assert fine < 50 * n**2 * 1e-3**3


def test_fixed_times_need_one_seed_and_a_window_sees_the_same_momentum() -> None:
    found = measure(Cluster(workers=4, speed=Custom(times=(1.0, 2.0, 3.0, 4.0))), usual_step(4), 1)
    assert found.error == 0
    assert found.fit.momentum == pytest.approx(0.75, abs=0.02)


def test_every_arrival_is_recorded() -> None:
    scenario = scenario_of(memoryless(equal(3)), 0.1, 2)
    assert scenario.records == scenario.budget.arrivals + 1 == window(3) + 1
    assert scenario.problem == PROBLEM


def test_own_times_beside_memoryless_ones() -> None:
    own = measure_own(Cluster(workers=4, speed=Custom(times=(1.0, 2.0, 3.0, 4.0))))
    assert (own.workers, own.step, own.plain.seeds, own.random.seeds) == (4, usual_step(4), 1, SEEDS)
    assert steepest(own.plain.path)[0] == 1.0
    assert steepest(own.plain.path) == pytest.approx(own.plain.path[:, 0] / PROBLEM.build(4, 0).start[0])
    equals = {n: measure_equal(n) for n in (1, 2)}
    off = [abs(one.fit.momentum - claimed_momentum(n)) for n, one in equals.items()]
    assert largest_deviation(equals) == max(off) < 0.01
    assert claimed_momentum(np.array([1.0, 4.0])).tolist() == [0.0, 0.75]
