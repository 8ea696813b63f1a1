"""Asynchrony as a covariate shift: mixtures, pulls, and which models the estimate is the mean of."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.covariate_shift import ShiftError
from engine.covariate_shift.asynchrony.cures import (
    RESCALED_CORRECTED,
    VANILLA_CORRECTED,
    cures,
    raced,
)
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, mixture, pulls
from engine.covariate_shift.asynchrony.tail_means import averaged, places_within, tail_means
from tests.support.asynchrony import EIGHT, linked, source_of, target_of

TWO = {"workers": 2, "speed": {"kind": "linear"}}


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


@pytest.mark.parametrize("arrivals", [1, 3, 50, 4001, 7777])
def test_places_of_any_budget(arrivals: int) -> None:
    found = cures(linked(arrivals=arrivals), places=5)
    assert found.arrivals[-1] == arrivals
    assert np.all(np.diff(found.arrivals) > 0)
    for line in found.lines.values():
        assert line.risk.shape == (6, found.arrivals.size)
        assert np.isfinite(line.risk).all()


def test_what_cannot_be_asked() -> None:
    other = Scenario.model_validate({"problem": {"kind": "quadratic"}})
    with pytest.raises(ShiftError, match=r"problem.kind must be regression, not quadratic\."):
        cures(other)
    seconds = Scenario.model_validate({"problem": {"kind": "regression"}, "budget": {"seconds": 10.0}})
    with pytest.raises(ShiftError, match=r"budget must be in arrivals\."):
        cures(seconds)
