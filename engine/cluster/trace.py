"""Measured job times out of a CSV file.

A header names the columns: `worker,duration`, or `worker,start,end` of each job, in seconds; in any order, and other
columns are left out of account. Cells and numbers are read as in a table (`engine.reading.columns`): commas, semicolons
or tabs separate the cells, and with the latter two a comma in a number is a decimal comma. Where there is a duration,
it counts, and a worker's jobs are replayed in the order of the file; else in the order of their starts. Pauses between
jobs do not count. The workers of the cluster are the file's in the order of their numbers, where all have a number for
a name, and else in the order in which they first appear. Empty lines are skipped.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from engine.cluster.speeds import MOST_DURATIONS, MOST_WORKERS, Trace
from engine.reading.columns import Column, lines_of, one_line, quoted, text_of
from engine.reading.decimal_marks import check_marks
from engine.reading.numerals import number
from engine.schema import LEAST_SECONDS, MOST_SECONDS, exactly

COLUMNS = "worker,duration or worker,start,end"


class Job(NamedTuple):
    """One row."""

    line: int
    worker: str
    start: float  # with `end` 0 where the file tells the duration
    end: float
    seconds: float


def read_trace(given: str | bytes) -> Trace:
    """The trace in a file's contents. Raises ValueError: one sentence with the number of the line that is wrong."""
    workers: dict[str, list[Job]] = {}
    for job in jobs(text_of(given)):
        workers.setdefault(job.worker, []).append(job)
        if len(workers) > MOST_WORKERS:
            raise ValueError(f"line {job.line}: has more than {MOST_WORKERS:,} workers")
    return Trace(durations=tuple(in_order(workers[name]) for name in sorted_names(list(workers))))


def sorted_names(names: list[str]) -> list[str]:
    """By number where every name is one, else as they are."""
    numbers = [value for name in names if (value := number(name)) is not None and math.isfinite(value)]
    if len(numbers) < len(names):
        return names
    return [name for _, name in sorted(zip(numbers, names, strict=True), key=lambda pair: pair[0])]


def jobs(text: str) -> Iterator[Job]:
    """The rows below the header; ValueError at the first that is wrong, and where there are none or too many."""
    found = lines_of(text)
    first, header = next(found.rows, (1, []))
    if not header:
        raise ValueError("is empty; it must have a header and a row for each job")
    places = columns(first, header)
    seconds = [Column(name, [], [], found.decimal_comma) for name in places if name != "worker"]
    count = 0
    for line, cells in found.rows:
        if len(cells) != len(header):
            raise ValueError(f"line {line}: must have {len(header)} cells, as the header has (given: {len(cells)})")
        count += 1
        if count > MOST_DURATIONS:
            raise ValueError(f"line {line}: has more than {MOST_DURATIONS:,} jobs")
        for column in seconds:
            column.lines.append(line)
            column.cells.append(cells[places[column.name]])
        yield job_of(line, cells[places["worker"]], seconds)
    if not count:
        raise ValueError(f"line {first}: has no jobs below its header")
    check_marks(seconds)


def columns(line: int, header: list[str]) -> dict[str, int]:
    """Where the columns stand."""
    names = [cell.lower() for cell in header]
    spans = "duration" not in names and ("start" in names or "end" in names)
    wanted = ("worker", "start", "end") if spans else ("worker", "duration")
    for name in wanted:
        if name not in names:
            if any(number(cell) is not None for cell in names):
                raise ValueError(f"line {line}: must be a header, {COLUMNS}")
            raise ValueError(f"line {line}: the column {name} is missing; it takes {COLUMNS}")
        if names.count(name) > 1:
            raise ValueError(f"line {line}: the column {name} stands twice")
    return {name: names.index(name) for name in wanted}


def job_of(line: int, worker: str, seconds: list[Column]) -> Job:
    """The last row of the columns of seconds as a job."""
    if not worker:
        raise ValueError(f"line {line}: the worker has no name")
    start, *end = map(last_number, seconds)
    if not end:
        return Job(line, worker, 0.0, 0.0, checked(line, "duration", start))
    if end[0] < start:
        raise ValueError(f"line {line}: end is before start")
    # As it is on paper: 0.3 - 0.1 is 0.2.
    length = float(Decimal(repr(end[0])) - Decimal(repr(start)))
    return Job(line, worker, start, end[0], checked(line, "end - start", length))


def last_number(column: Column) -> float:
    """The number in the last cell; ValueError where it holds none, or one that is not finite."""
    line, cell = column.lines[-1], column.cells[-1]
    value = number(cell, column.decimal_comma)
    if value is None or not math.isfinite(value):
        kind = "a number" if value is None else "a finite number"
        raise ValueError(f"line {line}: {column.name} must be {kind} (given: {quoted(cell)})")
    return value


def checked(line: int, name: str, seconds: float) -> float:
    """Seconds within the bounds of a job; ValueError else."""
    if seconds < LEAST_SECONDS:
        raise ValueError(f"line {line}: {name} must be at least {LEAST_SECONDS:g} (given: {exactly(seconds)})")
    if seconds > MOST_SECONDS:
        raise ValueError(f"line {line}: {name} must be at most {MOST_SECONDS:g} (given: {exactly(seconds)})")
    return seconds


def in_order(own: list[Job]) -> tuple[float, ...]:
    """The seconds of one worker's jobs by their starts; ValueError where two overlap, for it does one at a time."""
    own = sorted(own, key=lambda job: job.start)
    for earlier, later in pairwise(own):
        if later.start < earlier.end:
            raise ValueError(
                f"line {later.line}: worker {one_line(later.worker)} starts at {exactly(later.start)}, "
                f"but its job of line {earlier.line} ends at {exactly(earlier.end)}"
            )
    return tuple(job.seconds for job in own)
