"""The tab "Real threads": the same update by threads on one array of this machine, beside the simulation."""

from typing import Any

import numpy as np
import streamlit as st

from engine.kernel.state import Integers
from engine.speedup.setting import Setting
from engine.speedup.study import SpeedupStudy, simulated_staleness, study_speedup
from engine.speedup.threads import REPEATS, ThreadSpeedup, cores, measure_threads, shares, thread_counts
from pages.parts.charts.speedup import thread_speedup_chart
from pages.parts.charts.speedup_lines import ARRIVALS, REAL_SECONDS, REAL_UPDATES, SECONDS
from pages.parts.charts.speedup_staleness import thread_staleness_chart
from pages.parts.script.call import Call, call
from pages.parts.script.words import cluster_words, methods_words, setting_words
from pages.parts.show import show_chart, show_table
from pages.parts.speedup.answers import THREADS, Study, run_on_threads, staleness_of, study_of, thread_key
from pages.parts.speedup.setting import called, made_words
from pages.parts.speedup.words import PAPER, or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import number

MOST_SIMULATED = 20_000
"""Arrivals of the simulation whose staleness is shown."""


def show(choices: dict[str, Any], setting: Setting) -> None:
    """A button; below it what was measured."""
    st.header("Real threads on this machine", anchor=False)
    counts, available = thread_counts(), cores()
    st.markdown(
        f"The server that shows this page has **{available} core{'s' * (available > 1)}**. Threads read and write one "
        "shared array without locks; each coordinate is added whole, and each job notes what it had read. Unlike "
        "everything else here, these numbers differ from run to run: the machine decides the order, and other work on "
        f"it slows it. Beyond {available}, threads share the cores, so no speedup can be expected there."
    )
    setting = setting.with_counts(counts)
    if st.button(f"Run 1 to {counts[-1]} threads (a few seconds)", key="_speedup_run_threads"):
        run_on_threads(setting)
    measured = THREADS.get(thread_key(setting))
    if measured is None:
        return
    study = study_of(setting)
    draw_speedup(setting, measured, study)
    draw_staleness(setting, measured)


def draw_speedup(setting: Setting, real: ThreadSpeedup, study: Study | None) -> None:
    """Sentence, chart, table."""
    st.markdown(words_of(real, setting))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        show_chart(
            thread_speedup_chart(real, None if study is None else SpeedupStudy(setting, study.speedup)),
            f"Speedup of {setting.label} on 1 to {real.threads[-1]} real threads, in updates a second and in seconds "
            "to the target, beside the simulated one; the table has the numbers.",
            "speedup_threads",
            speedup_call(setting, study is not None),
            f"**Measured** on real threads, median and quartiles of {REPEATS} runs: {glyph(REAL_UPDATES)} updates a "
            f"second and {glyph(REAL_SECONDS)} RTS(n) in real seconds. {glyph(SECONDS)} RTS(n), **simulated**, with "
            "a worker a thread, each as fast as if it had a core of its own. Grey line: **ideal**.",
        )
    with right:
        show_table(
            rows_of(real, study),
            f"Medians of {REPEATS} runs of {real.arrivals:,} updates each. Milliseconds: real ones, to the target, the "
            "start of the threads included. Staleness: mean / largest of the first run.",
        )


def speedup_call(setting: Setting, simulated: bool) -> Call:
    """A script measures anew; it simulates, too, where the page could."""
    one = called(setting)
    made = call(thread_speedup_chart, call(measure_threads, one), *([call(study_speedup, one)] if simulated else []))
    beside = f" Simulated: {made_words(setting)}" if simulated else ""
    return made.told(f"Real threads: {thread_words(setting)}.{beside}")


def thread_words(setting: Setting) -> str:
    """What the threads work on."""
    return f"{methods_words(setting.scenario)} on {setting_words(setting.scenario.problem)}"


def words_of(real: ThreadSpeedup, setting: Setting) -> str:
    """What the cores gave."""
    rates, seconds, last = real.rate_quartiles[1], real.seconds_quartiles[1], real.on_own_cores
    most, several = real.threads[last], real.threads[last] > 1
    text = f"**Measured:** one thread makes {real.median_rates[0]:,.0f} updates a real second"
    if several:
        text += f", {most} threads {number(float(rates[last]))} times as many"
    if real.threads[-1] > real.cores:
        text += f", {real.threads[-1]} threads on {real.cores} cores {number(float(rates[-1]))} times"
    if not seconds[0] > 0:
        return f"{text}. The target, {setting.target:g} of the first gap, was not reached in so short a run."
    if several and seconds[last] > 0:
        text += f". To the target, {most} threads are {number(float(seconds[last]))} times as fast as one"
    return f"{text}."


def rows_of(real: ThreadSpeedup, study: Study | None) -> list[dict[str, str]]:
    """A row a number of threads."""
    simulated = np.full(len(real.threads), np.nan) if study is None else study.speedup.seconds_quartiles[1]
    return [
        {
            "Threads": f"[{n}]({PAPER})",
            "Updates / s": f"{real.median_rates[i]:,.0f}",
            "Milliseconds": or_not(1000 * float(real.median_seconds[i])),
            "RTS, real": or_not(real.seconds_quartiles[1][i]),
            "RTS, simulated": or_not(simulated[i]),
            "Staleness": f"{float(real.staleness[i].mean()):.2g} / {real.staleness[i].max(initial=0):,}",
        }
        for i, n in enumerate(real.threads)
    ]


def draw_staleness(setting: Setting, real: ThreadSpeedup) -> None:
    """Shares of staleness with as many threads as cores, and with the most."""
    st.header("Staleness, real and simulated", anchor=False)
    arrivals = min(real.arrivals, MOST_SIMULATED)
    places = sorted({real.on_own_cores, len(real.threads) - 1} - {0})
    for column, place in zip(st.columns(2), places, strict=False):
        count, of_threads = real.threads[place], real.staleness[place]
        with column:
            of_workers = staleness_of(setting, count, arrivals)
            if of_workers is None:
                continue
            st.markdown(f"**{count} threads**: {staleness_words(of_threads, of_workers)}")
            show_chart(
                thread_staleness_chart(real, of_workers, count),
                f"Shares of staleness with {count} real threads and {count} simulated workers; the text sums it up.",
                f"staleness_{place}",
                staleness_call(setting, count, arrivals),
            )
    st.caption(
        f"{glyph(REAL_UPDATES)} Real threads: updates by others between the begin of a job's reading and its own "
        f"writing. {glyph(ARRIVALS)} Simulated workers, with the job times of the sidebar."
    )


def staleness_call(setting: Setting, count: int, arrivals: int) -> Call:
    """A script measures anew, and simulates as many arrivals as the page."""
    one = called(setting)
    made = call(
        thread_staleness_chart, call(measure_threads, one), call(simulated_staleness, one, count, arrivals), count
    )
    cluster = cluster_words(setting.scenario.cluster, workers=f"{count} workers")
    return made.told(f"{count} real threads: {thread_words(setting)}. Simulated, {arrivals:,} arrivals: {cluster}.")


def staleness_words(real: Integers, simulated: Integers) -> str:
    """Means, and how often a job met no other's update."""
    alone, supposed = (f"{shares(values, 0)[0]:.0%}" for values in (real, simulated))
    return (
        f"mean staleness {number(float(real.mean()))} real, {number(float(simulated.mean()))} simulated; {alone} of "
        f"the real jobs and {supposed} of the simulated ones met no update by others."
    )
