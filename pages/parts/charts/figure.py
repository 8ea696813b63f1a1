"""What the charts share: one template for both themes, lines on their bands, axes that say what they count."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

# Plotly looks for the types of pandas wherever that is loaded, and fails where another thread has it half loaded, as
# the warm-up may.
import pandas  # noqa: F401
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from engine.kernel.state import Floats, Integers
from pages.parts.style import FAINT, INK, MethodStyle
from pages.parts.words.numbers import from_to

GRID = "rgba(125, 135, 150, 0.25)"
BAND = 0.18
"""How opaque a band is."""
MOST_POINTS = 300
AXIS = {
    "gridcolor": GRID, "zerolinecolor": GRID, "linecolor": GRID, "automargin": True, "exponentformat": "power",
    "title": {"standoff": 8}, "dtick": None, "hoverformat": ".4~g",
    "spikethickness": 1, "spikecolor": INK, "spikedash": "solid",
}  # fmt: skip
TEMPLATE = go.layout.Template(
    layout={
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "font": {"color": INK, "size": 13, "family": "sans-serif"},
        # The buttons stand above the chart: on it they would cover curves.
        "margin": {"l": 56, "r": 12, "t": 34, "b": 44},
        "hovermode": "closest",
        # Names are told whole: after 15 letters Plotly would cut them.
        "hoverlabel": {"namelength": -1, "font": {"size": 12}},
        "modebar": {"bgcolor": "rgba(0, 0, 0, 0)", "color": INK},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.2, "x": 0, "title": {"text": ""}},
        "xaxis": AXIS,
        "yaxis": AXIS,
    }
)

LOWEST = {"yref": "container", "y": 0, "yanchor": "bottom"}
"""A legend at the bottom of its chart, which leaves room for all of its rows."""


def chart(traces: Sequence[Any], x: dict[str, Any], y: dict[str, Any], **layout: Any) -> go.Figure:
    """A figure of traces over two axes (see `axis`)."""
    # A height of the template would be lost when Plotly draws anew in a node that already has one.
    return named(go.Figure(list(traces), {"template": TEMPLATE, "height": 380, "xaxis": x, "yaxis": y, **layout}))


def named(figure: go.Figure) -> go.Figure:
    """The figure, whose traces are known by their names: what a visitor hid stays so when it is drawn with other data.

    Where several have one name, their order tells them apart.
    """
    seen: Counter[str] = Counter()
    for trace in figure.data:
        # Plotly makes names of classes of it.
        name = re.sub(r"\W", "_", trace.name or "")
        seen[name] += 1
        trace.uid = f"{name}_{seen[name]}"
    return figure


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
    return go.Scatter(name=name, x=np.asarray(x), y=finite(y), line=stroke, mode="lines", **speech(values, more))


def spread(
    name: str,
    look: MethodStyle,
    x: Floats,
    low: Floats,
    middle: Floats,
    high: Floats,
    of: str,
    unit: str = "",
    floor: float = -np.inf,
    ceiling: float = np.inf,
) -> list[Any]:
    """A line on its band, which the legend hides together; the pointer tells the middle and the band's limits.

    `of` says what they are of, such as "8 seeds". On a logarithmic axis no band reaches below `floor`; one that is
    told to have no upper limit is drawn up to `ceiling`.
    """
    bottom, top = (np.clip(limit, floor, ceiling) for limit in (low, high))
    known = np.flatnonzero(np.isfinite(bottom) & np.isfinite(top))
    # A gap ends an area: each part is gone round by itself.
    parts = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
    edge = {
        "x": np.concatenate([np.r_[x[part], x[part][::-1], np.nan] for part in parts]),
        "y": np.concatenate([np.r_[top[part], bottom[part][::-1], np.nan] for part in parts]),
        "fill": "toself",
        "fillcolor": faded(look.colour, BAND),
        "line": {"width": 0},
    }
    limits = np.stack([low, high], axis=-1)
    told = [from_to(f"{least:.3g}", f"{most:.3g}").replace("inf", "∞") for least, most in limits]
    band = go.Scatter(**edge, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=name, name=name, meta=of)
    more = {"text": told, "customdata": limits, "legendgroup": name}
    return [band, line(name, look, x, middle, values=f"%{{y:.4g}}{unit} (%{{text}}, {of})", **more)]


def marks(name: str, colour: str, x: ArrayLike, y: ArrayLike, symbol: str, size: float = 10, **more: Any) -> go.Scatter:
    """Single points: rings, discs, crosses."""
    marker = {"color": colour, "symbol": symbol, "size": size, "line": {"color": colour, "width": 2}}
    more = speech("%{y:.4g}", more)
    return go.Scatter(name=name, x=np.asarray(x), y=finite(y), mode="markers", marker=marker, **more)


def speech(values: str, more: dict[str, Any]) -> dict[str, Any]:
    """What the pointer is told: `values`, unless `more` says otherwise: beside a template, "skip" would not silence."""
    return more if "hoverinfo" in more else {"hovertemplate": values, **more}


def upright(figure: go.Figure, at: float, name: str = "", colour: str = FAINT, **more: Any) -> None:
    """A thin line across the chart at one x, with its name in the legend."""
    # Its name beside it would stand at a wrong place on a logarithmic axis, and on the curves.
    stroke = {"color": colour, "width": 1.5, "dash": "3px,4px"}
    figure.add_vline(at, line=stroke, name=name, showlegend=bool(name), **more)


def level(figure: go.Figure, at: float, name: str, dash: str) -> None:
    """A thin line across the chart at one height, with its name in the legend."""
    figure.add_hline(at, line={"color": FAINT, "width": 1.5, "dash": dash}, name=name, showlegend=True)


def tall(entries: int) -> dict[str, int]:
    """The height of a chart whose legend has so many entries: two stand side by side on a phone."""
    return {"height": 340 + 20 * math.ceil(entries / 2)}


def key_above(at: ArrayLike, texts: Sequence[str]) -> dict[str, Any]:
    """A key of colours above a chart, with these texts at these values of its scale."""
    return {
        "orientation": "h",
        "y": 1,
        "yanchor": "bottom",
        "thickness": 10,
        "ypad": 8,
        "outlinewidth": 0,
        # A title of its own would shift the axes' titles.
        "title": {"text": ""},
        "tickvals": at,
        "ticktext": texts,
    }


def positive(*parts: ArrayLike) -> Floats:
    """The values that a logarithmic axis can show."""
    values = np.concatenate([np.empty(0), *(np.ravel(part) for part in parts)])
    return values[np.isfinite(values) & (values > 0)]


def finite(values: ArrayLike) -> Floats:
    """What is infinite is left out, as what is not known: a line would rise to the sky."""
    values = np.asarray(values, np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def thinned(x: ArrayLike) -> Integers:
    """Indices of at most MOST_POINTS of the positive, rising x (R,), evenly in the logarithm."""
    x = np.asarray(x)
    wanted = np.geomspace(x[0], x[-1], MOST_POINTS)
    return np.unique(np.searchsorted(x, wanted).clip(0, x.size - 1))


def faded(colour: str, opacity: float) -> str:
    """A colour of six hexadecimal digits with an opacity."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity})"


def dotted(line: go.Scatter, size: float) -> go.Scatter:
    """The line with a disc at each of its points, which are few."""
    return line.update(mode="lines+markers", marker={"size": size})
