"""The choices of an advisor as a hierarchical design space: the method decrees its settings (arXiv 2506.22621)."""

import math

from engine.design_space import Categorical, Float, Integer, Ordinal, Point, Space, Variable
from engine.methods import METHODS, MethodSettings
from engine.problems import Problem
from engine.scenario import Scenario
from engine.search.step_grid import SPAN

LEFT_OUT = ("ascd", "aszd")
"""Methods that take other answers from a worker than whole gradients."""
MOMENTUM = tuple(kind for kind, method in METHODS.items() if "momentum" in method.settings.model_fields)
RESCALED = ("rescaled_asgd", "rescaled_ormo")
BATCHES = ("rennala", "malenia", "mindflayer")
IGNORING = ("rennala", "malenia", "ringmaster")
ROUNDS = 4
"""Batches and thresholds of at most so many gradients a worker."""
DIGITS = 3
"""A number has so many digits, so that it can be typed;"""
DECIMALS = {"momentum": 2}
"""these have so many decimals, as people write them."""
PATIENCES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
METHOD = "method"
FIELDS = {"unused_jobs": "variant", "sent_model": "variant"}
"""Variables that stand for a field of another name: fields of one name may mean different things."""


def methods_space(scenario: Scenario, problem: Problem) -> Space:
    """All methods that can run on the scenario's cluster and problem, with their settings.

    The method is a meta variable; what only some have is decreed by it, and MindFlayer's patience by its cutoffs.
    Ranges depend on the number of workers; where there is one, nothing is stale, so there is no threshold to choose.
    """
    workers = scenario.cluster.workers
    most = ROUNDS * workers
    scale = 1 / problem.smoothness if 0 < problem.smoothness < math.inf else 1.0
    variables: list[Variable] = [
        Categorical(METHOD, kinds_for(scenario)),
        Float("step", SPAN[0] * scale, SPAN[1] * scale, log=True),
        Float("momentum", 0.0, 0.99, when={METHOD: MOMENTUM}),
        Categorical("times", ("known", "online"), when={METHOD: RESCALED}),
        Categorical("normalisation", ("mean", "cycle"), when={METHOD: RESCALED}),
        Integer("batch", 1, most, log=True, when={METHOD: BATCHES}),
        Categorical("unused_jobs", ("ignore", "stop"), when={METHOD: IGNORING}),
        Categorical("sent_model", ("same", "current"), when={METHOD: "ringleader"}),
        Categorical("cutoffs", ("multiple", "rate", "bound"), when={METHOD: "mindflayer"}),
        Ordinal("patience", PATIENCES, when={"cutoffs": "multiple"}),
        Integer("local_steps", 1, 8, log=True, when={METHOD: "fedbuff"}),
        Float("server_step", 0.25, 4.0, log=True, when={METHOD: "fedbuff"}),
        Float("staleness_exponent", 0.0, 2.0, when={METHOD: "fedbuff"}),
        Float("tolerance", 0.5, 8.0, log=True, when={METHOD: "ormo_da"}),
        Float("constant", 0.5, 8.0, log=True, when={METHOD: "ormo_da"}),
    ]
    if workers > 1:
        variables += [
            Integer("threshold", 1, most, log=True, when={METHOD: "ringmaster"}),
            Integer("buffer", 1, workers, log=True, when={METHOD: "fedbuff"}),
        ]
    return Space(variables)


def kinds_for(scenario: Scenario) -> tuple[str, ...]:
    """The kinds of methods that fit the scenario's problem."""
    problem = scenario.problem
    fits = {
        kind: not method.settings.model_validate({"kind": kind}).misfit(problem.has_blocks(), problem.size())
        for kind, method in METHODS.items()
    }
    return tuple(kind for kind, fit in fits.items() if fit and kind not in LEFT_OUT)


def settings_of(point: Point) -> MethodSettings:
    """The settings of a point of the space, with numbers of DIGITS digits, named as people name the method.

    Raises pydantic.ValidationError for a point of another space.
    """
    kind = str(point[METHOD])
    fields = {FIELDS.get(name, name): typed(name, value) for name, value in point.items() if name != METHOD}
    return METHODS[kind].settings.model_validate({"kind": kind, "label": METHODS[kind].title, **fields})


def point_of(settings: MethodSettings, space: Space) -> Point:
    """The point of the space next to the settings; what they leave open has the space's own value."""
    fields = {name: getattr(settings, FIELDS.get(name, name), None) for name in space.names}
    known = {name: value for name, value in fields.items() if value is not None}
    return space.correct({**known, METHOD: settings.kind})


def typed(name: str, value: object) -> object:
    """A number as people type it."""
    if not isinstance(value, float):
        return value
    return round(value, DECIMALS[name]) if name in DECIMALS else float(f"{value:.{DIGITS}g}")
