"""What a problem is: settings that build it, a jitted gradient of one job, and what is known of it exactly."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Data, Floats
from engine.schema import Part

Gradient = Callable[[Data, int, Floats, int, Floats, Floats], None]


class Oracle(NamedTuple):
    """How a problem answers for a block of coordinates (see engine.problems.blocks)."""

    job: Gradient
    columns: Floats  # (d, t) how the tracked numbers z = columns' x - offset move with each coordinate; t may be 0
    offset: Floats  # (t,)

    def tracked(self, point: Floats) -> Floats:
        """The tracked numbers (t,) at a point (d,)."""
        return np.asarray(point @ self.columns - self.offset)


def untracked(job: Gradient, dimension: int) -> Oracle:
    """The oracle of a problem whose partial derivatives need nothing but the point."""
    return Oracle(job, np.zeros((dimension, 0)), np.zeros(0))


def in_pieces(points: Floats, size: int, evaluate: Callable[[Floats], Floats]) -> Floats:
    """Apply `evaluate` to pieces (at most `size`, d) of points (..., d), and join the results (..., *)."""
    flat = np.asarray(points, dtype=np.float64).reshape(-1, np.shape(points)[-1])
    with np.errstate(all="ignore"):
        joined = np.concatenate([evaluate(flat[i : i + size]) for i in range(0, len(flat), size)])
    return np.asarray(joined.reshape(np.shape(points)[:-1] + joined.shape[1:]))


class Problem(ABC):
    """An objective `f(x) = (1/n) sum_i f_i(x)`, split over n workers.

    Methods that take `weights` (n,), non-negative and of sum 1, speak of `sum_i weights_i f_i`; without
    them, of f. Points have the shape (..., d).
    """

    data: Data
    gradient: Gradient
    blocks: Oracle | None = None
    """Partial derivatives and function values, for methods that take some coordinates at a time; None: it has none."""
    start: Floats
    workers: int
    scratch: int = 0
    """Length of the working memory that the jitted gradient needs."""
    map_lines: int = 61
    """Grid lines of a map of f: fewer where a value is costly."""
    smoothness: float = math.nan
    """L: the gradient of f is L-Lipschitz; nan where that is not known."""
    coordinate_smoothness: float = math.nan
    """L_1: along one coordinate that coordinate's derivative is L_1-Lipschitz; nan where that is not known."""
    strong_convexity: float = math.nan
    """mu of f; nan where f is not strongly convex or it is not known."""
    minimum_known: bool = True
    """False where nobody can know f*: then 0, a lower bound, stands for it, and a gap is f(x) itself."""

    @property
    def dimension(self) -> int:
        return int(self.start.size)

    @cached_property
    def uniform(self) -> Floats:
        """The weights (n,) that make f."""
        return np.full(self.workers, 1 / self.workers)

    @cached_property
    def worker_smoothness(self) -> Floats | None:
        """L_i (n,): the gradient of f_i is L_i-Lipschitz; None where that is not known, or an f_i is not convex."""
        return None

    @abstractmethod
    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        """Objective values (...,) at points (..., d)."""

    @abstractmethod
    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        """Exact gradients (..., d) at points (..., d)."""

    @abstractmethod
    def minimiser(self, weights: Floats | None = None) -> Floats:
        """The minimiser (d,), in closed form or solved to a gradient norm of 1e-10.

        Raises ArithmeticError when it is not found, or is not known.
        """

    def worker_minimisers(self) -> Floats | None:
        """Each worker's own minimiser (n, d), where it is cheap to know; else None."""
        return None

    def landmark(self, weights: Floats | None = None) -> Floats:
        """A point (d,) that a map must show: the minimiser, or else one on the way down from the start."""
        return self.minimiser(weights)

    def test_accuracy(self, points: Floats) -> Floats | None:
        """Share (...,) of the held-out samples that points (..., d) classify rightly; None where none are held out.

        A point that is not finite classifies nothing rightly.
        """
        return None

    def job_variance(self, point: Floats) -> float | None:
        """Variance of one job's gradient at a point (d,), of the worker that has the largest, where a formula says it.

        None: it follows from `data`, the noise of its coordinates and the samples that the workers own.
        """
        return None

    @cached_property
    def optimum(self) -> Floats:
        """x* (d,), the minimiser of f."""
        return self.minimiser()

    @cached_property
    def minimum(self) -> float:
        """f*, or 0 where it is not known."""
        return float(self.values(self.optimum)) if self.minimum_known else 0.0

    def distances(self, points: Floats) -> Floats:
        """Distances (...,) of points (..., d) from x*; inf where a point is not finite."""
        with np.errstate(all="ignore"):
            away = np.linalg.norm(points - self.optimum, axis=-1)
        return np.where(np.isnan(away), math.inf, away)

    def excess(self, points: Floats) -> Floats:
        """f(x) - f* (...,) at points (..., d) but for rounding, which may leave it a hair below 0."""
        return self.values(points) - self.minimum

    def gaps(self, points: Floats) -> Floats:
        """f(x) - f* (...,) at points (..., d); inf where x is not finite. Without a known f*, f(x) itself."""
        with np.errstate(all="ignore"):
            gaps = self.excess(points)
        return np.where(np.isnan(gaps), math.inf, np.maximum(gaps, 0.0))


class ProblemSettings(Part):
    """The fields every problem has."""

    kind: str

    def has_blocks(self) -> bool:
        """Does its problem answer for blocks of coordinates?"""
        return False

    def size(self) -> int:
        """The dimension d, without building the problem."""
        raise TypeError("a problem states its dimension")

    def work(self) -> float:
        """Numbers touched by one job's gradient, about."""
        return float(self.size())

    def tracked(self, workers: int) -> int:
        """How many numbers, t, a server tracks for blocks of coordinates (see engine.problems.blocks)."""
        return 0

    def slope_work(self, workers: int) -> float:
        """Numbers touched by one partial derivative, about."""
        return float(max(1, self.tracked(workers)))

    def memory(self, workers: int) -> float:
        """Bytes of the problem's arrays, about."""
        return 3.0 * workers * self.size() * 8

    def misfit(self, workers: int) -> str:
        """A sentence like `centers has 2 rows, but there are 8 workers`; '' where so many workers fit."""
        return ""

    def build(self, workers: int, seed: int) -> Problem:
        """The problem for this many workers; its random parts are drawn from the seed."""
        raise TypeError("a problem builds itself")
