"""What the charts share: one template for both themes, lines on their bands, axes that say what they count."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from engine.kernel.state import Floats
from pages.parts.style import FAINT, MethodStyle

INK = "#757b86"
"""For letters: as far from white as from the dark background."""
GRID = "rgba(125, 135, 150, 0.25)"
BAND = 0.18
"""How opaque a band is."""
AXIS = {
    "gridcolor": GRID, "zerolinecolor": GRID, "linecolor": GRID, "automargin": True, "exponentformat": "power",
    "title": {"standoff": 8}, "dtick": None,
}  # fmt: skip
TEMPLATE = go.layout.Template(
    layout={
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"color": INK, "size": 13, "family": "sans-serif"},
        "margin": {"l": 56, "r": 12, "t": 12, "b": 44},
        "height": 380,
        "hovermode": "closest",
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.2, "x": 0, "title": {"text": ""}},
        "xaxis": AXIS,
        "yaxis": AXIS,
        # What a visitor zoomed to and hid stays when the figure is drawn with other data.
        "uirevision": "kept",
    }
)

LOWEST = {"yref": "container", "y": 0, "yanchor": "bottom"}
"""A legend at the bottom of its chart, which leaves room for all of its rows."""


def chart(traces: Sequence[Any], x: dict[str, Any], y: dict[str, Any], **layout: Any) -> go.Figure:
    """A figure of traces over two axes (see `axis`)."""
    return go.Figure(list(traces), {"template": TEMPLATE, "xaxis": x, "yaxis": y, **layout})


def axis(title: str, ends: tuple[float, float] | None = None, logarithmic: bool = False) -> dict[str, Any]:
    """An axis with its title and unit; `ends` in its own numbers are what is seen first."""
    made: dict[str, Any] = {"title": {"text": title}, "type": "log" if logarithmic else "linear"}
    if ends is not None:
        made["range"] = [float(end) for end in (np.log10(ends) if logarithmic else ends)]
    if logarithmic:
        made["minor"] = {"ticks": "outside", "tickcolor": GRID}
    return made


def line(
    name: str,
    look: MethodStyle,
    x: ArrayLike,
    y: ArrayLike,
    *,
    values: str = "%{y:.4g}",
    width: float = 2.2,
    **more: Any,
) -> go.Scatter:
    """One line. It has gaps where it is not finite; `values` is what the pointer tells of a point."""
    stroke = {"color": look.colour, "width": width, "dash": ",".join(f"{px}px" for px in look.dash) or "solid"}
    return go.Scatter(
        name=name, x=np.asarray(x), y=finite(y), line=stroke, mode="lines", hovertemplate=f"{values}", **more
    )


def spread(name: str, look: MethodStyle, x: Floats, low: Floats, middle: Floats, high: Floats, of: str) -> list[Any]:
    """A line on its band, which the legend hides together; the pointer tells the middle and the band's limits.

    `of` says what they are of, such as "8 seeds".
    """
    edge = {
        "x": np.concatenate([x, x[::-1]]),
        "y": np.concatenate([finite(high), finite(low)[::-1]]),
        "fill": "toself",
        "fillcolor": faded(look.colour, BAND),
        "line": {"width": 0},
    }
    limits = np.stack([low, high], axis=-1)
    told = f"%{{y:.4g}} (%{{customdata[0]:.3g}} to %{{customdata[1]:.3g}}, {of})"
    band = go.Scatter(**edge, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=name, name=name)
    return [band, line(name, look, x, middle, values=told, customdata=limits, legendgroup=name)]


def marks(name: str, colour: str, x: ArrayLike, y: ArrayLike, symbol: str, size: float = 10, **more: Any) -> go.Scatter:
    """Single points: rings, discs, crosses."""
    marker = {"color": colour, "symbol": symbol, "size": size, "line": {"color": colour, "width": 2}}
    more = {"hovertemplate": "%{y:.4g}", **more}
    return go.Scatter(name=name, x=np.asarray(x), y=finite(y), mode="markers", marker=marker, **more)


def upright(figure: go.Figure, at: float, name: str = "") -> None:
    """A thin line across the chart at one x, with its name at the top."""
    figure.add_vline(at, line={"color": FAINT, "width": 1.5, "dash": "3px,4px"}, annotation_text=name)


def finite(values: ArrayLike) -> Floats:
    """What is infinite is left out, as what is not known: a line would rise to the sky."""
    values = np.asarray(values, np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def faded(colour: str, opacity: float) -> str:
    """A colour of six hexadecimal digits with an opacity."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def dotted(line: go.Scatter, size: float) -> go.Scatter:
    """The line with a disc at each of its points, which are few."""
    return line.update(mode="lines+markers", marker={"size": size})
