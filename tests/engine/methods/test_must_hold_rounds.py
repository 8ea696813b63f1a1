"""What must hold of the methods that gather gradients: when they step, and with how many."""

from fractions import Fraction

import numpy as np
import pytest

from engine import simulate
from engine.kernel.state import Floats
from engine.simulation import Run
from tests.support.build import scenario
from tests.support.clusters import ARRIVALS, CLUSTERS, FIXED, STEP, near, runs, same_bits


def rounds(run: Run) -> list[np.ndarray]:
    """Numbers of the arrivals that led to each update, the update's own last; what came after the last is left out."""
    ends = np.flatnonzero(np.diff(run.updates)) + 1
    assert np.diff(run.updates).max() == 1
    return np.split(np.arange(ends[-1]), ends[:-1])


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_a_round_of_minibatch_lasts_as_long_as_the_slowest(cluster: str) -> None:
    """Every worker gives one gradient and then idles; the jobs are those that ASGD's workers do without a pause."""
    run, asgd = runs(CLUSTERS[cluster], {"kind": "minibatch"}, {"kind": "asgd"})
    n = run.problem.workers
    durations = [np.diff(asgd.arrivals["time"][asgd.arrivals["worker"] == i], prepend=0) for i in range(n)]
    begun = 0.0
    for number in range(min(ARRIVALS // n, *map(len, durations))):
        log = run.arrivals[number * n : (number + 1) * n]
        assert sorted(log["worker"]) == list(range(n))
        assert not log["staleness"].any()
        lasts = np.array([durations[i][number] for i in log["worker"]])
        np.testing.assert_allclose(log["time"], begun + lasts, rtol=1e-12)
        if cluster in FIXED:
            assert log["time"][-1] - begun == run.problem.workers ** (cluster == "linear")
        begun = log["time"][-1]
    assert number >= 5
    np.testing.assert_array_equal(run.updates, np.arange(ARRIVALS + 1) // n)


@pytest.mark.parametrize("kind", ["minibatch", "ssgdm"])
def test_fast_workers_idle(kind: str) -> None:
    """In 100 rounds of the slowest of 1 to 7 s each gives 100 gradients, worker 0 in ASGD 700."""
    given = scenario(cluster={"workers": 7}, methods=[{"kind": kind}, {"kind": "asgd"}], budget={"seconds": 700.0})
    idling, busy = (np.bincount(run.arrivals["worker"]) for run in simulate(given).values())
    assert idling.tolist() == [100] * 7
    assert busy.tolist() == [700 // tau for tau in range(1, 8)]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_rennala_of_equal_workers_and_batch_n_is_minibatch(workers: int) -> None:
    """Where what flies at the update is stopped, and without noise: a stopped job's sample is drawn but not used.

    (Left to end, it would come too late: all but the last worker restart before the batch is complete.)
    """
    cluster = {"workers": workers, "speed": {"kind": "equal"}}
    settings = {"kind": "rennala", "batch": workers, "variant": "stop"}
    run, minibatch = runs(cluster, settings, {"kind": "minibatch"}, noise=0.0)
    near(run.iterate, minibatch.iterate)
    assert run.arrivals.tobytes() == minibatch.arrivals.tobytes()
    assert len(run.film.cancelled) == (ARRIVALS // workers) * (workers - 1)
    unset, _ = runs(cluster, settings | {"batch": None}, {"kind": "minibatch"}, noise=0.0)
    same_bits(unset, run)


@pytest.mark.parametrize("variant", ["ignore", "stop"])
@pytest.mark.parametrize("batch", [1, 4, 23])
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_rennala_steps_with_exactly_a_batch_of_fresh_gradients(cluster: str, batch: int, variant: str) -> None:
    (run,) = runs(CLUSTERS[cluster], {"kind": "rennala", "batch": batch, "variant": variant})
    used, staleness = run.arrivals["used"], run.arrivals["staleness"]
    np.testing.assert_array_equal(used, staleness == 0)
    assert used.all() or variant == "ignore"
    for numbers in rounds(run):
        assert used[numbers].sum() == batch


@pytest.mark.parametrize("variant", ["ignore", "stop"])
@pytest.mark.parametrize("batch", [1, 10, 35])
@pytest.mark.parametrize("cluster", CLUSTERS)
def test_malenia_steps_as_soon_as_the_harmonic_mean_is_reached(cluster: str, batch: int, variant: str) -> None:
    (run,) = runs(CLUSTERS[cluster], {"kind": "malenia", "batch": batch, "variant": variant})
    n, used = run.problem.workers, run.arrivals["used"]
    np.testing.assert_array_equal(used, run.arrivals["staleness"] == 0)
    assert used.all() or variant == "ignore"

    def enough(numbers: np.ndarray) -> bool:
        counts = np.bincount(run.arrivals["worker"][numbers][used[numbers]], minlength=n)
        return bool(counts.all()) and n / sum(Fraction(1, int(b)) for b in counts) >= Fraction(batch, n)

    for numbers in rounds(run):
        assert enough(numbers)
        assert not enough(numbers[:-1])


@pytest.mark.parametrize(("workers", "each"), [(3, 5), (6, 9), (7, 9), (10, 3)])
def test_malenia_of_equal_workers_needs_no_more_than_its_batch(workers: int, each: int) -> None:
    """All B_i are then batch / n, exactly what is wanted: the sum of their inverses must not miss it by rounding."""
    cluster = {"workers": workers, "speed": {"kind": "equal"}}
    (run,) = runs(cluster, {"kind": "malenia", "batch": workers * each, "variant": "stop"})
    assert [len(numbers) for numbers in rounds(run)] == [workers * each] * (ARRIVALS // (workers * each))


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_fedbuff_of_one_step_and_one_difference_is_asgd(cluster: str) -> None:
    settings = {"kind": "fedbuff", "buffer": 1, "local_steps": 1, "server_step": 1.0}
    run, asgd = runs(CLUSTERS[cluster], settings, {"kind": "asgd"})
    near(run.iterate, asgd.iterate)
    assert run.arrivals.tobytes() == asgd.arrivals.tobytes()


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_fedbuff_updates_after_as_many_differences_as_its_buffer_holds(cluster: str) -> None:
    """Each worker sends one in `local_steps` jobs, whichever model it computes at."""
    (run,) = runs(CLUSTERS[cluster], {"kind": "fedbuff", "buffer": 3, "local_steps": 4})
    workers, done, sent = run.arrivals["worker"], np.zeros(7, int), 0
    for number, worker in enumerate(workers):
        done[worker] += 1
        sent += done[worker] % 4 == 0
        assert run.updates[number + 1] == sent // 3
    assert run.arrivals["used"].all()
    assert run.updates[-1] > 20


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_mindflayer_without_a_cut(cluster: str) -> None:
    """A patience so large that no job reaches it cuts nothing either."""
    uncut, patient = runs(CLUSTERS[cluster], {"kind": "mindflayer"}, {"kind": "mindflayer", "patience": 1e6})
    same_bits(uncut, patient)
    assert uncut.arrivals["used"].all()
    assert not uncut.arrivals["staleness"].any()


def seconds_of(run: Run) -> Floats:
    """How long the job of each arrival lasted."""
    return run.arrivals["time"] - np.append(0, run.arrivals["time"])[run.film.begun]


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("patience", [0.0, 0.5])
def test_mindflayer_cuts_off_what_lasts_too_long(patience: float, cluster: str) -> None:
    """At the cut-off time, unused; every round has the same tries, all at one model."""
    (run,) = runs(CLUSTERS[cluster], {"kind": "mindflayer", "patience": patience, "batch": 12})
    n, used, workers = run.problem.workers, run.arrivals["used"], run.arrivals["worker"]
    means = 1.0 + np.arange(n) if cluster in ("linear", "gamma", "alone") else np.ones(n)
    if cluster == "one slow worker":
        means[-1] = 10
    lasted, limit = seconds_of(run), (1 + patience) * means[workers]
    np.testing.assert_allclose(lasted[~used], limit[~used], rtol=1e-9)
    assert np.all(lasted[used] <= limit[used] * (1 + 1e-9))
    assert used.all() == (cluster in FIXED)
    tries = [np.bincount(workers[numbers], minlength=n).tolist() for numbers in rounds(run)]
    assert len(tries) > 5
    assert all(own == tries[0] for own in tries)
    assert not run.arrivals["staleness"].any()


def test_mindflayer_steps_with_what_it_may_expect() -> None:
    """Without noise and on equal data each finished try moves by step * grad f / sum_i p_i B_i."""
    (run,) = runs(CLUSTERS["heavy tails"], {"kind": "mindflayer", "patience": 0.5, "batch": 12},
                  noise=0.0, heterogeneity=0.0, curvature_spread=0.0)  # fmt: skip
    used, parts = run.arrivals["used"], []
    for numbers in rounds(run):
        x, after = run.iterate[0, numbers[0]], run.iterate[0, numbers[-1] + 1]
        gradient = run.problem.gradients(x)
        parts.append((x - after) / (STEP * gradient) / used[numbers].sum())
    expected = 1 / parts[0][0]
    near(np.array(parts), 1 / expected)
    # The share of tries that are finished, and so their expected number, from the run itself: 4 standard errors.
    tries, share = len(rounds(run)[0]), used.mean()
    assert 12 <= expected < 12 + run.problem.workers
    assert abs(expected / tries - share) < 4 * np.sqrt(share * (1 - share) * (1 / ARRIVALS + 1 / 6000))
