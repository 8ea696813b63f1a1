"""Distance from the goal while times change: a line and a band for each idea of the times."""

import numpy as np

from engine.results.changing_speeds import CASES, FIRST, KNOWN, ONLINE, PLAIN, CaseBiases
from pages.parts.charts.chart import FRAME, Axis, Chart, band, trail, words
from pages.parts.style import DASH_DOT, DASHES, DOTS, GLYPHS, SOLID, MethodStyle, style_of

LINES = {PLAIN: SOLID, KNOWN: DASHES, FIRST: DOTS, ONLINE: DASH_DOT}
NAMED = FRAME.beside(128)
"""The names of the lines stand on the right."""
APART = 15.0
DECADES = 4


def look(case: str) -> MethodStyle:
    """The colour is the method's, the dash tells the cases of one method apart."""
    colour = style_of("asgd" if case == PLAIN else "rescaled_asgd").colour
    return MethodStyle(colour, LINES[case], GLYPHS[LINES[case]])


def unsteady_picture(found: CaseBiases) -> str:
    """Median over the seeds with the interquartile band, of the mean model over each window."""
    low, median, high = found.away_quartiles
    values = np.concatenate([low.ravel(), high.ravel()])
    values = values[np.isfinite(values) & (values > 0)]
    top = float(min(values.max(initial=1e-3), 1e3)) * 1.2
    bottom = max(float(values.min(initial=top)), top * 10.0**-DECADES) / 1.2
    chart = Chart(
        Axis("simulated seconds", 0.0, float(found.seconds[-1]), False),
        Axis("distance from the goal", bottom, top),
        NAMED,
    )
    parts, names = [], []
    for index, case in enumerate(CASES):
        style = look(case)
        end = int(np.isfinite(median[index]).cumprod().sum())
        if not end:
            continue
        lines = [
            [chart.at(float(x), float(y)) for x, y in zip(found.seconds[:end], part[index, :end], strict=True)]
            for part in (high, median, low)
        ]
        parts += [band(lines[0], lines[2], style.colour), trail(lines[1], style.colour, style.dash, 2.2)]
        names.append((lines[1][-1], case, style.colour))
    return chart.picture([*parts, *labels(names)])


def labels(names: list[tuple[tuple[float, float], str, str]]) -> list[str]:
    """The lines' names at their ends, one below the other where they would overlap."""
    parts, free = [], -np.inf
    for (x, y), case, colour in sorted(names, key=lambda name: name[0][1]):
        free = max(y + 4, free + APART)
        parts.append(words(x + 6, free, case, more=f'style="fill:{colour}"'))
    return parts
