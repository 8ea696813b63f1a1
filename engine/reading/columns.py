"""The columns of a CSV file with a header. Whatever is wrong with the file raises ValueError with one sentence.

Commas, semicolons or tabs separate the cells: what stands in the first line most often, outside of quotes, or what a
line `sep=;` above it names, as spreadsheets write it. In files of semicolons or tabs a comma in a number is a decimal
comma (`engine.reading.numerals` says what a number is). Lines whose cells are all empty are left out.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from engine.reading.numerals import number
from engine.schema import shortened

MOST_CHARACTERS = 20_000_000
MOST_NAMES = 1_000
"""Columns of a file: more than can be learned from."""
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SEPARATOR_LINE = re.compile(r'[\r\n]*"?sep=([^"\r\n])"?[ ]*(\r\n?|\n|$)', re.IGNORECASE)
HEADER_PIECES = re.compile(r'"|[\r\n]|[^"\r\n]+')


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


def table_names(line: int, header: list[str], decimal_comma: bool) -> list[str]:
    """The header's cells, each a column's name. Raises ValueError where they name no columns, or two alike."""
    if len(header) > MOST_NAMES:
        raise ValueError(f"the first line names {len(header):,} columns; at most {MOST_NAMES:,} are read")
    if all(number(name, decimal_comma) is not None for name in header):
        raise ValueError("the first line must hold the columns' names, but it holds numbers")
    seen: set[str] = set()
    for place, name in enumerate(header):
        if not name:
            raise ValueError(f"column {place + 1} has no name in the first line")
        if alike(name) in seen:
            raise ValueError(f"the name {quoted(name)} stands above two columns")
        seen.add(alike(name))
    return header


class Form(NamedTuple):
    """What a kind of file must look like, and the sentences on one that does not.

    `names` takes the header's line, its cells and whether numbers may have a decimal comma; it returns the columns'
    names, '' for a column that is not read, and raises ValueError where the header is wrong.
    """

    most_rows: int
    names: Callable[[int, list[str], bool], list[str]] = table_names
    may_be_empty: bool = False  # a cell
    empty: str = "the file is empty"
    no_rows: str = "there are no rows below the columns' names"
    too_many_rows: str = "the file has more than {most:,} rows"
    wrong_width: str = "line {line} has {given} cell{plural}, but the first line names {wanted} columns"


def columns_of(source: str | bytes, form: Form) -> list[Column]:
    """The columns of a file that have a name, with a cell in each row. Raises ValueError with a sentence."""
    separator, numbered = lines_of(text_of(source))
    # Between commas a comma in a number would have to be quoted, and is not read.
    decimal_comma = separator != ","
    first, header = next(numbered, (1, []))
    if not header:
        raise ValueError(form.empty)
    names = form.names(first, header, decimal_comma)
    rows: list[list[str]] = []
    lines: list[int] = []
    for line, cells in numbered:
        if len(rows) == form.most_rows:
            raise ValueError(form.too_many_rows.format(line=line, most=form.most_rows))
        if len(cells) != len(header):
            given, plural = len(cells), "" if len(cells) == 1 else "s"
            raise ValueError(form.wrong_width.format(line=line, given=given, plural=plural, wanted=len(header)))
        if "" in cells and not form.may_be_empty:
            raise ValueError(f"line {line}: the cell of {quoted(header[cells.index('')])} is empty; fill it in")
        rows.append(cells)
        lines.append(line)
    if not rows:
        raise ValueError(form.no_rows.format(line=first))
    named = zip(names, zip(*rows, strict=True), strict=True)
    return [Column(name, list(cells), lines, decimal_comma) for name, cells in named if name]


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


def lines_of(text: str) -> tuple[str, Iterator[tuple[int, list[str]]]]:
    """What separates the cells, and the rows, the header first: the number of each one's first line, and its cells.

    Raises ValueError where nothing says what separates them.
    """
    named = SEPARATOR_LINE.match(text)
    if named is None:
        separator = separator_of(text)
        return separator, cells_of(text, separator, 1)
    separator, begin = named[1], named.end()
    line = 1 + len(text[:begin].splitlines())
    if separator not in SEPARATORS:
        raise ValueError(
            f"line {line - 1}: {quoted('sep=' + separator)} is not read; the separator may be a comma, a semicolon or "
            "a tab"
        )
    return separator, cells_of(text[begin:], separator, line)


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
