"""Which worker pulls where: the workers' weights and minimisers, and the points that a method ends at, in a plane."""

from typing import NamedTuple

from engine.kernel.state import Floats
from engine.results.limits import MeasuredLimit
from engine.results.plane import plane_of
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.simulation import Simulation
from engine.theory.bias_curves import StepQuestion
from engine.theory.cycle import NoTheoryError


class Ends(NamedTuple):
    """Where a method ends (d,); None for what is not known."""

    biased: Floats | None  # the minimiser of the weighted objective
    limit: Floats | None  # the exact limit at the method's step


class Pulls(NamedTuple):
    """A method's pulls, with points (2,) in the plane of the map; None for what is not known."""

    kind: str
    weights: Floats  # (n,) of sum 1: each worker's pull; without theory its share of the arrivals at full speed
    workers: Floats  # (n, 2) the workers' own minimisers
    goal: Floats
    biased: Floats | None  # the minimiser of the weighted objective
    limit: Floats | None  # the exact limit at the method's step
    measured: Floats | None
    ends: Ends  # the same two, whole


def pulls_of(scenario: Scenario, label: str, measured: MeasuredLimit | None = None) -> Pulls:
    """The pulls of the method `label`, on a problem whose workers have minimisers, as the quadratic's do."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    own = problem.worker_minimisers()
    if own is None:
        raise ValueError(f"problem {scenario.problem.kind}: its workers have no minimisers of their own")
    biased = limit = None
    try:
        theory = StepQuestion.of(scenario, label)
        weights, limit = theory.weights, theory.at_step(scenario.method(label).step).limit
        biased = problem.minimiser(weights)
    except NoTheoryError:
        weights = scenario.cluster.frequencies()
    plane = plane_of(Simulation(scenario, problem, {}))

    def seen(point: Floats | None) -> Floats | None:
        return None if point is None else plane.project(point)

    kind, goal = scenario.method(label).kind, plane.project(problem.optimum)
    places = seen(biased), seen(limit), seen(None if measured is None else measured.limit[0])
    return Pulls(kind, weights, plane.project(own), goal, *places, Ends(biased, limit))
