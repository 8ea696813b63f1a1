"""Functions on design spaces whose optimum is known, by name."""

from engine.design_space.benchmarks.architecture import ARCHITECTURE
from engine.design_space.benchmarks.base import Benchmark
from engine.design_space.benchmarks.goldstein import GOLDSTEIN
from engine.design_space.benchmarks.neural_network import NEURAL_NETWORK
from engine.design_space.check import either

BENCHMARKS = {"goldstein": GOLDSTEIN, "neural_network": NEURAL_NETWORK, "architecture": ARCHITECTURE}


def benchmark(name: str) -> Benchmark:
    """The benchmark of this name. Raises ValueError, with those that there are, where there is none."""
    if name not in BENCHMARKS:
        raise ValueError(f"benchmark: must be {either(BENCHMARKS)} (given: {name!r})")
    return BENCHMARKS[name]


__all__ = ["BENCHMARKS", "Benchmark", "benchmark"]
