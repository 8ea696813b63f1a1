"""One method's bias over slowdown and heterogeneity: stronger is further, grey where it does not converge."""

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.theory.bias_curves import BiasCurve, scaled_bias
from engine.theory.bias_grids import HETEROGENEITIES
from pages.parts.charts.figure import axis, chart, faded, marks
from pages.parts.style import FAINT, style_of

PALEST = 0.04
"""How opaque the smallest bias is."""
MARKED = [1, 2, 5, 10, 20, 50, 100]
AT = "slowdown %{x}, heterogeneity %{y}<br>"


def shown_range(bias: Floats) -> tuple[float, float]:
    """Three decades from the largest bias down."""
    values = bias[np.isfinite(bias)]
    high = float(values.max(initial=0.0))
    return (high / 1e3, high) if high > 1e-12 else (1e-3, 1.0)


def bias_map_chart(unit: BiasCurve, kind: str, now: tuple[float, float]) -> go.Figure:
    """The bias of a method of this kind over slowdowns and HETEROGENEITIES, one cell around each; `now` is the setting.

    `unit` is its curve over slowdowns at a heterogeneity of 1.
    """
    slowdowns, heterogeneities, colour = unit.x, HETEROGENEITIES, style_of(kind).colour
    bias = scaled_bias(heterogeneities[:, None], unit.exact)
    low, high = shown_range(bias)
    ends = np.log10([low, high])
    known, lost = np.isfinite(bias), np.isinf(bias)
    grid = {"x": slowdowns, "y": heterogeneities, "hoverongaps": False}
    distances = go.Heatmap(
        **grid,
        name="distance from the goal",
        z=np.log10(np.clip(np.where(known, bias, np.nan), low, high)),
        zmin=ends[0],
        zmax=ends[1],
        colorscale=[[0, faded(colour, PALEST)], [1, colour]],
        colorbar=key(low, high),
        customdata=bias,
        hovertemplate=f"{AT}distance from the goal %{{customdata:.3~g}}<extra></extra>",
    )
    diverging = go.Heatmap(
        **grid,
        name="does not converge",
        z=np.where(lost, 1.0, np.nan),
        colorscale=[[0, FAINT], [1, FAINT]],
        showscale=False,
        showlegend=bool(lost.any()),
        hovertemplate=f"{AT}does not converge<extra></extra>",
    )
    # On any colour and in both themes one of the two rings is seen.
    rings = [
        marks("the setting", colour, [now[0]], [now[1]], "circle-open", size, hoverinfo="skip", showlegend=False)
        for colour, size in (("black", 17), ("white", 13))
    ]
    x = axis("slowdown of the slow group", (float(slowdowns[0]), float(slowdowns[-1])), logarithmic=True)
    x |= {"tickvals": MARKED, "ticktext": [str(value) for value in MARKED], "minor": {"ticks": ""}}
    y = axis("heterogeneity", (0.0, float(heterogeneities[-1])))
    return chart([distances, diverging, *rings], x, y)


def key(low: float, high: float) -> dict[str, object]:
    """Which shade is which distance, a number a half decade."""
    values = np.geomspace(low, high, 7)
    texts = [f"{value:.1g}" if value < 0.1 else f"{value:.2f}" for value in values]
    title = {"text": "distance from the goal", "side": "right"}
    return {"tickvals": np.log10(values), "ticktext": texts, "title": title, "thickness": 16, "outlinewidth": 0}
