"""One line on what a chart shows, for a picture that leaves its page: methods, cluster, problem, seeds, bands."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
from pydantic import BaseModel

from engine import Scenario, __version__
from engine.methods import METHODS
from pages.parts.script.call import Call, all_parts
from pages.parts.words.numbers import number

MOST_METHODS = 8


def about(made: Call, figure: go.Figure) -> str:
    """What the chart was made from, and what its bands are."""
    told = list(dict.fromkeys(part.words for part in all_parts(made) if isinstance(part, Call) and part.words))
    return " ".join([*(told or made_of(made)), *band_words(figure), f"Asynchrony Lab {__version__}."])


def made_of(made: Call) -> list[str]:
    """The scenario, or else the first setting, in sentences."""
    settings: list[BaseModel] = []
    for part in all_parts(made):
        if isinstance(part, BaseModel) and part not in settings:
            settings.append(part)
    whole = [one for one in settings if isinstance(one, Scenario)] or settings
    return [scenario_words(one) if isinstance(one, Scenario) else f"{setting_words(one)}." for one in whole[:1]]


def band_words(figure: go.Figure) -> Iterator[str]:
    """What the bands and the bars with quartiles are of, which those who draw them note at them."""
    for what, of in dict.fromkeys((kind_of_spread(trace), trace.meta) for trace in figure.data if trace.meta):
        yield f"{what}: interquartile range, {of}."


def kind_of_spread(trace: Any) -> str:
    """A band is an area, and a bar what Plotly draws for an error."""
    error = getattr(trace, "error_x", None)
    return "Bands" if error is None or error.array is None else "Bars"


def scenario_words(scenario: Scenario) -> str:
    """The scenario in a few sentences."""
    named = [f"{one.label or METHODS[one.kind].title} ({details(one)})" for one in scenario.methods[:MOST_METHODS]]
    more = len(scenario.methods) - len(named)
    methods = ", ".join([*named, *([f"{more} more"] if more else [])])
    cluster, budget = scenario.cluster, scenario.budget
    end = f"{budget.arrivals:,} arrivals" if budget.arrivals is not None else f"{number(budget.seconds or 0.0)} s"
    seeds = f"{scenario.seeds} seed{'s' * (scenario.seeds > 1)}, the first {scenario.seed}"
    parts = [
        setting_words(part) for part in (cluster.speed, cluster.jitter, cluster.power) if kind_of(part) not in USUAL
    ]
    workers = f"{cluster.workers} worker{'s' * (cluster.workers > 1)}: {'; '.join(parts)}."
    return f"{methods}. {workers} Problem: {setting_words(scenario.problem)}. {end}, {seeds}."


USUAL = ("none", "steady")
"""Kinds of jitter and power that need no words."""
KINDS = {"trace": "measured times"}
"""Kinds that have another name on the pages."""


def kind_of(part: BaseModel) -> str:
    return str(getattr(part, "kind", ""))


def setting_words(one: BaseModel) -> str:
    """A part of a scenario, or the setting of an application: its kind and its numbers."""
    kind, rest = KINDS.get(kind_of(one), kind_of(one).replace("_", " ")), details(one)
    return f"{kind} ({rest})" if kind and rest else kind or rest


def details(one: BaseModel) -> str:
    """The numbers and choices of a setting; lists are too long for a line."""
    values = {name: getattr(one, name) for name in type(one).model_fields if name not in HIDDEN}
    return ", ".join(f"{name.replace('_', ' ')} {short(value)}" for name, value in values.items() if is_short(value))


HIDDEN = ("kind", "version", "label")


def is_short(value: Any) -> bool:
    return isinstance(value, bool | int | float | str) and value != ""


def short(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)
