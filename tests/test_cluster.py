"""Time models: means, frequencies, and how long a job takes."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from engine import simulate
from engine.cluster import Cluster, job_seconds
from engine.state import Floats
from engine.streams import DURATIONS, run_key
from tests.build import JITTERS, scenario

VARIATION = {"none": 0.0, "exponential": 1.0} | {
    name: jitter["variation"] for name, jitter in JITTERS.items() if "variation" in jitter
}
RANDOM = [name for name in JITTERS if name != "none"]


def cluster(**fields: Any) -> Cluster:
    return Cluster.model_validate(fields)


def draws(given: Cluster, worker: int, count: int, seed: int = 1) -> Floats:
    times, key = given.times(), run_key(seed, 0, DURATIONS)
    return np.array([job_seconds(times, key, worker, job) for job in range(count)])


@pytest.mark.parametrize(
    ("speed", "means"),
    [
        ({"kind": "equal"}, [1, 1, 1, 1]),
        ({"kind": "linear"}, [1, 2, 3, 4]),
        ({"kind": "sqrt"}, [1, math.sqrt(2), math.sqrt(3), 2]),
        ({"kind": "power", "exponent": 2}, [1, 4, 9, 16]),
        ({"kind": "power", "exponent": 0}, [1, 1, 1, 1]),
        ({"kind": "power"}, [1, 2**1.5, 3**1.5, 8]),
        ({"kind": "two_groups", "share": 0.5, "slowdown": 7}, [1, 1, 7, 7]),
        # One eighth of four rounds to none, but there is always a slow worker.
        ({"kind": "two_groups"}, [1, 1, 1, 10]),
        ({"kind": "custom", "times": [0.5, 3, 3, 1e9]}, [0.5, 3, 3, 1e9]),
    ],
)
def test_means_and_frequencies(speed: dict[str, Any], means: list[float]) -> None:
    given = cluster(workers=4, speed=speed)
    np.testing.assert_allclose(given.means(), means, rtol=1e-15)
    rates = [1 / mean for mean in means]
    np.testing.assert_allclose(given.frequencies(), np.array(rates) / math.fsum(rates), rtol=1e-15)
    assert given.means().dtype == np.float64


@pytest.mark.parametrize("kind", ["equal", "linear", "sqrt", "power", "two_groups"])
@pytest.mark.parametrize("workers", [1, 10_000])
def test_fewest_and_most_workers(kind: str, workers: int) -> None:
    given = cluster(workers=workers, speed={"kind": kind})
    assert given.means().shape == (workers,)
    assert np.all(given.means() > 0)
    np.testing.assert_allclose(given.frequencies().sum(), 1, rtol=1e-12)


def test_without_jitter_a_job_takes_the_mean() -> None:
    assert set(draws(cluster(workers=3), 2, 100)) == {3.0}


@pytest.mark.parametrize("jitter", RANDOM)
def test_mean_and_variation(jitter: str) -> None:
    """Within 4 standard errors, those of the coefficient of variation from its influence function."""
    x = draws(cluster(workers=3, jitter=JITTERS[jitter]), 2, 40_000)
    mean, deviation = x.mean(), x.std()
    assert abs(mean - 3) < 4 * deviation / math.sqrt(x.size)
    influence = ((x - mean) ** 2 - deviation**2) / (2 * deviation * mean) - deviation * (x - mean) / mean**2
    assert abs(deviation / mean - VARIATION[jitter]) < 4 * influence.std() / math.sqrt(x.size)


@pytest.mark.parametrize("jitter", RANDOM)
@pytest.mark.parametrize("worker", [0, 2])
def test_distribution(jitter: str, worker: int) -> None:
    x = draws(cluster(workers=3, jitter=JITTERS[jitter]), worker, 20_000, seed=2)
    v, mean = VARIATION[jitter], worker + 1
    expected = {
        "exponential": stats.expon(scale=mean),
        "gamma": stats.gamma(1 / v**2, scale=mean * v**2),
        "gamma above 1": stats.gamma(1 / v**2, scale=mean * v**2),
        "lognormal": stats.lognorm(math.sqrt(math.log1p(v**2)), scale=mean / math.sqrt(1 + v**2)),
    }
    # The seed is fixed; a right sampler would miss this for one seed in a thousand.
    assert stats.kstest(x, expected[jitter].cdf).pvalue > 1e-3


@pytest.mark.parametrize("variation", [1e-3, 3.0])
@pytest.mark.parametrize("kind", ["gamma", "lognormal"])
def test_extreme_variations_stay_positive_and_finite(kind: str, variation: float) -> None:
    x = draws(cluster(workers=1, jitter={"kind": kind, "variation": variation}), 0, 20_000)
    assert np.all(np.isfinite(x))
    assert np.all(x > 0)


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
    forwards = [job_seconds(small, key, *place) for place in places]
    backwards = [job_seconds(large, key, *place) for place in reversed(places)]
    assert forwards == backwards[::-1]
    assert len(set(forwards)) == len(places)
    for other in (run_key(6, 1, DURATIONS), run_key(5, 2, DURATIONS)):
        assert not set(forwards) & {job_seconds(small, other, *place) for place in places}


@pytest.mark.parametrize("jitter", RANDOM)
def test_a_job_scales_with_its_workers_mean(jitter: str) -> None:
    key = run_key(5, 0, DURATIONS)
    speeds = ({"kind": "equal"}, {"kind": "custom", "times": [8.0, 8.0]})
    one, eight = (cluster(workers=2, speed=s, jitter=JITTERS[jitter]).times() for s in speeds)
    for job in range(20):
        assert job_seconds(eight, key, 1, job) == 8 * job_seconds(one, key, 1, job)


@pytest.mark.parametrize("jitter", JITTERS)
def test_shares_of_arrivals_tend_to_the_frequencies(jitter: str) -> None:
    """Renewal theorem: in T seconds worker i arrives T / tau_i times, with variance about v^2 T / tau_i.

    The mean lies between T / tau_i - 1 and T / tau_i + v^2 (Lorden 1970): the start is no typical moment.
    """
    seconds, tau, v = 10_000.0, np.arange(1, 6), VARIATION[jitter]
    given = scenario(
        cluster={"workers": 5, "jitter": JITTERS[jitter]}, budget={"seconds": seconds}, methods=[{"kind": "asgd"}]
    )
    counts = np.bincount(simulate(given)["asgd"].arrivals["worker"])
    assert np.all(np.abs(counts - seconds / tau) <= 4 * v * np.sqrt(seconds / tau) + max(1, v**2))
