"""Colours, dashes and marks: one of each for a method or a point, the same on every page and in both themes.

A figure is not drawn again when a visitor switches the theme, so every colour here is a mid-tone that stands
out by 3 to 1 on the light background and on the dark one; the test suite computes it.
"""

from typing import NamedTuple

import plotly.graph_objects as go


class MethodStyle(NamedTuple):
    """How a method is drawn, and the glyph that stands for its line in a text."""

    colour: str
    dash: str
    glyph: str


METHOD_STYLES = {
    "asgd": MethodStyle("#d9600a", "solid", "━━"),
    "rescaled_asgd": MethodStyle("#2a86d1", "dash", "╍╍"),
    "ormo": MethodStyle("#12936a", "dot", "┅┅"),
}
SPARE = MethodStyle("#a05a8c", "dashdot", "─·")

POINT = "#9b59d0"
"""The colour of the goal, the biased limit and the start."""
GOAL, BIASED, START = "star", "diamond-open", "circle-open"
"""Marks of the minimiser of f, the minimiser of F_p, and the first model."""
FAINT = "#7d8796"
GRID = "rgba(127,135,150,0.28)"
LOW_GROUND, HIGH_GROUND = "rgba(127,140,165,0.0)", "rgba(127,140,165,0.5)"


def style_of(kind: str) -> MethodStyle:
    """The style of a method's kind."""
    return METHOD_STYLES.get(kind, SPARE)


def faded(colour: str, alpha: float) -> str:
    """A hex colour with transparency."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def canvas(height: int) -> go.Figure:
    """An empty figure of a fixed height on the page's own background."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": 60, "r": 12, "t": 12, "b": 44},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )
    lines = {"gridcolor": GRID, "zeroline": False, "linecolor": GRID, "title": {"font": {"size": 13}}}
    figure.update_xaxes(**lines)
    figure.update_yaxes(**lines)
    return figure
