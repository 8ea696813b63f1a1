"""Asynchrony acts like momentum: the implied momentum over the number of workers, and the paths it is fitted to."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Floats
from engine.theory.implied_momentum import Measured, Own, claimed_momentum, implied_path, steepest
from pages.parts.charts.figure import axis, chart, line, marks
from pages.parts.style import BLUE, FAINT, ORANGE, MethodStyle


def measured_marks(name: str, measured: Mapping[int, Measured], colour: str) -> go.Scatter:
    """The fitted momentum by the number of workers, with two standard errors to both sides."""
    fits = np.array([one.fit.momentum for one in measured.values()])
    errors = np.array([2 * one.error for one in measured.values()])
    seeds = [f"{one.seeds} seed{'s' if one.seeds > 1 else ''}" for one in measured.values()]
    told = [f"± {error:.2g} (two standard errors, {of})" for error, of in zip(errors, seeds, strict=True)]
    more = {
        "error_y": {"array": errors, "thickness": 1.5, "width": 4},
        "customdata": np.stack([fits - errors, fits + errors], axis=-1),
        "text": [words if error else f"({of})" for words, error, of in zip(told, errors, seeds, strict=True)],
        "hovertemplate": "%{y:.4f} %{text}",
    }
    return marks(name, colour, list(measured), fits, "circle", 8, **more)


def implied_momentum_chart(measured: Mapping[int, Measured], own: Own | None = None) -> go.Figure:
    """Measured momentum over the number of workers, and 1 - 1/n."""
    end = max(17.0, own.workers + 1.0 if own else 0.0)
    # Through every whole number, so that the pointer finds line and marks at one place.
    at = np.arange(1, end + 0.1, 0.125)
    traces = [
        line("1 − 1/n", MethodStyle(FAINT, (), ""), at, claimed_momentum(at), values="%{y:.4f}"),
        measured_marks("measured, exponential times", measured, BLUE),
    ]
    if own:
        traces.append(measured_marks("your own cluster", {own.workers: own.plain}, ORANGE))
    y = axis("implied momentum", (-0.05, 1.0))
    return chart(
        traces,
        axis("workers n", (0.0, end)) | {"unifiedhovertitle": {"text": "n = %{x:.4g}"}},
        y,
        hovermode="x unified",
    )


def implied_path_chart(own: Own) -> go.Figure:
    """The way of the steepest coordinate: measured with either times, and the heavy ball with 1 - 1/n."""

    def curve(name: str, path: Floats, colour: str, width: float, dash: tuple[int, ...] = ()) -> go.Scatter:
        y = steepest(path)
        return line(name, MethodStyle(colour, dash, ""), np.arange(len(path)), y, width=width)

    traces = [
        curve("your own times", own.plain.path, ORANGE, 2.5),
        curve("exponential times", own.random.path, BLUE, 4.0),
        curve("heavy ball", implied_path(own.workers, own.step), FAINT, 2.0, (8, 6)),
    ]
    low = min(float(np.nanmin(one.y)) for one in traces)
    x = axis("arrivals", (0.0, len(traces[-1].x) - 1.0)) | {"unifiedhovertitle": {"text": "%{x:,} arrivals"}}
    y = axis("mean model / start", (min(-0.1, 1.1 * low), 1.05))
    return chart(traces, x, y, hovermode="x unified")
