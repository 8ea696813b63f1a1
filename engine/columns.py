"""The columns of a CSV file with a header. Whatever is wrong with the file is told in one sentence (ValueError)."""

import csv
import io
import re
from collections.abc import Iterator
from functools import cached_property

from engine.problems.own_data import MOST_ROWS
from engine.schema import shortened

MOST_CHARACTERS = 20_000_000
SEPARATORS = ",;\t"
DECIMAL_COMMA = re.compile(r"(-?\d+),(\d+)")
"""In files that are separated by semicolons."""


class Column:
    """A column of the file: its name, its cells (N,) and their line numbers (N,)."""

    def __init__(self, name: str, cells: list[str], lines: list[int]) -> None:
        self.name = name
        self.cells = cells
        self.lines = lines

    @cached_property
    def numbers(self) -> list[float | None]:
        """The number in each cell; None where it is a word."""
        return [number(cell) for cell in self.cells]

    @property
    def numeric(self) -> bool:
        return None not in self.numbers


def columns_of(source: str | bytes) -> list[Column]:
    """The columns of a file: all cells are there, none is empty."""
    lines = lines_of(text_of(source))
    _, names = next(lines, (0, []))
    check_names(names)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for place, cells in lines:
        if len(rows) == MOST_ROWS:
            raise ValueError(f"the file has more than {MOST_ROWS:,} rows")
        if len(cells) != len(names):
            raise ValueError(f"line {place} has {len(cells)} cells, but the first line names {len(names)} columns")
        if "" in cells:
            raise ValueError(f"line {place}: the cell of {quoted(names[cells.index('')])} is empty")
        rows.append(cells)
        numbers.append(place)
    if not rows:
        raise ValueError("there are no rows below the columns' names")
    return [Column(name, list(cells), numbers) for name, cells in zip(names, zip(*rows, strict=True), strict=True)]


def text_of(source: str | bytes) -> str:
    """The file's text, without a byte order mark."""
    if len(source) > MOST_CHARACTERS:
        raise ValueError(f"the file is too large: {len(source):,} bytes; at most {MOST_CHARACTERS:,} are read")
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"the file is not text in UTF-8 (byte {error.start:,}); save it as CSV in UTF-8") from None
    return source.removeprefix("\ufeff")


def lines_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells, without the blanks around them; empty lines are left out."""
    separator = max(SEPARATORS, key=text.lstrip("\r\n").partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if separator == ";":
                stripped = [DECIMAL_COMMA.sub(r"\1.\2", c) if DECIMAL_COMMA.fullmatch(c) else c for c in stripped]
            if cells:
                yield reader.line_num, stripped
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num} cannot be read as CSV ({error})") from None


def check_names(names: list[str]) -> None:
    """Raise ValueError where the first line names no columns."""
    if not names:
        raise ValueError("the file is empty")
    if all(number(name) is not None for name in names):
        raise ValueError("the first line must hold the columns' names, but it holds numbers")
    for place, name in enumerate(names):
        if not name:
            raise ValueError(f"column {place + 1} has no name in the first line")
        if name in names[:place]:
            raise ValueError(f"the name {quoted(name)} stands above two columns")


def number(cell: str) -> float | None:
    """The number in a cell; None where it is a word."""
    try:
        # Python reads 1_000 as a number; a CSV file does not mean one.
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def quoted(text: str) -> str:
    return f"'{shortened(text)}'"
