"""How asynchrony acts like momentum: the mean path of ASGD, and the heavy ball that it follows.

Mitliagkas, Zhang, Hadjis and Re (2016), "Asynchrony begets momentum" (arXiv 1605.09774): with memoryless job times the
expected step of ASGD has a momentum of 1 - 1/n. On a quadratic that all n workers share the argument is exact at every
step gamma, from the first arrival on: each arrival comes from a uniformly random worker, so that in the mean
`x_{t+1} = x_t - gamma H a_t` with `a_t` the mean of the models in flight, and `a_{t+1} = (1 - 1/n) a_t + x_{t+1} / n`.
Hence `x_{t+1} - x_t = mu (x_t - x_{t-1}) - eta H x_t` with `mu = 1 - 1/n` and `eta = gamma / n`. [derived]

Whatever the times, small steps follow that path to second order, as the mean staleness is n - 1 in the long run.
[derived]
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

import numpy as np

from engine.cluster import Cluster
from engine.cluster.jitter import Exponential
from engine.cluster.speeds import Equal
from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.problems.quadratic import Quadratic
from engine.scenario import Budget, Scenario
from engine.simulate import simulate

T = TypeVar("T", float, Floats)

PROBLEM = Quadratic(dimension=2, condition=4.0, heterogeneity=0.0, noise=0.0)
"""Two curvatures: with one alone, a path of one worker does not tell momentum from step."""
ROUNDS = 8
"""A window of so many arrivals a worker: the early part of a run, while the model still moves."""
BATCHES = 5
"""Parts of the seeds that are fitted alone, for the standard error."""
SEEDS = 200
"""Of measurements with random times."""


class Fit(NamedTuple):
    """The heavy ball `x_{t+1} - x_t = momentum (x_t - x_{t-1}) - step grad f(x_t)` nearest to a path."""

    momentum: float
    step: float
    unexplained: float  # share of the path's sum of squares that it leaves


class Measured(NamedTuple):
    """ASGD's mean path, and the heavy ball nearest to it."""

    path: Floats  # (T + 1, d) mean over the seeds, after each arrival
    fit: Fit
    error: float  # standard error of the momentum over the seeds; 0 of one seed
    seeds: int


class Own(NamedTuple):
    """A cluster measured with its own times, and with exponential ones of the same means."""

    workers: int
    step: float
    plain: Measured
    random: Measured


def window(workers: int) -> int:
    """T: arrivals that are fitted."""
    return ROUNDS * workers + ROUNDS


def claimed_momentum(workers: T) -> T:
    """1 - 1/n, of one n or of many (K,)."""
    return 1 - 1 / workers


def usual_step(workers: int) -> float:
    """The step gamma of the measurements: half of 1 / n at a largest curvature of 1."""
    return 0.5 / workers


def scenario_of(cluster: Cluster, step: float, seeds: int, seed: int = 0) -> Scenario:
    """ASGD on a quadratic that all workers share, without noise, each arrival recorded."""
    arrivals = window(cluster.workers)
    return Scenario(
        seed=seed,
        seeds=seeds,
        cluster=cluster,
        problem=PROBLEM,
        methods=(METHODS["asgd"].settings(kind="asgd", step=step),),
        budget=Budget(arrivals=arrivals),
        records=arrivals + 1,
    )


def memoryless(cluster: Cluster) -> Cluster:
    """The cluster with exponential job times of the same speeds and steady power."""
    return Cluster(workers=cluster.workers, speed=cluster.speed, jitter=Exponential())


def fit_heavy_ball(path: Floats, gradients: Floats) -> Fit:
    """The momentum and the step (least squares) of a path (T + 1, d) with grad f (T + 1, d) along it.

    Fitted is the sum over time, `x_{t+1} - x_1 = mu (x_t - x_0) - eta sum_{s <= t} grad f(x_s)`: single differences are
    small beside what is left of the scatter between seeds, which would pull the momentum towards 0.
    """
    moved, before = path[2:] - path[1], path[1:-1] - path[0]
    pulled = -np.cumsum(gradients[1:-1], axis=0)
    columns = np.stack([before.ravel(), pulled.ravel()], axis=1)
    (momentum, step), *_ = np.linalg.lstsq(columns, moved.ravel(), rcond=None)
    left = moved.ravel() - columns @ [momentum, step]
    return Fit(float(momentum), float(step), float((left @ left) / (moved.ravel() @ moved.ravel())))


def heavy_ball_path(
    momentum: float, step: float, first: Floats, second: Floats, curvatures: Floats, count: int
) -> Floats:
    """The path (count + 1, d) of a heavy ball from its first two points (d,), on a quadratic around 0."""
    path = [first, second]
    while len(path) < count + 1:
        path.append(path[-1] + momentum * (path[-1] - path[-2]) - step * curvatures * path[-1])
    return np.array(path)


def implied_path(workers: int, step: float) -> Floats:
    """The mean path (T + 1, d) of ASGD under memoryless times, exactly: heavy ball with 1 - 1/n and step / n."""
    problem = PROBLEM.build(workers, 0)
    start, curvatures = problem.start, problem.data.matrix[0]
    first = start - step * curvatures * start
    return heavy_ball_path(claimed_momentum(workers), step / workers, start, first, curvatures, window(workers))


def measure(cluster: Cluster, step: float, seeds: int) -> Measured:
    """Simulate ASGD with the effective step gamma on a cluster and fit its mean path.

    Where the job times are fixed all seeds agree, so one is enough. Raises pydantic.ValidationError where the
    cluster is too large for so many seeds.
    """
    simulation = simulate(scenario_of(cluster, step, seeds))
    points = simulation["asgd"].iterate
    path = points.mean(axis=0)
    gradients = simulation.problem.gradients
    parts = [part.mean(axis=0) for part in np.array_split(points, BATCHES)] if seeds >= 2 * BATCHES else []
    single = [fit_heavy_ball(part, gradients(part)).momentum for part in parts]
    error = float(np.std(single, ddof=1) / np.sqrt(BATCHES)) if single else 0.0
    return Measured(path, fit_heavy_ball(path, gradients(path)), error, seeds)


def measure_equal(workers: int) -> Measured:
    """ASGD on workers with exponential times of one mean, over SEEDS seeds at the usual step."""
    return measure(memoryless(Cluster(workers=workers, speed=Equal())), usual_step(workers), SEEDS)


def measure_own(cluster: Cluster) -> Own:
    """A cluster with its own times and with memoryless ones, at the usual step. Raises as `measure`."""
    step = usual_step(cluster.workers)
    plain = measure(cluster, step, 1 if cluster.jitter.kind == "none" else SEEDS)
    return Own(cluster.workers, step, plain, measure(memoryless(cluster), step, SEEDS))


def largest_deviation(measured: Mapping[int, Measured]) -> float:
    """How far the fitted momentum is from 1 - 1/n at most, of measurements by n."""
    return max(abs(one.fit.momentum - claimed_momentum(workers)) for workers, one in measured.items())


def steepest(path: Floats) -> Floats:
    """The steepest coordinate (T + 1,) of a path (T + 1, d), as a share of where it starts."""
    return np.asarray(path[:, 0] / path[0, 0])
