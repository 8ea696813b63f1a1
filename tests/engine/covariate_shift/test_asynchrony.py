"""Asynchrony as a covariate shift: mixtures, pulls, and two cures against simulation, limits and formulas."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.covariate_shift import Shift, ShiftError, average, minmax
from engine.covariate_shift.asynchrony.cures import (
    LINES,
    RESCALED_CORRECTED,
    VANILLA_CORRECTED,
    Cures,
    cures,
    kept_of,
    raced,
    side_of,
)
from engine.covariate_shift.asynchrony.forgetting import left_at_least, left_at_most, squares_moved
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, Mixture, mixture, pulls
from engine.covariate_shift.asynchrony.tail_means import averaged, places_within, tail_means
from engine.kernel.state import Floats

TWO = {"workers": 2, "speed": {"kind": "linear"}}
EIGHT = {"workers": 8, "speed": {"kind": "linear"}}


def linked(cluster: dict[str, Any] = EIGHT, arrivals: int = 2000, step: float = 0.02, **fields: Any) -> Scenario:
    """Both methods on a streamed regression in six dimensions, with 6 seeds."""
    problem = {"kind": "regression", "dimension": 6, "spread": 1.5, "noise": 2.0} | fields
    methods = [{"kind": kind, "step": step} for kind in (VANILLA, RESCALED)]
    given = {"cluster": cluster, "problem": problem, "methods": methods, "budget": {"arrivals": arrivals}, "seeds": 6}
    return Scenario.model_validate(given)


def source_of(mixed: Mixture) -> Floats:
    """S (d, d), the covariance of the features that arrive."""
    return np.diag(mixed.frequencies @ mixed.problem.variances)


def target_of(mixed: Mixture) -> Floats:
    """T (d, d), that of all workers' features, each worker counting alike."""
    return np.diag(mixed.counted)


def test_two_workers_by_hand() -> None:
    """Seconds 1 and 2 a job: two of three samples are worker 1's, and count 3/4; the third counts 3/2."""
    spread = 1.2
    found = mixture(linked(TWO, spread=spread, dimension=2))
    np.testing.assert_allclose(found.frequencies, [2 / 3, 1 / 3], rtol=1e-15)
    np.testing.assert_allclose(found.importance, [3 / 4, 3 / 2], rtol=1e-15)
    # Worker 1's pattern is cos(0), cos(pi); worker 2's is turned by half a ring.
    large, small = (2 * math.exp(s * spread) / (math.exp(spread) + math.exp(-spread)) for s in (1, -1))
    np.testing.assert_allclose(target_of(found), np.diag([1.0, 1.0]), rtol=1e-12)
    np.testing.assert_allclose(
        np.diag(source_of(found)), [(2 * large + small) / 3, (2 * small + large) / 3], rtol=1e-12
    )
    assert np.count_nonzero(source_of(found)) == 2


def test_weighted_samples_of_the_source_are_the_target() -> None:
    found = mixture(linked(heterogeneity=1.0))
    weights = found.frequencies * found.importance
    np.testing.assert_allclose(weights, 1 / 8, rtol=1e-14)
    np.testing.assert_allclose(np.diag(weights @ found.problem.variances), target_of(found), rtol=1e-12)
    np.testing.assert_allclose(found.problem.minimiser(weights), found.problem.minimiser(), rtol=1e-9)
    assert found.target_risk(found.problem.minimiser()) == 0
    away = np.random.default_rng(0).standard_normal((4, 6))
    expected = [x @ target_of(found) @ x for x in away]
    np.testing.assert_allclose(found.target_risk(found.problem.minimiser() + away), expected, rtol=1e-10)
    assert found.target_risk(np.full(6, np.nan)) == np.inf
    # Twice the gap of the problem itself.
    np.testing.assert_allclose(found.target_risk(away), 2 * found.problem.gaps(away), rtol=1e-12)


@pytest.mark.parametrize("cluster", [TWO, EIGHT, {"workers": 12, "speed": {"kind": "two_groups", "slowdown": 7}}])
def test_vanilla_pulls_with_the_source_and_rescaled_with_the_target(cluster: dict[str, Any]) -> None:
    """The pulls are computed from the methods' rules; that they are p_i and p_i / (n p_i) is found, not put in."""
    given = linked(cluster)
    mixed, n = mixture(given), cluster["workers"]
    nothing = np.full(n, np.nan)
    vanilla, rescaled = (pulls(given, label, nothing) for label in (VANILLA, RESCALED))
    assert vanilla.exact
    assert rescaled.exact
    np.testing.assert_allclose(vanilla.weights, mixed.frequencies, rtol=1e-9)
    np.testing.assert_allclose(rescaled.weights, mixed.frequencies * mixed.importance, rtol=1e-9)
    np.testing.assert_allclose(rescaled.weights, 1 / n, rtol=1e-9)


def test_pulls_are_counted_where_times_are_random() -> None:
    given = linked({"workers": 2, "speed": {"kind": "linear"}, "jitter": {"kind": "exponential"}})
    counts = np.array([70, 30])
    vanilla, rescaled = (pulls(given, label, counts) for label in (VANILLA, RESCALED))
    assert not vanilla.exact
    assert "random" in vanilla.why
    np.testing.assert_allclose(vanilla.weights, [0.7, 0.3], rtol=1e-14)
    # 70 times 3/4 and 30 times 3/2.
    np.testing.assert_allclose(rescaled.weights, [52.5 / 97.5, 45 / 97.5], rtol=1e-14)
    found = cures(given)
    assert found.heard.sum() == 2000
    # A share of 2/3 of 2000 arrivals has a standard deviation of about a hundredth.
    assert found.heard[0] / 2000 == pytest.approx(2 / 3, abs=0.05)


def test_equal_times_need_no_cure() -> None:
    found = cures(linked({"workers": 5, "speed": {"kind": "equal"}}, heterogeneity=1.0))
    np.testing.assert_array_equal(found.mixture.importance, np.ones(5))
    np.testing.assert_array_equal(found.lines[VANILLA].risk, found.lines[RESCALED].risk)
    np.testing.assert_allclose(found.lines[VANILLA_CORRECTED].risk, found.lines[RESCALED_CORRECTED].risk, rtol=1e-9)
    assert found.lines[VANILLA].limit == pytest.approx(0, abs=1e-25)


@pytest.mark.parametrize("jitter", ["none", "exponential"])
def test_the_estimate_is_the_mean_of_the_second_half(jitter: str) -> None:
    """Of a simulation that keeps all models: the mean over those after arrivals K/2 + 1 to K."""
    given = linked(EIGHT | {"jitter": {"kind": jitter}}, arrivals=301)
    places = places_within(301, 4)
    found = tail_means(raced(given), places)
    kept = simulate(raced(given).model_copy(update={"records": 302}))
    for label in (VANILLA, RESCALED):
        run = kept[label]
        np.testing.assert_array_equal(run.gradients, np.arange(302))
        for column, last in enumerate(places):
            expected = run.iterate[:, last // 2 + 1 : last + 1].mean(axis=1)
            np.testing.assert_allclose(found[label].models[:, column], expected, rtol=1e-12)
        np.testing.assert_array_equal(found[label].heard, np.bincount(run.arrivals["worker"], minlength=8))
    np.testing.assert_array_equal(averaged(np.array([1, 20, 21])), [1, 10, 11])


def test_places_are_in_geometric_steps() -> None:
    np.testing.assert_array_equal(places_within(20_000, 4), [20, 200, 2000, 20_000])
    np.testing.assert_array_equal(places_within(7, 4), [7])


def test_no_model_is_left_out_of_the_mean() -> None:
    """Step 0.1 and 100,000 arrivals: a mean of every 50th model would have a risk of 0.003."""
    one = linked({"workers": 1}, arrivals=100_000, step=0.1, dimension=3, spread=0.0, noise=3.0)
    line = cures(one.model_copy(update={"seeds": 16}), places=2).lines[VANILLA]
    assert line.expected[-1] == pytest.approx(3 * 9 / 50_000, rel=1e-9)
    # A step so large adds some twenty per cent.
    assert line.risk[:, -1].mean() < 2 * line.expected[-1]


def test_too_many_models_are_refused() -> None:
    with pytest.raises(ShiftError, match=r"arrivals times dimension must be at most 10,000,000, not 12,000,000\."):
        cures(linked(arrivals=2_000_000))


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


@pytest.mark.parametrize("arrivals", [1, 3, 50, 4001, 7777])
def test_places_of_any_budget(arrivals: int) -> None:
    found = cures(linked(arrivals=arrivals), places=5)
    assert found.arrivals[-1] == arrivals
    assert np.all(np.diff(found.arrivals) > 0)
    for line in found.lines.values():
        assert line.risk.shape == (6, found.arrivals.size)
        assert np.isfinite(line.risk).all()


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


def test_what_cannot_be_asked() -> None:
    other = Scenario.model_validate({"problem": {"kind": "quadratic"}})
    with pytest.raises(ShiftError, match=r"problem.kind must be regression, not quadratic\."):
        cures(other)
    seconds = Scenario.model_validate({"problem": {"kind": "regression"}, "budget": {"seconds": 10.0}})
    with pytest.raises(ShiftError, match=r"budget must be in arrivals\."):
        cures(seconds)
