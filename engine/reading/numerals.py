"""Which cells of a CSV file are numbers, and when a column is meant to hold numbers.

A number is written plainly: a sign, digits, a decimal point, an exponent (`-1137.25`, `1.5E-03`). In files separated
by semicolons or tabs the decimal mark may be a comma, too (`+1,5`, `1,5E-03`). Thousands separators, % and currency
signs are never read: `1,137` may be 1137 or 1.137, so a sentence asks for a plain number.

A column is meant as numbers where more than two thirds of its cells are numbers, plain ones or not; cells that say
that a value is missing (`NA`, `?`, `-`, ...) are left out of that account. It is then an error where one cell is none,
however few different values there are. Else the column holds words. A letter before each number makes words of them.
"""

import math
import re

DECIMAL_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
"""What may be one group of thousands as well as three decimals."""
NEARLY = re.compile(
    r"[+-]?[€$£]? ?[+-]?((\d{1,3}([.,'\u2019 ]\d{3})+|\d+)([.,]\d*)?|[.,]\d+)(e[+-]?\d+)? ?[%‰€$£]?",
    re.IGNORECASE | re.ASCII,
)
"""A number with thousands separators, a decimal comma, %, or a currency sign, where these are not read."""
MISSING = frozenset(
    ("na", "n/a", "n.a.", "#n/a", "<na>", "nan", "null", "none", "missing", "k.a.", "?", "-", "--", "\u2013", ".")
)
"""What stands in files where a value is missing, in small letters."""


def number(cell: str, comma: bool = False) -> float | None:
    """The number in a cell, nan and inf among them; None where it is a word. `comma`: it may have a decimal comma."""
    cell = cell.replace("\N{MINUS SIGN}", "-")
    if comma and DECIMAL_COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    try:
        # Python reads 1_000 as a number; a CSV file does not mean one.
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def nearly(cell: str) -> bool:
    """Does a word look like a number that is not written plainly?"""
    return NEARLY.fullmatch(" ".join(cell.replace("\N{MINUS SIGN}", "-").split())) is not None


def not_number(cells: list[str], numbers: list[float | None]) -> int | None:
    """The place of the first cell that is no number in a column that is meant as numbers; None where there is none.

    `numbers` are those of the cells, None for words. Beside words, nan and inf are words, too.
    """
    if None not in numbers:
        return None
    finite = [value is not None and math.isfinite(value) for value in numbers]
    meant = sum(found or nearly(cell) for cell, found in zip(cells, finite, strict=True))
    missing = sum(is_missing(cell) for cell in cells)
    return finite.index(False) if 3 * meant > 2 * (len(cells) - missing) else None


def is_missing(cell: str) -> bool:
    return cell.lower() in MISSING
