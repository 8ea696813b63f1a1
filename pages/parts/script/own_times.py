"""Measured job times of a visitor's own: too many to be written into a script, which reads them from the same file."""

from typing import Any

from engine.cluster.speeds import Trace
from engine.cluster.trace import COLUMNS, read_trace

READ = read_trace
"""What reads the file, on the pages as in the script."""
MANY = 500
"""From so many jobs on the times are read from their file."""


def are_own_times(value: Any) -> bool:
    """Is this a trace of more jobs than one likes to read? All traces of the pages come of a file."""
    return isinstance(value, Trace) and sum(map(len, value.durations)) > MANY


def read_from(file: str) -> tuple[str, str]:
    """What the script gives to READ, and its comment on the file."""
    return f'Path("{file}").read_bytes()', f"# {file}: your file of measured times, {COLUMNS}."
