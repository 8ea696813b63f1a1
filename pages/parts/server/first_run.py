"""Importing this runs the first scenario once, so that the first visitor's run finds everything loaded."""

import engine.covariate_shift.sgd.runs
import engine.speedup.threads
import engine.zeroth_order.black_box  # noqa: F401  these compile what no scenario needs
from engine import Scenario, simulate
from engine.methods import METHODS
from engine.results.verdict import judge

methods = [{"kind": kind} for kind in METHODS]
simulation = simulate(Scenario.model_validate({"seeds": 1, "methods": methods, "budget": {"arrivals": 200}}))
judge(simulation, target=1e-2)
