"""The tab "Speedup": IS(n) and RTS(n), measured, beside the ideal and what the bound promises; and other blocks."""

import math
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from engine.kernel.state import Floats
from engine.problems.blocks import WINDOW
from engine.speedup.bound import Knee as Predicted
from engine.speedup.bound import knee, promised
from engine.speedup.speedups import LOSS, PATIENCE, Speedup, knee_of, middle
from pages.parts.charts.speedup import ARRIVALS, BOUND, SECONDS, Knee, Line, speedup_picture
from pages.parts.controls.types import Choices
from pages.parts.speedup.answers import Study, study_of
from pages.parts.speedup.blocks import show_blocks
from pages.parts.speedup.own_link import link_to
from pages.parts.speedup.setting import Setting, takes_blocks
from pages.parts.speedup.words import or_not, share_of
from pages.parts.style import glyph
from pages.parts.words.numbers import number


def show(choices: dict[str, Any], setting: Setting) -> None:
    """Sentences, the picture, the figures; then the blocks."""
    st.header("Speedup over the number of workers", anchor=False)
    study = study_of(setting)
    if study is None:
        return
    bound, predicted = promise(setting, study.found), predicted_knee(setting, study.found)
    st.markdown(words_of(setting, study, bound, predicted))
    left, right = st.columns([1, 1], vertical_alignment="top")
    with left:
        words = (
            f"Speedup of {setting.label} over 1 to {setting.counts[-1]} workers, in arrivals and in seconds, beside "
            "the ideal line and the bound; the table has the numbers."
        )
        st.image(picture(study.found, bound, predicted), width="stretch", alt=words)
        st.caption(caption(setting, predicted))
    with right:
        st.table(table(choices, setting, study.found, bound), border="horizontal")
        st.caption(
            "Medians over the seeds. IS(n) = n K₁ / Kₙ, Kₙ being the arrivals until the gap first touches the target, "
            "where a run ends; RTS(n) = t₁ / tₙ in simulated seconds. T: largest delay of an arrival of the first seed"
            + (f", and the {WINDOW} updates that a read may miss" if setting.blocks.read == "inconsistent" else "")
            + ". A number of workers leads to its bound."
        )
    if takes_blocks(setting):
        show_blocks(setting)


def delays(setting: Setting, found: Speedup) -> list[int]:
    """T (W,) of these runs."""
    return [setting.blocks.delay(staleness) for staleness in found.staleness]


def promise(setting: Setting, found: Speedup) -> Floats:
    """IS(n) (W,) that the bound promises at the largest delays of these runs; nan where it promises nothing."""
    bound = promised(setting.constants, found.workers, delays(setting, found), setting.precision)
    return np.where(bound > 0, bound, np.nan)


def predicted_knee(setting: Setting, found: Speedup) -> Predicted:
    """The conditions of linear speedup, for the arrivals that one worker needs."""
    return knee(setting.constants, middle(found.arrivals[0]))


def picture(found: Speedup, bound: Floats, predicted: Predicted) -> str:
    """All lines."""
    low, median, high = found.iterations_quartiles
    slow, usual, quick = found.seconds_quartiles
    lines = [
        Line("bound", BOUND, bound),
        Line("IS, arrivals", ARRIVALS, median, low, high, found.knee()),
        Line("RTS, seconds", SECONDS, usual, slow, quick),
    ]
    knees = [Knee(predicted.noiseless, "N / Y")]
    if predicted.delay > predicted.noiseless:
        knees.append(Knee(predicted.delay, "noise"))
    return speedup_picture(found.workers, lines, knees)


def caption(setting: Setting, predicted: Predicted) -> str:
    """What is drawn."""
    seeds = setting.scenario.seeds
    band = f"median of {seeds} seeds, band: interquartile range" if seeds > 1 else "one seed"
    parts = [
        f"{glyph(ARRIVALS)} IS(n) and {glyph(SECONDS)} RTS(n): **measured** in simulation, {band}. {glyph(BOUND)} "
        "**Bound**: what it promises for IS(n), at its best steps and the delays that were seen. Grey line: **ideal**. "
        f"Ring: where IS(n) falls below {LOSS:g} n. Dotted upright line: the **predicted** knee, a rule of thumb from "
        "the bound, for equal workers, whose delays are about n: N / Y without noise"
    ]
    if predicted.delay > predicted.noiseless:
        parts.append("; noise, which delays disturb less, allows more")
    return "".join(parts) + "."


def words_of(setting: Setting, study: Study, bound: Floats, predicted: Predicted) -> str:
    """What was found."""
    return "  \n".join(
        text
        for text in (
            measured_words(study.found, predicted),
            bound_words(study.found, bound),
            missed_words(study),
        )
        if text
    )


def measured_words(found: Speedup, predicted: Predicted) -> str:
    """The knee, measured and predicted."""
    at, most = found.knee(), found.workers[-1]
    rule = f"N / Y = {number(predicted.noiseless)}"
    if predicted.delay > predicted.noiseless:
        rule = f"{number(predicted.delay)} by its noise ({rule} without)"
    last = middle_of(found.seconds_quartiles[1])
    if math.isfinite(at):
        text = f"**Measured:** speedup in arrivals is linear (at least {share_of(LOSS)} of n) up to n = {number(at)}"
        text += f", {number(at / predicted.delay)} times the predicted knee, {rule}."
    else:
        text = f"**Measured:** speedup in arrivals is linear (at least {share_of(LOSS)} of n) up to n = {most}, the "
        text += f"largest that was tried; the predicted knee is {rule}."
    if last is None:
        return text
    best = int(np.nanargmax(found.seconds_quartiles[1]))
    return (
        f"{text} In simulated seconds, {found.workers[best]} workers are the quickest, "
        f"{number(float(found.seconds_quartiles[1][best]))} times as fast as one."
    )


def middle_of(speedups: Floats) -> float | None:
    """The best of several speedups; None where nobody but one worker reached the target."""
    seen = speedups[1:][np.isfinite(speedups[1:]) & (speedups[1:] > 0)]
    return float(seen.max()) if seen.size else None


def bound_words(found: Speedup, bound: Floats) -> str:
    """How far the bound promises linear speedup."""
    if not np.isfinite(bound[0]):
        return "**Bound:** it promises nothing for this target: what smoothing leaves is more than that."
    at = knee_of(found.workers, bound)
    if math.isnan(at):
        return "**Bound:** it promises linear speedup for every number that was tried."
    return (
        f"**Bound:** it promises linear speedup up to n = {number(at)}, at the largest delays that were seen, which "
        "is less than what was measured: a bound holds for the worst case."
        if not found.knee() < at
        else f"**Bound:** it promises linear speedup up to n = {number(at)} at its own best steps, which are smaller."
    )


def missed_words(study: Study) -> str:
    """Where most seeds did not reach the target."""
    missed = [
        n for n, median in zip(study.found.workers, study.found.iterations_quartiles[1], strict=True) if not median
    ]
    if not missed:
        return ""
    who = f"{missed[0]} workers" if len(missed) == 1 else f"{missed[0]} to {missed[-1]} workers"
    return (
        f"With {who} most seeds did not reach the target within {study.budget:,} arrivals, {PATIENCE} times what one "
        f"worker needs: there IS(n) is below n / {PATIENCE}, or the delays make the run diverge."
    )


def table(choices: Choices, setting: Setting, found: Speedup, bound: Floats) -> pd.DataFrame:
    """A row a number of workers, as texts."""
    rows = []
    iterations, seconds = found.iterations_quartiles[1], found.seconds_quartiles[1]
    for i, n in enumerate(found.workers):
        address = link_to(choices, {"tab": "Bound", "workers": n})
        rows.append(
            {
                "Workers": f"[{n}]({address})",
                "Arrivals": or_not(middle(found.arrivals[i])),
                "Seconds": or_not(middle(found.seconds[i])),
                "IS": or_not(iterations[i]),
                "RTS": or_not(seconds[i]),
                "Bound on IS": or_not(bound[i], "none"),
                "T": f"{delays(setting, found)[i]:,}",
            }
        )
    return pd.DataFrame(rows).set_index("Workers")
