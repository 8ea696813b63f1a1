"""What a search expects of settings that it has not tried, and which settings matter."""

import numpy as np
import plotly.graph_objects as go

from engine.advisor.landscape import Landscape
from engine.advisor.methods_space import METHOD, STEP
from engine.design_space import Point
from engine.design_space.surrogate import Slice
from engine.search.tuning import Goal
from pages.parts.charts.figure import axis, chart, finite, marks, speech, spread, upright
from pages.parts.style import BLUE, SOLID, MethodStyle, style_of
from pages.parts.words.numbers import from_to
from pages.parts.words.settings import setting_name

HEIGHT = 230
LOOK = MethodStyle(BLUE, SOLID, "")
RANGE = 1e3
"""Predictions beyond this multiple of the best one are not seen first."""


def prediction_chart(landscape: Landscape, point: Point, name: str, goal: Goal) -> go.Figure:
    """The predicted result where one setting of a point changes: mean, and a deviation to either side."""
    found = landscape.surrogate.along(point, name)
    low, middle, high = (10 ** (found.mean + side * found.deviation) for side in (-1, 0, 1))
    look = style_of(str(point[METHOD]))
    y = axis("simulated s" if goal.kind == "time" else "gap", seen(low, middle), logarithmic=True)
    small = {"height": HEIGHT, "showlegend": False}
    if is_number(found):
        # A visitor thinks of steps, not of shares of another one.
        unit, title = (landscape.reference(point), "step") if name == STEP else (1.0, setting_name(name))
        x = unit * np.array(found.values, dtype=float)
        traces = spread("predicted", look, x, low, middle, high, "one deviation")
        figure = chart(traces, axis(title, logarithmic=is_log(landscape, name)), y, **small)
        upright(figure, unit * float(point[name]), "here")
        return figure
    bars = {"array": finite(high - middle), "arrayminus": finite(middle - low), "thickness": 1.5, "width": 6}
    names = [str(value) for value in found.values]
    filled = ["circle" if value == point[name] else "circle-open" for value in found.values]
    told = [from_to(f"{a:.3g}", f"{b:.3g}") for a, b in zip(low, high, strict=True)]
    trace = marks("predicted", look.colour, np.arange(len(names)), middle, "circle", 9)
    trace.update(error_y={**bars, "color": look.colour}, text=told, hovertemplate="%{y:.4g} (%{text}, one deviation)")
    trace.marker.symbol = filled
    x_axis = {**axis(setting_name(name), (-0.5, len(names) - 0.5)), "tickvals": list(range(len(names)))}
    return chart([trace], {**x_axis, "ticktext": names}, y, **small)


def is_number(found: Slice) -> bool:
    return not any(isinstance(value, str) for value in found.values)


def is_log(landscape: Landscape, name: str) -> bool:
    return bool(landscape.space.structure.axes[landscape.space.names.index(name)].log)


def seen(low: np.ndarray, middle: np.ndarray) -> tuple[float, float]:
    """What is seen first: from the lowest limit up to the largest prediction, RANGE times the best one at most."""
    best = float(middle.min())
    return max(float(low.min()), best / 10) / 1.2, min(float(middle.max()), best * RANGE) * 1.5


def importance_chart(importance: dict[str, float]) -> go.Figure:
    """By which factor the predicted result changes when one setting alone is drawn anew."""
    names = list(importance)[::-1]
    factors = 10 ** np.array([importance[name] for name in names])
    bars = go.Bar(
        name="importance", y=[setting_name(name) for name in names], x=factors - 1, base=1.0, orientation="h",
        marker={"color": LOOK.colour}, text=[f"{factor:.3g}" for factor in factors],
        **speech("%{y}: by a factor of %{text}", {}), textposition="none",
    )  # fmt: skip
    x = axis("factor", (1.0, max(2.0, float(factors.max()) * 1.1)), logarithmic=True)
    return chart([bars], x, {"type": "category"}, height=90 + 26 * len(names), showlegend=False)
