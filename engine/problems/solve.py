"""Minimisers that have no closed form, by SciPy, to a gradient norm of 1e-10; and ways down where there is none."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats

GRADIENT_NORM = 1e-10
SAME = 1e-8
"""Minima whose heights differ by less count as one."""
FEWEST_STARTS = 24
"""Starts that are tried in any case: two minima of which one is rarely met look like one."""
GROWTH = 1.5
"""A step that paid is tried so many times larger next."""


class Objective(NamedTuple):
    """A function of points (d,): its value, its gradient (d,), and its Hessian times a vector (d,)."""

    value: Callable[[Floats], float]
    slope: Callable[[Floats], Floats]
    product: Callable[[Floats, Floats], Floats]


def newton(objective: Objective, start: Floats) -> Floats:
    """The minimiser (d,) near `start`.

    Raises ArithmeticError when the gradient norm stays above 1e-10: an inexact minimiser would make
    every gap wrong.
    """
    found = trust_region(objective, start)
    for _ in range(50):
        gradient = objective.slope(found)
        norm = float(np.linalg.norm(gradient))
        if norm <= GRADIENT_NORM:
            return np.asarray(found)
        found = found - conjugate_gradients(partial(objective.product, found), gradient)
    raise ArithmeticError(f"the minimiser was not found: the gradient norm stays at {norm:.1e}")


def trust_region(objective: Objective, start: Floats) -> Floats:
    """A point (d,) near a minimiser; it leaves saddles."""
    from scipy.optimize import minimize

    value, slope, product = objective
    options = {"gtol": 1e-7, "maxiter": 500}
    return np.asarray(minimize(value, start, jac=slope, hessp=product, method="trust-ncg", options=options).x)


def conjugate_gradients(product: Callable[[Floats], Floats], right: Floats) -> Floats:
    """Solve `H x = right` (d,) for a positive definite H, to a relative error of 1e-6."""
    from scipy.sparse.linalg import LinearOperator, cg

    size = right.size
    operator = LinearOperator((size, size), matvec=product, dtype=np.float64)
    solution, _ = cg(operator, right, rtol=1e-6, maxiter=10 * size)
    return np.asarray(solution)


def lowest(objective: Objective, starts: Iterable[Floats]) -> Floats:
    """The lowest of the minimisers (d,) that `starts` lead to, one after the other until hardly any can be left.

    That is when w different minima out of k starts, FEWEST_STARTS at least, let expect w (k - 1) / (k - w - 2), and
    this is at most w + 1/2 (Boender, Rinnooy Kan 1987). Raises ArithmeticError as `newton` does.
    """
    from scipy.optimize import minimize

    best, heights = np.zeros(0), np.zeros(0)
    options = {"gtol": 1e-6, "ftol": 1e-12, "maxiter": 1000}
    for tried, start in enumerate(starts, start=1):
        # Rough, but several times faster than `newton`.
        found = minimize(objective.value, start, jac=objective.slope, method="L-BFGS-B", options=options)
        if found.fun < heights.min(initial=np.inf):
            best = found.x
        if np.abs(heights - found.fun).min(initial=np.inf) > SAME:
            heights = np.append(heights, found.fun)
        if tried >= FEWEST_STARTS and expected(heights.size, tried) <= heights.size + 0.5:
            break
    return newton(objective, best)


def expected(different: int, tried: int) -> float:
    """Expected number of minima where `tried` starts led to so many `different` ones."""
    unseen = tried - different - 2
    return different * (tried - 1) / unseen if unseen > 0 else np.inf


def descend(value: Callable[[Floats], float], slope: Callable[[Floats], Floats], start: Floats, steps: int) -> Floats:
    """The point (d,) to which steps of steepest descent lead from `start`, each halved until it pays (Armijo 1966)."""
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
