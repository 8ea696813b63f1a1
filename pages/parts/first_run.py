"""Importing this runs the first scenario once, so that the first visitor's run finds everything loaded."""

from engine import Scenario, simulate
from engine.verdict import judge

simulation = simulate(Scenario.model_validate({"seeds": 2, "budget": {"arrivals": 500}}))
judge(simulation, target=1e-2)
