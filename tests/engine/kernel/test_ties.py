"""Who ends first: decimals tie as they do on paper, and of those that tie the lower number goes first."""

from collections.abc import Callable
from fractions import Fraction
from heapq import heapify, heapreplace
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.methods import METHODS as KINDS
from engine.simulation import Run
from engine.theory.cycle import first_arrivals
from tests.support.build import METHODS
from tests.support.clusters import same_bits

FIVE = [2.008, 3.128, 2.478, 2.946, 5.558]
ARRIVALS = 300

Ends = Callable[[int, int, Fraction], Fraction]
"""When job number j of a worker ends that begins at a second."""


def on_paper(workers: int, ends: Ends, arrivals: int) -> tuple[list[int], list[float]]:
    """Who arrives and when, of workers that restart at once."""
    jobs = [count(1) for _ in range(workers)]
    running = [(ends(worker, 0, Fraction(0)), worker) for worker in range(workers)]
    heapify(running)
    order, seconds = [], []
    for _ in range(arrivals):
        now, worker = running[0]
        order.append(worker)
        seconds.append(float(now))
        heapreplace(running, (ends(worker, next(jobs[worker]), now), worker))
    return order, seconds


def in_turn(durations: list[list[float]]) -> Ends:
    """Of jobs that take the decimals in each worker's list, in turn."""
    typed = [[Fraction(repr(seconds)) for seconds in own] for own in durations]
    return lambda worker, job, now: now + typed[worker][job % len(typed[worker])]


def custom(times: list[float]) -> dict[str, Any]:
    return {"speed": {"kind": "custom", "times": times}}


def trace(durations: list[list[float]]) -> dict[str, Any]:
    return {"speed": {"kind": "trace", "durations": durations}}


def run(cluster: dict[str, Any], method: str = "asgd", records: int = 50, **budget: float) -> Run:
    given = Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": cluster,
            "problem": {"kind": "quadratic", "dimension": 2, "curvature_spread": 0.5},
            "methods": [METHODS[method] | {"step": 0.02}],
            "budget": budget or {"arrivals": ARRIVALS},
            "records": records,
        }
    )
    return next(iter(simulate(given, film=True).values()))


def check(cluster: dict[str, Any], workers: int, ends: Ends) -> None:
    """Order and seconds to the last bit."""
    log = run(cluster).arrivals
    order, seconds = on_paper(workers, ends, ARRIVALS)
    assert log["worker"].tolist() == order
    assert log["time"].tolist() == seconds


def test_a_tie_of_large_denominators() -> None:
    """391 jobs of 2.008 s and 251 of 3.128 s end at 785.128 s, the lower number first, and within that budget."""
    last = run(custom(FIVE), seconds=785.128).arrivals[-2:]
    assert last["time"].tolist() == [785.128, 785.128]
    assert last["worker"].tolist() == [0, 1]
    assert np.bincount(run(custom(FIVE), seconds=785.128).arrivals["worker"])[:2].tolist() == [391, 251]
    assert run(custom(FIVE), seconds=785.127).arrivals["time"][-1] < 785.127


@pytest.mark.parametrize("cluster", [custom([0.1, 0.3]), trace([[0.1], [0.3]]), trace([[0.1] * 3, [0.3] * 7])], ids=str)
def test_three_tenths(cluster: dict[str, Any]) -> None:
    """At 0.3 s the third job of worker 1 of two ends with the other's first."""
    log = run(cluster, arrivals=8).arrivals
    assert log["worker"].tolist() == [0, 0, 0, 1] * 2
    assert log["time"].tolist() == [0.1, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6, 0.6]


DECIMALS = st.one_of(
    st.builds(lambda whole, digits: whole / 10**digits, st.integers(1, 9999), st.integers(1, 4)),
    # Few and alike, so that they often tie.
    st.integers(1, 9).map(lambda tenths: tenths / 10),
    st.integers(100, 104).map(lambda parts: parts / 100),
)


@settings(max_examples=60)
@given(st.lists(DECIMALS, min_size=2, max_size=6))
def test_fixed_decimals(times: list[float]) -> None:
    check(custom(times), len(times), in_turn([[seconds] for seconds in times]))
    check(trace([[seconds] for seconds in times]), len(times), in_turn([[seconds] for seconds in times]))


@settings(max_examples=60)
@given(st.lists(st.lists(DECIMALS, min_size=1, max_size=5), min_size=2, max_size=6))
def test_measured_decimals(durations: list[list[float]]) -> None:
    check(trace(durations), len(durations), in_turn(durations))


@settings(max_examples=30)
@given(st.data(), st.sampled_from(sorted(METHODS)))
def test_a_trace_of_constant_times_is_the_same_run_as_custom_times(data: st.DataObject, method: str) -> None:
    times = data.draw(st.lists(DECIMALS, min_size=1, max_size=6))
    lengths = data.draw(st.lists(st.integers(1, 4), min_size=len(times), max_size=len(times)))
    power = data.draw(st.sampled_from([{"kind": "steady"}, {"kind": "outages", "on": 0.7, "off": 0.2}]))
    measured = trace([[seconds] * length for seconds, length in zip(times, lengths, strict=True)])
    one, other = (run(cluster | {"power": power}, method) for cluster in (custom(times), measured))
    same_bits(one, other)


def test_the_same_run_where_times_have_no_unit() -> None:
    times = np.random.default_rng(0).lognormal(size=5).tolist()
    same_bits(run(custom(times)), run(trace([[seconds] * 3 for seconds in times])))


def test_two_groups_of_which_the_slow_one_takes_a_decimal() -> None:
    """27 jobs of 1 s and 10 of 2.7 s end at second 27."""
    cluster = {"workers": 4, "speed": {"kind": "two_groups", "share": 0.5, "slowdown": 2.7}}
    check(cluster, 4, in_turn([[1.0], [1.0], [2.7], [2.7]]))


def test_jitter_that_is_none() -> None:
    """Uniform from 1 to 1 times 0.2 or 0.6, and 0.1 s: always 0.3 and 0.7."""
    jitter = {"kind": "uniform", "low": 1, "high": 1, "offset": 0.1}
    check(custom([0.2, 0.6]) | {"jitter": jitter}, 2, in_turn([[0.3], [0.7]]))


def test_jobs_that_take_many_times_a_decimal() -> None:
    """A job of 2 coordinates takes 4 values, each the cluster's seconds: 0.4, 1.2 and 1.6 s."""
    log = run(custom([0.1, 0.3, 0.4]), "aszd").arrivals
    order, seconds = on_paper(3, in_turn([[0.4], [1.2], [1.6]]), ARRIVALS)
    assert log["worker"].tolist() == order
    assert log["time"].tolist() == seconds


def test_thirds_tie_with_decimals() -> None:
    """0.3333333333333333 is a third: 753 jobs of it are 125 of 2.008 s."""
    log = run(custom([2.008, 1 / 3]), arrivals=2 * (753 + 125), records=2).arrivals
    ties = np.flatnonzero(np.diff(log["time"]) == 0)
    assert log["time"][ties].tolist() == [251, 502]
    assert log["worker"][ties].tolist() == [0, 0]
    assert log["worker"][ties + 1].tolist() == [1, 1]


def test_records_show_what_ends_at_their_second() -> None:
    """0.1 s apart: the third is due at 0.3, not at 3 * 0.1, and the second job ends at 0.2."""
    shown = run(custom([0.1]), seconds=0.9, records=10)
    assert shown.gradients.tolist() == list(range(10))
    assert shown.time.tolist() == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def outages(workers: int, on: Fraction, off: Fraction, times: list[Fraction]) -> Ends:
    """Of workers that stop after `on` seconds for `off` of them, each 1 / n of that ahead of the one before."""
    period = on + off

    def ends(worker: int, job: int, now: Fraction) -> Fraction:
        left = times[worker]
        while True:
            phase = (now + Fraction(worker, workers) * period) % period
            if phase < on:
                if phase + left <= on:
                    return now + left
                left -= on - phase
                now += on - phase
            else:
                now += period - phase

    return ends


@pytest.mark.parametrize(("on", "off"), [("0.7", "0.2"), ("4", "2.5"), ("0.3", "0.3")])
@pytest.mark.parametrize("times", [["0.1", "0.3", "0.2"], ["1.1", "0.3", "0.25", "0.05"], ["0.1"] * 7])
def test_decimals_under_outages(times: list[str], on: str, off: str) -> None:
    power = {"kind": "outages", "on": float(on), "off": float(off)}
    typed = [Fraction(seconds) for seconds in times]
    given = custom([float(seconds) for seconds in typed]) | {"power": power}
    check(given, len(times), outages(len(times), Fraction(on), Fraction(off), typed))


def swap(period: int, times: list[Fraction]) -> Ends:
    """Of workers that exchange places every `period` seconds."""

    def ends(worker: int, job: int, now: Fraction) -> Fraction:
        left = times[worker]
        while True:
            power = times[worker] / times[-1 - worker] if now // period % 2 else Fraction(1)
            change = (now // period + 1) * period
            if left <= power * (change - now):
                return now + left / power
            left -= power * (change - now)
            now = change

    return ends


def test_ties_where_workers_exchange_places() -> None:
    """Whole seconds, and powers between 1/7 and 7."""
    log = run({"workers": 7, "power": {"kind": "swap", "period": 6}}).arrivals
    order, seconds = on_paper(7, swap(6, [Fraction(i) for i in range(1, 8)]), ARRIVALS)
    assert log["worker"].tolist() == order
    np.testing.assert_allclose(log["time"], seconds, rtol=1e-14)


@pytest.mark.parametrize(
    "power", [{"kind": "drift", "factor": 1, "seconds": 7}, {"kind": "day_night", "period": 0.7, "depth": 0}], ids=str
)
def test_power_that_never_changes_is_steady_power(power: dict[str, Any]) -> None:
    same_bits(run(custom(FIVE) | {"power": power}), run(custom(FIVE)))


@settings(max_examples=40)
@given(st.lists(DECIMALS, min_size=2, max_size=6))
def test_theory_has_the_same_schedule(times: list[float]) -> None:
    _, seen = first_arrivals(KINDS["asgd"].settings(), np.array(times), 1.0, ARRIVALS)
    order, _ = on_paper(len(times), in_turn([[seconds] for seconds in times]), ARRIVALS)
    assert seen.worker.tolist() == order


def test_ties_after_many_ticks() -> None:
    """Decimals of up to eleven digits that tie at every multiple of 5000.00005 s."""
    times, arrivals = [1000.00001, 1250.0000125], 9_000
    log = run(custom(times), arrivals=arrivals, records=2).arrivals
    order, seconds = on_paper(2, in_turn([[seconds] for seconds in times]), arrivals)
    assert seconds[-1] * 1e7 > 1e13
    assert log["worker"].tolist() == order
    assert log["time"].tolist() == seconds
