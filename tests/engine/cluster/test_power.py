"""Power over time: a job ends when the integral of its worker's power reaches its work."""

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.cluster.cluster import Cluster, job_seconds
from engine.cluster.power_table import work_until
from engine.kernel.streams import DURATIONS, run_key
from tests.reference.cluster import job_seconds as reference_seconds
from tests.reference.cluster import place_of
from tests.reference.power import done_until
from tests.support.build import JITTERS, POWERS, scenario
from tests.support.powered import cluster, seconds, table_of

CHANGING = [kind for kind in POWERS if kind != "steady"]
EPSILON = 2.0**-52


SPAN = st.floats(1e-3, 1e6)
ANY = st.one_of(
    st.just({"kind": "steady"}),
    st.fixed_dictionaries({"kind": st.just("drift"), "factor": st.floats(1, 1000), "seconds": SPAN}),
    st.fixed_dictionaries({"kind": st.just("day_night"), "period": SPAN, "depth": st.floats(0, 0.95)}),
    st.fixed_dictionaries({"kind": st.just("outages"), "on": SPAN, "off": SPAN}),
    st.fixed_dictionaries({"kind": st.just("swap"), "period": SPAN}),
)
CLUSTERS = st.builds(
    lambda power, times: cluster(power, workers=len(times), speed={"kind": "custom", "times": times}),
    ANY,
    st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=9),
)
NOW = st.one_of(st.floats(0, 1e9), st.floats(0, 1e3), st.integers(0, 10**9).map(float))
WORK = st.one_of(st.floats(1e-6, 1e9), st.floats(1e-2, 1e2), st.integers(1, 1000).map(float))


def rounding(given: Cluster, worker: int, now: float, taken: float) -> float:
    """Work that a few last bits of the clock and of the table's edges stand for."""
    table = given.times().power
    ends = [edge for edge in table.edges[worker] if edge < math.inf]
    return 8 * EPSILON * float(table.power[worker].max()) * (now + taken + ends[-1])


@settings(max_examples=300)
@given(CLUSTERS, st.data(), NOW, WORK)
def test_the_integral_of_the_power_over_a_job_is_its_work(
    given: Cluster, data: st.DataObject, now: float, work: float
) -> None:
    worker = data.draw(st.integers(0, given.workers - 1))
    taken = seconds(given.times().power, worker, work, now)
    assert 0 < taken < math.inf
    place = place_of(given, worker)
    done = done_until(given.power, place, Fraction(now) + Fraction(taken)) - done_until(
        given.power, place, Fraction(now)
    )
    assert abs(float(done) - work) <= 1e-9 * work + rounding(given, worker, 0.0, taken)


@settings(max_examples=100)
@given(CLUSTERS, st.data(), st.lists(st.tuples(NOW, WORK), min_size=2, max_size=2))
def test_more_work_ends_no_earlier_and_so_does_a_later_start(
    given: Cluster, data: st.DataObject, two: list[tuple[float, float]]
) -> None:
    table, worker = given.times().power, data.draw(st.integers(0, given.workers - 1))
    (early, late), (little, much) = (sorted(column) for column in zip(*two, strict=True))
    assert seconds(table, worker, little, early) <= seconds(table, worker, much, early) * (1 + 1e-14)
    first, second = (now + seconds(table, worker, little, now) for now in (early, late))
    powers = table.power[worker]
    # The last bits of the clock, and of the work: at the least power they take the longest.
    assert first <= second + 16 * EPSILON * (second + little / powers[powers > 0].min())


@settings(max_examples=50)
@given(CLUSTERS, st.data(), st.lists(st.floats(0.01, 50), min_size=20, max_size=60))
def test_jobs_one_after_the_other_do_the_work_of_all(given: Cluster, data: st.DataObject, works: list[float]) -> None:
    table, worker = given.times().power, data.draw(st.integers(0, given.workers - 1))
    now = 0.0
    for work in works:
        now += seconds(table, worker, work, now)
    done = float(done_until(given.power, place_of(given, worker), Fraction(now)))
    total = math.fsum(works)
    assert abs(done - total) <= 1e-9 * total + len(works) * rounding(given, worker, now, 0.0)


@pytest.mark.parametrize("jitter", ["none", "gamma", "poisson"])
@pytest.mark.parametrize("kind", POWERS)
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_durations_are_those_of_the_reference(kind: str, jitter: str, workers: int) -> None:
    given = cluster(POWERS[kind], workers=workers, jitter=JITTERS[jitter])
    times, key = given.times(), run_key(3, 0, DURATIONS)
    for worker, now in itertools.product(range(workers), (0.0, 0.1, 4.0, 6.0, 29.99, 33.3, 1234.5)):
        for job in range(5):
            expected = reference_seconds(given, key, worker, job, now)
            assert job_seconds(times, key, worker, job, now) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_steady_power_is_the_default_and_changes_no_bit() -> None:
    assert Cluster() == cluster({"kind": "steady"})
    plain = cluster({"kind": "steady"}, jitter=JITTERS["gamma"]).times()
    key = run_key(1, 0, DURATIONS)
    for job in range(50):
        taken = job_seconds(plain, key, 2, job, 0.0)
        # The table says the same as not looking at it.
        assert taken == job_seconds(plain, key, 2, job, 77.7) == seconds(plain.power, 2, taken, 77.7)


@pytest.mark.parametrize("kind", POWERS)
@pytest.mark.parametrize("workers", [1, 2, 7, 8])
def test_mean_power_in_the_long_run(kind: str, workers: int) -> None:
    given = cluster(POWERS[kind], workers=workers)
    table, work = given.times().power, given.work()
    long = 6.5e9 * 12 * 7.5
    mean = work_until(table, long) / long
    np.testing.assert_allclose(mean, given.power.long_run(work), rtol=1e-6)
    np.testing.assert_allclose(given.means(), work / mean, rtol=1e-6)
    np.testing.assert_allclose(given.frequencies(), mean / work / np.sum(mean / work), rtol=1e-6)


@settings(max_examples=100)
@given(CLUSTERS, NOW)
def test_work_until_a_second(given: Cluster, now: float) -> None:
    found = work_until(given.times().power, now)
    for worker in range(given.workers):
        expected = float(done_until(given.power, place_of(given, worker), Fraction(now)))
        assert abs(found[worker] - expected) <= 1e-9 * expected + rounding(given, worker, now, 0.0)


@pytest.mark.parametrize("kind", POWERS)
def test_shares_of_arrivals_tend_to_the_frequencies(kind: str) -> None:
    """Renewal in the time that power counts: v^2 = 0.16, and some jobs more or less at the changes."""
    span, jitter = 20_000.0, JITTERS["gamma"]
    chosen = scenario(
        cluster={"workers": 5, "jitter": jitter, "power": POWERS[kind]},
        budget={"seconds": span},
        methods=[{"kind": "asgd"}],
    )
    counts = np.bincount(simulate(chosen)["asgd"].arrivals["worker"])
    expected = span / chosen.cluster.means()
    slack = 30 * 6.0 / chosen.cluster.work() if kind == "drift" else 5
    assert np.all(np.abs(counts - expected) <= 4 * 0.4 * np.sqrt(expected) + slack)


@pytest.mark.parametrize("kind", POWERS)
@pytest.mark.parametrize("span", [10.0, 33.3, 400.0])
def test_expected_arrivals(kind: str, span: float) -> None:
    """Without jitter each worker has finished all but its last job."""
    chosen = scenario(cluster={"workers": 5, "power": POWERS[kind]}, budget={"seconds": span})
    arrivals = len(simulate(chosen)["asgd"].arrivals)
    assert chosen.arrivals - 5 - 1e-9 <= arrivals <= chosen.arrivals + 1e-9
    assert chosen.arrivals == pytest.approx(chosen.cluster.arrivals(span))


@pytest.mark.parametrize("now", [0.0, 1.0, 1e9, 1e9 + 1 / 3, 1e12, 1e15])
@pytest.mark.parametrize("work", [0.0, 5e-324, 1e-12, 1e-6, 1.0, 1e9, 1e15])
@pytest.mark.parametrize(
    "power",
    [
        {"kind": "outages", "on": 1e-3, "off": 1e6},
        {"kind": "outages", "on": 1e6, "off": 1e-3},
        {"kind": "outages", "on": 1e-3, "off": 1e-3},
        {"kind": "drift", "factor": 1000, "seconds": 1e-3},
        {"kind": "drift", "factor": 1000, "seconds": 1e6},
        {"kind": "drift", "factor": 1},
        {"kind": "day_night", "period": 1e-3, "depth": 0.95},
        {"kind": "day_night", "period": 1e6, "depth": 0},
        {"kind": "swap", "period": 1e-3},
        {"kind": "swap", "period": 1e6},
    ],
    ids=str,
)
def test_every_job_ends_however_large_the_numbers(power: dict[str, Any], work: float, now: float) -> None:
    table = table_of(power, 1e-6, 3.0, 7.0, 1e9)
    assert np.all(table.whole > 0)
    for worker in range(4):
        taken = seconds(table, worker, work, now)
        assert 0 <= taken < math.inf
        assert (taken == 0) == (work == 0) or work == 5e-324
        assert taken >= work / table.power[worker].max() * (1 - 1e-9)


@given(st.floats(0.1, 50), st.floats(0, 1000))
def test_a_job_that_needs_whole_periods_does_not_begin_another(on: float, now: float) -> None:
    """The work of three periods from the end of an outage on: done when the next one begins."""
    table = table_of({"kind": "outages", "on": on, "off": 7.0}, 1.0)
    start = np.ceil(now / (on + 7.0)) * (on + 7.0)
    assert seconds(table, 0, 3 * on, start) == pytest.approx(3 * on + 14, abs=1e-6)


@pytest.mark.parametrize("kind", CHANGING)
def test_no_method_and_no_seed_changes_the_power(kind: str) -> None:
    """Without jitter all runs of a scenario have one schedule."""
    chosen = Scenario.model_validate({"cluster": {"power": POWERS[kind]}, "budget": {"arrivals": 500}, "seeds": 2})
    runs = simulate(chosen)
    for run in runs.values():
        np.testing.assert_array_equal(run.times, runs["asgd"].times[:1].repeat(2, axis=0))
        np.testing.assert_array_equal(run.arrivals["worker"], runs["asgd"].arrivals["worker"])
