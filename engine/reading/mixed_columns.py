"""Columns that hold numbers and words: an error where numbers are meant, else a note that they were read as words."""

import re

from engine.reading.columns import Column, quoted
from engine.reading.numerals import is_missing, nearly, not_number

NUMBER_BEGINS = re.compile(r"[^\w\s]{0,2}\d")
AS_WORDS = "or put a letter before each number to make words of them"


def check_meant(column: Column) -> None:
    """Raise ValueError where one cell is no number in a column that is meant as numbers."""
    place = not_number(column.cells, column.numbers)
    if place is not None:
        raise ValueError(no_number(column, place))


def check_known(column: Column) -> None:
    """Raise ValueError where a value is missing among the numbers of a column of names."""
    place = not_number(column.cells, column.numbers)
    if place is not None and any(map(is_missing, column.cells)):
        raise ValueError(no_number(column, next(k for k, cell in enumerate(column.cells) if is_missing(cell))))


def no_number(column: Column, place: int) -> str:
    """A sentence on the cell at `place`."""
    cell = column.cells[place]
    at, found = f"line {column.lines[place]}: {quoted(column.name)}", quoted(cell)
    if not nearly(cell):
        return f"{at} holds numbers elsewhere, but here {found}; write a number or leave the row out, {AS_WORDS}"
    plain = "1137.25 or 1137,25" if column.decimal_comma else "1137.25"
    return (
        f"{at} holds {found}, which is no plain number; write numbers like {plain}, without thousands separators, "
        f"% or currency, {AS_WORDS}"
    )


def words_note(column: Column) -> str:
    """A note on a column of words where some begin as numbers do; '' where none does."""
    for line, cell in zip(column.lines, column.cells, strict=True):
        if NUMBER_BEGINS.match(cell):
            return f"column {quoted(column.name)} was read as words, not as numbers ({quoted(cell)} on line {line})"
    return ""
