"""Schedules for the live figure: which job arrived when. Methods that share one share its arrays."""

from typing import Any

import numpy as np

from engine.simulation import Run
from pages.parts.live.payload.binary import Blob


def schedules(runs: list[Run], blob: Blob) -> tuple[list[dict[str, Any]], list[int]]:
    """The different schedules among `runs`, and for each run which of them it follows."""
    first: list[Run] = []
    which = []
    for run in runs:
        same = next((i for i, other in enumerate(first) if alike(run, other)), len(first))
        if same == len(first):
            first.append(run)
        which.append(same)
    return [schedule(run, blob) for run in first], which


def alike(run: Run, other: Run) -> bool:
    """Did the same jobs arrive at the same times, with the same staleness?"""
    pairs = zip(run.filmed[2:], other.filmed[2:], strict=True)
    return np.array_equal(run.arrivals, other.arrivals) and all(np.array_equal(a, b) for a, b in pairs)


def schedule(run: Run, blob: Blob) -> dict[str, Any]:
    """One schedule. `lag` counts arrivals back to the model; what says nothing new is None."""
    film = run.filmed
    count = len(film.moved)
    arrivals, index = run.arrivals[:count], np.arange(count)
    return {
        "arrivals": count,
        "time": blob.numbers(arrivals["time"]),
        "worker": blob.whole(arrivals["worker"]),
        "staleness": blob.whole(arrivals["staleness"]),
        "used": None if arrivals["used"].all() else blob.whole(arrivals["used"]),
        "lag": blob.whole(index - film.sent),
        "begunLag": None if np.array_equal(film.begun, film.sent) else blob.whole(index - film.begun),
        "version": None if np.array_equal(film.version, film.sent) else blob.whole(film.version),
        "cancelled": blob.whole(film.cancelled) if len(film.cancelled) else None,
        "flying": blob.whole(film.flying[:, :3]),
        "flyingEnd": blob.numbers(film.flying[:, 3]),
    }
