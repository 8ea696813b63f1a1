"""Jobs that overlap: by hand, in runs of the kernel, and random ones in the mean."""

import math
from itertools import pairwise

import numpy as np
import pytest

from engine import simulate
from engine.cluster import Cluster
from engine.cluster.power import Steady
from engine.kernel.state import Floats
from engine.simulation import Run
from engine.theory.overlap import Paces, closed_form, least_delays, matrix_of, overlap, paces_of, perron
from tests.reference.laws import draws, law
from tests.support.build import JITTERS, POWERS, scenario
from tests.support.step_cases import fixed, paces

OVERLAPS: list[tuple[Paces, list[float], float]] = [
    (fixed(1.0), [3.0], 3.0),
    # Equal times: n - 1 when it begins, n - 1 until it ends, and itself.
    (fixed(*[0.3] * 8), [1.0] * 8, 15.0),
    # N = (1, 2; 3, 1).
    (fixed(1.0, 2.0), [1.0, 1.0], 1 + math.sqrt(6)),
    # A third more of the longer time: N = (1, 2; 4, 1).
    (fixed(0.3, 0.8), [1.0, 1.0], 1 + math.sqrt(8)),
    # 0.6 / 0.2 is 2.9999999999999996 and 0.3 / 0.1 is that, too: N = (1, 2; 4, 1).
    (fixed(0.1, 0.3), [1.0, 1.0], 1 + math.sqrt(8)),
    # Columns times 3/4 and 3/2, Rescaled ASGD's scales: (3/4, 3; 9/4, 3/2).
    (fixed(1.0, 2.0), [0.75, 1.5], 3.75),
    # Exponential times, in the mean 2 + 1 + 1 jobs of the other.
    (paces((2.0, 2.0), kind="exponential"), [1.0, 1.0], 5.0),
    (paces((2.0, 2.0), kind="gamma", variation=0.5), [1.0, 1.0], 4.25),
]


@pytest.mark.parametrize(("given", "pulls", "expected"), OVERLAPS)
def test_overlap(given: Paces, pulls: list[float], expected: float) -> None:
    assert overlap(given, np.array(pulls)) == pytest.approx(expected, rel=1e-8)


def test_measured_times_count_by_their_longest_and_shortest() -> None:
    speed = {"kind": "trace", "durations": [[1.0, 3.0], [2.0]]}
    found = paces_of(Cluster.model_validate({"workers": 2, "speed": speed}))
    assert found is not None
    # Up to 1 + ceil(3 / 2) of the second while one of the first, 1 + ceil(2 / 1) the other way round.
    assert overlap(found, np.ones(2)) == pytest.approx(1 + math.sqrt(9), rel=1e-8)
    assert least_delays(found).tolist() == [0.0, 0.0]


def test_workers_that_are_alike_are_one_row_and_the_closed_form_is_above() -> None:
    rng = np.random.default_rng(0)
    for kind in ("none", "gamma"):
        for _ in range(20):
            times = rng.choice([0.5, 1.0, 2.5, 7.0], int(rng.integers(1, 9)))
            given, pulls = paces(tuple(times), kind=kind), rng.uniform(0.1, 2.0, times.size)
            ratios = times[:, None] / times
            met = 1 + np.ceil(ratios) if kind == "none" else 2 + ratios + 0.25
            np.fill_diagonal(met, 1)
            exact = float(np.abs(np.linalg.eigvals(met * pulls)).max())
            assert overlap(given, pulls) == pytest.approx(exact, rel=1e-8)
            alone = np.stack([given.longest, given.shortest, np.full(times.size, 0.25), pulls], axis=1)
            vector, bound = closed_form(alone, np.ones(times.size))
            assert exact <= bound <= 3.5 * exact
            assert perron(matrix_of(alone, np.ones(times.size), kind == "none"), vector) == pytest.approx(exact, 1e-8)


def test_many_workers_are_quick_and_on_the_safe_side() -> None:
    many = fixed(*np.arange(1.0, 2001.0))
    found = overlap(many, np.ones(2000))
    # n (1 + sqrt(tau_avg mean(1 / tau))), without the rounding up.
    limit = 2000 * (1 + math.sqrt(1000.5 * float(np.mean(1 / many.means))))
    assert limit < found < 1.5 * limit
    assert not least_delays(many).any()


def between(run: Run, workers: int) -> tuple[Floats, Floats]:
    """Arrivals of worker j while worker i does a job, (n, n) each: the most and the least."""
    order = run.arrivals["worker"]
    most, least = np.zeros((workers, workers)), np.full((workers, workers), np.inf)
    for i in range(workers):
        own = np.flatnonzero(order == i)
        counts = np.array([np.bincount(order[a + 1 : b], minlength=workers) for a, b in pairwise(own)])
        most[i], least[i] = counts.max(axis=0), counts.min(axis=0)
    return most, least


@pytest.mark.parametrize(
    "times", [(1.0, 1.0, 1.0), (1.0, 2.0, 5.0), (0.1, 0.3, 0.7, 0.7), (1.0, math.sqrt(2), math.pi)]
)
def test_jobs_overlap_as_is_said(times: tuple[float, ...]) -> None:
    n = len(times)
    speed = {"kind": "custom", "times": times}
    run = simulate(scenario(cluster={"workers": n, "speed": speed}, budget={"arrivals": 3000}))["asgd"]
    most, least = between(run, n)
    ratios = np.array(times)[:, None] / np.array(times)
    off = ~np.eye(n, dtype=bool)
    # One more is under way when the job begins.
    np.testing.assert_array_equal(most[off], np.ceil(ratios - 1e-9)[off])
    assert (least_delays(fixed(*times)) <= run.arrivals["staleness"][100:].max()).all()
    np.testing.assert_array_equal(least_delays(fixed(*times)), np.where(off, np.floor(ratios + 1e-9), 0).sum(axis=1))
    assert (least[off] >= np.floor(ratios + 1e-9)[off]).all()


@pytest.mark.parametrize("jitter", [name for name in JITTERS if name != "none"])
def test_random_jobs_begin_in_the_mean_at_most_as_often_as_is_said(jitter: str) -> None:
    """Where a worker begins a job at once and then anew, `T / m + 1 + v^2` bounds the mean number in a time T."""
    cluster = Cluster.model_validate(
        {"workers": 1, "speed": {"kind": "custom", "times": [2.0]}, "jitter": JITTERS[jitter]}
    )
    found = paces_of(cluster)
    assert found is not None
    assert found.variation is not None
    ends = draws(cluster, 0, 60_000).reshape(1000, 60).cumsum(axis=1)
    for window in (0.3, 1.0, 5.0):
        counts = 1 + (ends < window * found.means[0]).sum(axis=1)
        assert counts.max() < 61
        assert counts.mean() < window + 1 + found.variation[0] + 4 * counts.std() / math.sqrt(1000)


@pytest.mark.parametrize("jitter", JITTERS)
@pytest.mark.parametrize("tau", [0.5, 9.0])
def test_variances_of_job_times(jitter: str, tau: float) -> None:
    given = {"workers": 1, "speed": {"kind": "custom", "times": [tau]}, "jitter": JITTERS[jitter]}
    variance = Cluster.model_validate(given).jitter.variances(np.array([tau]))
    np.testing.assert_allclose(variance, law(jitter, tau).var(), rtol=1e-9, atol=1e-200)


@pytest.mark.parametrize("power", POWERS)
def test_there_is_no_overlap_where_the_power_changes(power: str) -> None:
    cluster = Cluster.model_validate({"workers": 4, "power": POWERS[power]})
    assert (paces_of(cluster) is None) != isinstance(cluster.power, Steady)
