"""Exact theory where the answer is known in closed form."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario
from engine.simulate import build_problem
from engine.theory import exact, small_step_limit, worker_weights

TIMES = (1.0, 2.0, 3.0, 6.0)
FREQUENCIES = [6 / 12, 3 / 12, 2 / 12, 1 / 12]


def scenario(
    times: tuple[float, ...], curvatures: Any, method: dict[str, Any], noise: float = 0.0, centers: Any = None
) -> Scenario:
    """One method on `f_i = curvature_i / 2 (x - center_i)^2`."""
    n = len(times)
    curvatures = np.broadcast_to(curvatures, n)
    return Scenario.model_validate(
        {
            "cluster": {"workers": n, "speed": {"kind": "custom", "times": times}},
            "problem": {
                "kind": "custom_quadratic",
                "matrices": curvatures[:, None, None],
                "centers": np.zeros((n, 1)) if centers is None else np.reshape(centers, (n, 1)),
                "start": [1.0],
                "noise": noise,
            },
            "methods": [method],
            "budget": {"arrivals": 1},
        }
    )


def mixed(kind: str, step: float, **fields: Any) -> Scenario:
    """Four workers of different speed, curvature and minimiser."""
    return scenario(TIMES, [0.5, 1.0, 2.0, 4.0], {"kind": kind, "step": step, **fields}, 0.3, [-1.0, 2.0, 0.5, -3.0])


@pytest.mark.parametrize("curvature", [0.3, 1.0, 1.7])
def test_one_worker_is_gradient_descent(curvature: float) -> None:
    known = exact(scenario((1.0,), curvature, {"kind": "asgd", "step": 0.5}, noise=0.2), "asgd")
    assert known.rate == pytest.approx(abs(1 - 0.5 * curvature), rel=1e-12)
    assert known.largest_step == pytest.approx(2 / curvature, rel=1e-9)
    # x <- (1 - a) x - step xi: variance step^2 s^2 / (1 - (1 - a)^2).
    variance = 0.5**2 * 0.2**2 / (1 - (1 - 0.5 * curvature) ** 2)
    assert known.covariance[0, 0] == pytest.approx(variance, rel=1e-12)
    assert known.noise_floor == pytest.approx(curvature * variance / 2, rel=1e-12)


@pytest.mark.parametrize("momentum", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("step", [0.1, 1.0, 3.0])
def test_one_worker_with_momentum_is_heavy_ball(momentum: float, step: float) -> None:
    method = {"kind": "naive_momentum", "step": step, "momentum": momentum}
    known = exact(scenario((1.0,), 1.0, method), "naive_momentum")
    eta = step * (1 - momentum)
    roots = np.roots([1.0, -(1 + momentum - eta), momentum])
    assert known.rate == pytest.approx(np.abs(roots).max(), rel=1e-10)
    assert known.largest_step == pytest.approx(2 * (1 + momentum) / (1 - momentum), rel=1e-9)


@pytest.mark.parametrize("workers", [2, 3, 5, 8])
def test_equal_workers_are_gradient_descent_with_a_delay(workers: int) -> None:
    """`x_{t+1} = x_t - step x_{t-d}`, d = n - 1, is stable up to `2 sin(pi / (2 (2 d + 1)))`."""
    delay = workers - 1
    known = exact(scenario((2.0,) * workers, 1.0, {"kind": "asgd", "step": 0.05}), "asgd")
    roots = np.roots([1.0, -1.0, *[0.0] * (delay - 1), 0.05])
    assert known.rate == pytest.approx(np.abs(roots).max(), rel=1e-10)
    assert known.largest_step == pytest.approx(2 * math.sin(math.pi / (2 * (2 * delay + 1))), rel=1e-9)
    assert known.arrivals_per_period / known.seconds_per_period == pytest.approx(workers / 2, rel=1e-12)


def test_minibatch_contracts_once_a_round() -> None:
    known = exact(mixed("minibatch", 0.4), "minibatch")
    assert known.rate ** len(TIMES) == pytest.approx(1 - 0.4 * (0.5 + 1 + 2 + 4) / 4, rel=1e-10)
    assert known.seconds_per_period == 6
    assert known.bias < 1e-12


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("asgd", FREQUENCIES), ("ormo", FREQUENCIES), ("smega2", FREQUENCIES), ("rescaled_asgd", [1 / 4] * 4),
     ("rescaled_ormo", [1 / 4] * 4), ("malenia", [1 / 4] * 4), ("ringleader", [1 / 4] * 4), ("ia2sgd", [1 / 4] * 4)],
)  # fmt: skip
def test_weights_are_the_frequencies_or_equal(kind: str, expected: list[float]) -> None:
    np.testing.assert_allclose(worker_weights(mixed(kind, 0.1), kind), expected, rtol=1e-9)


@pytest.mark.parametrize("kind", ["asgd", "naive_momentum", "ormo", "smega2", "shifted_momentum"])
def test_the_limit_tends_to_the_minimiser_of_the_frequencies_objective(kind: str) -> None:
    at_zero = small_step_limit(mixed(kind, 0.1), kind)
    problem = build_problem(mixed(kind, 0.1).problem, 4, 0)
    np.testing.assert_allclose(at_zero, problem.minimiser(np.array(FREQUENCIES)), rtol=1e-9)
    away = [float(np.abs(exact(mixed(kind, step), kind).limit - at_zero)[0]) for step in (1e-3, 1e-4, 1e-5)]
    assert away[0] < 1e-2
    assert away[0] / away[1] == pytest.approx(10, rel=0.05)
    assert away[1] / away[2] == pytest.approx(10, rel=0.05)


@pytest.mark.parametrize("kind", ["rescaled_asgd", "rescaled_ormo"])
@pytest.mark.parametrize("normalisation", ["mean", "cycle"])
def test_what_rescaling_leaves_behind_is_linear_in_the_step(kind: str, normalisation: str) -> None:
    bias = [exact(mixed(kind, step, normalisation=normalisation), kind).bias for step in (1e-2, 1e-3, 1e-4)]
    assert 0 < bias[0] < 0.1
    assert bias[0] / bias[1] == pytest.approx(10, rel=0.1)
    assert bias[1] / bias[2] == pytest.approx(10, rel=0.02)


@pytest.mark.parametrize("times", [TIMES, (1.0,) * 5, (1.0, 1.0, 10.0)])
def test_the_variance_of_rescaled_asgd_on_equal_quadratics(times: tuple[float, ...]) -> None:
    """`Gamma s^2 tau_avg / (2 L n tau_max)` with Gamma = n step, in the cycle normalisation, for small steps."""
    step, smoothness, noise, n = 1e-5, 2.0, 0.7, len(times)
    method = {"kind": "rescaled_asgd", "step": step, "normalisation": "cycle"}
    known = exact(scenario(times, smoothness, method, noise), "rescaled_asgd")
    expected = n * step * noise**2 * np.mean(times) / (2 * smoothness * n * max(times))
    assert known.covariance[0, 0] == pytest.approx(expected, rel=1e-3)
    assert known.noise_floor == pytest.approx(smoothness * expected / 2, rel=1e-3)


def test_online_times_are_the_known_ones_in_the_end() -> None:
    """The first arrivals differ; the cycle does not."""
    for normalisation in ("mean", "cycle"):
        fixed = {"normalisation": normalisation}
        a = exact(mixed("rescaled_asgd", 0.05, times="known", **fixed), "rescaled_asgd")
        b = exact(mixed("rescaled_asgd", 0.05, times="online", **fixed), "rescaled_asgd")
        np.testing.assert_allclose(a.limit, b.limit, rtol=1e-9)
        assert a.noise_floor == pytest.approx(b.noise_floor, rel=1e-9)
        assert a.largest_step == pytest.approx(b.largest_step, rel=1e-6)


def test_a_step_that_diverges_has_a_rate_and_nothing_else() -> None:
    known = exact(mixed("asgd", 5.0), "asgd")
    assert known.rate > 1
    assert not known.converges
    assert np.isnan(known.limit).all()
    assert known.noise_floor == math.inf
    assert 0 < known.largest_step < 5
    assert np.isnan(known.covariance).all()
