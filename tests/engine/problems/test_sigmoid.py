"""The sigmoid loss: its formula, the wrong labels, the search for its minimiser, and what it is for."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.problems.logistic import LogisticProblem
from engine.problems.logistic import job as logistic_job
from engine.problems.samples import breast_cancer, hold_out
from engine.problems.sigmoid import Sigmoid, SigmoidProblem, flip
from engine.problems.solve import FEWEST_STARTS, Objective, expected, lowest
from tests.support.build import WORKERS


def sigmoid(workers: int = WORKERS, seed: int = 0, **fields: Any) -> SigmoidProblem:
    return Sigmoid.model_validate(fields).build(workers, seed)


def accuracy(problem: SigmoidProblem | LogisticProblem, at: Floats) -> float:
    found = problem.test_accuracy(at)
    assert found is not None
    return float(found)


def test_loss_is_its_formula() -> None:
    problem = sigmoid(penalty=0.5)
    at = np.random.default_rng(0).standard_normal(31)
    owners = np.repeat(np.arange(WORKERS), problem.sizes)
    margins = np.where(problem.labels == 1, 1, -1) * (problem.features @ at)
    own = [(1 / (1 + np.exp(margins[owners == worker]))).mean() + 0.25 * at @ at for worker in range(WORKERS)]
    np.testing.assert_allclose(problem.values(at), np.mean(own), rtol=1e-12)
    np.testing.assert_allclose(problem.values(at, np.eye(WORKERS)[2]), own[2], rtol=1e-12)
    assert problem.values(np.zeros(31)) == pytest.approx(0.5)


def test_no_number_is_too_large() -> None:
    """Every loss is within 0 and 1, and every job finite, however far the model is."""
    problem = sigmoid()
    out = np.zeros(31)
    for scale in (1e3, 1e6):
        at = scale * np.random.default_rng(1).standard_normal(31)
        assert 0 <= problem.values(at) - problem.penalty / 2 * at @ at <= 1
        problem.gradient(problem.data, 0, at, 5, np.zeros(problem.scratch), out)
        np.testing.assert_allclose(out, problem.penalty * at, rtol=1e-2, atol=10)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4])
def test_a_share_of_the_labels_is_wrong(share: float) -> None:
    train, test = hold_out(breast_cancer())
    seen = flip(train, share, 3)
    assert (seen.labels != train.labels).sum() == round(share * len(train.labels))
    assert set(seen.labels) == {0, 1}
    np.testing.assert_array_equal(seen.features, train.features)
    if share:
        assert not np.array_equal(seen.labels, flip(train, share, 4).labels)
    # The test is as it was.
    problem = sigmoid(flipped=share)
    assert problem.test is not None
    np.testing.assert_array_equal(problem.test.labels, test.labels)
    assert len(problem.labels) == len(train.labels)


def test_test_accuracy_is_the_share_of_right_classes() -> None:
    problem = sigmoid()
    assert problem.test is not None
    at = np.random.default_rng(2).standard_normal((2, 3, 31))
    found = problem.test_accuracy(at)
    assert found is not None
    expected_share = ((at @ problem.test.features.T > 0) == problem.test.labels).mean(axis=-1)
    np.testing.assert_allclose(found, expected_share, atol=1e-12)
    run = simulate(Scenario.model_validate({"seeds": 2, "problem": {"kind": "sigmoid"}, "records": 5}))["asgd"]
    assert run.test_accuracy is not None
    assert run.test_accuracy.shape == (2, 5)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fields",
    [{}, {"flipped": 0.4}, {"penalty": 1e-3}, {"penalty": 1e-3, "flipped": 0.2, "dirichlet": 0.05}],
    ids=str,
)
@pytest.mark.parametrize("biased", [False, True])
def test_no_other_start_leads_lower(fields: dict[str, Any], biased: bool) -> None:
    """150 starts, by another solver, each from a place of its own."""
    problem = sigmoid(**fields)
    weights = 1 / np.arange(1, WORKERS + 1) if biased else np.ones(WORKERS)
    weights = weights / weights.sum()
    height = float(problem.values(problem.minimiser(weights), weights))
    rows = np.repeat(weights / problem.sizes, problem.sizes)
    signs = np.where(problem.labels == 1, 1, -1)

    def value_and_slope(x: Floats) -> tuple[float, Floats]:
        tilt = np.tanh(signs * (problem.features @ x) / 2)
        slope = -(rows * signs * (1 - tilt**2) / 4) @ problem.features + problem.penalty * x
        return float(rows @ (1 - tilt) / 2 + problem.penalty / 2 * x @ x), slope

    rng = np.random.default_rng(7)
    starts = [10 ** rng.uniform(-2, 1.5) * rng.standard_normal(31) for _ in range(150)]
    found = [minimize(value_and_slope, start, jac=True, method="L-BFGS-B").fun for start in starts]
    assert min(found) > height - 1e-9
    assert min(found) < height + 1e-4


def test_the_lowest_of_several_minima_is_found() -> None:
    """1 - cos(3 x) + x^2 / 10 has a minimum near each multiple of 2 pi / 3, the lowest at 0."""
    wavy = Objective(
        lambda x: float(1 - np.cos(3 * x[0]) + x[0] ** 2 / 10),
        lambda x: 3 * np.sin(3 * x) + x / 5,
        lambda x, v: (9 * np.cos(3 * x) + 1 / 5) * v,
    )
    asked = []

    def starts() -> Any:
        rng = np.random.default_rng(0)
        for _ in range(1000):
            asked.append(rng.uniform(-5, 5, 1))
            yield asked[-1]

    assert abs(lowest(wavy, starts())[0]) < 1e-9
    # Five minima, two pairs of them of one height: three different ones.
    assert FEWEST_STARTS <= len(asked) < 60
    assert lowest(wavy, [np.array([2.2])])[0] == pytest.approx(2.05, abs=0.05)


def test_how_many_minima_are_expected() -> None:
    assert expected(1, 8) == pytest.approx(7 / 5)
    assert expected(3, 21) == pytest.approx(60 / 16)
    assert expected(5, 7) == np.inf


def test_wrong_labels_hurt_less_than_with_the_logistic_loss() -> None:
    """With 30% wrong labels, measured over 8 seeds: 97.2% right against 92.9%, better in every one of them."""
    gains, right = [], []
    for seed in range(8):
        settings = Sigmoid(flipped=0.3)
        split = settings.split(WORKERS, seed)
        bounded = settings.build(WORKERS, seed)
        usual = LogisticProblem(split, 1, settings.penalty, settings.batch, logistic_job)
        right.append(accuracy(bounded, bounded.optimum))
        gains.append(right[-1] - accuracy(usual, usual.optimum))
    assert min(gains) > 0
    assert np.mean(gains) > 0.03
    assert np.mean(right) > 0.96


def test_without_wrong_labels_both_losses_are_alike() -> None:
    settings = Sigmoid(flipped=0.0)
    bounded = settings.build(WORKERS, 0)
    usual = LogisticProblem(settings.split(WORKERS, 0), 1, settings.penalty, settings.batch, logistic_job)
    assert accuracy(bounded, bounded.optimum) == pytest.approx(accuracy(usual, usual.optimum), abs=0.01)
    assert accuracy(bounded, bounded.optimum) > 0.97
