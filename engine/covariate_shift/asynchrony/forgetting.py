"""How much of the start is left in the mean of the models after K/2 to K arrivals.

Without delays the error e of a model moves by `e - step q C e` where worker i, heard with the share p_i, sends the mean
square C of the features of one job, and scales its step by q = q_i. So its mean shrinks by `1 - step H` an arrival,
`H = sum_i p_i q_i S_i`; and for normal features, all S_i = diag(s_i) and `batch` samples a job, the squares of its
coordinates move in the mean by the matrix
`I - 2 step H + step^2 sum_i p_i q_i^2 (diag(s_i)^2 + (s_i s_i' + diag(s_i)^2) / batch)`.
The risk of the mean path is the least that the start leaves; the mean square where the average begins is the most,
while it falls.
"""

import numpy as np

from engine.kernel.state import Floats, Integers


def left_at_least(way: Floats, shrinking: Floats, counted: Floats, arrivals: Integers) -> Floats:
    """The target risk (P,) of the mean path's average over (K/2, K], K (P,) arrivals.

    `way` (d,) leads from the start to the limit, `shrinking` (d,) is step times H, `counted` (d,) the diagonal of T.
    """
    factors, first, most = 1 - shrinking, arrivals // 2, arrivals - arrivals // 2
    with np.errstate(all="ignore"):
        sums = factors ** (first + 1)[:, None] * (1 - factors ** most[:, None]) / shrinking
        return np.asarray((sums / most[:, None] * way) ** 2 @ counted)


def left_at_most(way: Floats, moved: Floats, counted: Floats, arrivals: Integers) -> Floats:
    """The target risk (P,) of what the start leaves after K/2 arrivals; `moved` (d, d) moves squares by one arrival."""
    with np.errstate(all="ignore"):
        squares = np.stack([np.linalg.matrix_power(moved, int(k)) @ way**2 for k in arrivals // 2])
        found = squares @ counted
    return np.where(np.isnan(found), np.inf, found)


def squares_moved(variances: Floats, shares: Floats, scales: Floats, step: float, batch: int) -> Floats:
    """The matrix (d, d) that moves mean squares; variances (n, d), shares p and scales q (n,); batch 0 has no noise."""
    squared = shares * scales**2
    own = np.diag(squared @ variances**2)
    drawn = (variances.T @ (squared[:, None] * variances) + own) / batch if batch else np.zeros_like(own)
    hessian = np.diag((shares * scales) @ variances)
    return np.asarray(np.eye(len(own)) - 2 * step * hessian + step**2 * (own + drawn))
