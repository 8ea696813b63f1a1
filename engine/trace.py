"""Measured job times out of a CSV file.

A header names the columns: `worker,duration`, or `worker,start,end` of each job, in seconds; in any order, and
other columns are left out of account. Where there is a duration, it counts, and a worker's jobs are replayed in
the order of the file; else in the order of their starts. Pauses between jobs do not count. The workers of the
cluster are the file's in the order of their numbers, where all have a number for a name, and else in the order in
which they first appear. Empty lines are skipped.
"""

import codecs
import csv
import io
import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from engine.schema import LEAST_SECONDS, MOST_SECONDS, shortened
from engine.speeds import MOST_DURATIONS, MOST_WORKERS, Trace

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
    for job in jobs(given if isinstance(given, str) else decoded(given)):
        workers.setdefault(job.worker, []).append(job)
        if len(workers) > MOST_WORKERS:
            raise ValueError(f"line {job.line}: has more than {MOST_WORKERS:,} workers")
    return Trace(durations=tuple(in_order(workers[name]) for name in sorted_names(list(workers))))


def sorted_names(names: list[str]) -> list[str]:
    """By number where every name is one, else as they are."""
    numbers = [value for name in names if (value := parsed(name)) is not None and math.isfinite(value)]
    if len(numbers) < len(names):
        return names
    return [name for _, name in sorted(zip(numbers, names, strict=True), key=lambda pair: pair[0])]


def decoded(given: bytes) -> str:
    """The text; ValueError where it is not UTF-8."""
    given = given.removeprefix(codecs.BOM_UTF8)
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError as error:
        line = given.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line}: is not UTF-8 text") from None


def jobs(text: str) -> Iterator[Job]:
    """The rows below the header; ValueError at the first that is wrong, and where there are none or too many."""
    rows = numbered(text)
    first, header = next(rows, (1, []))
    if not header:
        raise ValueError("is empty; it must have a header and a row for each job")
    places = columns(first, header)
    count = 0
    for line, cells in rows:
        if len(cells) != len(header):
            raise ValueError(f"line {line}: must have {len(header)} cells, as the header has (given: {len(cells)})")
        count += 1
        if count > MOST_DURATIONS:
            raise ValueError(f"line {line}: has more than {MOST_DURATIONS:,} jobs")
        yield job_of(line, {name: cells[place].strip() for name, place in places.items()})
    if not count:
        raise ValueError(f"line {first}: has no jobs below its header")


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number of each row's first line, and its cells; without rows of empty cells."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {line}: is not CSV ({error})") from None


def columns(line: int, header: list[str]) -> dict[str, int]:
    """Where the columns stand."""
    names = [cell.strip().lower() for cell in header]
    spans = "duration" not in names and ("start" in names or "end" in names)
    wanted = ("worker", "start", "end") if spans else ("worker", "duration")
    for name in wanted:
        if name not in names:
            if any(parsed(cell) is not None for cell in names):
                raise ValueError(f"line {line}: must be a header, {COLUMNS}")
            raise ValueError(f"line {line}: the column {name} is missing; it takes {COLUMNS}, with commas")
        if names.count(name) > 1:
            raise ValueError(f"line {line}: the column {name} stands twice")
    return {name: names.index(name) for name in wanted}


def job_of(line: int, cells: dict[str, str]) -> Job:
    """A row as a job."""
    worker = cells["worker"]
    if not worker:
        raise ValueError(f"line {line}: the worker has no name")
    if "duration" in cells:
        return Job(line, worker, 0.0, 0.0, checked(line, "duration", number(line, "duration", cells["duration"])))
    start, end = number(line, "start", cells["start"]), number(line, "end", cells["end"])
    if end < start:
        raise ValueError(f"line {line}: end is before start")
    # As it is on paper: 0.3 - 0.1 is 0.2.
    seconds = float(Decimal(repr(end)) - Decimal(repr(start)))
    return Job(line, worker, start, end, checked(line, "end - start", seconds))


def parsed(cell: str) -> float | None:
    """The number in a cell, if it holds one."""
    # Python also takes 1_000 for a number.
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def number(line: int, name: str, cell: str) -> float:
    """The number in a cell; ValueError where it holds none, or one that is not finite."""
    value = parsed(cell)
    if value is None or not math.isfinite(value):
        kind = "a number" if value is None else "a finite number"
        raise ValueError(f"line {line}: {name} must be {kind} (given: {shortened(repr(cell))})")
    return value


def checked(line: int, name: str, seconds: float) -> float:
    """Seconds within the bounds of a job; ValueError else."""
    if seconds < LEAST_SECONDS:
        raise ValueError(f"line {line}: {name} must be at least {LEAST_SECONDS:g} (given: {seconds:g})")
    if seconds > MOST_SECONDS:
        raise ValueError(f"line {line}: {name} must be at most {MOST_SECONDS:g} (given: {seconds:g})")
    return seconds


def in_order(own: list[Job]) -> tuple[float, ...]:
    """The seconds of one worker's jobs by their starts; ValueError where two overlap, for it does one at a time."""
    own = sorted(own, key=lambda job: job.start)
    for earlier, later in pairwise(own):
        if later.start < earlier.end:
            raise ValueError(
                f"line {later.line}: worker {shortened(later.worker)} starts at {later.start:g}, "
                f"but its job of line {earlier.line} ends at {earlier.end:g}"
            )
    return tuple(job.seconds for job in own)
