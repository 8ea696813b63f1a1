"""The weights of a blend: a bar a model, family by family, with the optimum's weight as a tick."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from engine.zeroth_order.blend_runs import BlendRuns
from pages.parts.charts.figure import axis, chart, marks
from pages.parts.style import FAINT, ORANGE, VIOLET
from pages.parts.words.numbers import seeds_words

ROW, FOOT = 17, 120
"""Pixels of a row, and of the axis and the legend below all of them."""


def by_family(families: Sequence[str]) -> list[tuple[str, list[int]]]:
    """The families in the order in which they first come, with the places of their models."""
    return [(family, [i for i, one in enumerate(families) if one == family]) for family in dict.fromkeys(families)]


def blend_weights_chart(runs: BlendRuns) -> go.Figure:
    """Medians of the found weights as bars with whiskers from quartile to quartile, the optimum's as ticks."""
    names, of = runs.trained.names, seeds_words(len(runs.validation))
    groups = by_family(runs.trained.families)
    rows = [row for family, places in groups for row in (f"<b>{family}</b>", *(names[place] for place in places))]
    order = [place for _, places in groups for place in places]
    models = [names[place] for place in order]
    low, middle, high = runs.weights[:, order]
    whiskers = {"array": high - middle, "arrayminus": middle - low, "color": FAINT, "thickness": 2, "width": 0}
    bars = go.Bar(
        name="found", orientation="h", x=middle, y=models, marker_color=ORANGE, error_x=whiskers,
        customdata=np.stack([low, high], axis=-1), meta=of,
        hovertemplate=f"%{{x:.3g}} (%{{customdata[0]:.3g}} to %{{customdata[1]:.3g}}, {of})",
    )  # fmt: skip
    ticks = marks(
        "exact optimum",
        VIOLET,
        runs.optimum.weights[order],
        np.zeros(len(order)),
        "line-ns",
        13,
        hovertemplate="%{x:.3g}",
    )
    ticks.update(y=models, marker_line_width=3)
    y = {"type": "category", "categoryarray": rows, "range": [len(rows) - 0.5, -0.5], "dtick": 1, "title": {"text": ""}}
    tall = ROW * len(rows)
    legend = {"y": -56 / tall}
    return chart(
        [bars, ticks],
        axis("weight") | {"zerolinecolor": FAINT},
        y,
        hovermode="y unified",
        height=tall + FOOT,
        legend=legend,
        bargap=0.4,
    )
