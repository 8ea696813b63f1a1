"""A step's races: the simulations of its setting, and of the second one beside it."""

from engine import Scenario, Simulation, simulate
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choices
from pages.parts.lessons.lesson import Step
from pages.parts.lessons.quantities import Race, Races
from pages.parts.race.result import Result, result_of
from pages.parts.race.steps import untuned

Simulated = dict[str, tuple[Choices, Simulation]]
"""The controls' values and the simulation, by the race: "", and "A" where there is one."""


def choices_of(step: Step, moved: Choices) -> dict[str, Choices]:
    """The controls' values of each race, with what a visitor has moved."""
    first = {"": step.choices(moved)}
    return first if step.beside is None else {**first, "A": step.choices_beside(moved)}


def scenario_for(choices: Choices) -> Scenario:
    """The scenario with its steps. Raises pydantic.ValidationError."""
    return untuned(scenario_of(choices), choices).scenario


def results_of(step: Step, moved: Choices) -> dict[str, Result] | None:
    """The result of each race; None where the page says why there is none."""
    found = {name: result_of(scenario_for(choices)) for name, choices in choices_of(step, moved).items()}
    there = {name: result for name, result in found.items() if result is not None}
    return there if len(there) == len(found) else None


def simulated_of(step: Step, seed: int | None = None) -> Simulated:
    """The same as the lesson sets it, computed here and now; with another seed where one is given."""
    moved = {} if seed is None else {"seed": seed}
    return {
        name: (choices, simulate(scenario_for(choices), film=True)) for name, choices in choices_of(step, moved).items()
    }


def races_of(simulated: Simulated) -> Races:
    """What can be said of them."""
    return {name: Race.of(choices, simulation) for name, (choices, simulation) in simulated.items()}
