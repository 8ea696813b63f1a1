"""Speedups of all methods of a scenario as a table of numbers."""

from collections.abc import Sequence
from math import isnan

from engine.files import csv_text
from engine.kernel.pool import Progress
from engine.reading.typed_numbers import typed_numbers
from engine.scenario import Scenario
from engine.schema import shortened
from engine.speedup.speedups import MOST_WORKERS, speedup

HEADER = ("method", "workers", "seed", "arrivals", "seconds", "iteration_speedup", "time_speedup", "largest_delay")
POWERS = (1, 2, 4, 8, 16, 32, 64)
"""Numbers of workers, unless others are asked for."""


def speedup_table(
    scenario: Scenario,
    workers: Sequence[int],
    target: float,
    threads: int | None = None,
    progress: Progress | None = None,
) -> str:
    """CSV with one row a method, number of workers and seed; empty where the target was not reached.

    Raises ValueError as `speedup` does.
    """
    rows = []
    for settings in scenario.methods:
        found = speedup(scenario, settings.name, workers, target, threads, progress)
        columns = (found.arrivals, found.seconds, found.in_iterations, found.in_seconds)
        for row, n in enumerate(found.workers):
            for seed in range(scenario.seeds):
                figures = [None if isnan(column[row, seed]) else column[row, seed] for column in columns]
                rows.append([settings.name, n, seed, *figures, found.staleness[row]])
    return csv_text(HEADER, rows)


def numbers_of(text: str) -> list[int]:
    """The numbers of workers in a list like `1,2,4`, `1;2;4` or `1 2 4`. Raises ValueError with a sentence."""
    found = [number for _, number in typed_numbers(text)]
    if not found or not all(number.is_integer() for number in found):
        given = shortened(repr(text))
        raise ValueError(
            f"workers: must be whole numbers between commas (given: {given}); 1 to {MOST_WORKERS:,} are possible"
        )
    return [int(number) for number in found]
