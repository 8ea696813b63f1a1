"""Stochastic gradient descent on least squares, one fresh sample a step, as a rule that is linear in its vectors.

Every variant starts at 0 and returns `sum_k weights_k x_k`. In the mean it is a linear correction of least squares,
`I - A = prod_k (I - eta_k P S)` for plain SGD, to be compared with the min-max estimator's A*.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.shift import ShiftError, numbers, square
from engine.kernel.state import Floats

STAGE_FACTOR = 0.25
"""Of the step from one stage of step decay to the next."""
FLAT = 1e-4
"""Curvatures below this share of the largest are too small for momentum to be tuned to."""


class Plan(NamedTuple):
    """A variant of SGD on n samples, with p vectors u_a, u_1 being the iterate x.

    At sample k, (x, y), with `w = sum_b look_b u_b`:
    `u_a <- sum_b keep_ab u_b + steps_k gain_a (y - x.w) P x`.
    """

    keep: Floats  # (p, p)
    look: Floats  # (p,)
    gain: Floats  # (p,)
    steps: Floats  # (n,)
    weights: Floats  # (n,) of the iterates after each sample, of sum 1
    preconditioner: Floats  # P (d, d)

    @property
    def samples(self) -> int:
        """Number n of samples."""
        return self.steps.size


def descent(steps: Floats, weights: Floats, preconditioner: Floats) -> Plan:
    """`x <- x + steps_k P x_k (y_k - x_k.x)`, the plain rule."""
    one = np.ones(1)
    return Plan(one.reshape(1, 1), one, one, steps, weights, np.ascontiguousarray(preconditioner))


def constant_step(samples: int, step: float, preconditioner: ArrayLike, tail: float = 0.5) -> Plan:
    """SGD with one step, that returns the mean of the last `tail` (0 to 1) of its iterates; the last one alone at 0.

    The preconditioner P (d, d) is I for plain SGD. Raises ShiftError in one sentence.
    """
    n = count(samples)
    if not 0 <= tail <= 1:
        raise ShiftError(f"tail must be between 0 and 1, not {tail}.")
    weights = last(n, max(round(tail * n), 1))
    return descent(np.full(n, positive(step, "step")), weights, square(preconditioner, "P"))


def step_decay(samples: int, step: float, preconditioner: ArrayLike) -> Plan:
    """SGD whose step falls to a quarter from stage to stage, in floor(log2 n) equal stages; its last iterate.

    The preconditioner P (d, d) is I for plain SGD. Raises ShiftError in one sentence.
    """
    n = count(samples)
    stages = max(int(np.log2(n)), 1)
    stage = np.arange(n) * stages // n
    steps = np.asarray(positive(step, "step") * STAGE_FACTOR**stage, np.float64)
    return descent(steps, last(n), square(preconditioner, "P"))


class Momentum(NamedTuple):
    """The parameters of accelerated SGD."""

    alpha: float
    beta: float
    gamma: float
    delta: float


def accelerated(samples: int, momentum: Momentum, preconditioner: ArrayLike) -> Plan:
    """Accelerated SGD [recalled form]: two vectors x and v, gradient g at a point w between them; the last x.

    `w = alpha x + (1 - alpha) v; x = w - delta g(w); v = beta w + (1 - beta) v - gamma g(w)`
    (after Jain, Kakade, Kidambi, Netrapalli, Sidford 2018). Raises ShiftError in one sentence.
    """
    n = count(samples)
    for name, value in momentum._asdict().items():
        positive(value, name)
    if momentum.alpha > 1 or momentum.beta > 1:
        raise ShiftError("alpha and beta must be at most 1.")
    alpha, beta, gamma, delta = momentum
    look = np.array([alpha, 1 - alpha])
    keep = np.array([look, beta * look + [0, 1 - beta]])
    return Plan(keep, look, np.array([delta, gamma]), np.ones(n), last(n), square(preconditioner, "P"))


def usual_momentum(source: Floats, preconditioner: Floats | None = None, smallest: float | None = None) -> Momentum:
    """Parameters for which accelerated SGD is known to converge on Gaussian features [recalled, same source].

    With `R^2 = tr(P S) + 2 lambda_max(P S)`, mu the smallest eigenvalue of P S, `kappa = R^2 / mu` and the statistical
    condition number d + 2. A `smallest` eigenvalue may be assumed in place of mu: directions of less curvature are
    then learned no faster than by plain SGD. Raises ShiftError where P S is singular and none is assumed.
    """
    spectrum = curvatures(source, preconditioner)
    mu = float(spectrum[0]) if smallest is None else positive(smallest, "smallest")
    if mu <= 0:
        raise ShiftError("S must not be singular: accelerated SGD's usual parameters need its smallest eigenvalue.")
    radius = spectrum.sum() + 2 * spectrum[-1]
    root = np.sqrt(radius / mu * (spectrum.size + 2))
    ratio = 3 * np.sqrt(5) * root
    alpha, beta, gamma, delta = ratio / (1 + ratio), 1 / (9 * root), 1 / (mu * ratio), 1 / (5 * radius)
    return Momentum(float(alpha), float(beta), float(gamma), float(delta))


def smallest_kept(source: Floats) -> float:
    """The smallest eigenvalue of S (d, d) that is worth assuming: at least FLAT of the largest, which must not be 0."""
    spectrum = curvatures(source, None)
    return float(spectrum[spectrum >= FLAT * spectrum[-1]][0])


def safe_step(source: Floats, preconditioner: Floats | None = None) -> float:
    """`1 / (tr(P S) + 2 lambda_max(P S))`, half of what suffices for one-sample SGD to converge on Gaussian features.

    There `E (x' P x) x x'` is at most `(tr(P S) + 2 lambda_max(P S)) S`. P (d, d) must be symmetric and positive
    semi-definite, I by default. It is inf where P S is 0.
    """
    spectrum = curvatures(source, preconditioner)
    radius = float(spectrum.sum() + 2 * spectrum[-1])
    return 1 / radius if radius > 0 else np.inf


def curvatures(source: Floats, preconditioner: Floats | None) -> Floats:
    """Eigenvalues (d,) of P S in increasing order; rounding below 0 is 0."""
    if preconditioner is None:
        return np.asarray(np.linalg.eigvalsh(source), np.float64).clip(min=0.0)
    return np.asarray(np.sort(np.linalg.eigvals(preconditioner @ source).real), np.float64).clip(min=0.0)


def last(samples: int, averaged: int = 1) -> Floats:
    """Weights (n,) of the mean of the last iterates, so many of them."""
    return np.repeat([0.0, 1 / averaged], [samples - averaged, averaged])


def count(samples: int) -> int:
    if isinstance(samples, bool) or samples != int(samples) or samples < 1:
        raise ShiftError(f"samples must be a whole number of at least 1, not {samples}.")
    return int(samples)


def positive(given: float, name: str) -> float:
    value = numbers(given, name)
    if value.ndim or value <= 0:
        raise ShiftError(f"{name} must be one number above 0, not {given}.")
    return float(value)
