"""Your own CSV file as a problem: a column of classes, numbers and words in the others, maybe a column of workers.

Numbers are standardised; words become a column of 0 and 1 for each of them. `engine.reading.numerals` says when a
column is meant as numbers: a word in it is an error then. A note tells of words that begin like numbers.
"""

import math
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from engine.cluster.speeds import MOST_WORKERS
from engine.kernel.state import Floats, Integers
from engine.problems.own_data import LONGEST_NAME, MOST_CLASSES, MOST_COLUMNS, MOST_NUMBERS, MOST_ROWS, OwnData
from engine.problems.packed import Codes, Rows
from engine.reading.columns import Column, Form, alike, columns_of, one_line, quoted
from engine.reading.decimal_marks import check_marks
from engine.reading.mixed_columns import check_known, check_meant, words_note
from engine.reading.numerals import not_number
from engine.schema import LONGEST

MOST_WORDS = 20
"""Different words of a column; each becomes a column of its own."""
DIGITS = 6
"""Digits of a feature: fewer than numbers have, so that a scenario's file stays small."""
LARGEST_WHOLE = 2**53
"""Numbers beyond are names, as of accounts: the nearest ones could not be told apart."""
CONSTANT = 1e-12
"""A column whose numbers differ by less, against the largest, is the same in all rows."""


DATA = Form(MOST_ROWS)


class Table(NamedTuple):
    """A file as a problem."""

    data: OwnData
    workers: tuple[str, ...]  # the workers' names in their order; empty without a column of workers
    notes: tuple[str, ...]  # sentences on what was left out, and on what was read in one of two ways


def read_table(source: str | bytes, target: str, worker: str | None = None) -> Table:
    """The problem in a CSV file whose column `target` holds the classes, and `worker` the owner of each row.

    Raises ValueError with a sentence that names what is wrong with the file.
    """
    columns = {alike(column.name): column for column in columns_of(source, DATA)}
    for name in (target, worker):
        if name is not None and alike(name) not in columns:
            raise ValueError(no_column(name, [column.name for column in columns.values()]))
    if worker is not None and alike(target) == alike(worker):
        raise ValueError(f"column {quoted(target)} cannot be both the target and the worker")
    classes, labels, mixed = classes_of(columns.pop(alike(target)))
    workers, owner = workers_of(columns.pop(alike(worker))) if worker is not None else ((), None)
    names, features, notes = features_of(list(columns.values()))
    data = OwnData(
        features=Rows(features),
        labels=Codes(labels),
        owner=None if owner is None else Codes(owner),
        names=tuple(name[:LONGEST_NAME] for name in names),
        classes=tuple(name[:LONGEST_NAME] for name in classes),
    )
    return Table(data, workers, (*mixed, *notes))


def column_names(source: str | bytes) -> tuple[str, ...]:
    """The names of a CSV file's columns. Raises ValueError as `read_table` does where it cannot be read."""
    return tuple(column.name for column in columns_of(source, DATA))


def no_column(name: str, names: list[str]) -> str:
    """A sentence on a name that no column has; where it is cut as another one is, from where the two differ."""
    known, wrong = list(map(quoted, names)), quoted(name)
    if wrong in known:
        pairs = zip(name, names[known.index(wrong)], strict=False)
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        wrong = f"'...{one_line(name[max(0, same - LONGEST // 4) :])}'"
    return f"there is no column {wrong}; the columns are {', '.join(known)[:200]}"


def classes_of(target: Column) -> tuple[list[str], Integers, list[str]]:
    """The classes' names in order, the class of each row, and a note where numbers and words are classes."""
    check_known(target)
    mixed = [words_note(target)] if not_number(target.cells, target.numbers) is not None else []
    values, labels = coded(target)
    name, count = quoted(target.name), len(values)
    if count == 1:
        raise ValueError(f"the target {name} is {quoted(values[0])} in all rows; it needs two classes")
    if count > MOST_CLASSES and target.numeric:
        raise ValueError(f"the target {name} holds {count:,} numbers: this is regression; choose a target with classes")
    if count > MOST_CLASSES:
        raise ValueError(f"the target {name} has {count:,} classes; at most {MOST_CLASSES} are possible")
    return values, labels, mixed


def workers_of(column: Column) -> tuple[tuple[str, ...], Integers]:
    """The workers' names in order, and the worker of each row."""
    check_known(column)
    values, owner = coded(column)
    name, count = quoted(column.name), len(values)
    if count > MOST_WORKERS:
        raise ValueError(f"the worker column {name} names {count:,} workers; at most {MOST_WORKERS:,} are possible")
    return tuple(values), owner


def features_of(columns: list[Column]) -> tuple[list[str], Floats, tuple[str, ...]]:
    """Names (p,), features (N, p), and notes on how columns were read and on those that were left out."""
    names: list[str] = []
    blocks: list[Floats] = []
    notes = []
    for column in columns:
        check_meant(column)
        made, block = standardised(column) if column.numeric else one_hot(column)
        if not made:
            notes.append(f"column {quoted(column.name)} was left out: it is the same in all rows")
        elif not column.numeric and (note := words_note(column)):
            notes.append(note)
        names += made
        blocks.append(block)
        check_size(len(names), len(column.cells))
    if not names:
        raise ValueError("no column is left to learn from")
    return names, np.hstack(blocks), (*notes, *check_marks(columns))


def check_size(columns: int, rows: int) -> None:
    """Raise ValueError where the features are too many."""
    if columns > MOST_COLUMNS:
        raise ValueError(f"the columns make more than {MOST_COLUMNS} features; leave some out")
    if columns * rows > MOST_NUMBERS:
        raise ValueError(
            f"the features are more than {MOST_NUMBERS:,} numbers in {rows:,} rows; leave some rows or columns out"
        )


def finite(column: Column) -> Floats:
    """The numbers (N,) of a column of numbers. Raises ValueError where one is not finite."""
    values = np.array(column.numbers, dtype=np.float64)
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        at = int(wrong[0])
        given = one_line(column.cells[at])
        raise ValueError(f"line {column.lines[at]}: {quoted(column.name)} must be a finite number (given: {given})")
    return values


def standardised(column: Column) -> tuple[list[str], Floats]:
    """A column of numbers with mean 0 and deviation 1, rounded; none where all are equal."""
    values = finite(column)
    # Against the largest: squares of huge numbers overflow.
    values = values / (np.abs(values).max() or 1.0)
    away = values - values.mean()
    deviation = math.sqrt((away * away).mean())
    if deviation <= CONSTANT:
        return [], np.empty((len(values), 0))
    return [column.name], np.array([[float(f"{value:.{DIGITS}g}")] for value in away / deviation])


def one_hot(column: Column) -> tuple[list[str], Floats]:
    """A column of 0 and 1 for each word; none where there is only one."""
    words, codes = coded(column)
    if len(words) > MOST_WORDS:
        name, most = quoted(column.name), f"at most {MOST_WORDS} can be used"
        raise ValueError(f"column {name} holds {len(words):,} different words; {most}: leave it out of the file")
    if len(words) == 1:
        return [], np.empty((len(codes), 0))
    return [f"{column.name}={word}" for word in words], np.eye(len(words))[codes]


def coded(column: Column) -> tuple[list[str], Integers]:
    """The different values in order, numbers by their size, and for each row which of them it has."""
    if column.numeric and np.abs(finite(column)).max() <= LARGEST_WHOLE:
        numbers, codes = np.unique(finite(column), return_inverse=True)
        return [str(int(v)) if v == int(v) else repr(float(v)) for v in numbers], codes
    words = sorted(set(column.cells))
    place = {word: index for index, word in enumerate(words)}
    return words, np.array([place[cell] for cell in column.cells], dtype=np.int64)
