"""Covariate shifts to try, and their risks again from the textbook's formulas."""

import numpy as np

from engine.covariate_shift import Best, Shift
from engine.kernel.state import Floats

INDEX = np.arange(1, 21.0)
POWER_LAW = INDEX**-1.5
TABLE = {
    "T = S": ((POWER_LAW, POWER_LAW, np.ones(20)), (".0500", ".0245", ".0226")),
    "T flat": ((POWER_LAW, np.ones(20), INDEX), ("1.90", ".126", ".106")),
    "T reversed": ((POWER_LAW, POWER_LAW[::-1], INDEX), (".406", ".0462", ".0409")),
    "T on four": ((POWER_LAW, (INDEX <= 4) * 1.0, np.ones(20)), (".0426", ".0416", ".0408")),
}
"""Eigenvalues of S, T and M; the worst-case risks of OLS, of ridge with its best penalty and of min-max, as printed."""
TABLE_NOISE = 1 / 400


def printed(risk: float, like: str) -> str:
    """The risk with as many digits as `like`, and its style."""
    places = len(like.partition(".")[2])
    text = f"{risk:.{places}f}"
    return text.removeprefix("0") if like.startswith(".") else text


def rotation(d: int, rng: np.random.Generator) -> Floats:
    """A random orthonormal basis (d, d)."""
    return np.linalg.qr(rng.standard_normal((d, d)))[0]


def turned(spectrum: Floats, rng: np.random.Generator) -> Floats:
    """A matrix with these eigenvalues in a random basis."""
    basis = rotation(len(spectrum), rng)
    return (basis * spectrum) @ basis.T


def van_trees_at_prior(best: Best) -> float:
    """`tr T (pi^2 K*^-1 + S / v)^-1`: the inequality of `van_trees` before its last step, so never below it."""
    ball, prior = best.ball, best.ball_prior / np.pi**2
    posterior = np.linalg.solve(np.eye(len(prior)) + prior @ ball.source, prior)
    return ball.cost + float(np.sum(ball.target * posterior))


def power_laws(d: int, seed: int, noise: float = TABLE_NOISE) -> Shift:
    """S, T and M of eigenvalues i^-1.5, i^-1 and i^0.7, each in a basis of its own."""
    rng, index = np.random.default_rng(seed), np.arange(1, d + 1.0)
    source, target, ellipse = (turned(index**power, rng) for power in (-1.5, -1.0, 0.7))
    return Shift(source, target, ellipse, noise)


def parts(shift: Shift) -> tuple[Floats, Floats, Floats, float]:
    """What `minmax` takes."""
    return shift.source, shift.target, shift.ellipse, shift.noise


def risk_of(matrix: Floats, shift: Shift) -> float:
    """R(A) by its formula, for S and M that have an inverse: Cholesky factors in place of square roots."""
    left = np.eye(len(matrix)) - matrix
    half = np.linalg.inv(np.linalg.cholesky(shift.ellipse)).T
    values, vectors = np.linalg.eigh(shift.target)
    weight = np.sqrt(values.clip(min=0))[:, None] * vectors.T
    bias = np.linalg.norm(weight @ left @ half, 2) ** 2
    return float(bias + shift.noise * np.trace(shift.target @ matrix @ np.linalg.solve(shift.source, matrix.T)))


def dual_of(prior: Floats, shift: Shift) -> float:
    """`tr T (K^-1 + S / v)^-1 = tr T (K - K (K + v S^-1)^-1 K)` for an S that has an inverse."""
    inner = np.linalg.solve(prior + shift.noise * np.linalg.inv(shift.source), prior)
    return float(np.trace(shift.target @ (prior - prior @ inner)))
