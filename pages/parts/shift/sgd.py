"""The tab "SGD as a map": one pass of SGD as a linear correction of least squares, drawn beside A*."""

from typing import Any

import numpy as np
import streamlit as st

from engine.covariate_shift.minmax import solve_quickly
from engine.covariate_shift.sgd.one_pass import OnePass, SgdMap, measured_pass, sgd_map
from engine.covariate_shift.spectra import ShiftSettings
from engine.kernel.state import Floats
from pages.parts.charts.linear_maps import linear_map_chart
from pages.parts.charts.shift_directions import kept_directions_chart
from pages.parts.script.call import call
from pages.parts.shift.answers import WORDS, Study, study_of
from pages.parts.shift.controls import OWN
from pages.parts.shift.made import made_contest, made_map, made_shift
from pages.parts.shift.sgd_choices import ACCELERATED, DECAY, TAIL, PassSetting
from pages.parts.show import show_chart
from pages.parts.words.numbers import from_to, number, percent
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce

NEAR = 0.1
"""Maps are called nearly the same up to this share of what A* errs by."""
ANSWERS: Cache[PassSetting, OnePass] = Cache(100)


def answer_of(setting: PassSetting, study: Study) -> OnePass | None:
    """The map and the runs; None where the page says why there are none."""

    def compute(announce: Announce) -> OnePass:
        announce(0.0, "One pass of SGD")
        best, settings = study.contest.best, setting.settings
        made = sgd_map(
            best, settings.samples, setting.variant, setting.preconditioner, setting.factor, setting.smallest
        )
        announce(0.5, "One pass of SGD on real samples")
        return measured_pass(best, made, settings.samples, settings.seed)

    return computed(ANSWERS, setting, compute, WORDS)


def show(choices: dict[str, Any], settings: ShiftSettings) -> None:
    """Sentences, three maps, the shrinkage."""
    st.header("One pass of SGD is a linear map of least squares", anchor=False)
    study = study_of(settings)
    if study is None:
        return
    setting = PassSetting(
        settings, *(choices[OWN + key] for key in ("variant", "preconditioner", "factor", "smallest"))
    )
    answer = answer_of(setting, study)
    if answer is None:
        return
    st.markdown(words_of(setting, study, answer))
    show_maps(setting, study, answer.map)
    show_lines(setting, study, answer.map)


def words_of(setting: PassSetting, study: Study, answer: OnePass) -> str:
    """What the pass is, what it costs, and how near A* it comes."""
    sgd = answer.map
    lines = [FORMULAS[setting.variant]]
    if answer.too_large:
        return "  \n".join([*lines, too_large_words(sgd, answer.idle)])
    behind = number(sgd.worst.risk / study.contest.best.risk)
    lines.append(
        f"**Exact:** with step {number(sgd.step)} its worst-case risk is {number(sgd.worst.risk)}, {behind} times that "
        f"of min-max. The linear map alone would cost {number(sgd.linear)}: the rest, {percent(sgd.scatter)}, is what "
        "single samples add to their mean."
    )
    if answer.real is not None:
        lines.append(
            f"**Measured:** {number(answer.real.risk)} ± {number(answer.real.standard_error)} over real one-sample "
            "runs, at the truth for which this pass errs the most."
        )
    lines.append(near_words(sgd))
    return "  \n".join(lines)


FORMULAS = {
    TAIL: r"In the mean $A = I - \frac{2}{n}\sum_{k>n/2} (I - \eta P S)^k$: the average of the last half.",
    DECAY: r"In the mean $A = I - \prod_k (I - \eta_k P S)$, $\eta_k$ falling to a quarter from stage to stage.",
    ACCELERATED: r"In the mean $A = I - (B^n)_{11} - (B^n)_{12}$, where $B$ (2d, 2d) moves the errors of both vectors.",
}


def too_large_words(sgd: SgdMap, idle: float) -> str:
    """What a step that is too large comes to."""
    risk = number(sgd.worst.risk) if np.isfinite(sgd.worst.risk) else "infinity"
    return (
        f"**Exact:** step {number(sgd.step)} is too large: the worst-case risk grows to {risk}, where always "
        f"estimating 0 costs {number(idle)}. Real runs are not shown: their mean is that of the rare worst ones."
    )


def near_words(sgd: SgdMap) -> str:
    """How far the maps are apart."""
    if sgd.apart < NEAR:
        return (
            f"**Beside A\\*:** for no truth do the two estimates differ, in the mean, by more than "
            f"{percent(sgd.apart)} of what A* itself errs by: nearly the same estimator."
        )
    return (
        f"**Beside A\\*:** for some truth the two estimates differ, in the mean, by {number(sgd.apart)} times what A* "
        "itself errs by."
    )


def show_maps(setting: PassSetting, study: Study, sgd: SgdMap) -> None:
    """The pass, A*, and their difference."""
    best, solved = study.contest.best.matrix, call(solve_quickly, made_shift(setting.settings))
    one, other = made_map(setting, solved).get("matrix"), solved.get("matrix")
    made = call(linear_map_chart, one), call(linear_map_chart, other), call(linear_map_chart, one, minus=other)
    maps = (
        ("A of this pass", sgd.matrix, "The linear map of this pass of SGD", "shift_map_pass"),
        ("A*, min-max", best, "The linear map of the min-max estimator", "shift_map_best"),
        ("Their difference", sgd.matrix - best, "The map of SGD minus that of min-max", "shift_map_difference"),
    )
    for column, (title, matrix, words, key), how in zip(st.columns(3), maps, made, strict=True):
        with column:
            st.subheader(title, anchor=False)
            show_chart(linear_map_chart(matrix), f"{words}: {entries_words(matrix)}.", key, how)
    st.caption(
        "**Exact**, in the axes of S: a column is what becomes of one direction of the least-squares estimate. Orange: "
        "above 0, blue: below, full colour at 1; the difference has the same scale. Without P, or with the inverse of "
        "S, SGD keeps to the axes of S: its map is diagonal. P = K* mixes them where T or M has other axes."
    )


def entries_words(matrix: Floats) -> str:
    """How large a map's entries are."""
    kept, off = np.diag(matrix), matrix - np.diag(np.diag(matrix))
    low, high, beside = (number(float(size)) for size in (kept.min(), kept.max(), np.abs(off).max()))
    return f"entries on the diagonal: {from_to(low, high)}, beside it: up to {beside}"


def show_lines(setting: PassSetting, study: Study, sgd: SgdMap) -> None:
    """The diagonals."""
    st.subheader("What is kept of each direction", anchor=False)
    contest = made_contest(setting.settings)
    made = call(kept_directions_chart, contest, made_map(setting, contest.get("best")))
    words = "The share of each direction that this pass, ridge with its best penalty and min-max keep."
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_chart(kept_directions_chart(study.contest, sgd), words, "shift_kept", made)
    with right:
        st.caption(
            "**Exact**: the diagonals of three maps: this pass, A*, and ridge with its best penalty. 1 keeps a "
            "direction of the least-squares estimate, 0 gives it up."
        )
