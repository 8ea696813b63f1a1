"""Asynchrony Lab's engine: scenario in, simulation out. Needs no screen."""

from engine import compile_cache as compile_cache  # first: it must run before numba is imported
from engine.scenario import Scenario, sentence
from engine.simulate import simulate
from engine.simulation import Run, Simulation

__version__ = "0.1.0"
__all__ = ["Run", "Scenario", "Simulation", "__version__", "sentence", "simulate"]
