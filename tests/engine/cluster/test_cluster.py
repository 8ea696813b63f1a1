"""Clusters: mean times, frequencies, and what follows from them."""

import math
from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.cluster import Cluster
from tests.reference.laws import draws, law
from tests.support.build import JITTERS, replicate, scenario


def cluster(**fields: Any) -> Cluster:
    return Cluster.model_validate(fields)


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


def test_true_means_make_the_frequencies() -> None:
    """Workers of 1 and 3 s: U(0, tau) + 1 has the means 1.5 and 2.5, so the shares 5 / 8 and 3 / 8."""
    given = cluster(workers=2, speed={"kind": "custom", "times": [1, 3]}, jitter={"kind": "uniform"})
    np.testing.assert_allclose(given.means(), [1.5, 2.5], rtol=1e-15)
    np.testing.assert_allclose(given.frequencies(), [5 / 8, 3 / 8], rtol=1e-15)


def test_known_times_are_the_true_means() -> None:
    """Rescaled ASGD weighs worker i by E[seconds], not by tau_i: here 1.5 and 2.5, with the mean rate 8 / 15."""
    speed = {"kind": "custom", "times": [1, 3]}
    given = scenario(
        cluster={"workers": 2, "speed": speed, "jitter": {"kind": "uniform"}}, methods=[{"kind": "rescaled_asgd"}]
    )
    np.testing.assert_allclose(replicate(given).server.scales, [1.5 * 8 / 15, 2.5 * 8 / 15], rtol=1e-14)


@pytest.mark.parametrize("jitter", JITTERS)
def test_shares_of_arrivals_tend_to_the_frequencies(jitter: str) -> None:
    """Renewal theorem: in T seconds worker i arrives T / mu times, with variance about v^2 T / mu.

    mu is the mean of its jobs' times, v their coefficient of variation. The expected number lies between
    T / mu - 1 and T / mu + v^2 (Lorden 1970): the start is no typical moment.
    """
    seconds, taus = 10_000.0, range(1, 6)
    laws = [law(jitter, float(tau)) for tau in taus]
    mu = np.array([each.mean() for each in laws])
    v = np.array([each.std() for each in laws]) / mu
    given = scenario(
        cluster={"workers": 5, "jitter": JITTERS[jitter]}, budget={"seconds": seconds}, methods=[{"kind": "asgd"}]
    )
    counts = np.bincount(simulate(given)["asgd"].arrivals["worker"])
    assert np.all(np.abs(counts - seconds / mu) <= 4 * v * np.sqrt(seconds / mu) + np.maximum(1, v**2))
