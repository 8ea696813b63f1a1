"""Functions on design spaces whose optimum is known, by name."""

from engine.design_space.benchmarks.architecture import ARCHITECTURE
from engine.design_space.benchmarks.base import Benchmark
from engine.design_space.benchmarks.goldstein import GOLDSTEIN
from engine.design_space.benchmarks.neural_network import NEURAL_NETWORK

BENCHMARKS = {"goldstein": GOLDSTEIN, "neural_network": NEURAL_NETWORK, "architecture": ARCHITECTURE}

__all__ = ["BENCHMARKS", "Benchmark"]
