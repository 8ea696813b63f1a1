"""Measured job times: read from CSV, and replayed."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.cluster.cluster import Cluster, job_seconds
from engine.cluster.speeds import MOST_DURATIONS, MOST_WORKERS
from engine.cluster.trace import read_trace
from engine.kernel.streams import DURATIONS, run_key

Rows = tuple[tuple[float, ...], ...]


def durations(text: str | bytes) -> Rows:
    return read_trace(text).durations


GOOD: dict[str, tuple[str, Rows]] = {
    "durations": ("worker,duration\na,1\nb,2.5\na,1e-1\n", ((1, 0.1), (2.5,))),
    "no last newline": ("worker,duration\na,1", ((1,),)),
    "starts and ends": ("worker,start,end\na,0,1\nb,0.5,3\na,4,4.5\n", ((1, 0.5), (2.5,))),
    "any order of columns": ("end,worker,start\n3,a,1\n", ((2,),)),
    "other columns": ("host,worker,gpu,duration,\nx,a,0,1,\ny,a,,2,\n", ((1, 2),)),
    "a duration before start and end": ("worker,start,end,duration\na,9,1,5\na,2,x,3\n", ((5, 3),)),
    "rows in any order of starts": ("worker,start,end\na,5,9\na,0,1\na,1,5\n", ((1, 4, 4),)),
    "starts below zero": ("worker,start,end\na,-5,-3\n", ((2,),)),
    "numbers for names": ("worker,duration\n10,1\n9,2\n1,3\n", ((3,), (2,), (1,))),
    "fractions for names": ("worker,duration\n1.5,1\n-1,2\n", ((2,), (1,))),
    "texts for names": ("worker,duration\nz,1\na,2\n10,3\n", ((1,), (2,), (3,))),
    "names that differ in writing": ("worker,duration\n1,1\n01,2\n1,3\n", ((1, 3), (2,))),
    "names with commas and lines": ('worker,duration\n"a,\nb",1\n"say ""hi""",2\n', ((1,), (2,))),
    "names that are no finite numbers": ("worker,duration\nnan,1\ninf,2\n1,3\n", ((1,), (2,), (3,))),
    "capitals and spaces": (" Worker , DURATION\n a , 1 \na,2\n", ((1, 2),)),
    "carriage returns": ("worker,duration\r\na,1\r\n\r\nb,2\r\n", ((1,), (2,))),
    "empty lines": ("\n\nworker,duration\n\na,1\n,\n  \na,2\n\n", ((1, 2),)),
    "a byte order mark": ("\ufeffworker,duration\na,1\n", ((1,),)),
    "the bounds": ("worker,duration\na,1e-6\na,1e9\n", ((1e-6, 1e9),)),
    "semicolons": ("worker;duration\na;1\nb;+1,5\nb;1,5E-03\n", ((1,), (1.5, 0.0015))),
    "tabs": ("worker\tstart\tend\na\t0,5\t2,75\n", ((2.25,),)),
    "three decimals": ("worker;duration\na;1,137\n", ((1.137,),)),
    "points between semicolons": ("worker;duration\na;1.5\n", ((1.5,),)),
    "a separator that is told": ("sep=;\r\nworker;duration\r\na;2,5\r\n", ((2.5,),)),
    "a name that holds commas": ('"host, rack, row";worker;duration\nx;a;1,5\n', ((1.5,),)),
    "no pause between jobs": ("worker,start,end\na,0,0.1\na,0.1,0.3\n", ((0.1, 0.2),)),
    "seconds since 1970": ("worker,start,end\na,1700000000.1,1700000000.35\n", ((0.25,),)),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_files(name: str) -> None:
    text, expected = GOOD[name]
    assert durations(text) == durations(text.encode()) == expected


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty; it must have a header and a row for each job"),
    "empty lines alone": ("\n\n , \n", "is empty; it must have"),
    "a header alone": ("worker,duration\n", "line 1: has no jobs below its header"),
    "no header": ("1,2.5\n1,3\n", "line 1: must be a header, worker,duration or worker,start,end"),
    "no worker": ("host,duration\na,1\n", "line 1: the column worker is missing; it takes worker,duration or wor"),
    "no duration": ("worker,time\na,1\n", "line 1: the column duration is missing"),
    "no end": ("worker,start\na,1\n", "line 1: the column end is missing"),
    "no start": ("\nworker,end\na,1\n", "line 2: the column start is missing"),
    "a column twice": ("worker,duration,Duration\na,1,2\n", "line 1: the column duration stands twice"),
    "too few cells": ("worker,duration\na,1\nb\n", "line 3: must have 2 cells, as the header has (given: 1)"),
    "too many cells": ("worker,duration\na,1,5\n", "line 2: must have 2 cells, as the header has (given: 3)"),
    "no name": ("worker,duration\n\n ,1\n", "line 3: the worker has no name"),
    "a text": ("worker,duration\na,1\nb,fast\n", "line 3: duration must be a number (given: 'fast')"),
    "an empty cell": ("worker,duration\na,\n", "line 2: duration must be a number (given: '')"),
    "a long text": ("worker,duration\na," + "x" * 999, "line 2: duration must be a number (given: 'xxx"),
    "a decimal comma": ('worker,duration\na,"1,5"\n', "line 2: duration must be a number (given: '1,5')"),
    "thousands": ("worker;duration\na;1.137,25\n", "line 2: duration must be a number (given: '1.137,25')"),
    "two decimal marks": (
        "worker;start;end\na;1,5;2\na;2.137;4\n",
        "line 3: 'start' holds '2.137', but '1,5' on line 2; write either commas or points as decimal marks",
    ),
    "thousands or decimals": (
        "worker;start;end\na;1.137;1500,5\n",
        "line 2: 'start' holds '1.137', which may be 1137 or 1,137, for other columns have a decimal comma; write one",
    ),
    "an unknown separator": ("sep=|\nworker|duration\n", "line 1: 'sep=|' is not read; the separator may be a comma,"),
    "commas and semicolons": ("worker,x;duration\n", "line 1: has as many commas as semicolons, so which of them"),
    "an underscore": ("worker,duration\na,1_000\n", "line 2: duration must be a number (given: '1_000')"),
    "a time of day": ("worker,start,end\na,10:00,10:01\n", "line 2: start must be a number (given: '10:00')"),
    "not a number": ("worker,duration\na,nan\n", "line 2: duration must be a finite number (given: 'nan')"),
    "infinite": ("worker,start,end\na,0,-inf\n", "line 2: end must be a finite number (given: '-inf')"),
    "too large for a number": ("worker,duration\na,1e999\n", "line 2: duration must be a finite number (given: '1e9"),
    "zero": ("worker,duration\na,0\n", "line 2: duration must be at least 1e-06 (given: 0)"),
    "negative": ("worker,duration\na,1\n\nb,-2\n", "line 4: duration must be at least 1e-06 (given: -2)"),
    "too long": ("worker,duration\na,2e9\n", "line 2: duration must be at most 1e+09 (given: 2000000000)"),
    "no time between": ("worker,start,end\na,3,3\n", "line 2: end - start must be at least 1e-06 (given: 0)"),
    "much time between": ("worker,start,end\na,-1e308,1e308\n", "line 2: end - start must be at most 1e+09"),
    "end before start": ("worker,start,end\na,0,1\nb,3,2\n", "line 3: end is before start"),
    "overlap": (
        "worker,start,end\na,0,4\nb,1,2\na,3,5\n",
        "line 4: worker a starts at 3, but its job of line 2 ends at 4",
    ),
    "overlap in another order": (
        "worker,start,end\n7,3,5\n7,0,4\n",
        "line 2: worker 7 starts at 3, but its job of line 3 ends at 4",
    ),
    "seconds since 1970": (
        "worker,start,end\na,1700000000,1700000000.5\na,1700000000.25,1700000001\n",
        "line 3: worker a starts at 1700000000.25, but its job of line 2 ends at 1700000000.5",
    ),
    "a second too many": (
        "worker,duration\na,1000000000.5\n",
        "line 2: duration must be at most 1e+09 (given: 1000000000.5",
    ),
    "the same twice": ("worker,start,end\na,0,1\na,0,1\n", "line 3: worker a starts at 0, but its job of line 2 ends"),
    "a line in a name": ('worker,duration\n"a\nb",1\nc,x\n', "line 4: duration must be a number (given: 'x')"),
    "an open quote": ('worker,duration\na,1\n"b,2\nc,3\n', "line 3: is not CSV ("),
    "a quote too many": ('worker,duration\na,1\n"b"c,2\n', "line 3: is not CSV ("),
    "a huge cell": ("worker,duration\n" + "x" * 200_000 + ",1\n", "line 2: is not CSV ("),
    "not UTF-8": (b"worker,duration\na,1\nb\xff,2\n", "line 3: is not UTF-8 text"),
    "UTF-16": ("worker,duration\na,1\n".encode("utf-16"), "line 1: is not UTF-8 text"),
    "zeros": (b"\0" * 100, "line 1: the column worker is missing"),
    "too many rows": ("worker,duration\n" + "a,1\n" * (MOST_DURATIONS + 1), "line 100002: has more than 100,000 jobs"),
    "too many workers": (
        "worker,duration\n" + "".join(f"{i},1\n" for i in range(MOST_WORKERS + 1)),
        "line 10002: has more than 10,000 workers",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_get_a_sentence(name: str) -> None:
    text, begins = BAD[name]
    with pytest.raises(ValueError, match=r"^[^\n]{1,200}$") as error:
        read_trace(text)
    assert type(error.value) is ValueError
    assert str(error.value).startswith(begins)


def test_as_many_rows_and_workers_as_are_allowed() -> None:
    rows = durations("worker,duration\n" + "".join(f"{i % MOST_WORKERS},{i + 1}\n" for i in range(MOST_DURATIONS)))
    assert len(rows) == MOST_WORKERS
    assert rows[4] == tuple(4 + 1 + MOST_WORKERS * k for k in range(MOST_DURATIONS // MOST_WORKERS))


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip),
            st.floats(1e-6, 1e9),
        ),
        min_size=1,
    )
)
def test_what_is_written_is_read(rows: list[tuple[str, float]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("worker", "duration"), *rows])
    expected: dict[str, list[float]] = {}
    for name, seconds in rows:
        expected.setdefault(name.strip(), []).append(seconds)
    assert sorted(durations(text.getvalue())) == sorted(map(tuple, expected.values()))


@given(st.text() | st.text("worker,duration\n0123456789.-\"'ae ") | st.binary())
def test_junk_is_read_or_gets_a_sentence(junk: str | bytes) -> None:
    head: Any = "worker,duration\n" if isinstance(junk, str) else b"worker,duration\n"
    for text in (junk, head + junk):
        try:
            read_trace(text)
        except ValueError as error:
            assert type(error) is ValueError
            assert str(error).startswith(("line ", "is empty"))


MEASURED = {"kind": "trace", "durations": [[1.0, 2.0, 6.0], [4.0], [0.5, 1.5]]}


def test_durations_are_replayed_in_order_and_again() -> None:
    times = Cluster.model_validate({"workers": 3, "speed": MEASURED}).times()
    for key in (run_key(1, 0, DURATIONS), run_key(2, 1, DURATIONS)):
        for worker, own in enumerate(MEASURED["durations"]):
            replayed = [job_seconds(times, key, worker, job, 9.9 * job) for job in range(7)]
            assert replayed == (own * 7)[:7]


def test_means_are_the_averages() -> None:
    cluster = Cluster.model_validate({"workers": 3, "speed": MEASURED})
    np.testing.assert_allclose(cluster.means(), [3, 4, 1], rtol=1e-15)
    np.testing.assert_allclose(cluster.frequencies(), np.array([4, 3, 12]) / 19, rtol=1e-15)


def test_every_method_and_seed_sees_the_same_times() -> None:
    given = Scenario.model_validate({"cluster": {"speed": MEASURED}, "seeds": 3, "budget": {"seconds": 90}})
    runs = simulate(given)
    for run in runs.values():
        assert np.bincount(run.arrivals["worker"]).tolist() == [30, 22, 90]
        np.testing.assert_array_equal(run.all_gradients, run.all_gradients[:1].repeat(3, axis=0))
        first = run.arrivals["time"][run.arrivals["worker"] == 0]
        assert first[:6].tolist() == [1, 3, 9, 10, 12, 18]


def test_under_a_power_the_measured_seconds_are_the_work() -> None:
    """Off after 3 s of 5: the jobs of 1, 2 and 6 s end after 1, 3, and 3 + 2 + 3 + 2 + 3 s."""
    power = {"kind": "outages", "on": 3, "off": 2}
    cluster = Cluster.model_validate(
        {"workers": 1, "speed": {"kind": "trace", "durations": [[1, 2, 6]]}, "power": power}
    )
    times, now, ends = cluster.times(), 0.0, []
    for job in range(3):
        now += job_seconds(times, 0, 0, job, now)
        ends.append(now)
    assert ends == [1, 3, 13]
    np.testing.assert_allclose(cluster.means(), [5.0], rtol=1e-15)
