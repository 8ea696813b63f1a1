"""One line on what a chart shows, for a picture that leaves its page: methods, cluster, problem, seeds, bands."""

from collections.abc import Iterator, Mapping
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
    """The scenario, or else the first setting, and what was asked for by name, in sentences."""
    settings = [part for part in all_parts(made) if isinstance(part, BaseModel)]
    scenario = next((one for one in settings if isinstance(one, Scenario)), None)
    if scenario is not None:
        sentences = [scenario_words(scenario), *([run_words(scenario)] if is_run(made) else [])]
    else:
        sentences = [f"{setting_words(one)}." for one in settings[:1]]
    return [*sentences, *choice_words(made)]


def choice_words(made: Call) -> Iterator[str]:
    """What the results that the chart shows were asked for by name; the chart's own names say how it looks."""
    calls = [part for part in all_parts(made) if isinstance(part, Call) and part is not made]
    words = listed({name: value for one in calls for name, value in one.named.items() if not isinstance(value, bool)})
    if words:
        yield f"{words[0].upper()}{words[1:]}."


def band_words(figure: go.Figure) -> Iterator[str]:
    """What the bands and whiskers are of, which those who draw them note at them; those of one seed have no width."""
    noted = [(spread_of(trace), trace.meta) for trace in figure.data if trace.meta and trace.meta not in SINGLE]
    for what, of in dict.fromkeys(noted):
        yield f"{what}: interquartile range, {of}."


SINGLE = ("one seed", "1 seed")


def spread_of(trace: Any) -> str:
    """A band is an area, whiskers are what Plotly draws for an error."""
    errors = (getattr(trace, side, None) for side in ("error_x", "error_y"))
    return "Whiskers" if any(error is not None and error.array is not None for error in errors) else "Bands"


def scenario_words(scenario: Scenario) -> str:
    """The scenario in a few sentences."""
    named = [f"{one.label or METHODS[one.kind].title} ({details(one)})" for one in scenario.methods[:MOST_METHODS]]
    more = len(scenario.methods) - len(named)
    methods = ", ".join([*named, *([f"{more} more"] if more else [])])
    cluster = scenario.cluster
    parts = [
        setting_words(part) for part in (cluster.speed, cluster.jitter, cluster.power) if kind_of(part) not in USUAL
    ]
    workers = f"{cluster.workers} worker{'s' * (cluster.workers > 1)}: {'; '.join(parts)}."
    return f"{methods}. {workers} Problem: {setting_words(scenario.problem)}."


def is_run(made: Call) -> bool:
    """Is the scenario simulated for its budget? What theory says, and where a method settles, does not depend on it."""
    calls = (part for part in all_parts(made) if isinstance(part, Call) and callable(part.function))
    takers = [one.function for one in calls if any(isinstance(value, Scenario) for value in one.arguments)]
    return any(not taker.__module__.startswith(WITHOUT_BUDGET) for taker in takers)


WITHOUT_BUDGET = ("engine.theory", "engine.results.bias_lines", "engine.results.limits", "engine.results.worker_pulls")


def run_words(scenario: Scenario) -> str:
    """How long the runs are, and how many."""
    budget = scenario.budget
    end = f"{budget.arrivals:,} arrivals" if budget.arrivals is not None else f"{number(budget.seconds or 0.0)} s"
    return f"{end}, {scenario.seeds} seed{'s' * (scenario.seeds > 1)}, the first {scenario.seed}."


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
    return listed({name: getattr(one, name) for name in type(one).model_fields if name not in HIDDEN})


def listed(values: Mapping[str, Any]) -> str:
    """Names and values, as far as these are short."""
    return ", ".join(f"{name.replace('_', ' ')} {short(value)}" for name, value in values.items() if is_short(value))


HIDDEN = ("kind", "version", "label")


def is_short(value: Any) -> bool:
    return isinstance(value, bool | int | float | str) and value != ""


def short(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)
