"""The mean squared gradient norm over the arrivals, measured, below its bound."""

import numpy as np

from engine.kernel.state import Floats
from engine.speedup.bound_check import Checked
from pages.parts.charts.changing_speeds import labels
from pages.parts.charts.chart import FRAME, Axis, Chart, band, positive, trail
from pages.parts.charts.speedup import ARRIVALS, BOUND

NAMED = FRAME.beside(84)
MOST_POINTS = 300
DECADES = 8
"""At most so many decades are shown, from the lowest mean on."""


def bound_picture(found: Checked, spread: Floats) -> str:
    """The mean over the seeds, the quartiles `spread` (3, R) over them, and the bound where there is one."""
    shown = thinned(found.arrivals)
    at = found.arrivals[shown].astype(np.float64)
    lines = [found.mean[shown], spread[0, shown], spread[2, shown], found.bound[shown]]
    low, high = bound_range(lines)
    x = Axis("arrivals", float(at[0]), max(float(at[-1]), 1.01 * float(at[0])))
    chart = Chart(x, Axis("mean of |∇f|² so far", low, high), NAMED)
    middle, under, over, limit = lines
    parts, names = [], []
    both = inside(over, high) & inside(under, high)
    if both.any():
        parts.append(band(chart.points(at[both], over[both]), chart.points(at[both], under[both]), ARRIVALS.colour))
    for line, name, style in ((limit, "bound", BOUND), (middle, "measured", ARRIVALS)):
        seen = inside(line, high)
        if seen.any():
            points = chart.points(at[seen], line[seen])
            parts.append(trail(points, style.colour, style.dash, 2.4))
            names.append((points[-1], name, style.colour))
    return chart.picture([*parts, *labels(names)])


def thinned(arrivals: np.ndarray) -> np.ndarray:
    """Indices of at most MOST_POINTS records, evenly in the logarithm of the arrivals (R,)."""
    wanted = np.geomspace(arrivals[0], arrivals[-1], MOST_POINTS)
    return np.unique(np.searchsorted(arrivals, wanted).clip(0, arrivals.size - 1))


def bound_range(lines: list[Floats]) -> tuple[float, float]:
    """From the lowest value to the highest, at most DECADES of them."""
    values = positive(*lines)
    if not values.size:
        return 0.1, 1.0
    low = float(values.min())
    return low / 1.5, min(float(values.max()), low * 10.0**DECADES) * 1.5


def inside(values: Floats, high: float) -> np.ndarray:
    """Which values (R,) lie in the picture."""
    return np.isfinite(values) & (values > 0) & (values <= high)
