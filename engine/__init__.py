"""Asynchrony Lab's engine: scenario in, simulation out. Needs no screen."""

import sys

from engine.kernel import compile_cache as compile_cache

__version__ = "0.1.0"
if sys.argv == ["-m", "--version"] and sys.orig_argv[-2:] == ["engine", "--version"]:
    # Only this package's import stands before its command, and all that follows may have to be compiled.
    print(__version__)
    raise SystemExit(0)

from engine.scenario import Scenario, sentence
from engine.simulate import simulate
from engine.simulation import Run, Simulation

__all__ = ["Run", "Scenario", "Simulation", "__version__", "sentence", "simulate"]
