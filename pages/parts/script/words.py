"""What a scenario is, in a line that goes with a picture: methods, cluster, problem, runs."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

from engine import Scenario
from engine.cluster import Cluster
from engine.methods import METHODS, MethodSettings
from pages.parts.words.numbers import number

MOST_METHODS = 8


def scenario_words(scenario: Scenario, without: Collection[str] = (), methods: str = "") -> str:
    """The scenario in a few sentences, but for its runs.

    `without` names what the chart varies, so that no value of it is true; `methods` stands in place of the scenario's.
    """
    cluster, problem = scenario.cluster, setting_words(scenario.problem, without)
    return f"{methods or methods_words(scenario, without)}. {cluster_words(cluster, without)}. Problem: {problem}."


def methods_words(scenario: Scenario, without: Collection[str] = ()) -> str:
    """The methods with their settings."""
    named = [method_words(one, without) for one in scenario.methods[:MOST_METHODS]]
    more = len(scenario.methods) - len(named)
    return ", ".join([*named, *([f"{more} more"] if more else [])])


def method_words(settings: MethodSettings, without: Collection[str] = ()) -> str:
    """A method with its settings."""
    name, rest = settings.label or METHODS[settings.kind].title, details(settings, without)
    return f"{name} ({rest})" if rest else name


def cluster_words(cluster: Cluster, without: Collection[str] = (), workers: str = "") -> str:
    """The workers and their job times; `workers` stands in place of their number."""
    parts = [part for part in (cluster.speed, cluster.jitter, cluster.power) if kind_of(part) not in USUAL]
    count = workers or f"{cluster.workers} worker{'s' * (cluster.workers > 1)}"
    return f"{count}: {'; '.join(setting_words(part, without) for part in parts)}"


def run_words(scenario: Scenario) -> str:
    """How long the runs are, and how many."""
    return f"{budget_words(scenario)}, {seeds_of(scenario)}."


def first_run_words(scenario: Scenario) -> str:
    """The same, where the first seed alone is seen."""
    return f"{budget_words(scenario)}, the first of {seeds_of(scenario)}."


def budget_words(scenario: Scenario) -> str:
    """How long the runs are."""
    budget = scenario.budget
    return f"{budget.arrivals:,} arrivals" if budget.arrivals is not None else f"{number(budget.seconds or 0.0)} s"


def seeds_of(scenario: Scenario) -> str:
    """How many runs a method has, and what they are drawn from."""
    return f"{scenario.seeds} seed{'s' * (scenario.seeds > 1)} (random seed {scenario.seed})"


USUAL = ("none", "steady")
"""Kinds of jitter and power that need no words."""
KINDS = {"trace": "measured times"}
"""Kinds that have another name on the pages."""


def kind_of(part: BaseModel) -> str:
    return str(getattr(part, "kind", ""))


def setting_words(one: BaseModel, without: Collection[str] = ()) -> str:
    """A part of a scenario, or the setting of an application: its kind and its numbers."""
    kind, rest = KINDS.get(kind_of(one), kind_of(one).replace("_", " ")), details(one, without)
    return f"{kind} ({rest})" if kind and rest else kind or rest


def details(one: BaseModel, without: Collection[str] = ()) -> str:
    """The numbers and choices of a setting; lists are too long for a line."""
    names = [name for name in type(one).model_fields if name not in HIDDEN and name not in without]
    return listed({name: getattr(one, name) for name in names})


def listed(values: Mapping[str, Any]) -> str:
    """Names and values, as far as these are short."""
    return ", ".join(f"{name.replace('_', ' ')} {short(value)}" for name, value in values.items() if is_short(value))


HIDDEN = ("kind", "version", "label")


def is_short(value: Any) -> bool:
    return isinstance(value, bool | int | float | str) and value != ""


def short(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)
