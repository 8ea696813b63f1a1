"""Asynchrony as a covariate shift: mixtures, pulls, and two cures against simulation, limits and formulas."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.covariate_shift import Shift, ShiftError, average, minmax
from engine.covariate_shift.cures import (
    LINES,
    RESCALED_CORRECTED,
    VANILLA_CORRECTED,
    Cures,
    averaged,
    cures,
    kept_of,
    raced,
    records_at,
    side_of,
    tail_means,
)
from engine.covariate_shift.link import RESCALED, VANILLA, mixture, pulls

TWO = {"workers": 2, "speed": {"kind": "linear"}}
EIGHT = {"workers": 8, "speed": {"kind": "linear"}}


def linked(cluster: dict[str, Any] = EIGHT, arrivals: int = 2000, step: float = 0.02, **fields: Any) -> Scenario:
    """Both methods on a streamed regression in six dimensions, with 6 seeds."""
    problem = {"kind": "regression", "dimension": 6, "spread": 1.5, "noise": 2.0} | fields
    methods = [{"kind": kind, "step": step} for kind in (VANILLA, RESCALED)]
    given = {"cluster": cluster, "problem": problem, "methods": methods, "budget": {"arrivals": arrivals}, "seeds": 6}
    return Scenario.model_validate(given)


def test_two_workers_by_hand() -> None:
    """Seconds 1 and 2 a job: two of three samples are worker 1's, and count 3/4; the third counts 3/2."""
    spread = 1.2
    found = mixture(linked(TWO, spread=spread, dimension=2))
    np.testing.assert_allclose(found.frequencies, [2 / 3, 1 / 3], rtol=1e-15)
    np.testing.assert_allclose(found.importance, [3 / 4, 3 / 2], rtol=1e-15)
    # Worker 1's pattern is cos(0), cos(pi); worker 2's is turned by half a ring.
    large, small = (2 * math.exp(s * spread) / (math.exp(spread) + math.exp(-spread)) for s in (1, -1))
    np.testing.assert_allclose(found.target, np.diag([1.0, 1.0]), rtol=1e-12)
    np.testing.assert_allclose(np.diag(found.source), [(2 * large + small) / 3, (2 * small + large) / 3], rtol=1e-12)
    assert np.count_nonzero(found.source) == 2


def test_weighted_samples_of_the_source_are_the_target() -> None:
    found = mixture(linked(heterogeneity=1.0))
    weights = found.frequencies * found.importance
    np.testing.assert_allclose(weights, 1 / 8, rtol=1e-14)
    np.testing.assert_allclose(np.diag(weights @ found.problem.variances), found.target, rtol=1e-12)
    np.testing.assert_allclose(found.minimiser(weights), found.minimiser(), rtol=1e-9)
    assert found.target_risk(found.minimiser()) == 0
    away = np.random.default_rng(0).standard_normal((4, 6))
    expected = [x @ found.target @ x for x in away]
    np.testing.assert_allclose(found.target_risk(found.minimiser() + away), expected, rtol=1e-10)
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


def test_the_estimate_is_the_mean_of_the_second_half() -> None:
    """Here every arrival has its record, so the mean is over the models after arrivals K/2 + 1 to K."""
    given = linked(arrivals=90)
    run = simulate(raced(given))[VANILLA]
    np.testing.assert_array_equal(run.gradients, np.arange(91))
    chosen = records_at(run.gradients, 4)
    assert chosen[-1] == 90
    assert np.all(np.diff(chosen) > 0)
    for found, last in zip(np.moveaxis(tail_means(run, chosen), 1, 0), chosen, strict=True):
        np.testing.assert_allclose(found, run.iterate[:, last // 2 + 1 : last + 1].mean(axis=1), rtol=1e-12)
    np.testing.assert_array_equal(averaged(np.array([1, 20, 21])), [1, 10, 11])


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
    sources = {VANILLA: mixed.source, RESCALED: mixed.target @ np.linalg.inv(scattered) @ mixed.target}
    for kind, source in sources.items():
        kept = kept_of(mixed, side_of(mixed, kind), arrivals)
        for row, used in zip(kept, (20, 250), strict=True):
            best = minmax(source, mixed.target, np.eye(6), 9 / (2 * used))
            np.testing.assert_allclose(best.matrix, np.diag(row), atol=2e-4)


def test_expected_risks_follow_the_textbook_where_one_model_is_right() -> None:
    """A b_ols with S, T and the noise of m samples: `|T^(1/2) (A - I) b|^2 + v tr(T A S^-1 A')`."""
    given = linked(noise=3.0)
    mixed, found = mixture(given), cures(given)
    truth = mixed.minimiser()
    for column, arrivals in enumerate(found.arrivals):
        v = 9 / averaged(arrivals)
        shift = Shift(mixed.source, mixed.target, np.eye(6), v)
        for name, matrix in (
            (VANILLA, np.eye(6)),
            (VANILLA_CORRECTED, np.diag(kept_of(mixed, side_of(mixed, VANILLA), np.array([arrivals]))[0])),
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
    away = mixed.minimiser(mixed.frequencies) - mixed.minimiser()
    assert limits[VANILLA] == limits[VANILLA_CORRECTED] == pytest.approx(away @ mixed.target @ away, rel=1e-9)
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
