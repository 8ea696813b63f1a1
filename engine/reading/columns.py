"""The columns of a CSV file with a header. Whatever is wrong with the file is told in one sentence (ValueError).

Commas, semicolons or tabs separate the cells: what stands in the first line most often, outside of quotes, or what a
line `sep=;` above it names, as spreadsheets write it. In files of semicolons or tabs a comma in a number is a decimal
comma (`engine.reading.numerals` says what a number is). Lines whose cells are all empty are left out.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from engine.problems.own_data import MOST_ROWS
from engine.reading.numerals import number
from engine.schema import shortened

MOST_CHARACTERS = 20_000_000
MOST_NAMES = 1_000
"""Columns of a file: more than can be learned from."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SEPARATOR_LINE = re.compile(r'[\r\n]*"?sep=([^"\r\n])"?[ ]*(\r\n?|\n|$)', re.IGNORECASE)
HEADER_PIECES = re.compile(r'"|[\r\n]|[^"\r\n]+')


class Lines(NamedTuple):
    """The rows of a file: the number of each one's first line, and its cells without the blanks around them."""

    separator: str
    rows: Iterator[tuple[int, list[str]]]

    @property
    def decimal_comma(self) -> bool:
        """May numbers have a decimal comma?"""
        return self.separator != ","


class Column:
    """A column of the file: its name, its cells (N,) and their line numbers (N,)."""

    def __init__(self, name: str, cells: list[str], lines: list[int], decimal_comma: bool = False) -> None:
        self.name = name
        self.cells = cells
        self.lines = lines
        self.decimal_comma = decimal_comma

    @cached_property
    def numbers(self) -> list[float | None]:
        """The number in each cell; None where it is a word."""
        return [number(cell, self.decimal_comma) for cell in self.cells]

    @property
    def numeric(self) -> bool:
        return None not in self.numbers


def columns_of(source: str | bytes) -> list[Column]:
    """The columns of a file: all cells are there, none is empty."""
    found = lines_of(text_of(source))
    _, names = next(found.rows, (0, []))
    check_names(names, found.decimal_comma)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, cells in found.rows:
        if len(rows) == MOST_ROWS:
            raise ValueError(f"the file has more than {MOST_ROWS:,} rows")
        if len(cells) != len(names):
            count = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
            raise ValueError(f"line {line} has {count}, but the first line names {len(names)} columns")
        if "" in cells:
            raise ValueError(f"line {line}: the cell of {quoted(names[cells.index('')])} is empty; fill it in")
        rows.append(cells)
        lines.append(line)
    if not rows:
        raise ValueError("there are no rows below the columns' names")
    named = zip(names, zip(*rows, strict=True), strict=True)
    return [Column(name, list(cells), lines, found.decimal_comma) for name, cells in named]


def text_of(source: str | bytes) -> str:
    """The file's text, without a byte order mark."""
    if len(source) > MOST_CHARACTERS:
        raise ValueError(f"the file is too large: {len(source):,} bytes; at most {MOST_CHARACTERS:,} are read")
    try:
        text = source if isinstance(source, str) else source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line}: is not UTF-8 text; save the file as CSV in UTF-8") from None
    return text.removeprefix("\ufeff")


def lines_of(text: str) -> Lines:
    """The rows of a file, the header first. Raises ValueError where nothing says what separates the cells."""
    told = SEPARATOR_LINE.match(text)
    if told is None:
        separator = separator_of(text)
        return Lines(separator, cells_of(text, separator, 1))
    separator, begin = told[1], told.end()
    line = 1 + len(text[:begin].splitlines())
    if separator not in SEPARATORS:
        raise ValueError(
            f"line {line - 1}: {quoted('sep=' + separator)} is not read; the separator may be a comma, a semicolon or "
            "a tab"
        )
    return Lines(separator, cells_of(text[begin:], separator, line))


def separator_of(text: str) -> str:
    """What stands most often in the first line, outside of quotes; a comma where nothing does."""
    begins = text.lstrip("\r\n")
    header = outside_quotes(begins)
    counts = {separator: header.count(separator) for separator in SEPARATORS}
    most = max(counts.values())
    first, *others = [separator for separator, count in counts.items() if count == most]
    if most and others:
        line = 1 + len(text[: len(text) - len(begins)].splitlines())
        raise ValueError(
            f"line {line}: has as many {SEPARATORS[first]} as {SEPARATORS[others[0]]}, so which of them separate the "
            "cells is not clear; put names that hold one of them into quotes, or write a line sep=; above"
        )
    return first


def outside_quotes(text: str) -> str:
    """The first line without what is in quotes, where a name may hold anything, line ends among it."""
    parts: list[str] = []
    inside = False
    for piece in HEADER_PIECES.finditer(text):
        if piece[0] == '"':
            # Within a name a quote is a letter like others; two in quotes close and open again.
            begins = not parts or parts[-1].rstrip(" ")[-1:] in ("", *SEPARATORS)
            inside = not inside and begins
        elif not inside:
            if piece[0] in "\r\n":
                break
            parts.append(piece[0])
    return "".join(parts)


def cells_of(text: str, separator: str, line: int) -> Iterator[tuple[int, list[str]]]:
    """Line numbers from `line` on, and cells without the blanks around them; rows of empty cells are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    before, begins = line, line
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield begins, stripped
            begins = before + reader.line_num
    except csv.Error as error:
        raise ValueError(f"line {begins}: is not CSV ({error})") from None


def check_names(names: list[str], decimal_comma: bool) -> None:
    """Raise ValueError where the first line names no columns."""
    if not names:
        raise ValueError("the file is empty")
    if len(names) > MOST_NAMES:
        raise ValueError(f"the first line names {len(names):,} columns; at most {MOST_NAMES:,} are read")
    if all(number(name, decimal_comma) is not None for name in names):
        raise ValueError("the first line must hold the columns' names, but it holds numbers")
    seen: set[str] = set()
    for place, name in enumerate(names):
        if not name:
            raise ValueError(f"column {place + 1} has no name in the first line")
        if alike(name) in seen:
            raise ValueError(f"the name {quoted(name)} stands above two columns")
        seen.add(alike(name))


def alike(name: str) -> str:
    """What names have in common that look the same: blanks and accents have several spellings."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def quoted(text: str) -> str:
    """A text of the file in quotes, as `one_line` has it."""
    return f"'{one_line(text)}'"


def one_line(text: str) -> str:
    """A text of the file in one line and short; characters that cannot be seen are spelled out."""
    line = " ".join(text.split())
    return shortened("".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line))
