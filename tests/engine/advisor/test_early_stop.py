"""Hopeless runs end early, and what is then said is a lower bound."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.advisor import Objective
from engine.advisor.early_stop import Held, extrapolated, slower
from engine.advisor.objective import PATIENCE
from engine.methods import MethodSettings
from engine.results.path import Path, reach
from tests.support.advising import method, methods, objective, objectives


@given(objectives(), methods(), st.floats(0, 1))
def test_a_score_cut_short_is_at_most_the_whole_one(wanted: Objective, settings: MethodSettings, share: float) -> None:
    bound = share * wanted.budget / PATIENCE
    whole, cut = wanted.score(settings), wanted.score(settings, bound=bound)
    assert cut.score <= whole.score
    if cut.exact:
        assert (cut.score, cut.failure) == (whole.score, whole.failure)
        assert all(part in (seconds, math.inf) for part, seconds in zip(cut.seconds, whole.seconds, strict=True))
    else:
        assert cut.failure
        assert cut.slower_than is not None
        assert np.median(whole.seconds) > cut.slower_than * (1 - 1e-12)
    if np.median(whole.seconds) <= PATIENCE * bound:
        assert cut.exact


def test_what_is_said_of_a_stopped_try() -> None:
    wanted = objective()
    whole, cut = wanted.score(method(step=1e-3)), wanted.score(method(step=1e-3), bound=10.0)
    assert cut.failure == f"stopped: slower than {10 * PATIENCE:g} s"
    assert cut.slower_than == 10 * PATIENCE
    assert cut.score == math.log10(10 * PATIENCE)
    assert set(cut.seconds) == {math.inf}
    assert cut.work < whole.work / 4
    assert not cut.reached
    assert wanted.score(method(step=1e-3), bound=10.0) == cut


def test_a_run_that_hits_within_the_limit_goes_on() -> None:
    wanted = objective()
    whole = wanted.score(method(step=0.1))
    bound = max(whole.seconds) / PATIENCE
    assert wanted.score(method(step=0.1), bound=bound) == whole


def test_the_gap_at_the_end_knows_no_bound() -> None:
    wanted = objective(kind="gap")
    assert wanted.score(method(), bound=1.0) == wanted.score(method())


GAPS = st.lists(st.floats(0, 3), min_size=41, max_size=41)


@given(GAPS, st.floats(0, 40), st.integers(2, 41), st.floats(0.5, 8))
def test_what_is_said_of_a_part_holds_of_the_whole(gaps: list[float], limit: float, known: int, slowest: float) -> None:
    at = np.arange(41.0)
    held = Held(1.0, 40.0, slowest)
    if slower(at[:known], np.array(gaps[:known]), held, limit):
        path = Path(at, at[None], np.array([gaps]), np.zeros((1, 41), np.int64))
        assert reach(path, 1.0, slowest).held > limit


@pytest.mark.parametrize("known", [12, 41])
def test_a_dip_does_not_keep_a_hopeless_run_going(known: int) -> None:
    gaps = np.full(known, 2.0)
    gaps[3] = 0.5
    held = Held(1.0, 40.0, 1.0)
    assert slower(np.arange(float(known)), gaps, held, 6.0)
    assert not slower(np.arange(7.0), gaps[:7], held, 6.0)


@given(st.floats(0.01, 2), st.floats(1e-6, 0.9), st.integers(100, 300))
def test_an_even_fall_goes_on(rate: float, target: float, known: int) -> None:
    at = np.linspace(0, 10, known)
    found, exact = extrapolated(at, np.exp(-rate * at), target), -math.log(target) / rate
    assert found == pytest.approx(max(10.0, exact), rel=0.02)


def test_a_stopped_run_is_expected_to_go_on_as_of_late() -> None:
    places = np.linspace(0.0, 10.0, 1001)
    halves = 2.0**-places
    # It halves each second; a steep beginning changes nothing.
    assert extrapolated(places, halves, 2.0**-20) == pytest.approx(20.0)
    steep = np.where(places < 1, 1e6, halves)
    assert extrapolated(places, steep, 2.0**-20) == extrapolated(places, halves, 2.0**-20)
    assert extrapolated(places, halves, 1.0) == 10.0
    assert extrapolated(places, np.ones(1001), 0.5) == math.inf
    assert extrapolated(places, 1 + places, 0.5) == math.inf


@given(objectives(), methods(), st.floats(0, 1))
def test_who_learns_from_a_stopped_try_is_told_no_less_than_is_known(
    wanted: Objective, settings: MethodSettings, share: float
) -> None:
    cut = wanted.score(settings, bound=share * wanted.budget / PATIENCE)
    assert (cut.expected is None) == cut.exact
    assert cut.estimate >= cut.score
    if cut.stopped:
        assert cut.estimate <= wanted.judge.grades.ceiling + 1
    if cut.exact:
        assert cut.estimate == cut.score


def test_a_slower_run_is_expected_later() -> None:
    """Both are stopped at the same time; what is told of them lies apart."""
    wanted = objective()
    slow, slower_one = (wanted.score(method(step=step), bound=5.0) for step in (1e-2, 1e-3))
    assert slow.score == slower_one.score
    assert slow.estimate < slower_one.estimate
    whole = wanted.score(method(step=1e-2))
    assert slow.estimate == pytest.approx(whole.score, abs=0.2)
