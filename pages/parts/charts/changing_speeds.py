"""Distance from the goal while times change: a line and a band for each idea of the times."""

import plotly.graph_objects as go

from engine.results.changing_speeds import CASES, FIRST, KNOWN, ONLINE, PLAIN, CaseBiases
from pages.parts.charts.figure import axis, chart, positive, spread
from pages.parts.style import DASH_DOT, DASHES, DOTS, SOLID, MethodStyle, style, style_of
from pages.parts.words.numbers import seeds_words

LINES = {PLAIN: SOLID, KNOWN: DASHES, FIRST: DOTS, ONLINE: DASH_DOT}
DECADES = 4
"""At most so many decades of distances are seen first,"""
FARTHEST = 1e3
"""up to this: what diverges goes further."""


def look(case: str) -> MethodStyle:
    """The colour is the method's, the dash tells the cases of one method apart."""
    return style(style_of("asgd" if case == PLAIN else "rescaled_asgd").colour, LINES[case])


def changing_speeds_chart(found: CaseBiases) -> go.Figure:
    """Median over the seeds with the interquartile band, of the mean model over each window."""
    of = seeds_words(found.away.shape[1])
    traces = [
        trace
        for case, low, median, high in zip(CASES, *found.away_quartiles, strict=True)
        for trace in spread(case, look(case), found.seconds, low, median, high, of)
    ]
    values = positive(found.away_quartiles)
    top = min(float(values.max(initial=1e-3)), FARTHEST) * 1.2
    bottom = max(float(values.min(initial=top)), top * 10.0**-DECADES) / 1.2
    x = axis("simulated seconds", (0.0, float(found.seconds[-1])))
    x["unifiedhovertitle"] = {"text": "mean up to %{x:.4~g} s"}
    y = axis("distance from the goal", (bottom, top), logarithmic=True)
    return chart(traces, x, y, hovermode="x unified")
