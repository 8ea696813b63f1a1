"""Runs with given gaps, and what a record holds until the next one."""

import numpy as np

from engine import Run
from engine.kernel.state import Floats
from tests.support.made import simulation


def run_of(gaps: Floats, times: Floats | None = None) -> Run:
    """A run with these gaps (S, R): half the squared distance to the goal."""
    away = np.sqrt(2 * np.asarray(gaps, float))
    path = np.stack([np.zeros_like(away), away], axis=-1)
    return simulation(path, **({} if times is None else {"times": np.asarray(times, float)}))["asgd"]


def held(seed_times: Floats, seed_gaps: Floats, x: float) -> float:
    """The gap of the last record at or before x."""
    return [gap for time, gap in zip(seed_times, seed_gaps, strict=True) if time <= x][-1]
