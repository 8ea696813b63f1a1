"""What a visitor wants to be advised on."""

from typing import NamedTuple

from engine import Scenario
from engine.advisor.objective import SEEDS
from engine.advisor.rivals import simple_methods
from engine.search.best_steps import search_work
from engine.search.tuning import Goal
from pages.parts.advisor.benchmark_controls import KINDS
from pages.parts.advisor.search_controls import GOAL, OPTIMISER, SECONDS, SEED, TIME
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choices


class Search(NamedTuple):
    """What a search is of, however long it goes on."""

    scenario: Scenario
    goal: Goal
    optimiser: str
    seed: int


class Asked(NamedTuple):
    """A search, and for how many real seconds."""

    search: Search
    seconds: float

    @property
    def work(self) -> float:
        """Numbers touched before the first try, about: the simple methods' own best steps are looked for."""
        simple = {"methods": tuple(simple_methods()), "seeds": SEEDS}
        return search_work(self.search.scenario.model_copy(update=simple))


def asked_of(choices: Choices) -> Asked:
    """What the choices ask for; own files are in them. Raises pydantic.ValidationError."""
    # A search has methods and seeds of its own.
    own = {"methods": Scenario().methods, "seeds": Scenario().seeds}
    scenario = scenario_of({**DEFAULTS, **choices}).model_copy(update=own)
    kind = "time" if choices[GOAL.key] == TIME else "gap"
    goal = Goal.model_validate({"kind": kind, "share": choices["target"]})
    return Asked(Search(scenario, goal, KINDS[choices[OPTIMISER.key]], choices[SEED.key]), choices[SECONDS.key])
