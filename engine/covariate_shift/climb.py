"""Maximising the dual: quasi-Newton steps while they pay, then Newton steps on the gradient alone.

A difference of two duals says nothing below the square root of their rounding, which stops quasi-Newton steps at a
relative gap of about 1e-8; the gradient is exact far below that.
"""

import time
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse.linalg import LinearOperator, minres

from engine.covariate_shift.dual import Certificate, Dual
from engine.state import Floats

WANTED, ENOUGH, LONG = 1e-13, 1e-9, 2.0
"""Relative gap at which the search ends, and at which it ends once it has taken LONG seconds.

The estimator's own error is of the order of the gap's square root, so a small one is worth a few more steps.
"""
BATCH, MEMORY = 300, 30
"""Quasi-Newton steps at a time, and how many of them are remembered."""
STEPS, INNER, HALVINGS = 25, 200, 8
"""Newton steps at a time, products of the Hessian for each, and how often a step is halved."""
ROUNDING = 1e-13
"""Relative fall of the dual in a Newton step that is taken for rounding."""
PATIENCE = 4
"""Newton steps without a smaller gap after which they end: it falls from step to step, but not in each."""
ROUNDS = 6
"""Both kinds of steps are taken in turns, at most so often."""


class Climbed(NamedTuple):
    """The best prior that was met."""

    prior: Floats  # C (r, r)
    certificate: Certificate


class Climb:
    """One search, which keeps the prior of the smallest gap."""

    def __init__(self, dual: Dual, seconds: float) -> None:
        began = time.perf_counter()
        self.dual, self.long, self.end = dual, began + LONG, began + seconds
        self.factor: Floats = np.eye(dual.size).ravel()
        self.best = self.look()

    def look(self) -> Climbed:
        prior = self.dual.prior(self.factor)
        return Climbed(prior, self.dual.certificate(prior))

    def keep(self) -> bool:
        """Keep the factor's prior where its gap is the smallest so far; is it?"""
        found = self.look()
        better = found.certificate.gap < self.best.certificate.gap
        self.best = found if better else self.best
        return better

    @property
    def over(self) -> bool:
        found, now = self.best.certificate, time.perf_counter()
        return found.gap <= (WANTED if now < self.long else ENOUGH) * found.dual or now > self.end

    def quasi_newton(self) -> None:
        options = {"maxiter": BATCH, "maxcor": MEMORY, "ftol": 0.0, "gtol": 0.0}

        def stop_late(_: Floats) -> None:
            if time.perf_counter() > self.end:
                raise StopIteration

        found = minimize(self.dual.loss, self.factor, jac=True, method="L-BFGS-B", options=options, callback=stop_late)
        self.factor = found.x / np.linalg.norm(found.x)
        self.keep()

    def newton(self) -> None:
        without = 0
        for _ in range(STEPS):
            if self.over or without == PATIENCE or not self.newton_step():
                break
            without = 0 if self.keep() else without + 1

    def newton_step(self) -> bool:
        """One step of the solution of the Hessian's equation (MINRES: it need not be definite); did it find a place?"""
        gradient, product = self.dual.newton(self.factor)
        size = gradient.size
        step, _ = minres(LinearOperator((size, size), matvec=product), gradient, rtol=1e-6, maxiter=INNER)
        now = self.dual.loss(self.factor)[0]
        for _ in range(HALVINGS):
            there = self.factor + step
            if self.dual.loss(there)[0] <= now + ROUNDING * abs(now):
                self.factor = there / np.linalg.norm(there)
                return True
            step = step / 2
        return False


def climb(source: Floats, target: Floats, seconds: float) -> Climbed:
    """The prior (r, r) of trace 1 that maximises `tr T (C^-1 + S)^-1`, as well as it can be found in so many seconds.

    `source` and `target` (r, r) are S over the noise, and T, in the ball's coordinates. A certificate comes with it.
    """
    scale = float(np.trace(target))
    dual = Dual(source, target / scale)
    search = Climb(dual, seconds)
    for _ in range(ROUNDS):
        if search.over:
            break
        search.quasi_newton()
        search.newton()
    return Climbed(search.best.prior, Certificate(*(scale * part for part in search.best.certificate)))
