"""Numbers for the Bias page, kept while they may be needed again."""

from collections.abc import Callable
from functools import lru_cache

from engine import Scenario
from engine.kernel.pool import side_by_side
from engine.results.changing_speeds import CaseBiases, compare_cases
from engine.results.limits import MeasuredLimit, measure_limit
from engine.theory import NoTheoryError
from engine.theory.bias_curves import BiasCurve, StepQuestion, bias_over_slowdowns
from engine.theory.bias_grids import SLOWDOWNS, bias_to_largest_step, unit_scenario
from engine.theory.reasons import returns_error
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed, when_idle
from pages.parts.work.desk import Announce, stage

Point = tuple[str, float]
"""A method, and where on an axis it is simulated."""
CURVES: Cache[tuple[Scenario, str], BiasCurve] = Cache(400)
LIMITS: Cache[tuple[Scenario, str], MeasuredLimit] = Cache(1000)
POINTS: Cache[tuple[tuple[Scenario, str], ...], dict[tuple[Scenario, str], MeasuredLimit]] = Cache(100)
CHANGES: Cache[Scenario, CaseBiases] = Cache(30)


def curve_of(scenario: Scenario, title: str) -> BiasCurve | None:
    """Bias over SLOWDOWNS of a scenario whose heterogeneity is 1; None where the page says why there is none."""

    def compute(announce: Announce) -> BiasCurve:
        progress = stage(announce, f"Following the schedules of {title}")
        return bias_over_slowdowns(scenario, title, SLOWDOWNS, progress=progress)

    return computed(CURVES, (scenario, title), compute)


def limits_of(scenarios: dict[Point, Scenario]) -> dict[Point, MeasuredLimit]:
    """Where each method settles, simulated when the machine is idle; nothing until then."""
    questions = {point: (scenario, point[0]) for point, scenario in scenarios.items()}

    def compute(announce: Announce) -> dict[tuple[Scenario, str], MeasuredLimit]:
        different = list(dict.fromkeys(questions.values()))
        tasks = [lambda tell, question=question: settled(question, tell) for question in different]
        limits = side_by_side(tasks, progress=stage(announce, "Simulating the measured points"))
        return dict(zip(different, limits, strict=True))

    limits = when_idle(POINTS, tuple(questions.values()), compute)
    return {} if limits is None else {point: limits[question] for point, question in questions.items()}


def settled(question: tuple[Scenario, str], tell: Callable[[float], bool]) -> MeasuredLimit:
    """Where the simulated method of a scenario settles."""
    limit = LIMITS.get(question)
    if limit is None:
        tell(0.0)
        limit = measure_limit(*question)
        LIMITS.keep(question, limit)
    return limit


def biases_of(scenarios: dict[Point, Scenario]) -> dict[str, dict[float, float]]:
    """Measured distances from the goal by method and place; inf where a method diverges."""
    by_method: dict[str, dict[float, float]] = {}
    for (title, place), limit in limits_of(scenarios).items():
        by_method.setdefault(title, {})[place] = float(limit.bias[0])
    return by_method


def steps_at(scenario: Scenario, title: str) -> BiasCurve | NoTheoryError:
    """Bias over steps up to the largest stable one, or why that is not known. The scenario's own step does not matter.

    Computed once for all heterogeneities, to which the bias is proportional.
    """
    curve = steps_of(unit_scenario(scenario, title), title)
    return curve if isinstance(curve, NoTheoryError) else curve.at_heterogeneity(scenario.problem.heterogeneity)


@lru_cache(maxsize=100)
@returns_error
def steps_of(scenario: Scenario, title: str) -> BiasCurve:
    """`steps_at` of a heterogeneity of 1."""
    return bias_to_largest_step(scenario, title)


@lru_cache(maxsize=100)
@returns_error
def theory_of(scenario: Scenario, title: str) -> StepQuestion:
    """What theory says of a method's weights and limits, or why it says nothing."""
    theory = StepQuestion.of(scenario, title)
    _ = theory.weights
    return theory


def changes_of(scenario: Scenario) -> CaseBiases | None:
    """What becomes of Rescaled ASGD under changing times, simulated when the machine is idle; None until then."""

    def compute(announce: Announce) -> CaseBiases:
        announce(0.0, "Simulating changing times")
        return compare_cases(scenario)

    return when_idle(CHANGES, scenario, compute)
