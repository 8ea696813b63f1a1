"""The Race while a control is being moved: its first seed, as the page will show it among all seeds.

Knows nothing of Streamlit: it runs while the page's script rests.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from engine import Scenario, Simulation, simulate
from engine.results.plane import draw_map
from pages.parts.controls import live
from pages.parts.controls.catalogue import REAL
from pages.parts.controls.method import TUNED
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.spoken import spoken
from pages.parts.controls.types import Choices
from pages.parts.live.payload.figure import payload
from pages.parts.live.payload.gap import View
from pages.parts.race.result import make_ready
from pages.parts.race.steps import untuned

MOST_WORK = 2e8
"""Numbers that a preview may touch, or all seeds that are made ready: about a tenth of a second, which others wait."""
MOST_EVENTS = 100_000
"""Arrivals that a preview may draw, of all methods together: about 1.6 MB, and a tenth of a second."""


@dataclass(frozen=True)
class Previews:
    """What a page has when its script ends: choices with the visitor's files, steps, how it is seen, what is pinned."""

    choices: Choices
    scenario: Scenario
    view: View
    pinned: Simulation | None = None  # where its gaps can be compared with those of the choices

    def __call__(self, asked: dict[str, Any]) -> bytes:
        """The payload for the values that a browser asks for. Raises ValueError with a sentence where there is none."""
        choices = {**self.choices, **live.changes(asked["values"])}
        scenario = self.first_seed(choices)
        simulation = simulate(scenario, threads=1, film=True)
        view = self.view._replace(theory=False)
        told = {"number": asked["preview"], "words": self.words(), "times": live.bar_times(scenario.cluster)}
        key = f"preview {asked['preview']}"
        return payload(key, simulation, draw_map(simulation), view, {}, preview=told, pinned=self.pinned)

    def ready(self, asked: dict[str, Any]) -> None:
        """Have the result of all seeds ready for the moment when the control is let go at these values."""
        choices = {**self.choices, **live.changes(asked["values"])}
        # Tuned steps are found anew for what a control was moved to.
        if choices["steps"] == TUNED:
            return
        scenario = untuned(self.whole(choices), choices).scenario
        if scenario.work <= MOST_WORK:
            make_ready(scenario)

    def first_seed(self, choices: Choices) -> Scenario:
        """The scenario of the choices with its first seed alone. Raises ValueError where that would take too long."""
        whole = self.whole(choices)
        scenario = self.with_steps(whole, choices).model_copy(update={"seeds": 1})
        if scenario.work > MOST_WORK or scenario.arrivals * len(scenario.methods) > MOST_EVENTS:
            raise ValueError("one seed takes longer than a moment")
        return scenario

    def whole(self, choices: Choices) -> Scenario:
        """The scenario of the choices, with common steps. Raises ValueError where its goal takes long to find."""
        try:
            whole = scenario_of(choices)
        except ValidationError as error:
            raise ValueError(spoken(error)) from error
        known = (self.scenario.problem, self.scenario.cluster.workers)
        if choices["problem"] in REAL and (whole.problem, whole.cluster.workers) != known:
            raise ValueError("the goal of real data takes longer than a moment to find")
        return whole

    def with_steps(self, scenario: Scenario, choices: Choices) -> Scenario:
        """The scenario with the steps that the page will give it; tuned ones are those found last."""
        if choices["steps"] == TUNED:
            # Names may change with what is moved, as they say how copies differ; who races does not.
            pairs = zip(scenario.methods, self.scenario.methods, strict=True)
            return scenario.with_steps({now.name: before.step for now, before in pairs})
        return untuned(scenario, choices).scenario

    def words(self) -> str:
        """What the figure says while it shows a preview."""
        seeds = self.scenario.seeds
        parts = [f"the first of {seeds} seeds" if seeds > 1 else "one seed"]
        if self.choices["steps"] == TUNED:
            parts.append("the steps found before")
        if self.view.theory:
            parts.append("no theory")
        return f"Preview: {', '.join(parts)}"
