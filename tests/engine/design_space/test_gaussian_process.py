"""The surrogate and the expected improvement: gradients, interpolation, and numbers that floats hardly hold."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.stats import norm

from engine.design_space.distance import coordinates
from engine.design_space.optimisers.acquisition import log_improvement
from engine.design_space.optimisers.gaussian_process import Posterior
from engine.design_space.optimisers.length_scales import Chain, sweep
from tests.support.spaces import NESTED


def posterior(count: int = 25, noise: float = 1e-8) -> Posterior:
    rng = np.random.default_rng(0)
    numbers, active = NESTED.encode(NESTED.sample(count, rng, by="levels"))
    places, owner = coordinates(NESTED.structure, numbers, active)
    return Posterior(places, owner, 100 * np.sin(3 * places[:, 0]) + 10 * places.sum(axis=1), noise)


def test_the_gradient_is_that_of_the_loss() -> None:
    model = posterior(15, 1e-4)
    logs = np.random.default_rng(1).normal(0, 0.7, len(NESTED.names))
    loss, gradient = model.loss_and_gradient(logs)
    assert loss == pytest.approx(model.loss(logs))
    np.testing.assert_allclose(gradient, approx_fprime(logs, model.loss, 1e-6), rtol=1e-3, atol=1e-3)


def test_the_process_interpolates_and_is_unsure_elsewhere() -> None:
    model = posterior()
    process = model.process(np.zeros(len(NESTED.names)))
    mean, deviation = process.predict(model.coordinates)
    np.testing.assert_allclose(mean, model.values * model.spread, rtol=1e-4, atol=1e-2)
    assert deviation.max() < 0.01 * model.spread
    _, far = process.predict(model.coordinates + 10.0)
    assert far.min() > 0.5 * model.spread


def test_the_prediction_is_the_textbook_one() -> None:
    model = posterior(12)
    process = model.process(np.full(len(NESTED.names), 0.3))
    new = model.coordinates[:3] + 0.1

    def kernel(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        r = np.sqrt((((first[:, None] - second) / np.exp(0.3)) ** 2).sum(axis=-1))
        return (1 + 5**0.5 * r + 5 * r**2 / 3) * np.exp(-(5**0.5) * r)

    inverse = np.linalg.inv(kernel(model.coordinates, model.coordinates) + model.noise * np.eye(12))
    ones, near = np.ones(12), kernel(new, model.coordinates)
    mu = ones @ inverse @ model.values / (ones @ inverse @ ones)
    variance = (model.values - mu) @ inverse @ (model.values - mu) / 12
    mean = mu + near @ inverse @ (model.values - mu)
    lacking = 1 - near @ inverse @ ones
    share = 1 - np.einsum("ij,jk,ik->i", near, inverse, near) + lacking**2 / (ones @ inverse @ ones)
    found = process.predict(new)
    np.testing.assert_allclose(found[0], model.spread * mean, rtol=1e-6)
    np.testing.assert_allclose(found[1], model.spread * np.sqrt(variance * share), rtol=1e-4)


@pytest.mark.parametrize("z", [-8.0, -2.0, 0.0, 1.5, 20.0])
def test_the_improvement_is_the_expected_one(z: float) -> None:
    exact = quad(lambda y: max(z - y, 0) * norm.pdf(y), -40, z, epsabs=0, epsrel=1e-10, limit=400)[0]
    found = log_improvement(np.array([-2 * z]), np.array([2.0]), 0.0)[0]
    assert found == pytest.approx(np.log(2 * exact), rel=1e-6)


def test_the_improvement_orders_also_what_is_all_but_impossible_or_certain() -> None:
    z = np.array([-1e60, -1e8, -1001, -999, -50, 29, 31, 1e8, 1e60])
    found = log_improvement(-z, np.ones(z.size), 0.0)
    assert np.isfinite(found).all()
    assert (np.diff(found) > 0).all()
    assert found[-2] == pytest.approx(np.log(1e8))


def test_the_same_point_twice_and_equal_values_still_give_processes() -> None:
    model = posterior(10)
    twice = np.concatenate([model.coordinates, model.coordinates[:2]])
    values = np.concatenate([model.values, model.values[:2]])
    for told in (values, np.zeros(12)):
        for process in Chain(len(NESTED.names), np.random.default_rng(0)).fit(twice, model.owner, told):
            mean, deviation = process.predict(twice)
            assert np.isfinite(mean).all()
            assert (deviation >= 0).all()


def test_slices_draw_the_posterior() -> None:
    """Where values say nothing of a variable, its length scale is drawn from the prior, cut at its ends."""
    model = posterior(6)
    model.squares[:] = 0.0
    model.squares[0] = posterior(6).squares.sum(axis=0)
    rng, logs, drawn = np.random.default_rng(2), np.zeros(len(NESTED.names)), []
    for _ in range(300):
        logs = sweep(model, logs, rng)
        drawn.append(logs[1:])
    assert np.mean(drawn) == pytest.approx(0, abs=0.1)
    assert np.std(drawn) == pytest.approx(1.16, abs=0.1)
