"""How far each method's limit is from the goal, over slowdowns and over steps: exact, and for small steps."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

import numpy as np

from engine.cluster import Cluster
from engine.cluster.speeds import TwoGroups
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.state import Floats
from engine.methods import METHODS, MethodSettings
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.theory.blocks import Blocks, blocks_of
from engine.theory.clock import arrivals_per_period
from engine.theory.cycle import MOST_ARRIVALS, Cycle, NoPeriodError, NoTheoryError, find_cycle
from engine.theory.exact import EDGE, check_size, lanes_of
from engine.theory.linear import quadratics
from engine.theory.question import Question
from engine.theory.reasons import raise_if_error, returns_error
from engine.theory.replay import spectral_radii
from engine.theory.stability import in_proportion, largest_step, with_step
from engine.theory.stationary import fixed_point, mean_path, one_period
from engine.theory.weights import weighted_minimiser, weights_of

REFERENCE = 1e-3
"""The step at which a schedule is looked at; of most methods it then serves for every step."""
MOST_COST = 2e5
"""Arrivals a period times workers, and once more where the server keeps rows for them: up to some half a second."""
UNKNOWN = (float("nan"), float("nan"), "")
ROUNDS = ("minibatch", "ssgdm", "mindflayer")
"""Methods whose period is one round, whatever the times are."""


@dataclass(frozen=True)
class BiasCurve:
    """The bias of one method along `x` (P,): slowdowns or steps."""

    x: Floats
    exact: Floats  # (P,) distance of the limit to the minimiser of f; inf: does not converge; nan: not known
    small: Floats  # (P,) the same as the step tends to 0; nan: not known
    why: str = ""  # the first reason, in one sentence, why something is not known

    def at_heterogeneity(self, factor: float) -> "BiasCurve":
        """The curve at a heterogeneity of `factor`, where this one is that at 1."""
        return replace(self, exact=scaled_bias(factor, self.exact), small=scaled_bias(factor, self.small))

    @property
    def diverges_from(self) -> float:
        """The first x at which the method does not converge; nan where there is none."""
        return float(next(iter(self.x[np.isinf(self.exact)]), np.nan))


def scaled_bias(heterogeneity: Floats | float, bias: Floats) -> Floats:
    """Bias at a heterogeneity, from that at 1, to which it is proportional; no limit (inf) stays none, nan nan.

    The two are broadcast against each other.
    """
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(bias), np.inf, heterogeneity * bias)


@dataclass(frozen=True)
class Schedule:
    """A method's cycle at the step REFERENCE, and whether only step times curvature matters to it."""

    cycle: Cycle
    proportional: bool

    @cached_property
    def weights(self) -> Floats:
        """w_i (n,), of sum 1. Raises NoTheoryError where the method never moves."""
        return weights_of(self.cycle)


def slow_share(cluster: Cluster) -> float:
    """The share of slow workers in a cluster of two groups; that of one worker in any other."""
    return cluster.speed.share if isinstance(cluster.speed, TwoGroups) else 0.5 / cluster.workers


def bias_over_slowdowns(
    scenario: Scenario, label: str, slowdowns: Floats, threads: int | None = None, progress: Progress | None = None
) -> BiasCurve:
    """Bias of the method `label` in a cluster of two groups, by the slow group's slowdown (P,).

    The share of slow workers is the scenario's where it has two groups, else one worker. What is not known is nan.
    On `quadratic` problems the bias is proportional to the heterogeneity: so are the workers' minimisers, and with them
    all fixed points.
    Raises KeyError for a label that the scenario does not have; `progress` as in `simulate`.
    """
    settings = scenario.method(label)
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    share = slow_share(scenario.cluster)

    def point(slowdown: float, proceed: Proceed) -> tuple[float, float, str]:
        times = TwoGroups(share=share, slowdown=slowdown).tau(scenario.cluster.workers)
        question = StepQuestion(settings, problem, tuple(times.tolist()))
        try:
            return (question.bias_at_step(settings.step), question.small_bias(), "") if proceed(0.0) else UNKNOWN
        except NoTheoryError as error:
            return np.nan, np.nan, str(error)

    found = side_by_side([partial(point, float(slowdown)) for slowdown in slowdowns], threads, progress)
    exact, small, whys = zip(*found, strict=True)
    return BiasCurve(slowdowns, np.array(exact), np.array(small), next(filter(None, whys), ""))


def bias_over_steps(scenario: Scenario, label: str, steps: Floats) -> BiasCurve:
    """Bias of the method `label` at each of the steps (P,), in the scenario's own cluster.

    Raises NoTheoryError as `exact` does, and where it would take too long.
    """
    question = StepQuestion.of(scenario, label)
    exact = np.array([question.bias_at_step(float(step)) for step in steps])
    return BiasCurve(steps, exact, np.full(steps.size, question.small_bias()))


def largest_stable_step(scenario: Scenario, label: str) -> float:
    """`exact(scenario, label).largest_step`, and no more. Raises NoTheoryError as `bias_over_steps` does."""
    return StepQuestion.of(scenario, label).largest_step


class StepQuestion(Question):
    """A question whose answers hold for many steps: most of them come from one schedule."""

    @property
    def reference(self) -> Schedule:
        """The schedule at the step REFERENCE. Raises NoTheoryError."""
        return self.schedule_at(REFERENCE)

    def schedule_at(self, step: float) -> Schedule:
        """The schedule at a step. Raises NoTheoryError where there is none, or it takes too long to find."""
        return raise_if_error(schedule_or_error(with_step(self.settings, step), self.times, self.problem.smoothness))

    def bias_at_step(self, step: float) -> float:
        """The exact bias; inf where the method does not converge. Raises NoTheoryError."""
        return float(self.problem.distances(self.at_step(step).limit))

    def at_step(self, step: float) -> "Fixed":
        """The limit and the rate. Raises NoTheoryError."""
        blocks, known = blocks_of(self.problem), self.reference
        if known.proportional:
            return limit_of(known.cycle, blocks._replace(curvatures=blocks.curvatures * (step / REFERENCE)))
        return limit_of(self.schedule_at(step).cycle, blocks)

    @property
    def lanes(self) -> Floats:
        """Curvatures (n, s, s, lanes) of the quadratic's blocks that differ. Raises NoTheoryError."""
        return lanes_of(blocks_of(self.problem))

    @property
    def largest_step(self) -> float:
        """The step below which the method converges at every one. Raises NoTheoryError."""
        return largest_step(self.reference.cycle, self.lanes, self.problem.smoothness)

    def small_bias(self) -> float:
        """The bias that remains as the step tends to 0. Raises NoTheoryError."""
        return float(self.problem.distances(weighted_minimiser(self.problem, self.weights)))

    @property
    def weights(self) -> Floats:
        """w_i (n,), of sum 1: each worker's pull while the step is small. Raises NoTheoryError."""
        return self.reference.weights


def following_cost(settings: MethodSettings, clock: Floats) -> float:
    """What following a period at fixed times (n,) costs, on the scale of MOST_COST; inf where there is no period."""
    if settings.kind in ROUNDS:
        return 0.0
    return arrivals_per_period(clock) * clock.size * (clock.size if settings.rows else 1)


@lru_cache(maxsize=256)
@returns_error
def schedule_or_error(settings: MethodSettings, times: tuple[float, ...], smoothness: float) -> Schedule:
    """The cycle of a method at its step, or the error that says why there is none."""
    clock = np.array(times)
    if arrivals_per_period(clock) <= MOST_ARRIVALS and following_cost(settings, clock) > MOST_COST:
        title = METHODS[settings.kind].title
        raise NoPeriodError(
            f"The period of {title} is too long to follow here; fewer workers or job times with a smaller common "
            "multiple shorten it."
        )
    cycle = find_cycle(settings, clock, smoothness)
    return Schedule(cycle, in_proportion(cycle, smoothness))


class Fixed(NamedTuple):
    """A method's limit (d,), nan where it does not converge, and its contraction per arrival."""

    limit: Floats
    rate: float


def limit_of(cycle: Cycle, blocks: Blocks) -> Fixed:
    """The mean model over a period in the long run, by the fixed point of the period's map."""
    check_size(cycle, blocks)
    of = quadratics(blocks.curvatures, blocks.centers)
    with np.errstate(all="ignore"):
        linear, constant = one_period(cycle, of)
        radius = float(spectral_radii(linear).max())
        if not radius < 1 - EDGE:
            return Fixed(np.full(blocks.centers[0].size, np.nan), radius ** (1 / cycle.count))
        states = fixed_point(linear, constant)
    mean, _ = mean_path(cycle, of, states)
    return Fixed(blocks.back(mean), radius ** (1 / cycle.count))
