"""A list of job times that a visitor typed."""

MOST_TIMES = 1000


def parse_times(text: str) -> tuple[list[float], str]:
    """The numbers in a list typed by a visitor, and a sentence on what was left out of it, or ''."""
    good: list[float] = []
    bad: list[str] = []
    for entry in text.replace(";", ",").split(","):
        try:
            seconds = float(entry)
        except ValueError:
            seconds = float("nan")
        if 1e-6 <= seconds <= 1e9:
            good.append(seconds)
        elif entry.strip():
            bad.append(entry.strip())
    complaints = []
    if bad:
        # As code, so that nothing in it becomes a link.
        shown = ", ".join(f"`{entry[:20].replace('`', chr(39))}`" for entry in bad[:5])
        complaints.append(f"left out {shown} (must be numbers from 1e-6 to 1e9)")
    if len(good) > MOST_TIMES:
        complaints.append(f"only the first {MOST_TIMES} of {len(good)} numbers are used")
    if not good:
        complaints.append("no number is left, so 1, 2, 4, 8 are used")
    return good[:MOST_TIMES] or [1.0, 2.0, 4.0, 8.0], f"Seconds per job: {'; '.join(complaints)}." if complaints else ""
