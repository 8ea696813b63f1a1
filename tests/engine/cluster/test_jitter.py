"""Jitter: the laws of job times, their means, and that a job's time is its own."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from engine.cluster.cluster import Cluster, job_seconds
from engine.cluster.draws import poisson_draw, poisson_log_chance
from engine.kernel.streams import DURATIONS, job_key, run_key
from tests.reference.laws import draws, law
from tests.support.build import JITTERS

RANDOM = [name for name in JITTERS if name != "none"]
CONTINUOUS = [name for name in RANDOM if name != "poisson"]
SCALING = ["exponential", "shifted exponential", "gamma", "gamma above 1", "lognormal"]


def cluster(**fields: Any) -> Cluster:
    return Cluster.model_validate(fields)


def of_tau(*taus: float, **jitter: Any) -> Cluster:
    return cluster(workers=len(taus), speed={"kind": "custom", "times": taus}, jitter=jitter)


@pytest.mark.parametrize("jitter", RANDOM)
def test_mean_and_variation(jitter: str) -> None:
    """Within 4 standard errors, those of the coefficient of variation from its influence function."""
    x = draws(cluster(workers=3, jitter=JITTERS[jitter]), 2, 40_000)
    mean, deviation, expected = x.mean(), x.std(), law(jitter, 3.0)
    assert abs(mean - expected.mean()) < 4 * deviation / math.sqrt(x.size)
    influence = ((x - mean) ** 2 - deviation**2) / (2 * deviation * mean) - deviation * (x - mean) / mean**2
    variation = expected.std() / expected.mean()
    assert abs(deviation / mean - variation) < 4 * influence.std() / math.sqrt(x.size)


@pytest.mark.parametrize("jitter", [name for name in RANDOM if name not in ("gamma above 1", "lognormal")])
@pytest.mark.parametrize("worker", [0, 2])
def test_variance(jitter: str, worker: int) -> None:
    """Within 4 standard errors; not where tails are so heavy that these are themselves uncertain."""
    x = draws(cluster(workers=3, jitter=JITTERS[jitter]), worker, 40_000, seed=3)
    squares = (x - x.mean()) ** 2
    assert abs(squares.mean() - law(jitter, worker + 1.0).var()) < 4 * squares.std() / math.sqrt(x.size)


@pytest.mark.parametrize("jitter", CONTINUOUS)
@pytest.mark.parametrize("worker", [0, 2])
def test_distribution(jitter: str, worker: int) -> None:
    x = draws(cluster(workers=3, jitter=JITTERS[jitter]), worker, 20_000, seed=2)
    # The seed is fixed; a right sampler would miss this for one seed in a thousand.
    assert stats.kstest(x, law(jitter, worker + 1.0).cdf).pvalue > 1e-3


@pytest.mark.parametrize("jitter", JITTERS)
def test_means_are_those_of_the_law(jitter: str) -> None:
    taus = (1e-6, 0.3, 1.0, 7.0, 1e9)
    means = of_tau(*taus, **JITTERS[jitter]).means()
    np.testing.assert_allclose(means, [law(jitter, tau).mean() for tau in taus], rtol=1e-12)


@pytest.mark.parametrize("per", ["second", "mean", "root"])
@pytest.mark.parametrize("spread", [1e-3, 1.0, 1e6])
def test_means_of_normal_kinds_and_what_their_spread_is_per(per: str, spread: float) -> None:
    for tau in (1e-6, 9.0, 1e9):
        s = spread * {"second": 1.0, "mean": tau, "root": math.sqrt(tau)}[per]
        half = of_tau(tau, kind="half_normal", spread=spread, per=per).means()
        np.testing.assert_allclose(half, stats.halfnorm(tau, s).mean(), rtol=1e-12)
        folded = of_tau(tau, kind="folded_normal", spread=spread, per=per, offset=2.5).means()
        # SciPy's own mean of |N(tau, s^2)|, s of any size, by its two halves.
        below = stats.norm(tau, s).cdf(0)
        expected = tau * (1 - 2 * below) + 2 * s * stats.norm.pdf(tau / s)
        np.testing.assert_allclose(folded, 2.5 + expected, rtol=1e-12)


def test_defaults_are_those_of_the_papers() -> None:
    """Ringleader ASGD: i + |N(0, variance i)|. AsGrad: |N(s_i, s_i^2)| + 1 and U(0, s_i) + 1."""
    for kind, expected in (
        ("half_normal", stats.halfnorm(4, 2)),
        ("folded_normal", stats.foldnorm(1, 1, 4)),
        ("uniform", stats.uniform(1, 4)),
        ("shifted_exponential", stats.expon(2, 2)),
    ):
        x = draws(cluster(workers=4, jitter={"kind": kind}), 3, 10_000, seed=4)
        assert stats.kstest(x, expected.cdf).pvalue > 1e-3


@pytest.mark.parametrize("mean", [1e-6, 0.3, 3.0, 9.99, 10.0, 10.01, 31.6, 1000.0, 1e5])
def test_poisson_distribution(mean: float) -> None:
    """Below 10 by inversion, from 10 on by rejection: counts against chances, rare counts taken together."""
    key, count, expected = run_key(7, 0, DURATIONS), 100_000, stats.poisson(mean)
    x = np.array([poisson_draw(mean, job_key(key, 0, job)) for job in range(count)])
    assert np.all(x == np.floor(x))
    assert np.all(x >= 0)
    edges = np.unique(expected.ppf(np.linspace(0, 1, 41)[1:-1]))
    seen = np.bincount(np.searchsorted(edges, x), minlength=edges.size + 1)
    chances = np.diff(np.concatenate([[0], expected.cdf(edges), [1]]))
    if mean > 1e-3:
        assert stats.chisquare(seen, chances * count).pvalue > 1e-3
    else:
        assert seen[0] >= count - 2


@pytest.mark.parametrize("mean", [1e7, 1e9, 1e12])
def test_large_poisson_means_take_no_longer_and_are_normal(mean: float) -> None:
    key = run_key(8, 0, DURATIONS)
    x = np.array([poisson_draw(mean, job_key(key, 0, job)) for job in range(20_000)])
    # The third moment, 1 / sqrt(mean), is too small to be seen.
    assert stats.kstest((x - mean) / math.sqrt(mean), "norm").pvalue > 1e-3


def test_poisson_chances() -> None:
    for mean in (0.5, 10.0, 55.5):
        for count in range(200):
            expected = count * math.log(mean) - mean - math.lgamma(count + 1)
            assert poisson_log_chance(float(count), mean) == pytest.approx(expected, rel=1e-12, abs=2e-12)
    for mean in (1e3, 1e6, 1e9, 1e12):
        for away in (-3.0, 0.0, 2.0):
            count = float(math.floor(mean + away * math.sqrt(mean)))
            ratio = poisson_log_chance(count + 1, mean) - poisson_log_chance(count, mean)
            # p(k + 1) / p(k) = mean / (k + 1).
            assert ratio == pytest.approx(math.log1p((mean - count - 1) / (count + 1)), abs=1e-9)


def test_a_poisson_job_may_take_no_time() -> None:
    x = draws(of_tau(0.5, kind="poisson"), 0, 1000)
    assert np.mean(x == 0) == pytest.approx(math.exp(-0.5), abs=0.06)


@pytest.mark.parametrize("variation", [1e-3, 3.0])
@pytest.mark.parametrize("kind", ["gamma", "lognormal"])
def test_extreme_variations_stay_positive_and_finite(kind: str, variation: float) -> None:
    x = draws(cluster(workers=1, jitter={"kind": kind, "variation": variation}), 0, 20_000)
    assert np.all(np.isfinite(x))
    assert np.all(x > 0)


@pytest.mark.parametrize("tau", [1e-6, 1e9])
@pytest.mark.parametrize(
    "jitter",
    [
        {"kind": "shifted_exponential", "shift": 0.0},
        {"kind": "shifted_exponential", "shift": 0.999},
        *({"kind": k, "spread": s, "per": p} for k in ("half_normal", "folded_normal") for s in (1e-3, 1e6)
          for p in ("second", "mean", "root")),
        {"kind": "poisson"},
        {"kind": "uniform", "low": 1000.0, "high": 1000.0, "offset": 0.0},
        {"kind": "uniform", "low": 0.0, "high": 1e-6, "offset": 0.0},
        {"kind": "uniform", "low": 0.0, "high": 0.0, "offset": 1e9},
    ],
    ids=str,
)  # fmt: skip
def test_the_ends_of_all_bounds_give_times(jitter: dict[str, Any], tau: float) -> None:
    given = of_tau(tau, **jitter)
    x = draws(given, 0, 2000)
    assert np.all(np.isfinite(x))
    assert np.all(x >= 0)
    assert np.all(x > 0) or jitter["kind"] == "poisson"
    assert given.means()[0] > 0
    assert given.frequencies()[0] == 1
    assert abs(x.mean() - given.means()[0]) <= 5 * x.std() / math.sqrt(x.size) + 1e-12 * x.mean() + 2e-6


@pytest.mark.parametrize("jitter", RANDOM)
def test_consecutive_jobs_and_neighbours_are_independent(jitter: str) -> None:
    """By the ranks, which have a variance also where the times are heavy-tailed."""
    given = cluster(workers=3, speed={"kind": "equal"}, jitter=JITTERS[jitter])
    a, b = (stats.rankdata(draws(given, worker, 10_000)) for worker in (0, 1))
    for left, right in ((a, b), (a[:-1], a[1:])):
        assert abs(np.corrcoef(left, right)[0, 1]) < 4 / math.sqrt(left.size)


@pytest.mark.parametrize("jitter", RANDOM)
def test_a_job_depends_on_seed_replicate_worker_and_number_alone(jitter: str) -> None:
    small, large = (cluster(workers=n, jitter=JITTERS[jitter]).times() for n in (3, 200))
    key = run_key(5, 1, DURATIONS)
    places = [(worker, job) for worker in range(3) for job in range(50)]
    forwards = [job_seconds(small, key, *place, 0.0) for place in places]
    backwards = [job_seconds(large, key, *place, 12.5) for place in reversed(places)]
    assert forwards == backwards[::-1]
    for other in (run_key(6, 1, DURATIONS), run_key(5, 2, DURATIONS)):
        others = [job_seconds(small, other, *place, 0.0) for place in places]
        assert forwards != others
        if jitter in CONTINUOUS:
            assert len(set(forwards)) == len(places)
            assert not set(forwards) & set(others)


@pytest.mark.parametrize("jitter", SCALING)
def test_a_job_scales_with_its_workers_mean(jitter: str) -> None:
    key = run_key(5, 0, DURATIONS)
    one, eight = (of_tau(tau, tau, **JITTERS[jitter]).times() for tau in (1.0, 8.0))
    for job in range(20):
        assert job_seconds(eight, key, 1, job, 0.0) == 8 * job_seconds(one, key, 1, job, 0.0)
