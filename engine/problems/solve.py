"""Minimisers that have no closed form, by SciPy, to a gradient norm of 1e-10; and ways down where there is none."""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, cg

from engine.state import Floats

GRADIENT_NORM = 1e-10
GROWTH = 1.5
"""A step that paid is tried so many times larger next."""


def newton(
    value: Callable[[Floats], float],
    slope: Callable[[Floats], Floats],
    product: Callable[[Floats, Floats], Floats],
    start: Floats,
) -> Floats:
    """The minimiser (d,) near `start` of a function with gradient `slope` and Hessian product `product`.

    Raises ArithmeticError when the gradient norm stays above 1e-10: an inexact minimiser would make
    every gap wrong.
    """
    found = minimize(
        value, start, jac=slope, hessp=product, method="trust-ncg", options={"gtol": 1e-7, "maxiter": 500}
    ).x
    for _ in range(50):
        gradient = slope(found)
        norm = float(np.linalg.norm(gradient))
        if norm <= GRADIENT_NORM:
            return np.asarray(found)
        found = found - conjugate_gradients(partial(product, found), gradient)
    raise ArithmeticError(f"the minimiser was not found: the gradient norm stays at {norm:.1e}")


def conjugate_gradients(product: Callable[[Floats], Floats], right: Floats) -> Floats:
    """Solve `H x = right` (d,) for a positive definite H, to a relative error of 1e-6."""
    size = right.size
    operator = LinearOperator((size, size), matvec=product, dtype=np.float64)
    solution, _ = cg(operator, right, rtol=1e-6, maxiter=10 * size)
    return np.asarray(solution)


def descend(value: Callable[[Floats], float], slope: Callable[[Floats], Floats], start: Floats, steps: int) -> Floats:
    """Where so many steps of steepest descent from `start` lead (d,), each halved until it pays (Armijo 1966)."""
    found, height, step = start, value(start), 1.0
    for _ in range(steps):
        gradient = slope(found)
        squared = float(gradient @ gradient)
        while step * squared > 0 and not value(found - step * gradient) <= height - step * squared / 2:
            step /= 2
        found = found - step * gradient
        height = value(found)
        step *= GROWTH
    return found
