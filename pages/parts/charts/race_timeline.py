"""The race's timeline: a row a worker, a bar a job, coloured by its staleness."""

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from engine.kernel.state import Integers
from engine.results.filmed_jobs import FATES, Jobs, jobs_of, usual_span
from engine.results.job_fates import Fate
from engine.simulation import Run, Simulation
from pages.parts.charts.figure import LOWEST, axis, chart, faded, key_above
from pages.parts.style import FAINT, INK
from pages.parts.words.numbers import number, range_text

MOST_JOBS = 2_000
MOST_ROWS = 200
"""Of more workers the first ones are shown: a row would be thinner than a line."""
MOST_TEXTS = 300
"""Of more jobs none has its staleness written on it."""
FRESH, STALE = "#cdbfe6", "#5c2688"
FRAME = {"color": INK, "width": 0.5}
NAMES = {
    Fate.USED: "used",
    Fate.IGNORED: "not used",
    Fate.CUT_OFF: "not used",
    Fate.CANCELLED: "thrown away",
    Fate.RUNNING: "in flight at the end",
}
"""The live figure's words, whose film does not say why a job was not used."""
COLUMNS = ("begin", "end", "staleness")
"""What is known of each bar beside its place, when the data are taken away."""
TEXTS = {"minsize": 9, "mode": "hide"}
"""A text that does not fit is left out."""
ROOM: dict[str, Any] = {"showlegend": True, "legend": LOWEST, "margin": {"t": 66, "b": 110}}
"""For the key above and for two rows of titles and one or two of the legend below."""
PATTERNS = {Fate.IGNORED: "/", Fate.CUT_OFF: "\\", Fate.CANCELLED: "x", Fate.RUNNING: "."}
TICKS = (0, 1, 3, 10, 30, 100)
SPARSE = (0, 1, 10, 100, 1_000, 10_000, 100_000)
"""Numbers at the key of the colours, where staleness is below 100, and above."""


class Window(NamedTuple):
    """What is seen of a run's jobs."""

    jobs: Jobs
    begin: float
    end: float  # simulated seconds
    last: float  # the second at which the film ends


def timeline_chart(
    simulation: Simulation, label: str | None = None, begin: float = 0.0, end: float | None = None
) -> go.Figure:
    """The jobs of the method `label`, or of the first, that run between two simulated seconds, of the first seed.

    Without an `end` some jobs of the slowest worker are seen; never more than MOST_JOBS, of the first MOST_ROWS
    workers: the axes tell what is shown. Raises KeyError for a label that the scenario does not have, ValueError where
    the run holds no film or `end` does not lie after `begin`.
    """
    run = simulation[simulation.scenario.methods[0].name if label is None else simulation.scenario.method(label).name]
    window = window_of(run, begin, end)
    jobs, workers = window.jobs, simulation.scenario.cluster.workers
    rows = min(workers, MOST_ROWS)
    most = int(jobs.staleness.max(initial=0))
    fates = [index for index in range(len(FATES)) if (jobs.fate == index).any()]
    traces = [bars(jobs.chosen(jobs.fate == index), FATES[index], most) for index in fates]
    traces += [key(most)] if most else []
    when = f"{range_text(window.begin, window.end)} of {number(window.last)}"
    x = axis(f"simulated seconds, {when}<br>jobs of {run.label}", (window.begin, window.end)) | {"showgrid": False}
    which = "worker" if workers <= MOST_ROWS else f"worker, the first {MOST_ROWS} of {workers:,}"
    y = axis(which, (rows + 0.5, 0.5)) | {"showgrid": False, "zeroline": False} | ({"dtick": 1} if rows <= 16 else {})
    high = 190 + max(90, min(700, 26 * rows))
    return chart(traces, x, y, barmode="overlay", meta={"columns": COLUMNS}, height=high, uniformtext=TEXTS, **ROOM)


def window_of(run: Run, begin: float, end: float | None) -> Window:
    """The jobs of the first workers that run at some moment of the window, which ends where they would be too many."""
    jobs = jobs_of(run)
    count = len(run.filmed.moved)
    last = float(run.arrivals["time"][count - 1]) if count else float(run.time[-1])
    if end is None:
        end = begin + min(usual_span(jobs, last), last)
    if not begin < end:
        raise ValueError(f"the window must end after it begins (given: {begin:g} to {end:g} simulated seconds)")
    seen = jobs.chosen((jobs.worker < MOST_ROWS) & (jobs.end > begin) & (jobs.begin < end))
    if len(seen.worker) > MOST_JOBS:
        # Jobs stand in the order in which they began.
        end = float(seen.begin[MOST_JOBS]) if seen.begin[MOST_JOBS] > begin else end
        seen = seen.chosen(np.arange(MOST_JOBS))
    return Window(seen, begin, end, last)


def bars(jobs: Jobs, fate: Fate, most: int) -> go.Bar:
    """The jobs of one fate; what was not used is drawn hollow."""
    arrived = fate in (Fate.USED, Fate.IGNORED, Fate.CUT_OFF)
    stale = ", staleness %{text}" if arrived else ""
    told = f"worker %{{y}}, %{{customdata[0]:,.6~g}} to %{{customdata[1]:,.6~g}} s<br>{NAMES[fate]}{stale}"
    return go.Bar(
        name=NAMES[fate],
        orientation="h",
        base=jobs.begin,
        x=jobs.end - jobs.begin,
        y=(jobs.worker + 1).astype(np.int16),
        width=0.8,
        customdata=np.stack(
            [jobs.begin, jobs.end, jobs.staleness if arrived else np.full_like(jobs.end, np.nan)], axis=-1
        ),
        text=jobs.staleness.astype(np.int32) if arrived else None,
        textposition="inside" if len(jobs.worker) <= MOST_TEXTS and fate is Fate.USED else "none",
        insidetextanchor="middle",
        textangle=0,
        hovertemplate=f"{told}<extra></extra>",
        marker={"color": shades(jobs.staleness, most), "line": FRAME} if fate is Fate.USED else hollow(fate),
    )


def shades(staleness: Integers, most: int) -> list[str]:
    """Colours evenly in the logarithm of the staleness (J,)."""
    fresh, stale = (np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) for colour in (FRESH, STALE))
    share = np.log1p(staleness)[:, None] / np.log1p(max(1, most))
    # Numbers that stand for colours would do, but Plotly complains of each of them where bars bear texts.
    return [f"rgb({red}, {green}, {blue})" for red, green, blue in np.rint(fresh + share * (stale - fresh)).astype(int)]


def key(most: int) -> go.Scatter:
    """Nothing but the colours' key, above the chart."""
    marked = [tick for tick in (TICKS if most <= TICKS[-1] else SPARSE) if tick < most]
    # The last number would stand on one that is close to it.
    ticks = [tick for tick in marked if np.log1p(tick) < 0.85 * np.log1p(most)] + [most]
    texts = [f"staleness {ticks[0]}", *(f"{tick:,}" for tick in ticks[1:])]
    colours = {
        "color": [0.0],
        "cmin": 0.0,
        "cmax": np.log1p(most),
        "colorscale": [[0, FRESH], [1, STALE]],
        "colorbar": key_above(np.log1p(ticks), texts),
    }
    return go.Scatter(
        x=[None], y=[None], mode="markers", marker=colours, showlegend=False, hoverinfo="skip", name="key"
    )


def hollow(fate: Fate) -> dict[str, Any]:
    pattern = {"shape": PATTERNS[fate], "size": 6, "solidity": 0.3, "fgcolor": INK, "bgcolor": faded(FAINT, 0.1)}
    return {"color": faded(FAINT, 0.1), "pattern": pattern, "line": {"color": INK, "width": 1}}
