"""Tuning: the validation loss by hand and by scikit-learn, its rivals, and what eight workers gain."""

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np
import pytest

from engine.cluster import Cluster
from engine.kernel.state import Floats
from engine.methods.aszd import Aszd
from engine.scenario import Budget
from engine.zeroth_order import kernel_ridge, rivals
from engine.zeroth_order.black_box import run_values
from engine.zeroth_order.kernel_ridge import Rows, Tuning, diabetes
from engine.zeroth_order.rivals import Options

START = np.array([1.0, -2.0, 0.5])
CURVATURES = np.array([0.5, 1.0, 1.5])


def bowl(point: Floats) -> float:
    return float(CURVATURES @ point**2) / 2


def cluster(workers: int, **fields: Any) -> Cluster:
    return Cluster.model_validate({"workers": workers, "speed": {"kind": "equal"}, **fields})


def exponential(workers: int) -> Cluster:
    return cluster(workers, jitter={"kind": "exponential"})


def small() -> Tuning:
    """Four rows of one feature, two on each side, whose target is the feature."""
    sides = np.array([1.0, 1.0, -1.0, -1.0])
    held_out = Rows(np.array([[1.0], [-1.0]]), np.array([1.0, 1.0]))
    return Tuning(Rows(sides[:, None], sides), held_out, {"all": np.array([0])})


def test_the_loss_by_hand() -> None:
    """Penalty, width and weight 1: k = 2 on one side, q = exp(-2) - 1 across."""
    k, q = 2.0, exp(-2) - 1
    # Without one row: [[k + 1, q, q], [q, k + 1, k], [q, k, k + 1]] (a, b, b) = (1, -1, -1); it says k a + 2 q b.
    a, b = np.linalg.solve([[k + 1, 2 * q], [q, 2 * k + 1]], [1, -1])
    found = small()
    assert found.value(np.zeros(3)) == pytest.approx((k * a + 2 * q * b - 1) ** 2, rel=1e-12)
    assert found.value(np.zeros(3)) == pytest.approx(0.05865, abs=1e-5)
    # With all rows: (2 k + 1 - 2 q) c = 1, which says 2 (k - q) c at 1; the row at -1 says the opposite of its target.
    said = 2 * (k - q) / (2 * (k - q) + 1)
    assert found.test_loss(np.zeros(3)) == pytest.approx(((said - 1) ** 2 + (said + 1) ** 2) / 2, rel=1e-12)


def test_the_loss_against_scikit_learn() -> None:
    """The same kernel and folds, trained on each fold's other rows."""
    from sklearn.kernel_ridge import KernelRidge

    found = diabetes()
    rng = np.random.default_rng(0)
    low, high = found.bounds.T
    for point in (found.start, *(low + (high - low) * rng.random((5, low.size)))):
        penalty, widths, weights = found.numbers(point)
        factor = np.tril(found.factor(penalty, widths, weights))
        kernel = factor @ factor.T - penalty * np.eye(len(factor))
        losses = []
        for fold in np.split(np.arange(160), 4):
            rest = np.setdiff1d(np.arange(160), fold)
            model = KernelRidge(alpha=penalty, kernel="precomputed").fit(kernel[np.ix_(rest, rest)], found.target[rest])
            losses.append((model.predict(kernel[np.ix_(fold, rest)]) - found.target[fold]) ** 2)
        assert found.value(point) == pytest.approx(np.mean(losses), rel=1e-9)


def test_the_kernel_is_the_one_described() -> None:
    """From scikit-learn's own kernels, and the features as they are shipped."""
    from sklearn.datasets import load_diabetes
    from sklearn.metrics.pairwise import rbf_kernel

    found = diabetes()
    shipped = load_diabetes(scaled=False)
    order = np.random.default_rng(kernel_ridge.SPLIT).permutation(442)
    rows, others = shipped.data[order[:160]], shipped.data[order[160:]]
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    x, z = (rows - mean) / spread, (others - mean) / spread
    point = np.array([0.3, 0.1, -0.5, -0.2, 0.4, 0.6, -1.0, 0.2, 0.7])
    kernels = []
    for left in (x, z):
        total = left @ x.T / 10
        for group, columns in enumerate(kernel_ridge.GROUPS.values()):
            chosen = [shipped.feature_names.index(column) for column in columns]
            width, weight = 10 ** point[1 + 2 * group], 10 ** point[2 + 2 * group]
            total = total + weight * rbf_kernel(left[:, chosen], x[:, chosen], gamma=1 / (2 * width**2))
        kernels.append(total)
    factor = np.tril(found.factor(*found.numbers(point)))
    np.testing.assert_allclose(factor @ factor.T, kernels[0] + 10**0.3 * np.eye(160), rtol=1e-10, atol=1e-10)
    solution = np.linalg.solve(kernels[0] + 10**0.3 * np.eye(160), found.target)
    loss = np.mean((kernels[1] @ solution - found.held_out_target) ** 2)
    assert found.test_loss(point) == pytest.approx(loss, rel=1e-9)


def test_outside_the_box_counts_as_its_edge() -> None:
    found = diabetes()
    rng = np.random.default_rng(2)
    for _ in range(5):
        point = rng.uniform(-5, 5, found.start.size)
        inside = np.minimum(np.maximum(point, found.bounds[:, 0]), found.bounds[:, 1])
        assert not np.array_equal(point, inside)
        assert found.value(point) == found.value(inside)
        assert found.test_loss(point) == found.test_loss(inside)
        np.testing.assert_array_equal(found.clipped(point), inside)
    assert np.isfinite(found.value(np.full(9, 1e6)))


def test_every_hyperparameter_has_a_name_a_start_and_a_say() -> None:
    found = diabetes()
    assert len(set(found.names)) == found.start.size == 9
    assert (found.bounds[:, 0] < found.start).all()
    assert (found.start < found.bounds[:, 1]).all()
    for i in range(9):
        moved = found.start.copy()
        moved[i] += 0.5
        assert abs(found.value(moved) - found.value(found.start)) > 1e-5


def aszd(seconds: float, workers: int, **fields: Any) -> Any:
    settings = Aszd(step=0.05, seconds_of="value", **fields)
    return run_values(bowl, START, cluster(workers), settings, Budget(seconds=seconds), records=11)


def test_equal_time_means_equal_values() -> None:
    """Eight workers, a second a value, ten seconds: 80 values for each of them."""
    box = np.array([[-3.0, 3.0]] * 3)
    settings = Aszd(step=0.05, block=1, seconds_of="value")
    taken = [
        rivals.random_search(bowl, START, box, cluster(8), 10),
        rivals.synchronous(bowl, START, cluster(8), settings, 10),
        aszd(10, 8, block=1),
    ]
    assert [run.evaluations for run in taken] == [80, 80, 80]
    assert [run.time[-1] for run in taken] == [10, 10, 10]
    assert all(run.value[0] == bowl(START) for run in taken)


@pytest.mark.parametrize("block", [1, 2, None])
def test_one_worker_need_not_wait(block: int | None) -> None:
    """Then synchronous and asynchronous are the same run, on random times too."""
    settings = Aszd(step=0.1, block=block, smoothing=0.01, seconds_of="value")
    waited = rivals.synchronous(bowl, START, exponential(1), settings, 40, Options(seed=3, number=1, records=30))
    alone = run_values(bowl, START, exponential(1), settings, Budget(seconds=40), seed=3, number=1, records=30)
    assert waited.updates[-1] > 4
    np.testing.assert_array_equal(waited.updates, alone.updates)
    np.testing.assert_allclose(waited.iterate, alone.iterate, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(waited.value, alone.value, rtol=1e-12)
    assert waited.evaluations == alone.evaluations


def test_a_round_waits_for_the_last_and_adds_all_up() -> None:
    """Workers of one and three seconds; differences of a bowl are its gradient."""
    two = cluster(2, speed={"kind": "custom", "times": [1, 3]})
    settings = Aszd(step=0.1, block=None, smoothing=0.5)
    run = rivals.synchronous(bowl, START, two, settings, 10, Options(records=11))
    assert run.updates.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]
    for round_number in range(4):
        expected = START * (1 - 2 * 0.1 * CURVATURES) ** round_number
        np.testing.assert_allclose(run.iterate[run.updates == round_number][0], expected, rtol=1e-12)
    assert run.evaluations == 3 * 2 * 6


def test_random_search_keeps_the_best() -> None:
    box = np.array([[-3.0, 3.0], [0.0, 1.0], [5.0, 6.0]])
    asked: list[Floats] = []

    def value(point: Floats) -> float:
        asked.append(point.copy())
        return -float(point[2]) if point[2] > 2 else 0.0

    two = cluster(2, speed={"kind": "custom", "times": [1, 2]})
    run = rivals.random_search(value, START, box, two, 400, Options(records=401))
    # The first is the start; one worker has done 400 and the other 200, the first at second 1.
    assert run.evaluations == len(asked) - 1 == 600
    tried = np.array(asked[1:])
    assert (tried >= box[:, 0]).all()
    assert (tried <= box[:, 1]).all()
    assert np.abs(tried.mean(axis=0) - box.mean(axis=1)).max() < 0.3
    best = np.minimum.accumulate(-tried[:, 2])
    assert run.value[0] == 0
    # In the first two seconds three are done, in all of them 600.
    assert run.value[1:3].tolist() == [best[0], best[2]]
    assert run.value[-1] == best[-1]
    assert (-run.iterate[1:, 2] == run.value[1:]).all()
    assert (np.diff(run.value) <= 0).all()
    assert run.updates[-1] == len(set(best))


@pytest.mark.parametrize("runs", ["random", "synchronous"])
def test_progress_can_end_it(runs: str) -> None:
    heard: list[float] = []

    def stop(fraction: float) -> None:
        heard.append(fraction)
        if fraction > 0.5:
            raise KeyboardInterrupt

    settings, box = Aszd(step=0.05, block=1), np.array([[-1.0, 1.0]] * 3)
    started: dict[str, Callable[[], Any]] = {
        "random": lambda: rivals.random_search(bowl, START, box, cluster(2), 10, Options(progress=stop)),
        "synchronous": lambda: rivals.synchronous(bowl, START, cluster(2), settings, 10, Options(progress=stop)),
    }
    with pytest.raises(KeyboardInterrupt):
        started[runs]()
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(0.6)


@pytest.mark.slow
def test_eight_workers_are_there_sooner() -> None:
    """Where one worker ends, eight are in less than a quarter of the time, in the median over five seeds."""
    found, seconds = diabetes(), kernel_ridge.SECONDS
    reached, improved = [], []
    for number in range(5):
        alone, together = (
            run_values(
                found.value,
                found.start,
                exponential(workers),
                kernel_ridge.method(workers),
                Budget(seconds=budget),
                number=number,
                records=40,
            )
            for workers, budget in ((1, seconds), (8, seconds / 3))
        )
        there = together.time[together.value <= alone.value[-1]]
        reached.append(there[0] if there.size else np.inf)
        improved.append(alone.value[-1] / alone.value[0])
    # One worker alone does get somewhere.
    assert max(improved) < 0.8
    assert np.median(reached) < seconds / 4
