"""A list of job times that a visitor typed."""

import re
from collections.abc import Iterable

from engine.reading.typed_numbers import typed_numbers
from engine.schema import LEAST_SECONDS, MOST_SECONDS, exactly

MOST_TIMES = 1000
MOST_CHARACTERS = 2000
MOST_SHOWN, LONGEST = 5, 20
USUAL = (1.0, 2.0, 4.0, 8.0)


def parse_times(text: str) -> tuple[list[float], str]:
    """The numbers in a list typed by a visitor, and a sentence on what was left out of it, or ''."""
    read = text[: MOST_CHARACTERS + 1]
    entries = typed_numbers(read)
    complaints = []
    if len(text) > MOST_CHARACTERS:
        # Nobody knows how the last entry went on.
        entries = entries[:-1] if entries and read.endswith(entries[-1][0]) else entries
        complaints.append(f"only the first {MOST_CHARACTERS:,} characters are read, with {len(entries)} entries")
    good = [seconds for _, seconds in entries if LEAST_SECONDS <= seconds <= MOST_SECONDS]
    bad = [entry for entry, seconds in entries if not LEAST_SECONDS <= seconds <= MOST_SECONDS]
    if bad:
        complaints.append(f"left out {shown(bad)} (must be numbers from 1e-6 to 1e9)")
    if len(good) > MOST_TIMES:
        complaints.append(f"only the first {MOST_TIMES} of {len(good)} numbers are used")
    if not good:
        complaints.append("no number is left, so 1 s, 2 s, 4 s, 8 s are used")
    return good[:MOST_TIMES] or list(USUAL), f"Seconds per job: {'; '.join(complaints)}." if complaints else ""


def times_text(times: Iterable[float]) -> str:
    """Job times as a visitor would type them, with all their digits."""
    return ", ".join(map(exactly, times))


def shown(bad: list[str]) -> str:
    """Entries as code, so that nothing in them becomes a link, short and each once."""
    each = list(dict.fromkeys(re.sub(r"\s+", " ", entry).replace("`", "'") for entry in bad))
    short = [entry if len(entry) <= LONGEST else f"{entry[: LONGEST - 3]}..." for entry in each[:MOST_SHOWN]]
    more = f" and {len(each) - MOST_SHOWN} more" if len(each) > MOST_SHOWN else ""
    return ", ".join(f"`{entry}`" for entry in short) + more
