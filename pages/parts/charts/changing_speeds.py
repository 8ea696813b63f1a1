"""Distance from the goal while times change: a line and a band for each idea of the times."""

import numpy as np

from engine.results.changing_speeds import CASES, FIRST, KNOWN, ONLINE, PLAIN, CaseBiases
from pages.parts.charts.chart import FRAME, Axis, Chart, positive, words
from pages.parts.style import DASH_DOT, DASHES, DOTS, SOLID, MethodStyle, style, style_of

LINES = {PLAIN: SOLID, KNOWN: DASHES, FIRST: DOTS, ONLINE: DASH_DOT}
NAMED = FRAME.beside(128)
"""The names of the lines stand on the right."""
APART = 15.0
DECADES = 4


def look(case: str) -> MethodStyle:
    """The colour is the method's, the dash tells the cases of one method apart."""
    return style(style_of("asgd" if case == PLAIN else "rescaled_asgd").colour, LINES[case])


def unsteady_picture(found: CaseBiases) -> str:
    """Median over the seeds with the interquartile band, of the mean model over each window."""
    low, median, high = found.away_quartiles
    values = positive(low, high)
    top = float(min(values.max(initial=1e-3), 1e3)) * 1.2
    bottom = max(float(values.min(initial=top)), top * 10.0**-DECADES) / 1.2
    x = Axis("simulated seconds", 0.0, float(found.seconds[-1]), False)
    chart = Chart(x, Axis("distance from the goal", bottom, top), NAMED)
    parts, names = [], []
    for index, case in enumerate(CASES):
        end = int(np.isfinite(median[index]).cumprod().sum())
        if end:
            lines = (part[index, :end] for part in (low, median, high))
            parts += chart.spread(found.seconds[:end], *lines, look(case), 2.2)
            last = chart.at(float(found.seconds[end - 1]), float(median[index, end - 1]))
            names.append((last, case, look(case).colour))
    return chart.picture([*parts, *labels(names)])


def labels(names: list[tuple[tuple[float, float], str, str]]) -> list[str]:
    """The lines' names at their ends, one below the other where they would overlap."""
    parts, free = [], -np.inf
    for (x, y), case, colour in sorted(names, key=lambda name: name[0][1]):
        free = max(y + 4, free + APART)
        parts.append(words(x + 6, free, case, more=f'style="fill:{colour}"'))
    return parts
