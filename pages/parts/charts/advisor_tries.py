"""Everything a search for a method has tried, and the best of it so far."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine.advisor.tries import Try
from engine.methods import METHODS
from engine.search.tuning import Goal
from pages.parts.charts.figure import axis, chart, line, marks, positive
from pages.parts.style import FAINT, INK, SOLID, MethodStyle, style_of
from pages.parts.words.lists import grouped
from pages.parts.words.numbers import number
from pages.parts.words.settings import settings_told

SHOWN = 4
"""So many methods have their colours: those of the best tries."""
MARGIN = 1.3
FAILED = 2.0
"""Failures stand at this multiple of the worst result that was reached."""
BEST = MethodStyle(INK, SOLID, "")
SYMBOL = {True: "circle", False: "triangle-up-open"}
"""Of a try that is known exactly, and of one that was stopped."""


def tries_chart(tries: Sequence[Try], goal: Goal) -> go.Figure:
    """What each try reached, in the order of the tries: simulated seconds to the target, or the gap at the end.

    Discs: reached, in the colours of the SHOWN best methods. Triangles: stopped once slower than this. Crosses at the
    top: failed. The line is the best so far.
    """
    y = np.array([10**one.score for one in tries])
    reached = np.array([one.reached for one in tries], dtype=bool)
    stopped = np.array([one.stopped for one in tries], dtype=bool) & ~reached
    shown = positive(y[reached | stopped])
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.1, 1.0)
    top = high * FAILED
    y = np.where(reached | stopped, y, top)
    x = np.arange(1, len(tries) + 1)
    traces: list[Any] = [line("best so far", BEST, x, best_so_far(tries), hoverinfo="skip", line_shape="hv")]
    for name, colour, places in groups(tries):
        kept = np.array(places)
        for exact in (True, False):
            here = kept[(reached if exact else stopped)[kept]]
            if here.size:
                traces.append(points(name, colour, x[here], y[here], SYMBOL[exact], [tries[k] for k in here], goal))
    failed = np.flatnonzero(~(reached | stopped))
    if failed.size:
        traces.append(points("failed", FAINT, x[failed], y[failed], "x-thin", [tries[k] for k in failed], goal))
    ends = (low / MARGIN, (top if failed.size else high) * MARGIN)
    return chart(traces, axis("try", (0, len(tries) + 1)), axis(result_words(goal), ends, logarithmic=True))


def result_words(goal: Goal) -> str:
    """What a try is judged by."""
    return "simulated seconds to the target" if goal.kind == "time" else "gap at the end"


def best_so_far(tries: Sequence[Try]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The best result (T,) up to each try; inf before the first."""
    reached = [10**one.score if one.reached else math.inf for one in tries]
    return np.minimum.accumulate(reached) if reached else np.empty(0)


def groups(tries: Sequence[Try]) -> list[tuple[str, str, list[int]]]:
    """Names, colours and places of the tries by method, the best methods first; all others are one group."""
    ranked = sorted(range(len(tries)), key=lambda k: (not tries[k].reached, tries[k].score))
    best = list(dict.fromkeys(tries[k].settings.kind for k in ranked))[:SHOWN]
    kinds = grouped((one.settings.kind if one.settings.kind in best else "", str(k)) for k, one in enumerate(tries))
    looks = {kind: (METHODS[kind].title, style_of(kind).colour) for kind in best} | {"": ("other methods", FAINT)}
    return [(*looks[kind], [int(k) for k in kinds[kind]]) for kind in looks if kind in kinds]


def points(name: str, colour: str, x: Any, y: Any, symbol: str, tries: Sequence[Try], goal: Goal) -> go.Scatter:
    """The tries of one kind and outcome; the pointer tells their settings."""
    more = {} if symbol == SYMBOL[True] else {"showlegend": symbol == "x-thin"}
    texts = [f"{told(one, goal)}<br>{settings_words(one)}" for one in tries]
    return marks(name, colour, x, y, symbol, 7, text=texts, hovertemplate="%{text}", legendgroup=name, **more)


def told(one: Try, goal: Goal) -> str:
    """What became of a try."""
    if not one.reached:
        return one.failure
    return f"{number(10**one.score)} s" if goal.kind == "time" else f"gap {number(10**one.score)}"


def settings_words(one: Try) -> str:
    """The method and its settings, a line for each two."""
    words = settings_told(one.settings)
    rows = [", ".join(words[k : k + 2]) for k in range(0, len(words), 2)]
    return "<br>".join([METHODS[one.settings.kind].title, *rows])
