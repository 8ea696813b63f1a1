"""Power over time: jobs worked out by hand."""

import math

import numpy as np
import pytest

from engine.cluster.cluster import job_seconds
from tests.support.powered import cluster, seconds, table_of


def test_a_job_within_one_segment_takes_its_work_to_the_last_bit() -> None:
    table = table_of({"kind": "outages", "on": 10, "off": 1}, 1.0)
    for now, work in ((0.3, 0.1), (5.7, 1 / 3), (11.0 * 10**6 + 1, 7.7)):
        assert seconds(table, 0, work, now) == work


def test_outages_by_hand() -> None:
    """Four workers, 3 s on and 5 s off: worker i is 2 (i - 1) s ahead."""
    table = table_of({"kind": "outages", "on": 3, "off": 5}, 1, 1, 1, 1)
    # Off from 3 to 8; off from 1 to 6; off to 4, then on to 7; off to 2, then on to 5.
    expected = {0: [(0, 3, 3), (0, 4, 9), (2, 1, 1), (2, 2, 7), (3, 1, 6), (5, 3, 6), (0, 12, 27), (16, 6, 11)],
                1: [(0, 1, 1), (0, 2, 7), (1, 3, 8), (6, 3, 3)],
                2: [(0, 1, 5), (0, 3, 7), (0, 4, 13), (4, 3, 3), (7, 3, 8)],
                3: [(0, 1, 3), (2, 3, 3), (2, 3.5, 8.5), (80, 3, 5)]}  # fmt: skip
    for worker, cases in expected.items():
        for now, work, taken in cases:
            assert seconds(table, worker, work, now) == taken, (worker, now, work)


def test_swap_by_hand() -> None:
    """Workers of 1, 3 and 8 s that swap every 4 s: worker 1 has power 1 / 8, worker 3 power 8, half of the time."""
    table = table_of({"kind": "swap", "period": 4}, 1, 3, 8)
    assert [seconds(table, 0, 1, now) for now in (0, 3, 4, 7.5)] == [1, 1, 4 + 0.5, 0.5 + 0.9375]
    assert [seconds(table, 1, 3, now) for now in (0, 3, 4, 7.5)] == [3, 3, 3, 3]
    assert [seconds(table, 2, 8, now) for now in (0, 4, 4.25, 7)] == [4.5, 1, 1, 1]
    # 4 + 32 of the work in 8 s.
    assert seconds(table, 2, 36 * 1000 + 4, 0) == 8004


def test_day_and_night_by_hand() -> None:
    """From one quarter of the day to the next the sine's mean is 2 / pi; in a whole day everybody does the same."""
    table = table_of({"kind": "day_night", "period": 96, "depth": 0.5}, 1, 1, 1, 1)
    quarter = 24 * (1 + 0.5 * 2 / math.pi)
    for worker in range(4):
        # Worker i's morning begins i quarters earlier.
        assert seconds(table, worker, quarter, (4 - worker) % 4 * 24) == pytest.approx(24, rel=1e-13)
        for now in (0.0, 3.21, 96e6 + 1.5):
            assert seconds(table, worker, 96.0 * 5, now) == pytest.approx(96 * 5, rel=1e-13)
    np.testing.assert_allclose(table.power.mean(axis=1), 1, rtol=1e-14)
    assert table.power.min() == pytest.approx(0.5, abs=0.01)
    assert table.power.max() == pytest.approx(1.5, abs=0.01)


def test_drift_by_hand() -> None:
    """After the drift the first half is slower by the factor, the second quicker; the middle worker stays."""
    table = table_of({"kind": "drift", "factor": 9, "seconds": 64}, 1, 1, 1, 1, 1)
    for now in (64.0, 65.0, 1e9):
        taken = [seconds(table, worker, 1, now) for worker in range(5)]
        np.testing.assert_allclose(taken, [9, 9, 1, 1 / 9, 1 / 9], rtol=1e-14)
    # In the first two seconds the power is that of second 1, in the logarithm; halfway it is the root.
    first = 9 ** (1 / 64)
    np.testing.assert_allclose(
        [seconds(table, worker, 1, 0) for worker in range(5)], [first, first, 1, 1 / first, 1 / first], rtol=1e-14
    )
    assert seconds(table, 0, 1 / 3, 31.5) == pytest.approx(
        0.5 + (1 / 3 - 0.5 * 3 ** (-31 / 32)) * 3 ** (33 / 32), rel=1e-12
    )


def test_swap_makes_the_two_ends_equally_frequent() -> None:
    """Workers of 1 and 3 s do 1 + 1/3 jobs in 2 s, both of them; the middle one stays."""
    given = cluster({"kind": "swap"}, speed={"kind": "custom", "times": [1, 2, 3]}, workers=3)
    np.testing.assert_allclose(given.means(), [1.5, 2, 1.5], rtol=1e-15)
    # Under U(0, tau) + 1 the mean times are 1.5 and 2.5: these are swapped, so that the shares are equal again.
    given = cluster({"kind": "swap"}, speed={"kind": "custom", "times": [1, 3]}, workers=2, jitter={"kind": "uniform"})
    np.testing.assert_allclose(given.means(), 2 / (1 / 1.5 + 1 / 2.5), rtol=1e-15)


def test_rounding_does_not_make_a_job_wait_for_the_end_of_an_outage() -> None:
    """Ten jobs of 0.1 s fit into each second that is on, though the sums of 0.1 are not exact."""
    given = cluster({"kind": "outages", "on": 1, "off": 1}, workers=1, speed={"kind": "custom", "times": [0.1]})
    times, now = given.times(), 0.0
    for job in range(5000):
        now += job_seconds(times, 0, 0, job, now)
        if job % 10 == 9:
            assert now == pytest.approx(2 * (job // 10) + 1, abs=1e-9)
