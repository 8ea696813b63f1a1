"""The mean squared gradient norm over the arrivals, measured, below its bound."""

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.results.curves import quartiles
from engine.speedup.bound_check import Checked
from pages.parts.charts.figure import axis, chart, line, positive, spread, thinned
from pages.parts.charts.speedup_lines import ARRIVALS, BOUND
from pages.parts.words.numbers import seeds_words

DECADES = 8
"""At most so many decades are seen first, from the lowest mean on."""


def gradient_bound_chart(found: Checked) -> go.Figure:
    """The mean over the seeds on the band between their quartiles, and the bound where there is one."""
    shown = thinned(found.arrivals)
    at = found.arrivals[shown].astype(np.float64)
    below, _, above = quartiles(found.measured)
    middle, low, high, limit = lines = [part[shown] for part in (found.mean, below, above, found.bound)]
    ends = bound_range(lines)
    traces = spread("measured", ARRIVALS, at, low, middle, high, seeds_words(len(found.measured)), floor=ends[0])
    if np.isfinite(limit).any():
        traces.append(line("bound", BOUND, at, limit))
    x = axis("arrivals", (at[0], max(at[-1], 1.01 * at[0])), True)
    x["unifiedhovertitle"] = {"text": "%{x:,} arrivals"}
    return chart(traces, x, axis("mean of |∇f|² so far", ends, True), hovermode="x unified")


def bound_range(lines: list[Floats]) -> tuple[float, float]:
    """From the lowest value to the highest, at most DECADES of them."""
    values = positive(*lines)
    if not values.size:
        return 0.1, 1.0
    low = float(values.min())
    return low / 1.5, min(float(values.max()), low * 10.0**DECADES) * 1.5
