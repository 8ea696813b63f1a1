"""The choices of an advisor as a hierarchical design space: the method decrees its settings (arXiv 2506.22621)."""

from collections.abc import Mapping
from copy import copy

from engine.advisor.reference_step import ReferenceSteps
from engine.design_space import Categorical, Float, Integer, Ordinal, Point, Space, Variable
from engine.design_space.variables import Value
from engine.methods import METHODS, MethodSettings
from engine.problems import Problem
from engine.scenario import Scenario
from engine.theory.stability import with_step

LEFT_OUT = ("ascd", "aszd")
"""Methods that take other answers from a worker than whole gradients."""
MOMENTUM = tuple(kind for kind, method in METHODS.items() if "momentum" in method.settings.model_fields)
RESCALED = ("rescaled_asgd", "rescaled_ormo")
BATCHES = ("rennala", "malenia", "mindflayer")
IGNORING = ("rennala", "malenia", "ringmaster")
MODERATE = 0.5
"""A momentum to begin with: where noise decides, a large one fails at most steps."""
ROUNDS = 4
"""Batches and thresholds of at most so many gradients a worker."""
DIGITS = 3
"""A number has so many digits, so that it can be typed;"""
DECIMALS = {"momentum": 2}
"""these have so many decimals, as people write them."""
PATIENCES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
METHOD, STEP = "method", "relative_step"
OWN = (METHOD, STEP)
"""Variables that are no fields of settings."""
Range = tuple[float, float]
RELATIVE: Range = (1e-4, 2.0)
"""The reference steps are approximate: twice as large ones may be stable."""
FIELDS = {"unused_jobs": "variant", "sent_model": "variant"}
"""Variables that stand for a field of another name: fields of one name may mean different things."""


def methods_space(scenario: Scenario, relative: Range = RELATIVE) -> Space:
    """All methods that can run on the scenario's cluster and problem, with their settings but for the step itself.

    The method is a meta variable; what only some have is decreed by it, and MindFlayer's patience by its cutoffs.
    Ranges depend on the number of workers; where there is one, nothing is stale, so there is no threshold to choose.
    """
    workers = scenario.cluster.workers
    most = ROUNDS * workers
    variables: list[Variable] = [
        Categorical(METHOD, kinds_for(scenario)),
        Float(STEP, *relative, log=True),
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


class MethodsSpace:
    """The space of all methods that can run on a scenario, and the way between its points and settings.

    A point has a step relative to the one at which its method becomes unstable, about (`ReferenceSteps`).
    """

    def __init__(self, scenario: Scenario, problem: Problem) -> None:
        self.scenario = scenario
        self.references = ReferenceSteps(scenario, problem)
        self.space = methods_space(scenario)

    def within(self, relative: Range) -> "MethodsSpace":
        """The same methods at these relative steps only."""
        other = copy(self)
        other.space = methods_space(self.scenario, relative)
        return other

    def settings_of(self, point: Mapping[str, Value]) -> MethodSettings:
        """The settings of a point, with numbers of DIGITS digits, named as people name the method.

        Raises pydantic.ValidationError for a point of another space.
        """
        kind = str(point[METHOD])
        fields = {FIELDS.get(name, name): typed(name, value) for name, value in point.items() if name not in OWN}
        settings = METHODS[kind].settings.model_validate({"kind": kind, "label": METHODS[kind].title, **fields})
        return with_step(settings, float(f"{float(point[STEP]) * self.references.of(settings):.{DIGITS}g}"))

    def point_of(self, settings: MethodSettings) -> Point:
        """The point next to the settings; what they leave open has a usual value."""
        workers = self.scenario.cluster.workers
        usual = {"batch": workers, "threshold": workers}
        fields = {name: getattr(settings, FIELDS.get(name, name), None) for name in self.space.names}
        known = usual | {name: value for name, value in fields.items() if value is not None}
        return self.space.correct({**known, METHOD: settings.kind, STEP: self.relative(settings)})

    def relative(self, settings: MethodSettings) -> float:
        """The step of the settings over their reference step."""
        return settings.step / self.references.of(settings)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of methods that can run."""
        return tuple(str(value) for value in self.space.values(METHOD))

    def usual(self, kind: str, relative: float) -> Point:
        """A method with its usual settings and a moderate momentum, at a relative step."""
        settings = METHODS[kind].settings(kind=kind)
        if "momentum" in type(settings).model_fields:
            settings = settings.model_copy(update={"momentum": MODERATE})
        return self.point_of(with_step(settings, relative * self.references.of(settings)))


def typed(name: str, value: object) -> object:
    """A number as people type it."""
    if not isinstance(value, float):
        return value
    return round(value, DECIMALS[name]) if name in DECIMALS else float(f"{value:.{DIGITS}g}")
