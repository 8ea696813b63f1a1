"""The best value so far of several optimisers over their tries, with quartiles over seeds."""

from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from engine.design_space.axis import Floats
from engine.design_space.study import CLOSE, Study
from pages.parts.charts.figure import LOWEST, axis, chart, line, spread
from pages.parts.style import (
    BLUE,
    DASH_DOT,
    DASHES,
    DOTS,
    FAINT,
    GREEN,
    ORANGE,
    PAIRS,
    PINK,
    SOLID,
    VIOLET,
    MethodStyle,
    style,
)
from pages.parts.words.numbers import seeds_words

STYLES = {
    "bayesian": style(ORANGE, SOLID),
    "smt_kriging": style(BLUE, DASHES),
    "tpe": style(GREEN, DASH_DOT),
    "random": style(VIOLET, DOTS),
    "space_filling": style(PINK, PAIRS),
}
NAMES = {
    "bayesian": "own Bayesian",
    "smt_kriging": "SMT's Kriging",
    "tpe": "Optuna's TPE",
    "random": "random search",
    "space_filling": "space-filling search",
}
MARK = MethodStyle(FAINT, (3, 4), "")
FLOOR = 1e-3
"""A smaller regret is drawn here: on a logarithm 0 has no place."""
RAISED = 1.3
MARGIN = 0.05


def best_so_far_chart(study: Study, shown: Literal["regret", "value"] = "regret") -> go.Figure:
    """Medians with quartile bands after each try: of the regret, on a logarithm, or of the best value so far."""
    tries, of = np.arange(1, study.tries + 1), seeds_words(study.seeds)
    offset = study.benchmark.optimum if shown == "value" else 0.0
    quartiles = {kind: study.quartiles(kind) + offset for kind in study.runs}
    if shown == "regret":
        level, title = np.full(tries.size, CLOSE), f"within {CLOSE:g}"
        up = axis("best so far less the optimum", regret_range(quartiles), True)
    else:
        level, title = np.full(tries.size, offset), "optimum"
        up = axis("best value so far", value_range(quartiles, offset))
    floor = FLOOR if shown == "regret" else -np.inf
    traces: list[Any] = [line(title, MARK, tries, level, width=1.4)]
    for kind, (low, middle, high) in quartiles.items():
        traces += spread(NAMES[kind], STYLES[kind], tries, low, np.maximum(middle, floor), high, of, floor=floor)
    x = axis("tries", (1.0, float(max(study.tries, 2)))) | {"unifiedhovertitle": {"text": "after %{x} tries"}}
    return chart(traces, x, up, hovermode="x unified", legend=LOWEST)


def regret_range(quartiles: dict[str, Floats]) -> tuple[float, float]:
    """From the floor, or what is above it, to the highest upper quartile."""
    drawn = np.concatenate([each.ravel() for each in quartiles.values()])
    low = max(FLOOR, min(float(drawn.min()), CLOSE))
    return low / RAISED, max(float(drawn.max()), 2 * CLOSE) * RAISED


def value_range(quartiles: dict[str, Floats], optimum: float) -> tuple[float, float]:
    """From the optimum to the highest upper quartile, with a margin."""
    high = max(float(each.max()) for each in quartiles.values())
    away = MARGIN * max(high - optimum, 1e-6)
    return optimum - away, high + away


def best_so_far_words(study: Study) -> str:
    """The chart in words."""
    first_and_last = {kind: study.quartiles(kind)[1, [0, -1]] for kind in study.runs}
    ends = "; ".join(
        f"{NAMES[kind]}: median {first:.3g} after one try, {last:.3g} in the end"
        for kind, (first, last) in first_and_last.items()
    )
    return f"Best so far less the optimum over {study.tries} tries, {seeds_words(study.seeds)}. {ends}."
