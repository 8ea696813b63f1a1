"""`python -m benchmarks.covariate_shift`: how long the min-max estimator takes, how exact it is, and what it gains.

One line a size and noise: real seconds to the solution, its relative duality gap, and how many times the worst-case
risk of ridge with its best penalty, and of least squares, is that of min-max; medians and extremes over random cases.
"""

import time

import numpy as np

from engine.covariate_shift import (
    Shift,
    accelerated,
    best_ridge,
    constant_step,
    ols_risk,
    safe_step,
    sgd_risk,
    solve,
    usual_momentum,
)
from engine.covariate_shift.sgd.one_step import Step
from engine.covariate_shift.sgd.risk import by_matrices
from engine.kernel.state import Floats

CASES = {20: 20, 100: 4}
"""How many of each dimension."""
SAMPLES = (1000, 10_000)
NOISES = (1.0, 1e-1, 1 / 400, 1e-4, 1e-5, 1e-7)


def turned(spectrum: Floats, rng: np.random.Generator) -> Floats:
    """A matrix with these eigenvalues in a random basis."""
    basis = np.linalg.qr(rng.standard_normal((spectrum.size, spectrum.size)))[0]
    return (basis * spectrum) @ basis.T


def power_laws(d: int, seed: int, noise: float) -> Shift:
    """S, T and M of eigenvalues i^-1.5, i^-1 and i^0.7, each in a basis of its own."""
    rng, index = np.random.default_rng(seed), np.arange(1, d + 1.0)
    source, target, ellipse = (turned(index**power, rng) for power in (-1.5, -1.0, 0.7))
    return Shift(source, target, ellipse, noise)


def scattered(d: int, seed: int, noise: float) -> Shift:
    """S, T and M of eigenvalues between 1/100 and 10, each in a basis of its own."""
    rng = np.random.default_rng(seed)
    source, target, ellipse = (turned(10 ** rng.uniform(-2, 1, d), rng) for _ in range(3))
    return Shift(source, target, ellipse, noise)


def told(values: list[float], places: int) -> str:
    """Smallest, median and largest."""
    return " ".join(f"{value:.{places}f}" for value in (min(values), float(np.median(values)), max(values)))


def compare(title: str, shifts: list[Shift]) -> None:
    seconds, gaps, over_ridge, over_ols = [], [], [], []
    for shift in shifts:
        began = time.perf_counter()
        best = solve(shift)
        seconds.append(time.perf_counter() - began)
        gaps.append(best.relative_gap)
        over_ridge.append(best_ridge(shift).worst.risk / best.risk)
        over_ols.append(ols_risk(shift).risk / best.risk)
    worst = f"largest gap {max(gaps):.0e}"
    print(f"{title:38} seconds {told(seconds, 3)}   {worst}   ridge {told(over_ridge, 2)}   OLS {told(over_ols, 1)}")


def sgd_cost(d: int, samples: int) -> None:
    """Seconds of the exact risk of SGD, plain and accelerated, by powers and by matrices."""
    shift = power_laws(d, 0, 1 / samples)
    for name, plan in (
        ("constant step", constant_step(samples, safe_step(shift.source), np.eye(d))),
        ("accelerated", accelerated(samples, usual_momentum(shift.source), np.eye(d))),
    ):
        sgd_risk(plan, shift)
        began = time.perf_counter()
        sgd_risk(plan, shift)
        quick = time.perf_counter()
        by_matrices(plan, shift, Step(plan, shift))
        slow = time.perf_counter() - quick
        print(f"exact risk, {name}, d = {d}, {samples} samples: {quick - began:.3f} s, by matrices {slow:.2f} s")


def main() -> None:
    print("smallest, median and largest of random cases; risks as multiples of min-max")
    for make in (power_laws, scattered):
        for d, cases in CASES.items():
            for noise in NOISES:
                title = f"{make.__name__} d = {d}, noise {noise:g}"
                compare(title, [make(d, seed, noise) for seed in range(cases)])
    for d in CASES:
        for samples in SAMPLES:
            sgd_cost(d, samples)


if __name__ == "__main__":
    main()
