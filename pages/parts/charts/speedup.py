"""Speedup over the number of workers: measured beside the bound, for several blocks, and on real threads."""

from collections.abc import Sequence

import plotly.graph_objects as go

from engine.speedup.study import SpeedupStudy
from engine.speedup.threads import ThreadSpeedup
from pages.parts.charts.speedup_lines import (
    ARRIVALS,
    BLOCKS,
    BOUND,
    REAL_SECONDS,
    REAL_UPDATES,
    SECONDS,
    Knee,
    Line,
    workers_chart,
)
from pages.parts.words.numbers import seeds_words


def speedup_chart(study: SpeedupStudy) -> go.Figure:
    """IS(n) and RTS(n) with quartiles over the seeds, what the bound promises for IS(n), and the predicted knees."""
    measured, predicted = study.speedup, study.predicted
    low, median, high = measured.iterations_quartiles
    slow, usual, quick = measured.seconds_quartiles
    lines = [
        Line("bound", BOUND, study.bound),
        Line("IS, arrivals", ARRIVALS, median, low, high, measured.knee()),
        Line("RTS, seconds", SECONDS, usual, slow, quick),
    ]
    knees = [Knee(predicted.noiseless, "N / Y")]
    if predicted.delay > predicted.noiseless:
        knees.append(Knee(predicted.delay, "noise"))
    return workers_chart(measured.workers, lines, of_seeds(study), knees)


def block_speedup_chart(studies: Sequence[SpeedupStudy]) -> go.Figure:
    """The median IS(n) of each block over the same numbers of workers, with its measured and its predicted knee."""
    lines = []
    for (setting, found), look in zip(studies, BLOCKS, strict=False):
        median, of = found.iterations_quartiles[1], setting.constants
        lines.append(Line(f"Y = {of.block}", look, median, knee=found.knee(), predicted=of.blocks))
    return workers_chart(studies[0].speedup.workers, lines, of_seeds(studies[0]))


def of_seeds(study: SpeedupStudy) -> str:
    return seeds_words(study.speedup.arrivals.shape[1])


def thread_speedup_chart(real: ThreadSpeedup, simulated: SpeedupStudy | None = None) -> go.Figure:
    """Updates a real second and RTS(n) with quartiles over the runs, and the median simulated RTS(n).

    `simulated` has as many workers as there are threads; it is left out where there is none.
    """
    low, rate, high = real.rate_quartiles
    slow, usual, quick = real.seconds_quartiles
    lines = [Line("updates / s", REAL_UPDATES, rate, low, high), Line("RTS, real", REAL_SECONDS, usual, slow, quick)]
    if simulated is not None:
        lines.append(Line("RTS, simulated", SECONDS, simulated.speedup.seconds_quartiles[1]))
    return workers_chart(real.threads, lines, f"{real.rates.shape[1]} runs", title=f"threads; {real.cores} cores")
