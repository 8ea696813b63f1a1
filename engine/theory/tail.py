"""What a run shows of its rate: its distance to the limit, the slope of its tail, when it is near for good."""

import numpy as np

from engine.kernel.state import Floats
from engine.simulation import Run

ROUNDING = 1e-12
"""Distances below this share of the first are rounding."""
TAIL = 0.5
"""The last part of the arrivals that is fitted: what the slow directions leave."""
FEW = 8


def distances(run: Run, limit: Floats) -> Floats:
    """Distance (R,) of the first seed's model to `limit` (d,) at each record, as a share of the first."""
    with np.errstate(all="ignore"):
        away = np.linalg.norm(run.iterate[0] - limit, axis=-1)
        return np.asarray(away / away[0])


def tail_rate(arrivals: Floats, away: Floats) -> float:
    """Contraction per arrival of distances (R,) at `arrivals` (R,): a line through their logarithms' last half.

    nan where too few distances are finite and above rounding.
    """
    good = np.isfinite(away) & (away > ROUNDING)
    if not good.all():
        good[int(np.argmin(good)) :] = False
    if not good.any():
        return float("nan")
    tail = good & (arrivals >= (1 - TAIL) * arrivals[good][-1])
    if tail.sum() < FEW:
        return float("nan")
    with np.errstate(over="ignore"):
        return float(np.exp(np.polyfit(arrivals[tail], np.log(away[tail]), 1)[0]))


def near_for_good(marks: Floats, away: Floats, share: float) -> float:
    """The first of `marks` (R,) from which on the distances (R,) stay at or below `share`; inf where they do not."""
    far = np.flatnonzero(~(away <= share))
    if far.size == 0:
        return float(marks[0])
    return float("inf") if far[-1] == away.size - 1 else float(marks[far[-1] + 1])
