"""How far the exact largest step is above each derived one: `python -m benchmarks.derived_steps [quadratics]`."""

import math
import sys
from collections import defaultdict

import numpy as np

from engine.simulate import build_problem
from engine.theory.bias_curves import largest_stable_step
from engine.theory_step import known, theory_step
from tests.step_cases import case


def main(quadratics: int) -> None:
    """One line a method: the least, median and largest ratio."""
    ratios: dict[str, list[float]] = defaultdict(list)
    for seed in range(quadratics):
        given = case(seed)
        problem = build_problem(given.problem, given.cluster.workers, given.seed)
        facts = known(given, problem, 0.01)
        for settings in given.methods:
            step = theory_step(settings, facts)
            assert step is not None
            largest = largest_stable_step(given, settings.name)
            assert not math.isnan(largest)
            ratios[settings.kind].append(largest / step)
    for kind, found in ratios.items():
        least, middle, most = np.quantile(found, [0, 0.5, 1])
        print(f"{kind}: least {least:.3f}, median {middle:.2f}, largest {most:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
