"""Everything a search for a method has tried, and the best of it so far."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.advisor.tries import Try
from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.search.tuning import Goal
from pages.parts.charts.figure import axis, chart, line, marks, positive
from pages.parts.style import FAINT, INK, MARKS, SOLID, MethodStyle, style_of
from pages.parts.words.numbers import number
from pages.parts.words.settings import settings_told

SHOWN = 4
"""So many methods have their colours and marks: those of the best tries."""
MARGIN = 1.3
FAILED = 2.0
"""Failures stand at this multiple of the worst result that is shown."""
BEST = MethodStyle(INK, SOLID, "")
CROSS = "x-thin"


class Group(NamedTuple):
    """Tries that are drawn alike."""

    name: str
    colour: str
    symbol: str
    places: list[int]


def tries_chart(tries: Sequence[Try], goal: Goal) -> go.Figure:
    """What each try reached, in the order of the tries: simulated seconds to the target, or the gap at the end.

    Filled: reached, the SHOWN best methods in their colours. Open: stopped once slower than this. Crosses at the top:
    failed. The line is the best so far.
    """
    known = np.array([one.reached or one.stopped for one in tries], dtype=bool)
    y = np.array([10**one.score if seen else math.nan for one, seen in zip(tries, known, strict=True)])
    shown = positive(y)
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.1, 1.0)
    top = high if known.all() else high * FAILED
    y = np.where(known, y, top)
    x = np.arange(1, len(tries) + 1)
    traces: list[Any] = [line("best so far", BEST, x, best_so_far(tries), hoverinfo="skip", line_shape="hv")]
    for group in groups(tries):
        texts = [told_words(tries[k], goal) for k in group.places]
        own = {"text": texts, "hovertemplate": "%{text}", "legendgroup": group.name}
        traces.append(marks(group.name, group.colour, x[group.places], y[group.places], group.symbol, 7, **own))
    seen: set[str] = set()
    for trace in traces:
        # One entry for what was reached and what was stopped.
        trace.showlegend = trace.name not in seen
        seen.add(trace.name)
    y_axis = axis(result_words(goal), (low / MARGIN, top * MARGIN), logarithmic=True)
    return chart(traces, axis("try", (0, len(tries) + 1)), y_axis)


def result_words(goal: Goal) -> str:
    """What a try is judged by."""
    return "simulated seconds to the target" if goal.kind == "time" else "gap at the end"


def best_so_far(tries: Sequence[Try]) -> Floats:
    """The best result (T,) up to each try; inf before the first."""
    reached = [10**one.score if one.reached else math.inf for one in tries]
    return np.minimum.accumulate(reached) if reached else np.empty(0)


def groups(tries: Sequence[Try]) -> list[Group]:
    """The tries by method and outcome, the best methods first; all other methods are one, and so are failures."""
    ranked = sorted(tries, key=lambda one: (not one.reached, one.score))
    best = list(dict.fromkeys(one.settings.kind for one in ranked))[:SHOWN]
    found: dict[tuple[str, bool], list[int]] = {}
    failed: list[int] = []
    for place, one in enumerate(tries):
        if one.reached or one.stopped:
            kind = one.settings.kind if one.settings.kind in best else ""
            found.setdefault((kind, one.reached), []).append(place)
        else:
            failed.append(place)
    made = []
    for kind in (*best, ""):
        look = style_of(kind) if kind else MethodStyle(FAINT, SOLID, "")
        name = METHODS[kind].title if kind else "other methods"
        for reached in (True, False):
            symbol = MARKS[look.dash] if reached else f"{MARKS[look.dash]}-open"
            if (kind, reached) in found:
                made.append(Group(name, look.colour, symbol, found[kind, reached]))
    return [*made, Group("failed", FAINT, CROSS, failed)] if failed else made


def told_words(one: Try, goal: Goal) -> str:
    """What the pointer tells of a try: what became of it, and the method with its settings, two a line."""
    words = settings_told(one.settings)
    rows = [", ".join(words[k : k + 2]) for k in range(0, len(words), 2)]
    return "<br>".join([told(one, goal), METHODS[one.settings.kind].title, *rows])


def told(one: Try, goal: Goal) -> str:
    """What became of a try."""
    if not one.reached:
        return one.failure
    return f"{number(10**one.score)} s" if goal.kind == "time" else f"gap {number(10**one.score)}"
