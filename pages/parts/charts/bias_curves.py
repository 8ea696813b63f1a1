"""Bias against slowdown, heterogeneity or step: exact lines, thin small-step lines, rings where it was measured."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from pages.parts.charts.figure import axis, chart, line, marks, positive, tall, upright
from pages.parts.style import FAINT, MethodStyle, style_of

DECADES = 5
"""At most so many decades of bias are seen first."""
NOTHING = 1e-6
"""A bias below this times the largest one is rounding."""
THIN = (2, 4)


class Line(NamedTuple):
    """One method's bias along `x` (P,), and where it was measured (M,)."""

    kind: str
    label: str
    x: Floats
    exact: Floats  # (P,) inf: does not converge; nan: not known
    small: Floats  # (P,)
    measured_at: Floats  # (M,)
    measured: Floats  # (M,)


def bias_range(lines: Sequence[Line]) -> tuple[float, float]:
    """From the smallest bias that is more than rounding to the largest, at most DECADES."""
    values = positive(*(part for one in lines for part in (one.exact, one.small, one.measured)))
    if not values.size or values.max() < 1e-12:
        return 1e-3, 1.0
    high = float(values.max())
    low = float(values[values > NOTHING * high].min())
    return max(low, high * 10.0**-DECADES) / 1.3, high * 1.3


def bias_chart(
    lines: Sequence[Line],
    title: str,
    logarithmic: bool = True,
    now: float | None = None,
    guide: tuple[float, float] | None = None,
) -> go.Figure:
    """The curves; `now` marks the setting's place on the x axis, `guide` a point that a line of slope 1 leads to."""
    low, high = bias_range(lines)
    shared = all(np.array_equal(one.x, lines[0].x) for one in lines)
    where = "" if shared else f" at {title} %{{x:.3g}}"
    rounding = NOTHING * high if logarithmic else -1.0
    traces = [trace for one in lines for trace in drawn(one, rounding, where)]
    if guide is not None:
        traces.append(slope_one(guide, low))
    y = axis("distance from the goal", (low, high) if logarithmic else (0.0, high), logarithmic)
    mode = "x unified" if shared else "closest"
    figure = chart(traces, axis(title, logarithmic=logarithmic), y, hovermode=mode, **tall(len(lines) + 2))
    if now is not None:
        upright(figure, now, "the setting")
    return figure


def slope_one(through: tuple[float, float], low: float) -> go.Scatter:
    """The line on which the bias is proportional to the step, from the point on downwards."""
    x, y = through
    down = low / y
    look = MethodStyle(FAINT, (7, 5), "")
    return line("slope 1", look, [x * down, x], [y * down, y], width=1.2, hoverinfo="skip")


def drawn(one: Line, rounding: float, where: str) -> list[Any]:
    """One method's lines and rings, without what is mere rounding; a cross where it stops to converge.

    The pointer is told all that is known at a place by the exact line; rings speak where that has no point.
    """
    look, name = style_of(one.kind), one.label
    exact, small = (np.where(part > rounding, part, np.nan) for part in (one.exact, one.small))
    edge = np.append(np.isfinite(one.exact[:-1]) & np.isinf(one.exact[1:]), False)[: one.x.size]
    own = {"legendgroup": name, "showlegend": False}
    unsaid = {"hovertemplate": None, "hoverinfo": "none"}
    measured = dict(zip(one.measured_at.tolist(), one.measured.tolist(), strict=True))
    texts = [told(measured.get(x, np.nan), *values) for x, *values in zip(one.x, exact, small, edge, strict=True)]
    thin = line(f"{name}, small steps", look._replace(dash=THIN), one.x, small, values="", width=1.2, **own)
    traces = [
        line(name, look, one.x, exact, values=f"%{{text}}{where}", text=texts, legendgroup=name),
        thin.update(unsaid),
    ]
    if edge.any():
        traces.append(
            marks(f"{name}, last that converges", look.colour, one.x[edge], exact[edge], "x-thin", **own, **unsaid)
        )
    known = np.isfinite(one.measured)
    alone = known & ~np.isin(one.measured_at, one.x[np.isfinite(exact)])
    for which, said in ((known & ~alone, unsaid), (alone, {"hovertemplate": f"%{{y:.3g}}{where}"})):
        if which.any():
            at, values = one.measured_at[which], one.measured[which]
            traces.append(marks(f"{name}, measured", look.colour, at, values, "circle-open", **own, **said))
    return traces


def told(measured: float, exact: float, small: float, edge: bool) -> str:
    """What is known of a method at one place, in words."""
    text = f"{exact:.3g}"
    text += f", small-step {small:.3g}" if np.isfinite(small) else ""
    text += f", measured {measured:.3g}" if np.isfinite(measured) else ""
    return f"{text}, does not converge beyond" if edge else text
