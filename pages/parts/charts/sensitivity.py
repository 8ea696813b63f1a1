"""Result against step, a curve a method."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.search.best_steps import Search
from engine.search.tuning import Tuning
from engine.simulate import build_problem
from pages.parts.charts.figure import axis, chart, faded, line, marks, positive, tall
from pages.parts.style import FAINT, MethodStyle, looks
from pages.parts.words.numbers import measure

DECADES = 8
"""At most so many decades of results are seen first, from the best on."""


def sensitivity_chart(search: Search, now: Mapping[str, float] | None = None) -> go.Figure:
    """Each method's result against its step, with its usable range and best step.

    Results are simulated seconds to the target, or what is left at the end (see `Search.timed`). `now` are steps to
    mark, by label: those of a race.
    """
    results, scenario, now = search.results(), search.scenario, now or {}
    what, unit = result_words(search), " s" if search.timed else ""
    styles = looks(scenario.methods)
    shown = positive(*results.values())
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.1, 1.0)
    ends = low / 1.3, min(high, low * 10**DECADES) * 1.3
    tried = [found.steps[np.isfinite(results[label])] for label, found in search.items()]
    steps = np.concatenate([*tried, list(now.values())])
    traces = steps_now(now, styles, ends)
    for label, found in search.items():
        traces += curve(found, results[label], styles[label], unit)
    seen = (float(steps.min()) / 1.3, float(steps.max()) * 1.3) if steps.size else None
    x = axis("step", seen, logarithmic=True)
    x["unifiedhovertitle"] = {"text": "step %{x:.3~g}"}
    return chart(traces, x, axis(what, ends, logarithmic=True), hovermode="x unified", **tall(len(search) + 1))


def result_words(search: Search) -> str:
    """What is found with each step: when it is at the target, or what it leaves."""
    if search.timed:
        return "simulated seconds to the target"
    of = search.scenario
    return f"{measure(build_problem(of.problem, of.cluster.workers, of.seed))} at the end"


def curve(found: Tuning, values: Floats, look: MethodStyle, unit: str) -> list[Any]:
    """A method's curve between the steps that have a result; thick where it is usable, a disc at its best."""
    name, steps = found.label, found.steps
    own = {"legendgroup": name, "showlegend": False}
    low, high = found.usable or (math.inf, -math.inf)
    usable = np.where((low <= steps) & (steps <= high), values, np.inf)
    wide = MethodStyle(faded(look.colour, 0.25), (), "")
    traces = [line(f"{name}, usable", wide, steps, usable, width=9, hoverinfo="skip", **own)]
    texts = [
        f"{value:.4g}{unit}{', the best step' * (place == found.best_index)}" for place, value in enumerate(values)
    ]
    traces.append(line(name, look, steps, values, values="%{text}", text=texts, legendgroup=name))
    if found.best_index is not None:
        best = slice(found.best_index, found.best_index + 1)
        traces.append(
            marks(f"{name}, best", look.colour, steps[best], values[best], "circle", 9, hoverinfo="none", **own)
        )
    return traces


def steps_now(now: Mapping[str, float], styles: Mapping[str, MethodStyle], ends: tuple[float, float]) -> list[Any]:
    """An upright line at each method's step, which goes with its curve; one for all where they are equal."""
    if not now:
        return []
    look = MethodStyle(FAINT, (3, 4), "")
    if len(set(now.values())) == 1:
        return [line("step of this race", look, [next(iter(now.values()))] * 2, ends, width=1.5, hoverinfo="skip")]
    own = {"width": 1.5, "hoverinfo": "skip", "showlegend": False}
    return [
        line(f"{label}, step of this race", look._replace(colour=styles[label].colour), [step] * 2, ends,
             legendgroup=label, **own)
        for label, step in now.items()
    ]  # fmt: skip
