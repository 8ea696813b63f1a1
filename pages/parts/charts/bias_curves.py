"""Bias against slowdown, heterogeneity or step: exact lines, thin small-step lines, rings where it was measured."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.results.bias_lines import BiasLine
from engine.theory.bias_curves import BiasCurve
from engine.theory.bias_grids import SMALL, small_step_exponent
from pages.parts.charts.figure import axis, chart, finite, line, marks, positive, tall, upright
from pages.parts.style import FAINT, MethodStyle, style_of

DECADES = 5
"""At most so many decades of bias are seen first."""
NOTHING = 1e-6
"""A bias below this times the largest one is rounding."""
THIN = (2, 4)


def bias_range(lines: Sequence[BiasLine]) -> tuple[float, float]:
    """From the smallest bias that is more than rounding to the largest, at most DECADES."""
    values = positive(*(part for one in lines for part in (one.exact, one.small, one.measured)))
    if not values.size or values.max() < 1e-12:
        return 1e-3, 1.0
    high = float(values.max())
    low = float(values[values > NOTHING * high].min())
    return max(low, high * 10.0**-DECADES) / 1.3, high * 1.3


def x_range(lines: Sequence[BiasLine], now: float | None, logarithmic: bool) -> tuple[float, float] | None:
    """Where there is anything, the setting included; None for nothing."""
    parts = [part for one in lines for part in (one.x, one.measured_at)]
    x = np.concatenate([*parts, [] if now is None else [now]])
    if not x.size:
        return None
    low, high = float(x.min()), float(x.max())
    return (low / 1.1, high * 1.1) if logarithmic else (low, high + 0.02 * (high - low))


def bias_chart(
    lines: Sequence[BiasLine],
    title: str,
    logarithmic: bool = True,
    now: float | None = None,
    guide: str = "",
) -> go.Figure:
    """The curves; `now` marks the setting's place on the x axis, a line of slope 1 stands by the curve of `guide`."""
    low, high = bias_range(lines)
    shared = all(np.array_equal(one.x, lines[0].x) for one in lines)
    where = "" if shared else f" at {title} %{{x:.3~g}}"
    # Where there is none, a logarithmic axis leaves a gap.
    none = np.nan if logarithmic else 0.0
    traces = [trace for one in lines for trace in drawn(rounded(one, NOTHING * high, none), where)]
    traces += [slope_one(through, low) for one in lines if one.label == guide and (through := point_above(one))]
    y = axis("distance from the goal", (low, high) if logarithmic else (0.0, high), logarithmic)
    x = axis(title, x_range(lines, now, logarithmic), logarithmic)
    x["unifiedhovertitle"] = {"text": f"{title} %{{x:.4~g}}"}
    mode = "x unified" if shared else "closest"
    figure = chart(traces, x, y, hovermode=mode, **tall(len(lines) + 2))
    if now is not None:
        upright(figure, now, "the setting")
    return figure


def point_above(one: BiasLine) -> tuple[float, float] | None:
    """A point above a method's curve in the middle of its small steps; None where there is no bias to speak of."""
    curve = BiasCurve(one.x, one.exact, one.small)
    if not one.x.size or math.isnan(small_step_exponent(curve)):
        return None
    middle = int(np.searchsorted(one.x, SMALL * one.x[-1]))
    return float(one.x[middle]), 1.6 * float(one.exact[middle])


def slope_one(through: tuple[float, float], low: float) -> go.Scatter:
    """The line on which the bias is proportional to the step, from the point on downwards."""
    x, y = through
    down = low / y
    look = MethodStyle(FAINT, (7, 5), "")
    return line("slope 1", look, [x * down, x], [y * down, y], width=1.2, hoverinfo="skip")


def rounded(one: BiasLine, tiny: float, none: float) -> BiasLine:
    """The same with `none` for what is mere rounding."""
    exact, small, measured = (np.where(part <= tiny, none, part) for part in (one.exact, one.small, one.measured))
    return one._replace(exact=exact, small=small, measured=measured)


def drawn(one: BiasLine, where: str) -> list[Any]:
    """One method's lines and rings; a cross where it stops to converge.

    With `where`, each trace says where its points are. Without, one trace tells all that is known at a place: the exact
    line; beyond it the small-step one; else a ring.
    """

    def aside(words: str) -> dict[str, str]:
        return {"hovertemplate": words + where} if where else {"hoverinfo": "none"}

    look, name = style_of(one.kind), one.label
    exact, small, dots = finite(one.exact), finite(one.small), look._replace(dash=THIN)
    measured = {} if where else dict(zip(one.measured_at.tolist(), one.measured.tolist(), strict=True))
    texts = [told(e, s, measured.get(x, np.nan)) for x, e, s in zip(one.x, one.exact, small, strict=True)]
    own, full = {"legendgroup": name, "showlegend": False}, {"hovertemplate": f"%{{text}}{where}"}
    traces = []
    end = int(np.flatnonzero(np.isfinite(exact)).max(initial=-1)) + 1
    for part, title, said in (
        (slice(end + 1), f"{name}, small steps", aside("%{y:.3~g}")),
        (slice(end, None), name, full),
    ):
        if np.isfinite(small[part]).any():
            more = {"width": 1.2, "text": texts[part], **own, **said}
            traces.append(line(title, dots, one.x[part], small[part], **more))
    # On the dotted line, so that the pointer finds it first where they are one.
    traces.append(line(name, look, one.x, exact, text=texts, legendgroup=name, **full))
    if 0 < end < one.x.size and np.isinf(one.exact[end]):
        at, said = slice(end - 1, end), aside("%{y:.3~g}, diverges beyond")
        traces.append(marks(f"{name}, last", look.colour, one.x[at], exact[at], "x-thin", **own, **said))
    heard = np.isfinite(exact) | np.isfinite(small) & (np.arange(one.x.size) >= end)
    known, alone = np.isfinite(one.measured), ~np.isin(one.measured_at, one.x[heard])
    alone |= bool(where)
    for which, said in ((known & ~alone, aside("")), (known & alone, {"hovertemplate": f"%{{y:.3~g}}{where}"})):
        if which.any():
            at, values = one.measured_at[which], one.measured[which]
            traces.append(marks(f"{name}, measured", look.colour, at, values, "circle-open", **own, **said))
    return traces


def told(exact: float, small: float, measured: float) -> str:
    """What is known of a method at one place, in words."""
    text = "diverges" if np.isinf(exact) else "not known" if np.isnan(exact) else f"{exact:.3g}"
    text += f", small-step {small:.3g}" if small > 0 else ""
    return f"{text},<br>measured {measured:.3g}" if np.isfinite(measured) else text
