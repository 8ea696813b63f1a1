"""What must hold of the methods that mind delays: how late a gradient may be, and what they are where none is."""

import numpy as np
import pytest

from tests.support.build import JITTERS
from tests.support.clusters import CLUSTERS, FIXED, STEP, near, runs, same_bits


def test_delay_adaptive_is_asgd_while_no_delay_is_above_n() -> None:
    equal, asgd = runs(CLUSTERS["equal"], {"kind": "delay_adaptive"}, {"kind": "asgd"})
    same_bits(equal, asgd)
    adapted, asgd = runs(CLUSTERS["gamma"], {"kind": "delay_adaptive"}, {"kind": "asgd"})
    assert adapted.arrivals.tobytes() == asgd.arrivals.tobytes()
    first = int(np.argmax(asgd.arrivals["staleness"] > 7))
    assert first > 7
    assert adapted.iterate[0, : first + 1].tobytes() == asgd.iterate[0, : first + 1].tobytes()
    # Then a shorter way in the same direction.
    short, whole = (run.iterate[0, first + 1] - run.iterate[0, first] for run in (adapted, asgd))
    np.testing.assert_allclose(short, whole * 7 / asgd.arrivals["staleness"][first], rtol=1e-12)


@pytest.mark.parametrize("variant", ["ignore", "stop"])
@pytest.mark.parametrize("threshold", [1, 3, 9])
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_ringmaster_applies_no_delay_of_the_threshold(cluster: str, threshold: int, variant: str) -> None:
    (run,) = runs(CLUSTERS[cluster], {"kind": "ringmaster", "threshold": threshold, "variant": variant})
    used, staleness = run.arrivals["used"], run.arrivals["staleness"]
    assert staleness[used].max() < threshold
    np.testing.assert_array_equal(used, staleness < threshold)
    # One that is dropped is no update.
    np.testing.assert_array_equal(run.updates, np.append(0, np.cumsum(used)))
    assert used.all() or variant == "ignore"
    (late,) = runs(CLUSTERS[cluster], {"kind": "asgd"})
    concerned = late.arrivals["staleness"].max() >= threshold
    assert (len(run.film.cancelled) > 0 or not used.all()) == concerned


@pytest.mark.parametrize("variant", ["ignore", "stop"])
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_ringmaster_with_a_huge_threshold_is_asgd(cluster: str, variant: str) -> None:
    run, asgd = runs(
        CLUSTERS[cluster], {"kind": "ringmaster", "threshold": 10**12, "variant": variant}, {"kind": "asgd"}
    )
    same_bits(run, asgd)


@pytest.mark.parametrize("variant", ["same", "current"])
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_ringleader_delays_and_rounds(cluster: str, variant: str) -> None:
    """No delay above 2n - 2; one update for each worker a round; n updates within twice the slowest of fixed times."""
    (run,) = runs(CLUSTERS[cluster], {"kind": "ringleader", "variant": variant}, arrivals=1500)
    n, log = run.problem.workers, run.arrivals
    assert log["used"].all()
    assert not len(run.film.cancelled)
    assert log["staleness"].max() <= 2 * n - 2
    at_update = np.flatnonzero(np.diff(run.updates))
    whole = at_update[: len(at_update) // n * n].reshape(-1, n)
    assert len(whole) >= 10
    for numbers in whole:
        assert sorted(log["worker"][numbers]) == list(range(n))
    if cluster in FIXED:
        ends = np.append(0.0, log["time"][whole[:, -1]])
        assert np.diff(ends).max() <= 2 * run.problem.workers ** (cluster == "linear")
    if cluster == "linear" and variant == "same":
        assert log["staleness"].max() > n - 1


@pytest.mark.parametrize(
    "kind", ["ia2sgd", "ringleader", "rennala", "malenia", "minibatch", "mindflayer", "ringmaster"]
)
@pytest.mark.parametrize("jitter", ["none", "lognormal"])
def test_alone_they_are_sgd(kind: str, jitter: str) -> None:
    run, asgd = runs({"workers": 1, "jitter": JITTERS[jitter]}, {"kind": kind}, {"kind": "asgd"})
    near(run.iterate, asgd.iterate)
    assert run.arrivals.tobytes() == asgd.arrivals.tobytes()


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_ia2sgd_steps_with_the_mean_of_the_latest(cluster: str) -> None:
    """Of its noiseless gradients, which follow from the models that the workers had."""
    (run,) = runs(CLUSTERS[cluster], {"kind": "ia2sgd"}, noise=0.0)
    data, sent, table = run.problem.data, run.film.sent, {}
    moves = np.diff(run.iterate[0], axis=0)
    for number, worker in enumerate(run.arrivals["worker"]):
        table[worker] = data.matrix[worker] * (run.iterate[0, sent[number]] - data.centers[worker])
        full = len(table) == run.problem.workers
        near(moves[number], -STEP * np.mean(list(table.values()), axis=0) if full else 0)
    assert full
