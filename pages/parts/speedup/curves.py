"""The tab "Speedup": IS(n) and RTS(n), measured, beside the ideal and what the bound promises; and other blocks."""

import math
from typing import Any

import numpy as np
import streamlit as st

from engine.kernel.state import Floats
from engine.problems.blocks import WINDOW
from engine.speedup.bound import Knee as Predicted
from engine.speedup.setting import Setting
from engine.speedup.speedups import LOSS, PATIENCE, Speedup, knee_of, middle
from engine.speedup.study import SpeedupStudy, study_speedup
from pages.parts.charts.speedup import speedup_chart
from pages.parts.charts.speedup_lines import ARRIVALS, BOUND, SECONDS
from pages.parts.controls.types import Choices
from pages.parts.links.own_link import own_link
from pages.parts.script.call import call
from pages.parts.show import show_chart, show_table
from pages.parts.speedup.answers import Study, study_of
from pages.parts.speedup.blocks import show_blocks
from pages.parts.speedup.controls import DEFAULTS, OWN
from pages.parts.speedup.setting import called, made_words, takes_blocks
from pages.parts.speedup.words import band_words, or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import number


def show(choices: dict[str, Any], setting: Setting) -> None:
    """Sentences, the chart, the figures; then the blocks."""
    st.header("Speedup over the number of workers", anchor=False)
    study = study_of(setting)
    if study is None:
        return
    measured = SpeedupStudy(setting, study.speedup)
    bound, predicted = measured.bound, measured.predicted
    st.markdown(words_of(study, bound, predicted))
    left, right = st.columns([1, 1], vertical_alignment="top")
    with left:
        show_chart(
            speedup_chart(measured),
            f"Speedup of {setting.label} over 1 to {setting.counts[-1]} workers, in arrivals and in seconds, beside "
            "the ideal line and the bound; the table has the numbers.",
            "speedup",
            call(speedup_chart, call(study_speedup, called(setting))).told(made_words(setting)),
            caption(setting, predicted),
        )
    with right:
        show_table(
            rows_of(choices, setting, study.speedup, bound),
            "Medians over the seeds. IS(n) = n K₁ / Kₙ, Kₙ being the arrivals until the gap first touches the target, "
            "where a run ends; RTS(n) = t₁ / tₙ in simulated seconds. T: largest delay of an arrival of the first seed"
            + (f", and the {WINDOW} updates that a read may miss" if setting.blocks.read == "inconsistent" else "")
            + ". A number of workers leads to its bound.",
        )
    if takes_blocks(setting):
        show_blocks(setting)


def caption(setting: Setting, predicted: Predicted) -> str:
    """What is drawn."""
    parts = [
        f"{glyph(ARRIVALS)} IS(n) and {glyph(SECONDS)} RTS(n): **measured** in simulation, "
        f"{band_words(setting.scenario.seeds)}. {glyph(BOUND)} "
        "**Bound**: what it promises for IS(n), at its best steps and the delays that were seen. Grey line: **ideal**. "
        f"Ring: where IS(n) falls below {LOSS:g} n. Dotted upright line: the **predicted** knee, a rule of thumb from "
        "the bound, for equal workers, whose delays are about n: N / Y without noise"
    ]
    if predicted.delay > predicted.noiseless:
        parts.append("; noise, which delays disturb less, allows more")
    return "".join(parts) + "."


def words_of(study: Study, bound: Floats, predicted: Predicted) -> str:
    """What was measured, what the bound promises, and where the target was not reached."""
    lines = (measured_words(study.speedup, predicted), bound_words(study.speedup, bound), missed_words(study))
    return "  \n".join(line for line in lines if line)


def measured_words(measured: Speedup, predicted: Predicted) -> str:
    """The knee, measured and predicted."""
    at, most = measured.knee(), measured.workers[-1]
    rule = f"N / Y = {number(predicted.noiseless)}"
    if predicted.delay > predicted.noiseless:
        rule = f"{number(predicted.delay)} by its noise ({rule} without)"
    text = f"**Measured:** speedup in arrivals is linear (at least {LOSS:.0%} of n) up to n = "
    if math.isfinite(at):
        text += f"{number(at)}, {number(at / predicted.delay)} times the predicted knee, {rule}."
    else:
        text += f"{most}, the largest that was tried; the predicted knee is {rule}."
    if measured.missed == measured.workers[1:]:
        return text
    best, times = measured.quickest
    return f"{text} In simulated seconds, {best} workers are the quickest, {number(times)} times as fast as one."


def bound_words(measured: Speedup, bound: Floats) -> str:
    """How far the bound promises linear speedup."""
    if not np.isfinite(bound[0]):
        return "**Bound:** it promises nothing for this target: what smoothing leaves is more than that."
    at = knee_of(measured.workers, bound)
    if math.isnan(at):
        return "**Bound:** it promises linear speedup for every number that was tried."
    text = f"**Bound:** it promises linear speedup up to n = {number(at)}"
    if measured.knee() < at:
        return f"{text} at its own best steps, which are smaller."
    return (
        f"{text}, at the largest delays that were seen, which is less than what was measured: a bound holds for the "
        "worst case."
    )


def missed_words(study: Study) -> str:
    """Where most seeds did not reach the target."""
    missed = study.speedup.missed
    if not missed:
        return ""
    who = f"{missed[0]} workers" if len(missed) == 1 else f"{missed[0]} to {missed[-1]} workers"
    return (
        f"With {who} most seeds did not reach the target within {study.budget:,} arrivals, {PATIENCE} times what one "
        f"worker needs: there IS(n) is below n / {PATIENCE}, or the delays make the run diverge."
    )


def rows_of(choices: Choices, setting: Setting, measured: Speedup, bound: Floats) -> list[dict[str, str]]:
    """A row a number of workers."""
    iterations, seconds = measured.iterations_quartiles[1], measured.seconds_quartiles[1]
    delays = setting.delays(measured)
    return [
        {
            "Workers": f"[{n}]({own_link('speedup', OWN, DEFAULTS, choices, {'tab': 'Bound', 'workers': n})})",
            "Arrivals": or_not(middle(measured.arrivals[i])),
            "Seconds": or_not(middle(measured.seconds[i])),
            "IS": or_not(iterations[i]),
            "RTS": or_not(seconds[i]),
            "Bound on IS": or_not(bound[i], "none"),
            "T": f"{delays[i]:,}",
        }
        for i, n in enumerate(measured.workers)
    ]
