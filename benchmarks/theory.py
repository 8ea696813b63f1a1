"""How long exact theory takes: `python -m benchmarks.theory` prints one line a cluster and method."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from engine import Scenario
from engine.theory import Exact, exact, rate_map, steps_for
from engine.theory.exact import known
from engine.theory.question import cycle_or_error

METHODS = ("ormo", "naive_momentum", "shifted_momentum", "smega2", "ssgdm")
CLUSTERS = {
    "8 equal workers, d = 2": ("equal", 2, 200.0, 0.0),
    "8 workers of 1 to 8 s, d = 2": ("linear", 2, 200.0, 0.0),
    "8 workers of 1 to 8 s, d = 10": ("linear", 10, 10.0, 0.0),
    "the same, curvatures that differ": ("linear", 10, 10.0, 0.3),
}
ROUNDS = 3


def scenario(speed: str, dimension: int, condition: float, spread: float) -> Scenario:
    """The methods with momentum on one cluster."""
    problem = {"dimension": dimension, "condition": condition, "curvature_spread": spread}
    return Scenario.model_validate(
        {
            "cluster": {"workers": 8, "speed": {"kind": speed}},
            "problem": {"kind": "quadratic", **problem},
            "methods": [{"kind": kind, "step": 0.01} for kind in METHODS],
            "budget": {"arrivals": 1},
        }
    )


def median(work: Callable[[], object]) -> float:
    """Median real seconds of some rounds, nothing being kept between them."""
    taken = []
    for _ in range(ROUNDS):
        known.cache_clear()
        cycle_or_error.cache_clear()
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def largest_step(found: Exact) -> float:
    """As if it had not been asked for."""
    return replace(found).largest_step


def main() -> None:
    momenta = np.linspace(0, 0.98, 60)
    for name, shape in CLUSTERS.items():
        given = scenario(*shape)
        print(name)
        for kind in METHODS:
            found = exact(given, kind)
            steps = steps_for(found.problem.data.matrix.mean(axis=0), 1e-2, 30.0, 60)
            times = (
                median(partial(exact, given, kind)),
                median(partial(largest_step, found)),
                median(partial(rate_map, given, kind, steps, momenta)),
            )
            told = ", ".join(f"{seconds:.2f}" for seconds in times)
            print(f"  {kind:17} {found.arrivals_per_period:6} arrivals a period: exact, largest step, map {told} s")


if __name__ == "__main__":
    main()
