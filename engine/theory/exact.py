"""What is known of a method on a quadratic without simulating: limit, rate, largest step, noise floor."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from engine.cluster import Cluster
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems import Problem, ProblemSettings
from engine.scenario import Scenario
from engine.theory.blocks import Blocks, blocks_of
from engine.theory.cycle import Cycle, NoTheoryError
from engine.theory.question import Question
from engine.theory.replay import rates
from engine.theory.stability import largest_step, with_step
from engine.theory.stationary import nowhere, stationary
from engine.theory.weights import UNDECIDED, total_weights

MOST_WORK = 3e10
"""Numbers touched by one period of all blocks' basis states: some ten seconds."""
ROUNDING = 1e-12
EDGE = 1e-11
"""A period that contracts by less than this share has no limit that could be computed."""


@dataclass(frozen=True)
class Exact:
    """A method on a quadratic at fixed times, by the linear map of one period of its schedule.

    All of it belongs to the settings' own step. Of a step at which the method does not converge only the rate,
    the largest step and the period are known: limit and bias are nan, the floors infinite.
    """

    settings: MethodSettings
    problem: Problem
    blocks: Blocks
    cycle: Cycle
    rate: float  # contraction of the distance to the limit per arrival; 1 or more: it does not converge
    limit: Floats  # (d,) mean of the model after each arrival of a period
    bias: float  # distance of the limit to the minimiser of f
    bias_floor: float  # mean gap over a period, were there no noise
    noise_floor: float  # mean gap over a period, with the noise
    spread: Floats  # (B, s, s) covariance of the model over a period, by noise, in the blocks' coordinates
    slow_gap: float  # without noise and bias the gap tends to slow_gap * rate^(2 arrivals); nan where it is not known

    @property
    def converges(self) -> bool:
        """Is there a limit at this step?"""
        return bool(np.isfinite(self.limit).all())

    @property
    def arrivals_per_period(self) -> int:
        """Arrivals of one period, K."""
        return self.cycle.count

    @property
    def seconds_per_period(self) -> float:
        """Simulated seconds of one period."""
        return self.cycle.seconds

    @property
    def covariance(self) -> Floats:
        """Covariance (d, d) of the model by noise, the mean over the arrivals of a period."""
        b, s, _ = self.spread.shape
        turned = np.zeros((b * s, b * s))
        for i in range(b):
            turned[i * s : (i + 1) * s, i * s : (i + 1) * s] = self.spread[i]
        axes = self.blocks.axes
        return turned if axes is None else axes @ turned @ axes.T

    @cached_property
    def largest_step(self) -> float:
        """The step below which the method converges at every one (see engine.theory.stability)."""
        return largest_step(self.cycle, lanes_of(self.blocks), self.problem.smoothness)


def exact(scenario: Scenario, label: str) -> Exact:
    """What is known exactly of the method `label` of a scenario.

    Needs a quadratic problem, fixed times and a schedule that repeats itself; raises NoTheoryError, in one sentence,
    where one of them is missing, and KeyError for a label that the scenario does not have. The scenario's budget does
    not matter. (methods.md section 5: the product of the arrivals' maps over one period; Lyapunov.)
    """
    return known(scenario.cluster, scenario.problem, scenario.seed, scenario.method(label))


@lru_cache(maxsize=16)
def known(cluster: Cluster, settings_of_problem: ProblemSettings, seed: int, settings: MethodSettings) -> Exact:
    """`exact`, kept for the next question."""
    question = Question.at(cluster, settings_of_problem, seed, settings)
    problem = question.problem
    blocks, cycle = blocks_of(problem), question.cycle
    check_size(cycle, blocks)
    check_decided(cycle, blocks)
    lanes = lanes_of(blocks)
    rate = float(rates(cycle, settings, lanes, problem.smoothness).max())
    # At the largest step it stands still, too, but not at half of it.
    half = with_step(settings, settings.step / 2)
    if stands_still(rate, cycle) and stands_still(float(rates(cycle, half, lanes, problem.smoothness).max()), cycle):
        raise NoTheoryError("At this step one period of the schedule changes so little that it cannot be computed.")
    converges = rate < 1 and not stands_still(rate, cycle)
    found = stationary(cycle, blocks, problem, rate) if converges else nowhere(blocks)
    limit = blocks.back(found.mean)
    return Exact(
        settings=settings,
        problem=problem,
        blocks=blocks,
        cycle=cycle,
        rate=rate,
        limit=limit,
        bias=distance(limit, problem),
        bias_floor=found.bias_floor,
        noise_floor=found.noise_floor,
        spread=found.spread,
        slow_gap=found.slow_gap,
    )


def stands_still(rate: float, cycle: Cycle) -> bool:
    """Is a period's contraction lost in rounding?"""
    return rate > 0 and abs(np.log(rate) * cycle.count) < EDGE


def check_decided(cycle: Cycle, blocks: Blocks) -> None:
    """Raise NoTheoryError where a direction has no curvature for any worker that is heard."""
    weights = total_weights(cycle)
    heard = np.where(weights > ROUNDING * weights.max(), weights, 0.0)
    eigenvalues = np.linalg.eigvalsh(np.einsum("n,nbij->bij", heard, blocks.curvatures))
    if eigenvalues.min() <= ROUNDING * eigenvalues.max():
        raise NoTheoryError(UNDECIDED)


def distance(point: Floats, problem: Problem) -> float:
    """Distance of a point (d,) to the minimiser of f; 0 where it is rounding."""
    found = float(np.linalg.norm(point - problem.optimum))
    small = ROUNDING * (np.linalg.norm(problem.optimum) + np.linalg.norm(problem.start))
    return 0.0 if found <= small else found


def lanes_of(blocks: Blocks) -> Floats:
    """Curvatures (n, s, s, lanes) of the blocks that differ."""
    return np.unique(blocks.curvatures, axis=1).transpose(0, 2, 3, 1)


def check_size(cycle: Cycle, blocks: Blocks) -> None:
    """Raise NoTheoryError where one period's maps would take too long."""
    b, s = blocks.centers.shape[1:]
    size = cycle.layout.rows * s
    work = 10.0 * b * size**2 * (cycle.count + 3 * size)
    if work > MOST_WORK:
        raise NoTheoryError(
            f"Exact theory would touch {work:.2g} numbers here; up to {MOST_WORK:.0e} are possible: take fewer "
            "workers or fewer dimensions."
        )
