"""What the live figure is sent of a setting."""

from engine import Scenario, simulate
from engine.results.plane import draw_map
from pages.parts.race.result import Result


def computed(given: Scenario) -> Result:
    simulation = simulate(given, film=True)
    return Result(simulation, draw_map(simulation), 0.25)
