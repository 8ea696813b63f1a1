"""The risk of least squares, ridge and min-max measured on random samples, beside the exact one of a known S."""

from collections.abc import Mapping

import numpy as np

from engine.covariate_shift.measured import Measured, judged
from engine.covariate_shift.minmax import Best
from engine.covariate_shift.on_data import least_squares, minmax_estimate, ridge_estimate
from engine.covariate_shift.shift import root
from engine.kernel.state import Floats

PURPOSE = 122


def random_design(
    best: Best, penalty: float, truths: Mapping[str, Floats], samples: int, seed: int, runs: int
) -> dict[str, Measured]:
    """The risks of "ols", "ridge" and "minmax" for the truths (d,) of these names, on Gaussian samples of the source.

    Each of the `runs` draws n samples anew, the same for all three; sigma^2 is n times the shift's noise, `penalty`
    is ridge's. Estimates depend on the samples X through X'X and X'y alone, so where n > d, d rows of the same law
    stand for them: those of Bartlett's decomposition. Raises ShiftError for fewer than two runs.
    """
    shift = best.shift
    deviation, half = np.sqrt(shift.noise * samples), root(shift.source)
    rng = np.random.default_rng([seed, PURPOSE])
    found = {name: np.zeros((runs, shift.dimension)) for name in truths}
    for run in range(runs):
        x = rows_like(samples, shift.dimension, rng) @ half
        noise = deviation * rng.standard_normal(len(x))
        for name, truth in truths.items():
            found[name][run] = estimate(name, x, x @ truth + noise, best, penalty, samples)
    return {name: judged(out, truths[name], shift) for name, out in found.items()}


def estimate(name: str, x: Floats, y: Floats, best: Best, penalty: float, samples: int) -> Floats:
    """What an estimator makes of rows x (k, d) and y (k,) that stand for so many samples."""
    if name == "ols":
        return least_squares(x, y)
    if name == "minmax":
        return minmax_estimate(x, y, best, best.shift.noise * samples)
    if penalty == np.inf:
        return np.zeros(x.shape[1])
    # `ridge_estimate` counts the rows it is given, which are fewer than the samples they stand for.
    return ridge_estimate(x, y, penalty * samples / len(x))


def rows_like(samples: int, dimension: int, rng: np.random.Generator) -> Floats:
    """R (k, d) with R'R of the law of Z'Z, Z (n, d) standard normal: Z itself, or its triangle where n > d."""
    if samples <= dimension:
        return rng.standard_normal((samples, dimension))
    triangle = np.triu(rng.standard_normal((dimension, dimension)), 1)
    np.fill_diagonal(triangle, np.sqrt(rng.chisquare(samples - np.arange(dimension))))
    return triangle
