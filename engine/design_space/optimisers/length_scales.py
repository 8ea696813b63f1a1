"""The length scales of a Gaussian process: the most probable ones, and draws of their posterior beside them.

One set of length scales is often wrong with few points, and then sure of itself: it never looks at the other branch.
Averaged over a few sets, the improvement that is expected there stays.
"""

import numpy as np
from numpy.random import Generator
from scipy.linalg import LinAlgError
from scipy.optimize import minimize

from engine.design_space.axis import Floats, Integers
from engine.design_space.optimisers.gaussian_process import PRIOR, GaussianProcess, Posterior

NOISES = (1e-10, 1e-8, 1e-6, 1e-4)
"""The variance of noise over that of the function; the next one where points lie too close for the one before."""
LOW, HIGH = float(np.log(0.05)), float(np.log(20.0))
"""Length scales lie between, as logarithms."""
DRAWS = 3
"""So many draws of the posterior stand beside the most probable length scales."""
WIDTH = 3.0
"""Of the first slice, in logarithms."""
SHRINKS = 30
"""A slice shrinks to the point where it is after so many failures."""


class Chain:
    """Where the last fit ended; the next one, with one point more, begins there."""

    def __init__(self, variables: int, rng: Generator) -> None:
        self.rng = rng
        self.most_probable = np.zeros(variables)
        self.drawn: Floats | None = None

    def fit(self, coordinates: Floats, owner: Integers, values: Floats) -> list[GaussianProcess]:
        """1 + DRAWS processes of values (N,) at coordinates (N, D), each as probable as another.

        Raises LinAlgError where points are the same up to rounding and no noise helps.
        """
        for noise in NOISES[:-1]:
            try:
                return self.fit_with(Posterior(coordinates, owner, values, noise))
            except LinAlgError:
                continue
        return self.fit_with(Posterior(coordinates, owner, values, NOISES[-1]))

    def fit_with(self, posterior: Posterior) -> list[GaussianProcess]:
        """The same with one noise: the best of two starts, the last one's end and a random one, then draws."""
        size = self.most_probable.size
        starts = (self.most_probable, np.clip(self.rng.normal(0, PRIOR, size), LOW, HIGH))
        found = [
            minimize(posterior.loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=[(LOW, HIGH)] * size)
            for start in starts
        ]
        self.most_probable = min(found, key=lambda each: float(each.fun)).x
        sets, logs = [self.most_probable], self.most_probable if self.drawn is None else self.drawn
        for _ in range(DRAWS):
            logs = sweep(posterior, logs, self.rng)
            sets.append(logs)
        self.drawn = logs
        return [posterior.process(each) for each in sets]


def sweep(posterior: Posterior, logs: Floats, rng: Generator) -> Floats:
    """The next draw (n,): each coordinate in turn by slice sampling (Neal 2003), its slice shrinking to where it is."""
    here, logs = posterior.loss(logs), logs.copy()
    for place in range(logs.size):
        highest = here + rng.exponential()
        low = logs[place] - WIDTH * rng.random()
        low, high = max(LOW, low), min(HIGH, low + WIDTH)
        own = logs[place]
        for _ in range(SHRINKS):
            logs[place] = rng.uniform(low, high)
            loss = posterior.loss(logs)
            if loss <= highest:
                here = loss
                break
            low, high = (logs[place], high) if logs[place] < own else (low, logs[place])
        else:
            logs[place] = own
    return logs
