"""The contest's risks against the number of samples, with what no estimator and no linear one can undercut."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from engine.covariate_shift.bounds import commuting_bound, van_trees
from engine.covariate_shift.contest import ENTRANTS
from engine.covariate_shift.minmax import Best, solve_quickly
from engine.covariate_shift.risk import silence
from engine.covariate_shift.sgd.linear_rule import count
from engine.covariate_shift.shift import Shift, ShiftError, amount
from engine.covariate_shift.spectra import ShiftSettings
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.state import Floats

SECONDS = 4.0
"""Real seconds for each solution of a curve; where they are too few, the curve tells its gap."""


@dataclass(frozen=True, eq=False)
class RiskCurves:
    """Worst-case risks at N numbers of samples."""

    samples: tuple[int, ...]  # (N,)
    risks: dict[str, Floats]  # (N,) of each entrant of the contest
    floor: Floats  # (N,) van Trees' bound: no estimator whatsoever is below
    commuting_floor: Floats | None  # (N,) of any estimator where S, T and M commute [recalled]; None where they do not
    gaps: Floats  # (N,) relative duality gaps of the min-max estimators
    idle: float  # the estimate 0's, which no number of samples changes


def risk_curves(
    source: ArrayLike,
    target: ArrayLike,
    ellipse: ArrayLike,
    deviation: float,
    samples: Sequence[int],
    seconds: float,
    threads: int | None = None,
    progress: Progress | None = None,
) -> RiskCurves:
    """The contest on S, T and M (d, d) with noise of this standard deviation sigma, for each number of samples.

    Each min-max estimator is sought for at most so many real seconds. `progress` as in
    `engine.kernel.pool.side_by_side`: what it raises stops the work, after at most those seconds. Raises
    ShiftError in one sentence.
    """
    counts = tuple(count(n) for n in samples)
    if not counts:
        raise ShiftError("samples must hold at least one number.")
    variance = amount(deviation, "deviation") ** 2
    shifts = [Shift(source, target, ellipse, variance / n) for n in counts]  # type: ignore[arg-type]
    tasks = [partial(point, shift, n, seconds) for shift, n in zip(shifts, counts, strict=True)]
    risks, bests = zip(*side_by_side(tasks, threads, progress), strict=True)
    floors = [bound for bound in map(commuting_bound, bests) if bound is not None]
    return RiskCurves(
        samples=counts,
        risks=dict(zip(ENTRANTS, np.array(risks).T, strict=True)),
        floor=np.array([van_trees(best) for best in bests]),
        commuting_floor=np.array(floors) if len(floors) == len(bests) else None,
        gaps=np.array([best.relative_gap for best in bests]),
        idle=silence(shifts[0]),
    )


def risks_over_samples(
    settings: ShiftSettings, samples: Sequence[int], seconds: float = SECONDS, progress: Progress | None = None
) -> RiskCurves:
    """The curves of these settings, whose own number of samples does not count; else as `risk_curves`."""
    return risk_curves(*settings.matrices, settings.deviation, samples, seconds, progress=progress)


def point(shift: Shift, samples: int, seconds: float, proceed: Proceed) -> tuple[Floats, Best]:
    """The worst-case risks of all entrants, in their order, at one number of samples, and the min-max estimator."""
    best = solve_quickly(shift, seconds)
    risks = np.full(len(ENTRANTS), np.nan)
    for i, entrant in enumerate(ENTRANTS.values()):
        if not proceed((i + 1) / (len(ENTRANTS) + 1)):
            break
        risks[i] = entrant(samples, best).worst.risk
    return risks, best
