"""What is known of a method on a quadratic without simulating: limit, rate, largest step, noise floor."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.linalg import solve_discrete_lyapunov

from engine.cluster import Cluster
from engine.jitter import NoJitter
from engine.methods import MethodSettings
from engine.power import Steady
from engine.problems import Problem, ProblemSettings
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.speeds import Trace
from engine.state import Floats
from engine.theory.blocks import Blocks, blocks_of
from engine.theory.cycle import Cycle, NoTheoryError, find_cycle
from engine.theory.linear import period_map, period_noise, period_path
from engine.theory.replay import rates
from engine.theory.stability import largest_step

MOST_WORK = 1e10
"""Numbers touched by one period of all blocks' basis states: some ten seconds."""
EDGE = 1e-11
"""A period that contracts by less than this share has no limit that could be computed."""


@dataclass(frozen=True)
class Exact:
    """A method on a quadratic at fixed times, by the linear map of one period of its schedule.

    All of it belongs to the settings' own step. Of a step at which the method does not converge only the rate,
    the largest step and the period are known: the limit is nan, the noise floor infinite.
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

    @property
    def converges(self) -> bool:
        """Is there a limit at this step?"""
        return bool(np.isfinite(self.limit).all())

    @property
    def arrivals_per_period(self) -> int:
        """K."""
        return self.cycle.count

    @property
    def seconds_per_period(self) -> float:
        """Simulated seconds of one period."""
        return self.cycle.seconds

    @property
    def rate_per_second(self) -> float:
        """Contraction of the distance to the limit per simulated second."""
        with np.errstate(over="ignore"):
            return float(np.float64(self.rate) ** (self.cycle.count / self.cycle.seconds))

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
        """The method converges at every step below it (see engine.theory.stability)."""
        return largest_step(self.cycle, lanes_of(self.blocks), self.problem.smoothness)


def exact(scenario: Scenario, label: str) -> Exact:
    """What is known exactly of the method `label` of a scenario.

    Needs a quadratic problem, fixed times and a schedule that repeats itself; raises NoTheoryError, in one sentence,
    where one of them is missing, and KeyError for a label that the scenario does not have. The scenario's budget does
    not matter. (methods.md section 5: the product of the arrivals' maps over one period; Lyapunov.)
    """
    return known(scenario.cluster, scenario.problem, scenario.seed, settings_of(scenario, label))


def settings_of(scenario: Scenario, label: str) -> MethodSettings:
    """The settings of the method `label`. Raises KeyError where there is none."""
    for settings in scenario.methods:
        if settings.name == label:
            return settings
    raise KeyError(f"the scenario has no method {label!r}")


def fixed_times(cluster: Cluster) -> Floats:
    """The workers' fixed seconds a job (n,). Raises NoTheoryError where jobs of one worker take different times."""
    if not isinstance(cluster.jitter, NoJitter):
        raise NoTheoryError("Exact theory needs fixed times, and the job times here are random.")
    if not isinstance(cluster.power, Steady):
        raise NoTheoryError("Exact theory needs fixed times, and the workers' speeds here change over time.")
    if isinstance(cluster.speed, Trace):
        raise NoTheoryError("Exact theory needs fixed times, and the job times here are measured ones.")
    return cluster.speed.tau(cluster.workers)


@lru_cache(maxsize=64)
def known(cluster: Cluster, settings_of_problem: ProblemSettings, seed: int, settings: MethodSettings) -> Exact:
    """`exact`, kept for the next question."""
    times = fixed_times(cluster)
    problem = build_problem(settings_of_problem, cluster.workers, seed)
    blocks = blocks_of(problem)
    cycle = cycle_of(settings, tuple(times.tolist()), problem.smoothness)
    check_size(cycle, blocks)
    rate = float(rates(cycle, settings, lanes_of(blocks), problem.smoothness).max())
    # Of a large rate the power would leave the range of numbers.
    if not rate < (1 - EDGE) ** (1 / cycle.count):
        nothing = np.full(problem.dimension, np.nan)
        return Exact(settings, problem, blocks, cycle, rate, nothing, np.inf, np.inf, np.inf, nothing[:, None, None])
    return settled(settings, problem, blocks, cycle, rate)


@lru_cache(maxsize=32)
def cycle_of(settings: MethodSettings, times: tuple[float, ...], smoothness: float) -> Cycle:
    """`find_cycle`, kept for the next question."""
    return find_cycle(settings, np.array(times), smoothness)


def settled(settings: MethodSettings, problem: Problem, blocks: Blocks, cycle: Cycle, rate: float) -> Exact:
    """The stationary state: the fixed point of one period's map, and the covariance that noise keeps up."""
    q, (b, s) = cycle.layout.rows, blocks.centers.shape[1:]
    first_job, size, count = cycle.layout.first_job, q * s, cycle.count
    shifts = np.einsum("nbij,nbj->nbi", blocks.curvatures, blocks.centers)
    hessian = blocks.curvatures.mean(axis=0)
    goal = np.linalg.solve(hessian, shifts.mean(axis=0)[..., None])[..., 0]

    maps = np.zeros((b, q, s, size + 1))
    maps.reshape(b, size, size + 1)[:, :, :size] = np.eye(size)
    work = np.zeros((q, s, size + 1)), np.zeros((s, size + 1))
    period_map(cycle.arrivals, first_job, blocks.curvatures, shifts, maps, *work)
    maps = maps.reshape(b, size, size + 1)
    linear, constant = maps[:, :, :size], maps[:, :, size:]

    states = np.array(np.linalg.solve(np.eye(size) - linear, constant), np.float64).reshape(b, q, s, 1)
    mean, about = np.zeros((b, s)), np.zeros((b, s, s))
    work = np.zeros((q, s, 1)), np.zeros((s, 1))
    period_path(cycle.arrivals, first_job, blocks.curvatures, shifts, goal, states, *work, mean, about)

    spread = noise_spread(cycle, blocks, linear) * problem.data.noise**2
    bias_floor = float(np.sum(hessian * about) / count / 2)
    limit = blocks.back(mean / count)
    return Exact(
        settings=settings,
        problem=problem,
        blocks=blocks,
        cycle=cycle,
        rate=rate,
        limit=limit,
        bias=float(np.linalg.norm(limit - problem.optimum)),
        bias_floor=bias_floor,
        noise_floor=bias_floor + float(np.sum(hessian * spread) / 2),
        spread=spread,
    )


def noise_spread(cycle: Cycle, blocks: Blocks, linear: Floats) -> Floats:
    """Mean covariance (B, s, s) of the model over a period under gradient noise of covariance I.

    The discrete Lyapunov equation P = M P M' + Q gives the covariance P where the period begins.
    """
    q, (b, s) = cycle.layout.rows, blocks.centers.shape[1:]
    size, first_job = q * s, cycle.layout.first_job
    states, sums = np.zeros((b, q, s, size)), np.zeros((b, s, s))
    work = np.zeros(s), states, np.zeros((q, s, size)), np.zeros((s, size))
    period_noise(cycle.arrivals, first_job, blocks.curvatures, *work, sums)
    for i in range(b):
        fresh = states[i].reshape(size, size)
        states[i] = solve_discrete_lyapunov(linear[i], fresh).reshape(q, s, size)
    sums[:] = 0.0
    period_noise(cycle.arrivals, first_job, blocks.curvatures, *work, sums)
    return sums / cycle.count


def lanes_of(blocks: Blocks) -> Floats:
    """Curvatures (n, s, s, lanes) of the blocks that differ."""
    return np.unique(blocks.curvatures, axis=1).transpose(0, 2, 3, 1)


def check_size(cycle: Cycle, blocks: Blocks) -> None:
    """Raises NoTheoryError where one period's maps would take too long."""
    b, s = blocks.centers.shape[1:]
    work = 4.0 * cycle.count * b * (cycle.layout.rows * s) ** 2
    if work > MOST_WORK:
        raise NoTheoryError(
            f"Exact theory would touch {work:.2g} numbers here; up to {MOST_WORK:.0e} are possible: take fewer "
            "workers or fewer dimensions."
        )
