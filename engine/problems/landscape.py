"""Landscapes in the plane, for the map: a shape h, and a copy of it shifted by s_i for each worker.

`f_i(x) = h(x - s_i)` with shifts s_i of mean 0 and length about `heterogeneity`; noise N(0, s^2) a
coordinate. All shapes are scaled to a curvature of about 1 to 5, so that one step suits them all.
- bowl: `(x^2 + y^2) / 2`;
- valley: a quadratic of curvatures 1 and 1/20, turned by 30 degrees;
- rosenbrock: `(1 - x)^2 / 20 + (y - x^2)^2 / 2`, the bent valley (Rosenbrock 1960, scaled);
- two_wells: `(x^2 - 1)^2 / 4 + x / 10 + y^2 / 2`: the left well is the deeper one.
"""

import math
from collections.abc import Callable
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numba import float64, int64, types, uint64
from pydantic import Field

from engine.kernel.jit import DATA, VECTOR, gradient, inlined
from engine.kernel.state import Data, Floats, data
from engine.kernel.streams import fill_normal
from engine.problems.base import Gradient, Problem, ProblemSettings, in_pieces
from engine.problems.solve import Objective, newton
from engine.schema import NotNegative

PURPOSE = 102
PLACES_AT_ONCE = 100_000
"""Points times workers evaluated at once: keeps the intermediate arrays small."""


class Landscape(ProblemSettings):
    """A shape in the plane, each worker with its own shifted copy."""

    kind: Literal["landscape"] = "landscape"
    shape: Literal["bowl", "valley", "rosenbrock", "two_wells"] = "valley"
    heterogeneity: Annotated[NotNegative, Field(le=10)] = 0.5
    noise: Annotated[NotNegative, Field(le=1e3)] = 0.05

    def size(self) -> int:
        return 2

    def build(self, workers: int, seed: int) -> "ShiftedLandscape":
        shifts = np.random.default_rng([seed, PURPOSE]).standard_normal((workers, 2))
        shifts = self.heterogeneity * (shifts - shifts.mean(axis=0)) / math.sqrt(2)
        return ShiftedLandscape(SHAPES[self.shape], shifts, self.noise)


@inlined(types.UniTuple(float64, 2)(DATA, int64, VECTOR, uint64, VECTOR))
def noise_and_place(data: Data, worker: int, model: Floats, key: int, out: Floats) -> tuple[float, float]:
    """Fill `out` (2,) with noise; return the model's place in the worker's own copy."""
    fill_normal(key, data.noise, out)
    return model[0] - data.centers[worker, 0], model[1] - data.centers[worker, 1]


@gradient
def curved(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    x, y = noise_and_place(data, worker, model, key, out)
    out[0] += data.matrix[0, 0] * x + data.matrix[0, 1] * y
    out[1] += data.matrix[1, 0] * x + data.matrix[1, 1] * y


@gradient
def bent(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    x, y = noise_and_place(data, worker, model, key, out)
    out[0] += (x - 1.0) / 10.0 - 2.0 * x * (y - x * x)
    out[1] += y - x * x


@gradient
def two_wells(data: Data, worker: int, model: Floats, key: int, scratch: Floats, out: Floats) -> None:
    x, y = noise_and_place(data, worker, model, key, out)
    out[0] += x * (x * x - 1.0) + 0.1
    out[1] += y


class Shape(NamedTuple):
    """h in NumPy: value, gradient and Hessian entries at x, y of any shape."""

    gradient: Gradient
    value: Callable[[Floats, Floats], Floats]
    slope: Callable[[Floats, Floats], tuple[Floats, Floats]]
    hessian: Callable[[Floats, Floats], tuple[Floats, Floats, Floats]]  # xx, xy, yy
    start: tuple[float, float]
    bottoms: tuple[tuple[float, ...], ...]
    matrix: Floats | None = None


def quadratic_shape(curvatures: tuple[float, float], degrees: float, start: tuple[float, float]) -> Shape:
    """A quadratic around 0 whose axes are turned by `degrees`."""
    turn = math.radians(degrees)
    axes = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    m = axes @ np.diag(curvatures) @ axes.T
    a, b, c = m[0, 0], m[0, 1], m[1, 1]
    return Shape(
        curved,
        lambda x, y: (a * x * x + 2 * b * x * y + c * y * y) / 2,
        lambda x, y: (a * x + b * y, b * x + c * y),
        lambda x, y: (a + 0 * x, b + 0 * x, c + 0 * x),
        start,
        ((0.0, 0.0),),
        m,
    )


SHAPES = {
    "bowl": quadratic_shape((1.0, 1.0), 0.0, (2.0, 1.5)),
    "valley": quadratic_shape((1.0, 0.05), 30.0, (-1.0, 2.5)),
    "rosenbrock": Shape(
        bent,
        lambda x, y: (1 - x) ** 2 / 20 + (y - x * x) ** 2 / 2,
        lambda x, y: ((x - 1) / 10 - 2 * x * (y - x * x), y - x * x),
        lambda x, y: (0.1 - 2 * y + 6 * x * x, -2 * x, 1 + 0 * x),
        (-1.2, 1.0),
        ((1.0, 1.0),),
    ),
    "two_wells": Shape(
        two_wells,
        lambda x, y: (x * x - 1) ** 2 / 4 + x / 10 + y * y / 2,
        lambda x, y: (x * (x * x - 1) + 0.1, y),
        lambda x, y: (3 * x * x - 1, 0 * x, 1 + 0 * x),
        (0.6, 2.0),
        tuple((float(x), 0.0) for x in np.sort(np.roots([1, 0, -1, 0.1]).real)[[0, 2]]),
    ),
}


class ShiftedLandscape(Problem):
    """Built from a shape and shifts (n, 2)."""

    def __init__(self, shape: Shape, shifts: Floats, noise: float) -> None:
        self.shape = shape
        self.gradient = shape.gradient
        self.data = data(shape.matrix, shifts, noise=noise)
        self.start = np.array(shape.start)
        self.workers = len(shifts)
        self.at_once = max(1, PLACES_AT_ONCE // self.workers)
        if shape.matrix is not None:
            eigenvalues = np.linalg.eigvalsh(shape.matrix)
            self.smoothness, self.strong_convexity = float(eigenvalues.max()), float(eigenvalues.min())

    @cached_property
    def worker_smoothness(self) -> Floats | None:
        return None if self.shape.matrix is None else np.full(self.workers, self.smoothness)

    def places(self, points: Floats) -> tuple[Floats, Floats]:
        """The points in every worker's own copy: x and y of shape (..., n)."""
        moved = np.asarray(points)[..., None, :] - self.data.centers
        return moved[..., 0], moved[..., 1]

    def values(self, points: Floats, weights: Floats | None = None) -> Floats:
        w = self.weights(weights)
        return in_pieces(points, self.at_once, lambda p: np.asarray(self.shape.value(*self.places(p)) @ w))

    def gradients(self, points: Floats, weights: Floats | None = None) -> Floats:
        w = self.weights(weights)

        def evaluate(p: Floats) -> Floats:
            return np.stack([slope @ w for slope in self.shape.slope(*self.places(p))], axis=-1)

        return in_pieces(points, self.at_once, evaluate)

    def product(self, point: Floats, vector: Floats, weights: Floats) -> Floats:
        """Hessian at `point` (2,) times `vector` (2,)."""
        xx, xy, yy = (float(entry @ weights) for entry in self.shape.hessian(*self.places(point)))
        return np.array([xx * vector[0] + xy * vector[1], xy * vector[0] + yy * vector[1]])

    def weights(self, weights: Floats | None) -> Floats:
        return self.uniform if weights is None else weights

    def minimiser(self, weights: Floats | None = None) -> Floats:
        w = self.weights(weights)
        middle = w @ self.data.centers
        objective = Objective(
            lambda x: float(self.values(x, w)), lambda x: self.gradients(x, w), lambda x, v: self.product(x, v, w)
        )
        found = [newton(objective, bottom + middle) for bottom in np.array(self.shape.bottoms)]
        return min(found, key=lambda x: float(self.values(x, w)))

    def worker_minimisers(self) -> Floats:
        bottoms = np.array(self.shape.bottoms)
        heights = self.shape.value(bottoms[:, 0], bottoms[:, 1])
        return np.asarray(self.data.centers + bottoms[int(np.argmin(heights))])
