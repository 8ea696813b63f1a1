"""Numbers in a list that somebody typed, as they are meant.

Semicolons, tabs and ends of lines separate. Without semicolons commas do; spaces do where there are neither. A comma
inside a number that something else separates from the others is a decimal comma, as in `1,5; 2,5` and `1,5 2,5`; but
the comma of `1,5` alone separates.
"""

import math
import re

WITH_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
NO_LIST = re.compile(rf"[^,;]+|{WITH_COMMA.pattern}")
ONE_COMMA = re.compile(r"[^,\s]+,[^,\s]+")
CUT = re.compile(r"[^,;]+,?")


def typed_numbers(text: str) -> list[tuple[str, float]]:
    """The entries as they were typed, and the number that each stands for: NaN where it is none."""
    return [(entry.strip(), number_of(entry)) for entry in entries_of(text) if entry.strip()]


def entries_of(text: str) -> list[str]:
    """The text between separators; a comma that is left in an entry is a decimal one."""
    if ";" in text:
        entries = re.split(r"[;\t\r\n]", text)
        if any(ONE_COMMA.fullmatch(entry.strip()) for entry in entries):
            return entries
        return re.split(r"[;,\t\r\n]", text)
    *words, last = text.split() or [""]
    # The last one may have been cut behind its comma.
    if words and all(map(NO_LIST.fullmatch, words)) and (NO_LIST.fullmatch(last) or CUT.fullmatch(last)):
        return [*words, last]
    return re.split(r"[,\t\r\n]", text)


def number_of(entry: str) -> float:
    """The number that an entry stands for; NaN where it is none."""
    word = entry.strip()
    try:
        return float(word.replace(",", ".") if WITH_COMMA.fullmatch(word) else word)
    except ValueError:
        return math.nan
