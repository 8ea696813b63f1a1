"""`python -m benchmarks.design_space [--seeds 16] [--only bayesian,tpe] [--tries 60]`: optimisers on known optima.

One line a benchmark and optimiser: the regret (best value so far less the optimum) after 20, 40 and 60 tries as median
[quartiles] over fresh seeds, how many seeds came within 0.05, and processor seconds a try. What needs the extra
`advisor` is left out where it is not installed. Set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import time

import numpy as np

from engine.design_space.benchmarks import BENCHMARKS, Benchmark
from engine.design_space.optimisers import OPTIMISERS
from engine.kernel.state import Floats

FIRST_SEED = 1000
"""Settings were chosen on smaller ones."""
MILESTONES = (20, 40, 60)
CLOSE = 0.05


def regrets(kind: str, benchmark: Benchmark, tries: int, seed: int) -> Floats:
    """The best value so far less the optimum, after each try (tries,)."""
    optimiser, path = OPTIMISERS[kind](benchmark.space, seed), []
    for _ in range(tries):
        (point,) = optimiser.ask()
        optimiser.tell(point, benchmark.function(point))
        assert optimiser.best is not None
        path.append(optimiser.best.value - benchmark.optimum)
    return np.array(path)


def told(values: Floats) -> str:
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
    return f"{median:7.3f} [{low:.3f}, {high:.3f}]"


def measure(name: str, kind: str, tries: int, seeds: int) -> None:
    began = time.process_time()
    paths = np.array([regrets(kind, BENCHMARKS[name], tries, FIRST_SEED + seed) for seed in range(seeds)])
    cost = (time.process_time() - began) / paths.size
    columns = "  ".join(f"{told(paths[:, tried - 1]):26}" for tried in MILESTONES if tried <= tries)
    close = int((paths[:, -1] <= CLOSE).sum())
    print(f"{name:15} {kind:14} {columns}  {close:2} of {seeds}  {cost:.4f} s", flush=True)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--tries", type=int, default=60)
    parser.add_argument("--only", default=",".join(OPTIMISERS), help="optimisers, with commas between")
    parser.add_argument("--on", default=",".join(BENCHMARKS), help="benchmarks, with commas between")
    asked = parser.parse_args()
    for name in asked.on.split(","):
        for kind in asked.only.split(","):
            try:
                measure(name, kind, asked.tries, asked.seeds)
            except ImportError as missing:
                print(f"{name:15} {kind:14} left out: {missing}")


if __name__ == "__main__":
    main()
