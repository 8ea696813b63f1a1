"""The tab "Real threads": the same update by threads on one array of this machine, beside the simulation."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from engine.kernel.state import Integers
from engine.results.curves import quartiles
from engine.speedup.threads import REPEATS, ThreadSpeedup, cores, shares
from pages.parts.charts.speedup import ARRIVALS, REAL_SECONDS, REAL_UPDATES, SECONDS, Line, speedup_picture
from pages.parts.charts.speedup_staleness import staleness_picture
from pages.parts.speedup.answers import THREADS, Study, run_on_threads, staleness_of, study_of, thread_key
from pages.parts.speedup.setting import Setting
from pages.parts.speedup.words import or_not, share_of
from pages.parts.style import glyph
from pages.parts.words.numbers import number

MOST_THREADS = 16
MOST_BARS = 12
MOST_SIMULATED = 20_000
"""Arrivals of the simulation whose staleness is shown."""


def thread_counts() -> tuple[int, ...]:
    """1, 2, 4 and so on up to twice the cores."""
    most = min(2 * cores(), MOST_THREADS)
    return tuple(2**k for k in range(most.bit_length()))


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
    key = thread_key(setting, counts)
    if st.button(f"Run 1 to {counts[-1]} threads (a few seconds)", key="_speedup_run_threads"):
        run_on_threads(setting, counts)
    found = THREADS.get(key)
    if found is None:
        return
    study = study_of(setting, counts)
    draw_speedup(setting, found, study)
    draw_staleness(setting, found)


def draw_speedup(setting: Setting, found: ThreadSpeedup, study: Study | None) -> None:
    """Sentence, picture, table."""
    st.markdown(words_of(found, setting))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        words = (
            f"Speedup of {setting.label} on 1 to {found.threads[-1]} real threads, in updates a second and in seconds "
            "to the target, beside the simulated one; the table has the numbers."
        )
        drawing = speedup_picture(found.threads, lines_of(found, study), title=f"threads; {found.cores} cores")
        st.image(drawing, width="stretch", alt=words)
        st.caption(
            f"**Measured** on real threads, median and quartiles of {REPEATS} runs: {glyph(REAL_UPDATES)} updates a "
            f"second and {glyph(REAL_SECONDS)} RTS(n) in real seconds. {glyph(SECONDS)} RTS(n), **simulated**, with "
            "a worker a thread, each as fast as if it had a core of its own. Grey line: **ideal**."
        )
    with right:
        st.table(table(found, study), border="horizontal")
        st.caption(
            f"Medians of {REPEATS} runs of {found.arrivals:,} updates each. Milliseconds: real ones, to the "
            "target, the start of the threads included. "
            "Staleness: mean / largest of the first run."
        )


def lines_of(found: ThreadSpeedup, study: Study | None) -> list[Line]:
    """Real updates, real seconds, simulated seconds."""
    low, rate, high = found.rate_quartiles
    slow, usual, quick = found.seconds_quartiles
    lines = [
        Line("updates / s", REAL_UPDATES, rate, low, high),
        Line("RTS, real", REAL_SECONDS, usual, slow, quick),
    ]
    if study is not None:
        lines.append(Line("RTS, simul.", SECONDS, study.found.seconds_quartiles[1]))
    return lines


def words_of(found: ThreadSpeedup, setting: Setting) -> str:
    """What the cores gave."""
    rates, seconds = found.rate_quartiles[1], found.seconds_quartiles[1]
    last = max(i for i, n in enumerate(found.threads) if n <= max(1, found.cores))
    first = float(quartiles(found.rates[0])[1])
    text = f"**Measured:** one thread makes {first:,.0f} updates a real second"
    if found.threads[last] > 1:
        text += f", {found.threads[last]} threads {number(float(rates[last]))} times as many"
    if found.threads[-1] > found.cores:
        text += f", {found.threads[-1]} threads on {found.cores} cores {number(float(rates[-1]))} times"
    if not seconds[0] > 0:
        return f"{text}. The target, {setting.target:g} of the first gap, was not reached in so short a run."
    if found.threads[last] > 1 and seconds[last] > 0:
        text += (
            f". To the target, {found.threads[last]} threads are {number(float(seconds[last]))} times as fast as one"
        )
    return f"{text}."


def table(found: ThreadSpeedup, study: Study | None) -> pd.DataFrame:
    """A row a number of threads, as texts."""
    rates, times = quartiles(found.rates.T)[1], quartiles(found.seconds.T)[1]
    rows = []
    for i, n in enumerate(found.threads):
        stale = found.staleness[i]
        simulated = np.nan if study is None else study.found.seconds_quartiles[1][i]
        rows.append(
            {
                "Threads": f"[{n}](https://arxiv.org/abs/1606.00498)",
                "Updates / s": f"{rates[i]:,.0f}",
                "Milliseconds": or_not(1000 * float(times[i])),
                "RTS, real": or_not(found.seconds_quartiles[1][i]),
                "RTS, simulated": or_not(simulated),
                "Staleness": f"{float(stale.mean()):.2g} / {stale.max(initial=0):,}",
            }
        )
    return pd.DataFrame(rows).set_index("Threads")


def draw_staleness(setting: Setting, found: ThreadSpeedup) -> None:
    """Shares of staleness with as many threads as cores, and with the most."""
    st.header("Staleness, real and simulated", anchor=False)
    chosen = sorted({max(n for n in found.threads if n <= max(1, found.cores)), found.threads[-1]} - {1})
    for place, count in zip(st.columns(2), chosen, strict=False):
        real = found.staleness[found.threads.index(count)]
        with place:
            simulated = staleness_of(setting, count, min(found.arrivals, MOST_SIMULATED))
            if simulated is None:
                continue
            st.markdown(f"**{count} threads**: {staleness_words(real, simulated)}")
            most = min(2 * count + 1, MOST_BARS)
            words = f"Shares of staleness with {count} real threads and {count} simulated workers; the text sums it up."
            drawing = staleness_picture(shares(real, most), shares(simulated, most))
            st.image(drawing, width="stretch", alt=words)
    st.caption(
        f"{glyph(REAL_UPDATES)} Real threads: updates by others between the begin of a job's reading and its own "
        f"writing. {glyph(ARRIVALS)} Simulated workers, with the job times of the sidebar."
    )


def staleness_words(real: Integers, simulated: Integers) -> str:
    """Means, and how often a job met no other's update."""
    alone, supposed = (share_of(float((values == 0).mean())) for values in (real, simulated))
    return (
        f"mean staleness {number(float(real.mean()))} real, {number(float(simulated.mean()))} simulated; {alone} of "
        f"the real jobs and {supposed} of the simulated ones met no update by others."
    )
