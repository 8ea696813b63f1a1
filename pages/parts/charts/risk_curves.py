"""Worst-case risk over the number of samples, on two logarithmic axes, above a region that nobody can enter."""

from collections.abc import Sequence

import plotly.graph_objects as go

from engine.covariate_shift.contest_curves import RiskCurves
from engine.kernel.state import Floats
from pages.parts.charts.estimators import LOOKS, NAMES
from pages.parts.charts.figure import BAND, LOWEST, axis, chart, dotted, faded, line, positive, upright
from pages.parts.style import FAINT, SOLID, style

FLOOR_DECADE = 0.5
"""What is seen first below the lowest bound."""
NOTHING = 1e-9
WORSE = 3.0
"""Risks of more times that of the estimate 0 are not seen first."""
BOUNDS = ("lower bound", "0.8 of min-max")
HEIGHT = 420
ROOM = 1.08


def risk_over_samples_chart(curves: RiskCurves, now: float | None = None) -> go.Figure:
    """All estimators' risks over the number of samples, above their bounds; `now` marks a number of samples."""
    samples, bounds = curves.samples, [curves.floor]
    if curves.commuting_floor is not None:
        bounds.append(curves.commuting_floor)
    traces = [forbidden(name, samples, bound) for name, bound in zip(BOUNDS, bounds, strict=False)]
    for key, risk in curves.risks.items():
        width = 3.0 if key == "minmax" else 2.0
        traces.append(dotted(line(NAMES[key], LOOKS[key], samples, risk, width=width), 4.4))
    across = axis("samples n", (samples[0] / ROOM, samples[-1] * ROOM), True) | {"hoverformat": ","}
    upwards = axis("worst-case risk", seen_first([*curves.risks.values(), curves.floor], WORSE * curves.idle), True)
    figure = chart(traces, across, upwards, hovermode="x unified", height=HEIGHT, legend=LOWEST)
    if now is not None and samples[0] <= now <= samples[-1]:
        upright(figure, now)
    return figure


def seen_first(risks: Sequence[Floats], most: float) -> tuple[float, float]:
    """All risks up to `most`: noise that falls with n takes some down many decades."""
    values = positive(*risks)
    top = max(min(float(values.max(initial=NOTHING)), most), NOTHING) * 1.3
    return float(values.min(initial=top)) * 10**-FLOOR_DECADE, top


def forbidden(name: str, samples: Sequence[int], bound: Floats) -> go.Scatter:
    """A bound and the region below it."""
    area = {"fill": "tozeroy", "fillcolor": faded(FAINT, BAND)}
    return line(name, style(FAINT, SOLID), samples, bound, width=1.4, **area)
