"""A covariate shift along the axes of S: its spectra, what estimators keep of each direction, and the worst truths."""

import numpy as np
import plotly.graph_objects as go

from engine.covariate_shift.contest import Contest
from engine.covariate_shift.sgd.one_pass import SgdMap
from engine.covariate_shift.shift import Shift
from engine.kernel.state import Floats
from pages.parts.charts.directions import Line, directions_chart
from pages.parts.charts.estimators import LOOKS, NAMES
from pages.parts.style import BLUE, DASHES, DOTS, GREEN, SOLID, VIOLET, style

SOURCE, TARGET, ELLIPSE = style(BLUE, SOLID), style(VIOLET, DASHES), style(GREEN, DOTS)
KEPT = "share that is kept"


def spectra_chart(shift: Shift) -> go.Figure:
    """The diagonals of S and T, and the room that M leaves to the truth's square."""
    s, t, m = map(diagonal, (shift.source, shift.target, shift.ellipse))
    lines = [Line("S, source", SOURCE, s), Line("T, target", TARGET, t), Line("1/M, truth", ELLIPSE, 1 / m)]
    return directions_chart(lines, "value along the direction", True)


def shrinkage_chart(contest: Contest) -> go.Figure:
    """What of each direction every estimator keeps in the mean, but for those that diverge."""
    shown = (
        kept(kind, entry.matrix)
        for kind, entry in contest.entries.items()
        if np.isfinite(entry.worst.risk) or kind == "ols"
    )
    return directions_chart(list(shown), KEPT)


def least_favourable_truths_chart(contest: Contest) -> go.Figure:
    """The truths for which ridge, min-max and SGD err the most, and the deviation of the least favourable prior."""
    lines = [
        Line(NAMES[kind], LOOKS[kind], contest.entries[kind].worst.truth)
        for kind in ("ridge", "minmax", "sgd")
        if np.isfinite(contest.entries[kind].worst.risk)
    ]
    deviation = np.sqrt(np.diag(contest.best.prior).clip(min=0.0))
    return directions_chart([*lines, Line("prior K*", ELLIPSE, deviation)], "truth b")


def kept_directions_chart(contest: Contest, sgd: SgdMap) -> go.Figure:
    """What of each direction one pass of SGD keeps, unless its map is beyond all bounds, beside ridge and min-max."""
    lines = [kept(kind, contest.entries[kind].matrix) for kind in ("ridge", "minmax")]
    if np.isfinite(sgd.matrix).all():
        lines.append(Line("this pass", LOOKS["sgd"], diagonal(sgd.matrix)))
    return directions_chart(lines, KEPT)


def kept(kind: str, matrix: Floats) -> Line:
    """The line of an estimator's diagonal."""
    return Line(NAMES[kind], LOOKS[kind], diagonal(matrix))


def diagonal(matrix: Floats) -> Floats:
    """The diagonal (d,) of a matrix (d, d)."""
    return np.diag(matrix).copy()
