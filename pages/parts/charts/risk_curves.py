"""Worst-case risk over the number of samples, on two logarithmic axes, above a region that nobody can enter."""

from collections.abc import Mapping, Sequence

import numpy as np

from engine.kernel.state import Floats
from pages.parts.charts.chart import FRAME, Axis, Chart, band, disc, positive, rule, trail, words
from pages.parts.charts.estimators import LOOKS, NAMES
from pages.parts.charts.line_names import line_names
from pages.parts.style import FAINT

NAMED = FRAME.beside(118)
FLOOR_DECADE = 0.5
"""What is drawn below the lowest bound."""


def risk_picture(
    samples: Sequence[int], risks: Mapping[str, Floats], floor: Floats, second: Floats | None, here: float, most: float
) -> str:
    """Risks (N,) over samples (N,); `floor` and `second` (N,) are bounds, `here` the visitor's n, `most` the top."""
    values = positive(*risks.values(), floor)
    top = min(float(values.max(initial=1e-9)), most) * 1.3
    # Noise that falls with n takes some risks down many decades: all of them stay in sight.
    bottom = float(values.min(initial=top)) * 10**-FLOOR_DECADE
    chart = Chart(Axis("samples n", float(samples[0]), float(samples[-1])), Axis("worst-case risk", bottom, top), NAMED)
    parts = [*forbidden(chart, samples, floor, "no estimator can be here")]
    if second is not None:
        parts += forbidden(chart, samples, second)
    if samples[0] <= here <= samples[-1]:
        parts.append(rule(*chart.upright(here), FAINT, 1.0, "3 4", 1.5))
    names = []
    for key, risk in risks.items():
        # What is outside the picture is left out.
        seen = np.isfinite(risk) & (bottom <= risk) & (risk <= top)
        points, look = chart.points(np.asarray(samples)[seen], risk[seen]), LOOKS[key]
        parts.append(trail(points, look.colour, look.dash, 3.0 if key == "minmax" else 2.0))
        parts += [disc(point, 2.2, look.colour) for point in points]
        if points:
            names.append((points[-1], NAMES[key], look.colour))
    return chart.picture([*parts, *line_names(NAMED, names)])


def forbidden(chart: Chart, samples: Sequence[int], floor: Floats, text: str = "") -> list[str]:
    """The region below a bound."""
    edge = chart.points(samples, floor)
    ground = [(x, chart.frame.base) for x, _ in edge]
    parts = [band(edge, ground, FAINT), trail(edge, FAINT, (), 1.4)]
    if text:
        parts.append(words(chart.frame.left + 10, chart.frame.base - 9, text))
    return parts
