"""What is reached, held, ended with and unstable, on paths written by hand."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernel.state import Floats
from engine.results.path import GROWN, TAIL, WINDOW, Path, end_gaps, falling, growing, left_at, lost, means, reach

END = 100.0


def path(*rows: Any, times: Floats | None = None) -> Path:
    """A place a second, from 0 on; `rows` are the seeds' gaps."""
    gaps = np.array(rows, np.float64)
    count = np.tile(np.arange(gaps.shape[1], dtype=np.float64), (len(gaps), 1))
    return Path(count[0], count if times is None else times, gaps, count.astype(np.int64))


def steps(*pieces: tuple[int, float], first: float = 10.0) -> list[float]:
    """A gap that stays at each value for so many seconds."""
    return [first, *(value for seconds, value in pieces for _ in range(seconds))]


def test_a_gap_counts_for_the_time_before_it() -> None:
    given_path = path([9, 1, 2, 4, 8])
    clock = given_path.clock
    assert means(given_path, clock, np.array([0.0, 1.0, 2.5]), np.array([4.0, 3.0, 3.0])).tolist() == [[15 / 4, 3, 4]]


def test_the_end_is_the_last_fifth() -> None:
    assert end_gaps(path(steps((80, 7.0), (20, 3.0)))).tolist() == [3.0]
    assert end_gaps(path(steps((90, 1.0), (10, 3.0)))).tolist() == [2.0]
    assert TAIL == 5


def test_reached_is_touched_and_held() -> None:
    """From 30 s on the gap is 1, but for two seconds at 12 that no window of 5 s averages above 6."""
    values = steps((29, 9.0), (40, 1.0), (2, 12.0), (29, 1.0))
    assert reach(path(values), 6.0, 1.0)[:2] == (30.0, 30.0)
    assert END / WINDOW == 5
    # A window of 5 s with both has 27 / 5.
    assert reach(path(values), 5.4, 1.0).held == 30.0
    assert reach(path(values), 5.3, 1.0).held > 60


def test_touched_and_left_is_not_reached() -> None:
    assert reach(path(steps((10, 9.0), (5, 1.0), (85, 9.0))), 2.0, 1.0)[:2] == (11.0, math.inf)


def test_a_dip_at_the_end_is_not_held() -> None:
    assert reach(path(steps((96, 9.0), (4, 1.0))), 2.0, 1.0)[:2] == (97.0, math.inf)
    # Over the last window it is held; but the run ends with a mean of 6.6.
    assert reach(path(steps((94, 9.0), (6, 1.0))), 2.0, 1.0) == (95.0, math.inf, True)
    assert reach(path(steps((80, 9.0), (20, 1.0))), 2.0, 1.0) == (81.0, 81.0, True)
    assert reach(path(steps((50, 9.0), (50, 1.0))), 2.0, 1.0) == (51.0, 51.0, False)


def test_the_windows_cover_a_job_of_the_slowest_worker() -> None:
    """Its gradient throws the run off for 8 of every 40 seconds: 2.6 on average, 9 for a while."""
    values = steps(*[(32, 1.0), (8, 9.0)] * 10)
    assert reach(path(values), 3.0, 40.0).held < 5
    assert reach(path(values), 2.5, 40.0).held == math.inf
    # In windows of a twentieth, 20 s, it is above the target again and again.
    assert reach(path(values), 3.0, 1.0).held == math.inf
    # A run shorter than such a job says nothing.
    assert reach(path(steps((100, 1.0))), 3.0, 101.0)[:2] == (1.0, math.inf)


def test_the_median_over_the_seeds_is_what_reaches() -> None:
    quick, slow, never = steps((10, 9.0), (90, 1.0)), steps((40, 9.0), (60, 1.0)), steps((100, 9.0))
    assert reach(path(quick, slow, never), 2.0, 1.0)[:2] == (41.0, 41.0)
    assert reach(path(quick, never, never), 2.0, 1.0)[:2] == (math.inf, math.inf)


def test_seeds_that_take_other_times_are_counted_on_their_median() -> None:
    values = steps((10, 9.0), (90, 1.0))
    times = np.arange(101.0) * np.array([[1.0], [2.0], [4.0]])
    assert reach(path(values, values, values, times=times), 2.0, 1.0)[:2] == (22.0, 22.0)


def test_a_seed_that_was_given_up_counts_as_far_away() -> None:
    values = steps((10, 9.0), (90, 1.0))
    gone = np.array(values)
    gone[50:] = math.inf
    times = np.tile(np.arange(101.0), (3, 1))
    times[2, 51:] = math.inf
    one = path(values, values, gone, times=times)
    assert reach(one, 2.0, 1.0)[:2] == (11.0, 11.0)
    assert end_gaps(one).tolist() == [1, 1, math.inf]
    assert lost(one).tolist() == growing(one).tolist() == [False, False, True]
    times[1, 51:] = math.inf
    assert reach(path(values, gone, gone, times=times), 2.0, 1.0).held == math.inf


def test_how_the_gap_fell_within_the_tail() -> None:
    assert falling(path(steps((80, 8.0), (20, 2.0)))) == 0.25
    assert math.isnan(falling(path(steps((100, 0.0), first=0.0))))


@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_seed_grows_that_ends_far_above_its_first_half(factor: float) -> None:
    peak = 20.0
    rows = [steps((20, peak), (60, 1.0), (20, factor * GROWN * peak)), steps((100, 1.0))]
    assert growing(path(*rows)).tolist() == [factor > 1, False]


def test_what_rises_to_a_floor_or_drifts_does_not_grow() -> None:
    at = np.arange(101.0)
    assert not growing(path(1e6 * (at > 0) + 1.0)).any()
    assert not growing(path(1e-9 + at / 100)).any()
    assert not growing(path(1e-9 + (at / 100) ** 2)).any()
    assert growing(path(np.exp(at / 20))).all()
    assert not growing(path(np.exp(-at / 20))).any()


def test_growth_below_the_start_is_none() -> None:
    assert not growing(path(steps((50, 1e-6), (50, 9.0)))).any()


def test_when_a_seed_left_for_good() -> None:
    rows = [steps((20, 11.0), (20, 1.0), (60, 1e9)), steps((100, 1.0))]
    found = left_at(path(*rows), np.array([True, False]))
    assert found.tolist() == [41.0, math.inf]


GAPS = st.lists(st.floats(1e-12, 1e12), min_size=20, max_size=200)


@given(st.lists(GAPS, min_size=1, max_size=5), st.floats(1e-9, 1e9), st.floats(0.01, 400))
def test_held_never_before_touched_and_true_to_its_words(
    rows: list[list[float]], target: float, slowest: float
) -> None:
    shortest = min(map(len, rows))
    one = path(*[row[:shortest] for row in rows])
    touched, held, _ = reach(one, target, slowest)
    assert touched <= held
    if math.isfinite(held):
        end = one.clock[-1]
        width = max(end / WINDOW, slowest)
        assert end - held >= width * (1 - 1e-12)
        begins = np.append(np.arange(held, end - width), end - width)
        assert np.median(end_gaps(one)) <= target
        ratio = np.median(means(one, one.clock, begins, begins + width), axis=0) / target
        assert ratio.max() <= 1 + 1e-9


@given(st.lists(GAPS, min_size=1, max_size=5))
def test_units_of_gap_and_time_do_not_matter(rows: list[list[float]]) -> None:
    shortest = min(map(len, rows))
    gaps = np.array([row[:shortest] for row in rows])
    target = float(np.median(gaps))
    one, other = path(*gaps), path(*(2.0**20 * gaps))
    later = other._replace(times=2.0**-7 * other.times)
    first, second = reach(one, target, 1.0), reach(later, 2.0**20 * target, 2.0**-7)
    assert second == (2.0**-7 * first.touched, 2.0**-7 * first.held, first.late)
    assert growing(one).tolist() == growing(later).tolist()
