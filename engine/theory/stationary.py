"""The stationary state: the fixed point of one period's map, and the covariance that noise keeps up."""

from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.problems import Problem
from engine.theory.basis import Layout
from engine.theory.blocks import Blocks
from engine.theory.covariance import period_noise
from engine.theory.cycle import Cycle, NoTheoryError
from engine.theory.linear import Quadratics, period_map, period_path, quadratics, work
from engine.theory.replay import replayed

LINEAR = 1e-8
"""Rounding that maps of a long period may show, relative to their entries."""
FASTER, TURNS, MOST_PERIODS = 12.0, 12, 20_000
"""The slowest part is looked at once it has shrunk by exp(-FASTER) itself, for TURNS periods; no more are run."""
MOST_LOG = 600.0
MOST_DOUBLINGS, SMALLEST_PART = 60, 1e-17
"""A sum is as long as it need be when what is added last is so small a part of it."""


class Stationary(NamedTuple):
    """Means over the arrivals of a period, in the blocks' coordinates."""

    mean: Floats  # (B, s) of the model
    spread: Floats  # (B, s, s) covariance of the model
    bias_floor: float  # gap without noise
    noise_floor: float  # gap with it
    slow_gap: float  # without noise and bias the gap tends to slow_gap * rate^(2 arrivals); nan where it is not known


def stationary(cycle: Cycle, blocks: Blocks, problem: Problem, rate: float) -> Stationary:
    """Where a method stays that converges, and how it comes there from the problem's start.

    Raises NoTheoryError for a rule that is not linear.
    """
    of = quadratics(blocks.curvatures, blocks.centers)
    linear, constant = one_period(cycle, of)
    check_linear(cycle, blocks, linear, problem.smoothness)
    states = fixed_point(linear, constant)
    start = start_of(blocks.turned(problem.start), cycle.layout)
    away = start - states.reshape(start.shape)
    mean, about = mean_path(cycle, of, states)
    bias_floor, variance = float(np.sum(of.hessians * about) / 2), problem.data.noise**2
    # The covariance is the costliest part.
    spread = variance * noise_spread(cycle, of, linear) if variance else np.zeros_like(of.hessians)
    return Stationary(
        mean=mean,
        spread=spread,
        bias_floor=bias_floor,
        noise_floor=bias_floor + float(np.sum(of.hessians * spread) / 2),
        slow_gap=slow_part(cycle, linear, away, of.hessians, rate),
    )


def one_period(cycle: Cycle, of: Quadratics) -> tuple[Floats, Floats]:
    """The map of one period: `linear` (B, q s, q s) times the state plus `constant` (B, q s, 1)."""
    q, (b, s, _) = cycle.layout.rows, of.hessians.shape
    size = q * s
    maps = np.zeros((b, q, s, size + 1))
    maps.reshape(b, size, size + 1)[:, :, :size] = np.eye(size)
    period_map(cycle.arrivals, cycle.layout.first_job, of, maps, work(q, s, size + 1))
    maps = maps.reshape(b, size, size + 1)
    return maps[:, :, :size], maps[:, :, size:]


def fixed_point(linear: Floats, constant: Floats) -> Floats:
    """The states (B, q s, 1) that a period leaves as they are."""
    return np.asarray(np.linalg.solve(np.eye(linear.shape[1]) - linear, constant), np.float64)


def mean_path(cycle: Cycle, of: Quadratics, states: Floats) -> tuple[Floats, Floats]:
    """The mean (B, s) of the model after each arrival of a period that begins in `states` (B, q s, 1).

    Also the mean (B, s, s) of the products of its distances to the goal.
    """
    q, (b, s, _) = cycle.layout.rows, of.hessians.shape
    mean, about = np.zeros((b, s)), np.zeros((b, s, s))
    begin = states.copy().reshape(b, q, s, 1)
    period_path(cycle.arrivals, cycle.layout.first_job, of, begin, work(q, s, 1), mean, about)
    return mean / cycle.count, about / cycle.count


def nowhere(blocks: Blocks) -> Stationary:
    """The means of a method that does not converge: nan, and infinite floors."""
    b, s = blocks.centers.shape[1:]
    return Stationary(np.full((b, s), np.nan), np.full((b, s, s), np.nan), np.inf, np.inf, np.nan)


def start_of(start: Floats, layout: Layout) -> Floats:
    """The state (B, q, s) in which a run begins: `start` (B, s) everywhere but in the server's vectors."""
    state = np.repeat(start[:, None], layout.rows, axis=1)
    state[:, layout.first_job - layout.vectors : layout.first_job] = 0.0
    return state


def slow_part(cycle: Cycle, linear: Floats, away: Floats, hessians: Floats, rate: float) -> float:
    """What the gap of the state `away` (B, q, s) from the fixed point tends to over rate^(2 arrivals): its upper edge.

    Taken after the faster parts have died out, and over some periods, as the slowest part may turn.
    """
    b, _, s = away.shape
    shrinking = -2 * cycle.count * np.log(rate) if rate > 0 else np.inf
    first = max(1, int(np.ceil(FASTER / shrinking)))
    if not np.isfinite(shrinking) or first > MOST_PERIODS:
        return float("nan")
    state, found = away.reshape(b, -1, 1), []
    for period in range(1, first + TURNS):
        state = linear @ state
        model = state[:, :s, 0]
        gap = float(np.einsum("bi,bij,bj->", model, hessians, model) / 2)
        if period >= first and gap > 0:
            found.append(np.log(gap) + shrinking * period)
    return float(np.exp(max(found))) if found and max(found) < MOST_LOG else float("nan")


def noise_spread(cycle: Cycle, of: Quadratics, linear: Floats) -> Floats:
    """Mean covariance (B, s, s) of the model over a period under gradient noise of covariance I.

    The discrete Lyapunov equation P = M P M' + Q gives the covariance P where the period begins.
    """
    q, (b, s, _) = cycle.layout.rows, of.hessians.shape
    size, first_job = q * s, cycle.layout.first_job
    states, sums, memory = np.zeros((b, q, s, size)), np.zeros((b, s, s)), work(q, s, size)
    period_noise(cycle.arrivals, first_job, of, states, np.zeros(s), memory, sums)
    states[:] = lyapunov(linear, states.reshape(b, size, size)).reshape(b, q, s, size)
    sums[:] = 0.0
    period_noise(cycle.arrivals, first_job, of, states, np.zeros(s), memory, sums)
    return sums / cycle.count


def lyapunov(linear: Floats, fresh: Floats) -> Floats:
    """P (B, k, k) with P = M P M' + Q, of `linear` M and `fresh` Q: the sum of all M^i Q M^i', doubled in length.

    All terms are covariances, so that nothing cancels, however close to 1 the spectral radius of M is (SciPy's solver
    inverts a matrix that is then nearly singular).
    """
    total, power = fresh, linear
    for _ in range(MOST_DOUBLINGS):
        more = power @ total @ power.transpose(0, 2, 1)
        total = total + more
        if np.abs(more).max(initial=0.0) <= SMALLEST_PART * np.abs(total).max(initial=0.0):
            break
        power = power @ power
    return total


def check_linear(cycle: Cycle, blocks: Blocks, linear: Floats, smoothness: float) -> None:
    """Raise NoTheoryError where the rule, run on a mixture of states, does not give the mixture of their images.

    `linear` (B, q s, q s) are the blocks' maps of one period.
    """
    q, (b, s) = cycle.layout.rows, blocks.centers.shape[1:]
    mixture = np.random.default_rng(0).standard_normal((q, 1, s, b))
    curvatures = blocks.curvatures.transpose(0, 2, 3, 1)
    after, logs = replayed(cycle, cycle.settings, curvatures, smoothness, mixture)
    found = (after * np.exp(logs)).transpose(3, 0, 2, 1).reshape(b, q * s)
    expected = (linear @ mixture.transpose(3, 0, 2, 1).reshape(b, q * s, 1))[..., 0]
    size = np.abs(linear).max(axis=(1, 2)) * np.abs(mixture).max() * q * s
    if np.any(np.abs(found - expected) > LINEAR * size[:, None] + np.finfo(float).tiny):
        title = METHODS[cycle.settings.kind].title
        raise NoTheoryError(f"{title} is not linear in its gradients, so no matrix stands for an arrival.")
