"""Staleness as shares of the updates: real threads beside the simulation."""

from engine.kernel.state import Floats
from pages.parts.charts.chart import Axis, Chart, rect, words
from pages.parts.charts.speedup import ARRIVALS, REAL_UPDATES

HALF = 0.38
"""Width of a bar, in units of staleness."""
MOST_NAMED = 20


def staleness_picture(real: Floats, simulated: Floats) -> str:
    """Shares (B,) of staleness 0, 1, ...; the last is of all that is above the one before it."""
    bars = real.size
    top = max(float(real.max()), float(simulated.max())) * 1.1
    marked = tuple(map(float, range(0, bars - 1, 1 + (bars - 1) // MOST_NAMED)))
    chart = Chart(Axis("staleness", -0.6, bars - 0.4, False, marked), Axis("share of the updates", 0.0, top, False))
    parts = []
    for values, left, colour in ((real, -HALF, REAL_UPDATES.colour), (simulated, 0.0, ARRIVALS.colour)):
        for index, value in enumerate(values):
            parts.append(rect(chart.at(index + left, float(value)), chart.at(index + left + HALF, 0.0), colour))
    parts.append(words(chart.across(bars - 1), chart.frame.base + 18, "more", "middle"))
    return chart.picture(parts)
