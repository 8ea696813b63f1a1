"""Races of tuning: the runs that they are made of, and what is read off them, by hand."""

from math import inf, isnan
from typing import Any

import numpy as np
import pytest

from engine.scenario import Budget
from engine.zeroth_order import kernel_ridge, rivals
from engine.zeroth_order.black_box import ValuesRun, run_values
from engine.zeroth_order.kernel_ridge import diabetes
from engine.zeroth_order.races import CONTESTANTS, RECORDS, Entry, Race, entries, race_of, run_entry

SECONDS = 20.0


def made(values: list[float], last: float = 0.0) -> ValuesRun:
    """A run with these values at seconds 0, 1, 2 and so on, which ends at `last` in every logarithm."""
    count = len(values)
    iterate = np.zeros((count, 9))
    iterate[-1] = last
    return ValuesRun(np.arange(float(count)), np.arange(count), iterate, np.array(values), 10 * count)


def race(**runs: list[ValuesRun]) -> Race:
    return Race({name: tuple(runs[name.split()[0]]) for name in CONTESTANTS}, diabetes())


def small() -> Race:
    """Medians of the asynchronous: 9 6 4 2 1."""
    return race(
        asynchronous=[made([9, 7, 4, 2, 1], 0.3), made([9, 6, 5, 3, 1], 5.0), made([9, 5, 3, 2, 2], -0.2)],
        synchronous=[made([9, 9, 8, 5, 5])] * 3,
        random=[made([9, 5, 5, 5, 5])] * 3,
        one=[made([9, 8, 8, 4, 4])] * 3,
    )


def test_runs_of_a_race() -> None:
    wanted = entries(8, "linear", 50, 3)
    assert len(wanted) == len(set(wanted)) == 12
    assert [entry.contestant for entry in wanted[:4]] == list(CONTESTANTS)
    assert [entry.number for entry in wanted] == [0] * 4 + [1] * 4 + [2] * 4
    alone = [entry for entry in wanted if entry.contestant == "one worker"]
    # The fastest alone: the same runs whatever the others are.
    assert alone == [entry for entry in entries(2, "equal", 50, 3) if entry.contestant == "one worker"]
    assert all(entry.workers == 8 and entry.speed == "linear" for entry in wanted if entry not in alone)


def test_a_cluster_has_the_means_asked_for() -> None:
    (entry, *_) = entries(4, "linear", 50, 1)
    np.testing.assert_allclose(entry.cluster.means(), [1, 2, 3, 4])
    assert entry.cluster.jitter.kind == "exponential"


@pytest.mark.slow
@pytest.mark.parametrize("speed", ["equal", "linear"])
def test_entries_are_the_rivals_on_the_same_cluster(speed: Any) -> None:
    tuned, settings = diabetes(), kernel_ridge.method(4)
    options = rivals.Options(number=1, records=RECORDS)
    for entry in entries(4, speed, SECONDS, 2)[4:]:
        found = run_entry(entry)
        cluster = entry.cluster
        if entry.contestant == "random search":
            want = rivals.random_search(tuned.value, tuned.start, tuned.bounds, cluster, SECONDS, options)
        elif entry.contestant == "synchronous":
            want = rivals.synchronous(tuned.value, tuned.start, cluster, settings, SECONDS, options)
        else:
            workers = 1 if entry.contestant == "one worker" else 4
            assert cluster.workers == workers
            budget = Budget(seconds=SECONDS)
            want = run_values(tuned.value, tuned.start, cluster, kernel_ridge.method(workers), budget, *options)
        np.testing.assert_array_equal(found.time, np.arange(RECORDS) * SECONDS / (RECORDS - 1))
        np.testing.assert_array_equal(found.value, want.value)
        assert found.evaluations == want.evaluations > 0


def test_costs_are_about_what_runs_take() -> None:
    """Four workers of one second: four values a second; of 1 to 4 seconds: 25 in twelve, and 12 in rounds."""
    equal = Entry("asynchronous", 4, "equal", 12, 0), Entry("random search", 4, "linear", 12, 0)
    assert [entry.cost for entry in equal] == pytest.approx([48 + RECORDS, 25])
    assert Entry("synchronous", 4, "linear", 12, 0).cost == pytest.approx(12 + RECORDS)
    assert Entry("one worker", 1, "equal", 12, 0).cost == pytest.approx(12 + RECORDS)


@pytest.mark.parametrize("contestant", CONTESTANTS)
def test_progress_can_end_a_run(contestant: Any) -> None:
    heard: list[float] = []

    def stop(fraction: float) -> None:
        heard.append(fraction)
        if fraction > 0.3:
            raise KeyboardInterrupt

    workers = 1 if contestant == "one worker" else 2
    with pytest.raises(KeyboardInterrupt):
        run_entry(Entry(contestant, workers, "equal", 20, 0), stop)
    assert heard == sorted(heard)
    assert heard[-1] < 0.8


def test_medians_and_quartiles() -> None:
    found = small()
    curve = found.curve("asynchronous")
    assert curve.x.tolist() == [0, 1, 2, 3, 4]
    assert curve.median.tolist() == [9, 6, 4, 2, 1]
    assert curve.low.tolist() == [9, 5, 3, 2, 1]
    assert curve.high.tolist() == [9, 7, 5, 3, 2]
    assert found.ends("asynchronous").tolist() == [1, 1, 2]
    assert found.evaluations("random search") == 50


def test_when_the_workers_are_where_one_ends() -> None:
    found = small()
    assert found.goal == 4
    assert found.seconds_to("asynchronous", 4) == 2
    assert found.seconds_to("one worker", 4) == 3
    assert found.ratio == 1.5
    assert found.seconds_to("synchronous", 4) == inf
    never = race(asynchronous=[made([9, 8])], synchronous=[made([9, 9])], random=[made([9, 9])], one=[made([9, 7])])
    assert isnan(never.ratio)


def test_who_leads() -> None:
    found = small()
    # At the start nobody does.
    assert found.leaders().tolist() == [-1, CONTESTANTS.index("random search"), 0, 0, 0]
    assert (found.first_leader, found.winner, found.ahead_since) == ("random search", "asynchronous", 2)
    equal = race(asynchronous=[made([9, 2])], synchronous=[made([9, 2])], random=[made([9, 3])], one=[made([9, 3])])
    assert (equal.first_leader, equal.winner) == (None, None)


def test_what_was_found_is_told_as_numbers_within_the_bounds() -> None:
    found = small()
    paths = found.paths("asynchronous")
    assert paths.shape == (3, 5, 9)
    assert (paths[:, :-1] == 1).all()
    # 5 is beyond every bound: the penalty's and the widths' and weights' lie at 100.
    np.testing.assert_allclose(paths[1, -1], 100)
    np.testing.assert_allclose(found.found("asynchronous"), 10**0.3)


def test_losses_held_out_are_those_of_the_ends() -> None:
    found = small()
    tuned = found.tuned
    want = sorted(tuned.test_loss(np.full(9, last)) for last in (0.3, 5.0, -0.2))
    np.testing.assert_allclose(found.tests("asynchronous"), want)
    np.testing.assert_allclose(found.tests("one worker"), tuned.test_loss(tuned.start))


def test_a_race_needs_all_its_runs() -> None:
    wanted = entries(2, "equal", SECONDS, 2)
    runs = {entry: made([2, 1], entry.number / 10) for entry in wanted}
    found = race_of(wanted, runs)
    assert found.runs["synchronous"] == (runs[wanted[1]], runs[wanted[5]])
    del runs[wanted[-1]]
    with pytest.raises(KeyError):
        race_of(wanted, runs)
