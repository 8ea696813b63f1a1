"""Importing this runs the usual race once, so that the first visitor's run finds everything loaded."""

from engine import Scenario, simulate
from engine.warm import FIRST_METHODS

methods = [{"kind": kind} for kind in FIRST_METHODS]
simulation = simulate(Scenario.model_validate({"seeds": 1, "methods": methods, "budget": {"arrivals": 200}}), film=True)
