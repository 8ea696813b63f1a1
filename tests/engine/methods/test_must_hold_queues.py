"""What must hold of the methods that give jobs to chosen workers: equal shares, and what they cost."""

import math
from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.kernel.replicate import Replicate
from engine.kernel.state import ASSIGNEE
from tests.support.build import replicate, scenario

CLUSTERS: dict[str, dict[str, Any]] = {
    "equal": {"workers": 5, "speed": {"kind": "equal"}},
    "linear": {"workers": 7},
    "exponential": {"workers": 8, "jitter": {"kind": "exponential"}},
    "sixty": {"workers": 60, "speed": {"kind": "two_groups"}, "jitter": {"kind": "gamma"}},
}
KINDS = ["random_asgd", "shuffled_asgd"]


def started(kind: str, cluster: dict[str, Any], arrivals: int, number: int = 0) -> Replicate:
    given = scenario(cluster=cluster, methods=[{"kind": kind, "step": 0.01}], budget={"arrivals": arrivals})
    return replicate(given, number=number)


def assignments(run: Replicate, count: int) -> list[int]:
    """Who gets the job of each of so many arrivals, by the rule of a run that has not begun."""
    found = []
    for _ in range(count):
        run.method.rule(run.server, np.zeros(run.problem.dimension), 0, 0)
        found.append(int(run.server.counts[ASSIGNEE]))
    return found


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_shuffled_gives_every_worker_one_job_an_epoch(cluster: str) -> None:
    n = CLUSTERS[cluster]["workers"]
    epochs = np.reshape(assignments(started("shuffled_asgd", CLUSTERS[cluster], 1), 50 * n), (50, n))
    for epoch in epochs:
        assert sorted(epoch) == list(range(n))
    # Each epoch in an order of its own, and every worker now and then the first.
    assert len({tuple(epoch) for epoch in epochs}) > 25
    assert len(set(epochs[:, 0])) > n / 2


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_random_gives_every_worker_an_equal_share(cluster: str) -> None:
    n, count = CLUSTERS[cluster]["workers"], 5000
    chosen = assignments(started("random_asgd", CLUSTERS[cluster], 1), count)
    error = math.sqrt(count * (1 / n) * (1 - 1 / n))
    np.testing.assert_allclose(np.bincount(chosen, minlength=n), count / n, rtol=0, atol=4 * error)
    # The next one does not hang on the one before.
    again = np.mean(np.array(chosen[1:]) == np.array(chosen[:-1]))
    assert abs(again - 1 / n) < 4 * error / count


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_jobs_in_the_system(cluster: str, kind: str) -> None:
    """Always n; so what has arrived of a worker is what it was given, and one more, less what it has still to do."""
    n, count = CLUSTERS[cluster]["workers"], 600
    run = started(kind, CLUSTERS[cluster], count)
    assert run.advance(count)
    given = np.ones(n, int) + np.bincount(assignments(started(kind, CLUSTERS[cluster], 1), count), minlength=n)
    left = given - np.bincount(run.arrivals()["worker"], minlength=n)
    assert left.min() >= 0
    assert left.sum() == n
    # Who has a job works.
    np.testing.assert_array_equal(left > 0, np.isfinite(run.flight.queue.finish))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_they_pay_with_throughput(cluster: str, kind: str) -> None:
    """In the same time fewer gradients than ASGD, where workers or jobs differ; none is lost, none is unused."""
    given = scenario(
        cluster=CLUSTERS[cluster],
        methods=[{"kind": kind, "step": 0.01}, {"kind": "asgd", "step": 0.01}],
        budget={"seconds": 200.0},
    )
    chosen, asgd = simulate(given).values()
    assert chosen.arrivals["used"].all()
    np.testing.assert_array_equal(chosen.updates, chosen.gradients)
    if (cluster, kind) == ("equal", "shuffled_asgd"):
        # One job each every second.
        assert len(chosen.arrivals) == len(asgd.arrivals) == 5 * 200
    else:
        assert len(chosen.arrivals) < 0.95 * len(asgd.arrivals)
    if (cluster, kind) == ("linear", "shuffled_asgd"):
        # One an epoch for the slowest: of 7 s, it has done at most 28, and at most 7 stand in its queue.
        assert len(chosen.arrivals) <= 7 * (28 + 7)


def test_seeds_choose_on_their_own() -> None:
    for kind in KINDS:
        one, other, again = (assignments(started(kind, CLUSTERS["linear"], 1, number), 200) for number in (0, 1, 0))
        assert one == again
        assert one != other
