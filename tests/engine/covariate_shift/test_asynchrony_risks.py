"""Expected risks of asynchronous runs and their cures: by hand, by formulas and by simulation."""

import math
from typing import Any

import numpy as np
import pytest

from engine.covariate_shift import Shift, average, minmax
from engine.covariate_shift.asynchrony.cures import (
    LINES,
    RESCALED_CORRECTED,
    VANILLA_CORRECTED,
    Cures,
    cures,
    kept_of,
    side_of,
)
from engine.covariate_shift.asynchrony.forgetting import left_at_least, left_at_most, squares_moved
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, mixture
from engine.covariate_shift.asynchrony.tail_means import averaged
from tests.support.asynchrony import linked, source_of, target_of


def test_what_the_start_leaves_by_hand() -> None:
    """One direction, K = 2: the mean over arrival 2 alone is (1 - 0.1)^2 of the way; half of K is one arrival."""
    way, counted, two = np.array([2.0]), np.array([5.0]), np.array([2])
    np.testing.assert_allclose(left_at_least(way, np.array([0.1]), counted, two), [5 * (2 * 0.81) ** 2], rtol=1e-12)
    # E (1 - step x^2)^2 = 1 - 2 step s + 3 step^2 s^2 for x of variance s.
    moved = squares_moved(np.array([[1.0]]), np.array([1.0]), np.array([1.0]), 0.1, 1)
    np.testing.assert_allclose(moved, [[1 - 0.2 + 0.03]], rtol=1e-12)
    np.testing.assert_allclose(left_at_most(way, moved, counted, two), [5 * 4 * 0.83], rtol=1e-12)


def test_squares_move_as_samples_say() -> None:
    """Against many draws of `e - step q C e`, two workers, two samples a job."""
    variances, shares, scales = np.array([[1.0, 0.5], [0.2, 2.0]]), np.array([0.7, 0.3]), np.array([0.6, 1.9])
    rng, step, batch, draws = np.random.default_rng(0), 0.3, 2, 400_000
    away = np.array([1.0, -2.0])
    workers = rng.choice(2, draws, p=shares)
    x = rng.standard_normal((draws, batch, 2)) * np.sqrt(variances[workers])[:, None]
    gradients = np.einsum("kbi,kb->ki", x, x @ away) / batch
    after = (away - step * scales[workers, None] * gradients) ** 2
    # Two signs, so that products of different directions cancel.
    away = np.array([1.0, 2.0])
    gradients = np.einsum("kbi,kb->ki", x, x @ away) / batch
    after = (after + (away - step * scales[workers, None] * gradients) ** 2) / 2
    expected = squares_moved(variances, shares, scales, step, batch) @ away**2
    np.testing.assert_allclose(after.mean(axis=0), expected, atol=5 * (after.std(axis=0) / math.sqrt(draws)).max())


@pytest.mark.parametrize("arrivals", [200, 2000])
def test_without_noise_the_start_is_all_that_is_left(arrivals: int) -> None:
    """One worker, so that there is no delay: the measured mean lies between the two bounds."""
    found = cures(linked({"workers": 1}, arrivals=arrivals, step=0.02, noise=0.0).model_copy(update={"seeds": 200}))
    line = found.lines[VANILLA]
    assert np.all(line.start[0] < 1.1 * line.risk.mean(axis=0))
    assert np.all(line.risk.mean(axis=0) < 1.1 * line.start[1])
    # Early the mean path says nearly all.
    assert line.risk.mean(axis=0)[1] == pytest.approx(line.start[0][1], rel=0.3)


def test_the_correction_is_the_min_max_matrix() -> None:
    """After ASGD that of (S, T, I); after Rescaled ASGD that of the S whose least squares scatters as it does."""
    mixed = mixture(linked(noise=3.0, batch=2))
    arrivals = np.array([40, 500])
    importance = mixed.frequencies * mixed.importance**2
    scattered = np.diag(importance @ mixed.problem.variances)
    sources = {VANILLA: source_of(mixed), RESCALED: target_of(mixed) @ np.linalg.inv(scattered) @ target_of(mixed)}
    for kind, source in sources.items():
        kept = kept_of(mixed, side_of(mixed, kind, 0.02, arrivals), arrivals)
        for row, used in zip(kept, (20, 250), strict=True):
            best = minmax(source, target_of(mixed), np.eye(6), 9 / (2 * used))
            np.testing.assert_allclose(best.matrix, np.diag(row), atol=2e-4)


def test_expected_risks_follow_the_textbook_where_one_model_is_right() -> None:
    """A b_ols with S, T and the noise of m samples: `|T^(1/2) (A - I) b|^2 + v tr(T A S^-1 A')`."""
    given = linked(noise=3.0)
    mixed, found = mixture(given), cures(given)
    truth = mixed.problem.minimiser()
    for column, arrivals in enumerate(found.arrivals):
        v, single = 9 / averaged(arrivals), np.array([arrivals])
        shift = Shift(source_of(mixed), target_of(mixed), np.eye(6), v)
        for name, matrix in (
            (VANILLA, np.eye(6)),
            (VANILLA_CORRECTED, np.diag(kept_of(mixed, side_of(mixed, VANILLA, 0.02, single), single)[0])),
        ):
            risk = average(matrix, shift, np.outer(truth, truth)).risk
            assert found.lines[name].expected[column] == pytest.approx(risk, rel=1e-9)


def measured(step: float, arrivals: int, **fields: Any) -> Cures:
    given = linked(arrivals=arrivals, step=step, **fields).model_copy(update={"seeds": 60})
    return cures(given, places=4)


@pytest.mark.slow
@pytest.mark.parametrize("heterogeneity", [0.0, 1.0])
def test_simulated_risks_are_the_expected_ones(heterogeneity: float) -> None:
    """Means over 60 seeds against the formula, within 4 standard errors and the few per cent that the step leaves."""
    found = measured(0.005, 40_000, heterogeneity=heterogeneity, noise=1.5)
    for name in LINES:
        line = found.lines[name]
        for column in (-2, -1):
            risks = line.risk[:, column]
            error = risks.std() / math.sqrt(risks.size)
            assert abs(risks.mean() - line.expected[column]) < 4 * error + 0.05 * line.expected[column], name


def test_each_cure_has_its_disease() -> None:
    """Early A* wins against noise; late Rescaled ASGD's weights win against bias, and A* leaves it as it is."""
    right, wrong = (measured(0.02, 20_000, noise=4.0, heterogeneity=h) for h in (0.0, 1.5))
    limits = {name: wrong.lines[name].limit for name in LINES}
    mixed = wrong.mixture
    away = mixed.problem.minimiser(mixed.frequencies) - mixed.problem.minimiser()
    assert limits[VANILLA] == limits[VANILLA_CORRECTED] == pytest.approx(away @ target_of(mixed) @ away, rel=1e-9)
    assert limits[RESCALED] == limits[RESCALED_CORRECTED] == pytest.approx(0, abs=1e-25)
    assert limits[VANILLA] > 0.05
    first, last = ({name: np.median(run.lines[name].risk, axis=0) for name in LINES} for run in (right, wrong))
    # Some 300 arrivals: a risk of about half of 1, which the estimate 0 has. Before, the start shrinks enough.
    assert first[VANILLA_CORRECTED][1] < 0.85 * first[VANILLA][1]
    assert first[RESCALED_CORRECTED][1] < 0.85 * first[RESCALED][1]
    # Weights cost variance: the best linear unbiased estimate has none.
    assert first[RESCALED][-1] > first[VANILLA][-1]
    for name in (VANILLA, VANILLA_CORRECTED):
        assert last[name][-1] == pytest.approx(limits[name], rel=0.35)
        assert last[RESCALED][-1] < last[name][-1] / 2
    for name in LINES:
        assert right.lines[name].limit == pytest.approx(0, abs=1e-25)


def test_exact_gradients_leave_nothing_to_correct() -> None:
    found = cures(linked(batch=0))
    np.testing.assert_allclose(found.lines[VANILLA].risk, found.lines[VANILLA_CORRECTED].risk, rtol=1e-9)
    np.testing.assert_allclose(found.lines[VANILLA].expected, 0, atol=1e-25)


def test_a_run_that_diverges_has_an_infinite_risk() -> None:
    found = cures(linked(step=50.0, arrivals=5000))
    assert np.all(found.lines[VANILLA].risk[:, -1] > 1e6)
    assert not np.isnan(found.lines[RESCALED_CORRECTED].risk).any()
