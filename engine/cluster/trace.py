"""Measured job times out of a CSV file.

A header names the columns: `worker,duration`, or `worker,start,end` of each job, in seconds; in any order, and other
columns are left out of account. Cells and numbers are read as in a table (`engine.reading.columns`). Where there is a
duration, it counts, and a worker's jobs are replayed in the order of the file; else in the order of their starts.
Pauses between jobs do not count. The workers of the cluster are the file's in the order of their numbers, where all
have a number for a name, and else in the order in which they first appear.
"""

import math
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from engine.cluster.speeds import MOST_DURATIONS, MOST_WORKERS, Trace
from engine.reading.columns import Column, Form, columns_of, one_line, quoted
from engine.reading.decimal_marks import check_marks
from engine.reading.numerals import number
from engine.schema import LEAST_SECONDS, MOST_SECONDS, exactly

COLUMNS = "worker,duration or worker,start,end"


def trace_names(line: int, header: list[str], decimal_comma: bool) -> list[str]:
    """The names of the columns that count, '' for the others. Raises ValueError where one is missing or twice there."""
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
    return [name if name in wanted else "" for name in names]


TRACE = Form(
    MOST_DURATIONS,
    trace_names,
    may_be_empty=True,
    empty="is empty; it must have a header and a row for each job",
    no_rows="line {line}: has no jobs below its header",
    too_many_rows="line {line}: has more than {most:,} jobs",
    wrong_width="line {line}: must have {wanted} cells, as the header has (given: {given})",
)


class Job(NamedTuple):
    """One row; `start` and `end` are 0 where the file has durations."""

    line: int
    start: float
    end: float
    seconds: float


def read_trace(source: str | bytes) -> Trace:
    """The trace in a file's contents. Raises ValueError: one sentence with the number of the line that is wrong."""
    columns = {column.name: column for column in columns_of(source, TRACE)}
    names, spans = columns["worker"], [columns[name] for name in ("start", "end", "duration") if name in columns]
    workers: dict[str, list[Job]] = {}
    for place, (line, name) in enumerate(zip(names.lines, names.cells, strict=True)):
        if not name:
            raise ValueError(f"line {line}: the worker has no name")
        workers.setdefault(name, []).append(job_of(line, *(number_at(place, column) for column in spans)))
        if len(workers) > MOST_WORKERS:
            raise ValueError(f"line {line}: has more than {MOST_WORKERS:,} workers")
    check_marks(spans)
    return Trace(durations=tuple(in_order(name, workers[name]) for name in sorted_names(list(workers))))


def sorted_names(names: list[str]) -> list[str]:
    """The names by number where every one is a number, else as they are."""
    numbers = [value for name in names if (value := number(name)) is not None and math.isfinite(value)]
    if len(numbers) < len(names):
        return names
    return [name for _, name in sorted(zip(numbers, names, strict=True), key=lambda pair: pair[0])]


def number_at(place: int, column: Column) -> float:
    """The number in a cell. Raises ValueError where it holds none, or one that is not finite."""
    value = column.numbers[place]
    if value is None or not math.isfinite(value):
        kind, cell = "a number" if value is None else "a finite number", quoted(column.cells[place])
        raise ValueError(f"line {column.lines[place]}: {column.name} must be {kind} (given: {cell})")
    return value


def job_of(line: int, start: float, end: float | None = None) -> Job:
    """The job from `start` to `end`, or of the duration `start` where there is no end. Raises ValueError."""
    if end is None:
        return Job(line, 0.0, 0.0, checked(line, "duration", start))
    if end < start:
        raise ValueError(f"line {line}: end is before start")
    # As it is on paper: 0.3 - 0.1 is 0.2.
    return Job(line, start, end, checked(line, "end - start", float(Decimal(repr(end)) - Decimal(repr(start)))))


def checked(line: int, name: str, seconds: float) -> float:
    """The seconds. Raises ValueError where no job may take them."""
    if LEAST_SECONDS <= seconds <= MOST_SECONDS:
        return seconds
    bound = f"at least {LEAST_SECONDS:g}" if seconds < LEAST_SECONDS else f"at most {MOST_SECONDS:g}"
    raise ValueError(f"line {line}: {name} must be {bound} (given: {exactly(seconds)})")


def in_order(name: str, own: list[Job]) -> tuple[float, ...]:
    """The seconds of one worker's jobs by their starts. Raises ValueError where two overlap: it does one at a time."""
    own = sorted(own, key=lambda job: job.start)
    for earlier, later in pairwise(own):
        if later.start < earlier.end:
            raise ValueError(
                f"line {later.line}: worker {one_line(name)} starts at {exactly(later.start)}, "
                f"but its job of line {earlier.line} ends at {exactly(earlier.end)}"
            )
    return tuple(job.seconds for job in own)
