"""Maximising the dual: quasi-Newton steps while they pay, then Newton steps on the gradient alone.

A difference of two duals says nothing below the square root of their rounding, which stops quasi-Newton steps at a
relative gap of about 1e-8; the gradient is exact far below that.
"""

import time
from typing import NamedTuple

import numpy as np

from engine.covariate_shift.dual import Certificate, Dual
from engine.kernel.state import Floats

WANTED, ENOUGH, LONG = 1e-13, 1e-9, 3000.0
"""Relative gap at which the search ends, and at which it ends once its Newton steps have cost LONG.

The estimator's own error is of the order of the gap's square root, so a small one is worth some more steps. A product
of the Hessian costs 1 + (d / 40)^3, in units of what Python needs to call NumPy for it (some 40 microseconds): counted,
not timed, so that equal questions have equal answers.
"""
BATCH, MEMORY = 200, 30
"""Quasi-Newton steps at a time, and how many of them are remembered."""
STEPS, HALVINGS = 25, 8
"""Newton steps at a time, and how often one is halved."""
FEW, MANY, FALL = 300, 1200, 0.3
"""Products of the Hessian for a Newton step: FEW at first, twice as many after a gap above FALL times the last one.

At most one for each unknown.
"""
PRECISION = 1e-12
"""Of a Newton step: residual over the Hessian's norm times the step's, which says little where the Hessian is stiff."""
ROUNDING = 1e-13
"""Relative fall of the dual in a Newton step that is taken for rounding."""
PATIENCE = 4
"""Newton steps without a smaller gap after which they end: it falls from step to step, but not in each."""
ROUNDS = 6
"""Both kinds of steps are taken in turns, at most so often."""


class LateError(Exception):
    """The time is up."""


class Climbed(NamedTuple):
    """The best prior that was met."""

    prior: Floats  # C (r, r)
    certificate: Certificate


class Climb:
    """One search, which keeps the prior of the smallest gap."""

    def __init__(self, dual: Dual, seconds: float) -> None:
        self.dual, self.end = dual, time.perf_counter() + seconds
        self.factor: Floats = np.eye(dual.size).ravel()
        self.inner, self.spent = FEW, 0.0
        self.best = self.look()

    def look(self) -> Climbed:
        prior = self.dual.prior(self.factor)
        return Climbed(prior, self.dual.certificate(prior))

    def keep(self) -> bool:
        """Keep the factor's prior where its gap is the smallest so far; returns whether it is."""
        found = self.look()
        better = found.certificate.gap < self.best.certificate.gap
        self.best = found if better else self.best
        return better

    @property
    def over(self) -> bool:
        found, wanted = self.best.certificate, WANTED if self.spent < LONG else ENOUGH
        return found.gap <= wanted * found.dual or time.perf_counter() > self.end

    def quasi_newton(self) -> None:
        from scipy.optimize import minimize

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
            before = self.best.certificate.gap
            without = 0 if self.keep() else without + 1
            if self.best.certificate.gap > FALL * before:
                self.inner = min(2 * self.inner, MANY)

    def newton_step(self) -> bool:
        """Take one step along the solution of the Hessian's equation; returns whether it led anywhere in time."""
        from scipy.sparse.linalg import LinearOperator, minres

        gradient, product = self.dual.newton(self.factor)
        cost = 1 + (self.dual.size / 40) ** 3

        def counted(_: Floats) -> None:
            self.spent += cost
            if time.perf_counter() > self.end:
                raise LateError

        system = LinearOperator((gradient.size, gradient.size), matvec=product)
        try:
            # The Hessian need not be definite.
            step, _ = minres(system, gradient, rtol=PRECISION, maxiter=min(self.inner, gradient.size), callback=counted)
        except LateError:
            return False
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
