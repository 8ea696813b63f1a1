"""Points for runs written by hand, and the verdict on such a run."""

from typing import Any

import numpy as np

from engine import Simulation
from engine.kernel.state import Floats
from engine.results.verdict import Outcome, Verdict, judge
from tests.support.made import BIASED, GOAL, START, TWO_WORKERS, simulation

APART = float(np.linalg.norm(BIASED - GOAL))
AWAY = float(np.linalg.norm(START - GOAL))
UP = np.array([0.0, 1.0])
"""A direction that leads away from both points."""


def verdict(given: Simulation, target: float = 0.0) -> Verdict:
    """On the one run of a simulation."""
    (only,) = judge(given, target)
    return only


def outcome(*iterates: Floats, fields: dict[str, Any] = TWO_WORKERS) -> Outcome:
    return verdict(simulation(*iterates, fields=fields)).outcome


def noisy(point: Floats, seeds: int, spread: float, number: int, records: int = 200) -> Floats:
    rng = np.random.default_rng(number)
    return np.asarray(point + spread * rng.standard_normal((seeds, records, 2)))
