"""What ASZD's blends are worth all along its runs, by plain loops."""

from math import inf

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.zeroth_order.blend_runs import RECORDS, BlendRuns, blend_runs, blend_scenario
from engine.zeroth_order.training import Trained

SEEDS, BLOCK = 3, 2


def four_models() -> Trained:
    """Four models of which each sees a part of the truth and adds noise of its own."""
    rng = np.random.default_rng(3)
    truth = rng.standard_normal(50)
    said = truth[:, None] * np.array([0.9, 0.5, 1.2, 0.7]) + rng.standard_normal((50, 4))
    return Trained(("a", "b", "c", "d"), ("x", "x", "y", "z"), said[:30], said[30:], truth[:30], truth[30:], 2.0)


@pytest.fixture(scope="module")
def found() -> BlendRuns:
    models = four_models()
    return blend_runs(models, blend_scenario(models, 4, BLOCK, "inconsistent", SEEDS))


def error(said: Floats, truth: Floats, weights: Floats) -> float:
    return float(np.sqrt(np.mean([(row @ weights - true) ** 2 for row, true in zip(said, truth, strict=True)])))


def test_errors_are_those_of_the_weights(found: BlendRuns) -> None:
    models = found.trained
    assert found.validation.shape == found.test.shape == (SEEDS, RECORDS)
    for seed, record in ((0, 0), (1, 700), (2, -1)):
        weights = found.run.iterate[seed, record]
        want = error(models.validation, models.validation_target, weights)
        assert found.validation[seed, record] == pytest.approx(want)
        assert found.test[seed, record] == pytest.approx(error(models.test, models.test_target, weights))
    # All runs begin at equal weights.
    assert found.validation[:, 0] == pytest.approx([found.average.validation] * SEEDS)


def test_a_job_takes_two_values_a_weight(found: BlendRuns) -> None:
    assert found.values[0] == 0
    np.testing.assert_array_equal(found.values, 2 * BLOCK * found.run.gradients)
    assert found.values[-1] > 1000


def test_curves_are_medians_over_the_seeds(found: BlendRuns) -> None:
    curve = found.curve("test", "values")
    np.testing.assert_array_equal(curve.x, found.values)
    ordered = np.sort(found.test, axis=0)
    # Of three the quartiles are the least and the largest.
    for part, row in zip((curve.low, curve.median, curve.high), ordered, strict=True):
        np.testing.assert_allclose(part, row)
    np.testing.assert_allclose(found.ends("validation"), np.sort(found.validation[:, -1]))


def test_over_seconds_every_seed_holds_its_last_record(found: BlendRuns) -> None:
    curve = found.curve("validation", "seconds")
    assert curve.x[0] == 0
    assert curve.x[-1] == found.run.times[:, -1].min()
    for place in (1, 555, RECORDS - 1):
        now = []
        for seed in range(SEEDS):
            done = [
                v for t, v in zip(found.run.times[seed], found.validation[seed], strict=True) if t <= curve.x[place]
            ]
            now.append(done[-1])
        assert curve.median[place] == pytest.approx(sorted(now)[1])


def test_values_until_near_the_optimum(found: BlendRuns) -> None:
    level = 1.01 * found.optimum.validation
    first = [
        next(values for values, error in zip(found.values, row, strict=True) if error <= level)
        for row in found.validation
    ]
    assert found.values_to(0.01) == sorted(first)[1] > 0
    assert found.values_to(-0.01) == inf
    assert 0 <= found.excess < 2e-3
    assert found.excess == pytest.approx(np.median(found.validation[:, -1]) / found.optimum.validation - 1)


def test_the_best_that_was_passed(found: BlendRuns) -> None:
    best, when = found.best_test
    median = np.median(found.test, axis=0)
    assert best == pytest.approx(median.min())
    assert when == found.values[median.argmin()]


def test_weights_are_those_of_the_ends(found: BlendRuns) -> None:
    np.testing.assert_allclose(found.weights, np.sort(found.run.iterate[:, -1], axis=0))
    np.testing.assert_allclose(found.weights[1], found.optimum.weights, atol=0.05)


def test_progress_can_end_it() -> None:
    models = four_models()

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        blend_runs(models, blend_scenario(models, 4, BLOCK, "consistent", 1), stop)
