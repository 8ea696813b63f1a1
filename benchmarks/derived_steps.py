"""How far the exact largest step is above each derived one.

`python -m benchmarks.derived_steps [quadratics]`: on random quadratics, one line a method.
`python -m benchmarks.derived_steps seek KIND SECONDS`: a search for quadratics where they are near each other.
"""

import math
import sys
import time
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from engine import Scenario
from engine.kernel.state import Floats
from engine.simulate import build_problem
from engine.theory import NoTheoryError
from engine.theory.bias_curves import largest_stable_step
from engine.theory.theory_step import known, theory_step
from tests.support.step_cases import TIMES, case

PATIENCE = 25
"""Moves in vain after which a search begins elsewhere."""


def ratio(given: Scenario, kind: str) -> float:
    """The exact largest step of a method over the derived one."""
    facts = known(given, build_problem(given.problem, given.cluster.workers, given.seed), 0.01)
    step = theory_step(given.method(kind), facts)
    assert step is not None
    return largest_stable_step(given, kind) / step


def compare(quadratics: int) -> None:
    """The least, median and largest ratio of each method."""
    ratios: dict[str, list[float]] = defaultdict(list)
    for seed in range(quadratics):
        given = case(seed)
        for settings in given.methods:
            ratios[settings.kind].append(ratio(given, settings.kind))
    for kind, found in ratios.items():
        least, middle, most = np.quantile(found, [0, 0.5, 1])
        print(f"{kind}: least {least:.3f}, median {middle:.2f}, largest {most:.1f}")


class Place(NamedTuple):
    """Where a search stands."""

    times: Floats  # (n,)
    roots: Floats  # (n, d, d): A_i = root root'
    momentum: float

    def ratio(self, kind: str) -> float:
        """Infinite where it is not known."""
        n, d, _ = self.roots.shape
        settings: dict[str, Any] = {"kind": kind, "step": 0.1}
        if "mo" in kind:
            settings["momentum"] = self.momentum
        matrices = self.roots @ self.roots.transpose(0, 2, 1)
        if np.linalg.eigvalsh(matrices.mean(axis=0)).min() < 1e-6:
            return math.inf
        given = {
            "cluster": {"workers": n, "speed": {"kind": "custom", "times": self.times}},
            "problem": {"kind": "custom_quadratic", "matrices": matrices, "centers": np.zeros((n, d))},
            "methods": [settings],
        }
        try:
            return ratio(Scenario.model_validate(given), kind)
        except NoTheoryError:
            return math.inf

    def near(self, rng: np.random.Generator) -> "Place":
        """A place a little off."""
        n = self.times.size
        grown = self.roots * np.exp(0.4 * rng.standard_normal((n, 1, 1)))
        if rng.random() < 0.6:
            grown = grown + 0.15 * rng.standard_normal(grown.shape) * np.abs(self.roots).max()
        times = self.times.copy()
        if rng.random() < 0.35:
            times[rng.integers(n)] = rng.choice(TIMES)
        return Place(times, grown, float(np.clip(self.momentum + 0.08 * rng.standard_normal(), 0.02, 0.98)))


def anywhere(rng: np.random.Generator) -> Place:
    """A random place of two to five workers in one or two dimensions."""
    n, d = int(rng.integers(2, 6)), int(rng.integers(1, 3))
    roots = rng.standard_normal((n, d, d)) * 10 ** rng.uniform(-1, 1, (n, 1, 1))
    return Place(rng.choice(TIMES, n).astype(float), roots, float(rng.uniform(0.05, 0.97)))


def seek(kind: str, seconds: float) -> None:
    """Descend from random places, and print the smallest ratio so far."""
    rng, end, best, tries = np.random.default_rng(0), time.monotonic() + seconds, math.inf, 0
    while time.monotonic() < end:
        place = anywhere(rng)
        now, vain = place.ratio(kind), 0
        while vain < PATIENCE and time.monotonic() < end:
            tried = place.near(rng)
            found = tried.ratio(kind)
            tries += 1
            place, now, vain = (tried, found, 0) if found < now - 1e-6 else (place, now, vain + 1)
        if now < best:
            best = now
            print(f"{kind}: {best:.6f} with momentum {place.momentum:.2f} and times {place.times.tolist()}")
    print(f"{kind}: {best:.6f} of {tries} tries")


if __name__ == "__main__":
    if sys.argv[1:2] == ["seek"]:
        seek(sys.argv[2], float(sys.argv[3]))
    else:
        compare(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
