"""The tab "Bound": the mean squared gradient norm, measured, against the bound with explicit constants."""

import math
from typing import Any

import numpy as np
import streamlit as st

from engine.problems.blocks import WINDOW
from engine.speedup.bound_check import Checked, check_bound
from engine.speedup.setting import Setting
from pages.parts.charts.speedup_bound import gradient_bound_chart
from pages.parts.charts.speedup_lines import ARRIVALS, BOUND
from pages.parts.controls.types import Control, Ladder
from pages.parts.script.call import call
from pages.parts.show import show_chart
from pages.parts.speedup.answers import check_of, run_of
from pages.parts.speedup.controls import COUNTS, FACTOR, OWN
from pages.parts.speedup.setting import proved_factor
from pages.parts.style import glyph
from pages.parts.words.numbers import number

CONTROLS: tuple[Control, ...] = (
    Ladder(OWN + "workers", "Workers n", 4,
           "How many workers the run has that is set against the bound.", rungs=COUNTS),
    Ladder(OWN + "arrivals", "Arrivals K", 5000, "How many arrivals the run has.",
           rungs=(500, 1000, 2000, 5000, 10_000, 20_000, 50_000)),
)  # fmt: skip
FORMULA = (
    r"**Proved:** if $\gamma \le \frac{Y}{2LN}$ and $\gamma \le \frac{1}{L\sqrt{8\,(TN/Y + T^2)}}$, then"
    "  \n"
    r"$\frac1K \sum_{k<K} \mathbb{E}\,|\nabla f(x_k)|^2 \;\le\; \frac{2D}{\gamma K}$ "
    r"$+\; L\gamma \frac NY V$ $+\; 4 L^2 \gamma^2 T \frac NY V$ $+\; \frac12 L_1^2 \sum_i \mu_i^2$."
)
"""In pieces, so that a narrow screen breaks it."""


def show(choices: dict[str, Any], setting: Setting) -> None:
    """The sentence, the chart, the formula."""
    workers, arrivals = choices[OWN + "workers"], choices[OWN + "arrivals"]
    st.header("Measured gradients and their bound", anchor=False)
    checked = check_of(setting, workers, arrivals)
    if checked is None:
        return
    st.markdown(delay_words(setting, checked, workers))
    proved = bool(np.isfinite(checked.bound[-1]))
    if not proved:
        show_too_large(setting, checked)
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        seeds = setting.scenario.seeds
        band = f"mean over {seeds} seeds; band: interquartile range over them" if seeds > 1 else "one seed"
        bound = f" {glyph(BOUND)} **Bound** on its mean." if proved else ""
        show_chart(
            gradient_bound_chart(checked),
            f"Mean squared gradient norm of {setting.label} with {workers} workers over {arrivals:,} arrivals, "
            "measured, and its bound; the text tells how far they are apart.",
            "speedup_bound",
            call(gradient_bound_chart, call(check_bound, run_of(setting, workers, arrivals), setting.label)),
            f"{glyph(ARRIVALS)} **Measured**: squared gradient norm, averaged over the arrivals so far, {band}.{bound}",
        )
    with right:
        st.markdown(result_words(checked, arrivals))
        st.markdown(FORMULA)
        st.caption(constants_words(setting, checked))


def delay_words(setting: Setting, checked: Checked, workers: int) -> str:
    """T, and the largest proved step."""
    text = f"With {workers} worker{'s' * (workers > 1)}, the largest delay is T = {checked.delay:,}"
    if setting.blocks.delay_bound is not None and checked.delay == setting.blocks.delay_bound:
        text += ", the bound that you set"
    elif setting.blocks.read == "inconsistent":
        text += f" (measured, and the {WINDOW} updates that a read may miss)"
    else:
        text += " (measured)"
    times = checked.constants.factor_of(checked.largest_step)
    return (
        f"{text}. The largest step that is proved for it is {number(checked.largest_step)}, that is {number(times)} "
        f"Y / (L N); the step here is {number(setting.step)}."
    )


def show_too_large(setting: Setting, checked: Checked) -> None:
    """The step is beyond the proof: say so, and offer one that is not."""
    times = number(setting.step / checked.largest_step)
    st.info(
        f"Nothing is proved here: the step is {times} times the largest proved one, so no bound is drawn. "
        "The run itself may do well: the condition is sufficient, not necessary."
    )
    factor = proved_factor(checked.constants, checked.largest_step)
    st.button("Take the largest proved step", on_click=st.session_state.update, args=({FACTOR: factor},))


def result_words(checked: Checked, arrivals: int) -> str:
    """How far the bound lies above."""
    end = float(checked.mean[-1])
    if not math.isfinite(end):
        return "**Measured:** the runs diverge at this step."
    text = f"**Measured:** {number(end)} after {arrivals:,} arrivals."
    if not np.isfinite(checked.bound[-1]):
        return text
    text += f" **Bound:** {number(float(checked.bound[-1]))}"
    if checked.slack < 1:
        return f"{text}. The measured mean of these seeds lies above it."
    where = "at every record" if checked.holds else "at the end, though not at every record"
    return f"{text}, {number(checked.slack)} times above. The measured mean lies below it {where}."


def constants_words(setting: Setting, checked: Checked) -> str:
    """The formula's letters."""
    of = checked.constants
    return (
        f"D = f(x₀) − f* = {number(of.gap)}; L = {number(of.smoothness)}, Lipschitz constant of the gradient; "
        f"V = {number(of.variance)}, variance of a whole gradient's noise; N = {of.coordinates}; Y = {of.block}; "
        f"γ = {number(setting.step)}, the step; the last term, of smoothing, is {number(of.smoothing)}. "
        "Derived for this project after arXiv 1606.00498, and checked numerically; not the paper's theorem."
    )
