"""The tab "SGD as a map": one pass of SGD as a linear correction of least squares, drawn beside A*."""

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from engine.covariate_shift.measured import Measured
from engine.covariate_shift.measured_risks import runs_for
from engine.covariate_shift.risk import silence
from engine.covariate_shift.sgd.one_pass import Preconditioner, SgdMap, Variant, sgd_map
from engine.covariate_shift.sgd.runs import measured
from engine.covariate_shift.spectra import ShiftSettings
from engine.kernel.state import Floats
from pages.parts.charts.directions import Line, directions_picture
from pages.parts.charts.estimators import LOOKS, NAMES
from pages.parts.charts.linear_maps import map_picture
from pages.parts.shift.answers import WORDS, Study, study_of
from pages.parts.shift.controls import OWN
from pages.parts.shift.sgd_choices import ACCELERATED, DECAY, TAIL
from pages.parts.words.numbers import number, percent
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Report

TOO_LARGE = 100.0
"""A step is called too large where its risk is so many times that of the estimate 0."""
NEAR = 0.1
"""Maps are called nearly the same up to this share of what A* errs by."""


class Asked(NamedTuple):
    """One pass of SGD."""

    settings: ShiftSettings
    variant: Variant
    preconditioner: Preconditioner
    factor: float
    smallest: float


class Answer(NamedTuple):
    """Its map, and what real runs came to; None where they would take too long or diverge."""

    made: SgdMap
    idle: float  # worst-case risk of the estimate 0
    real: Measured | None

    @property
    def too_large(self) -> bool:
        """Is the step far beyond those that learn?"""
        return not self.made.worst.risk < TOO_LARGE * self.idle


ANSWERS: Cache[Asked, Answer] = Cache(100)


def answer_of(asked: Asked, study: Study) -> Answer | None:
    """The map and the runs; None where the page says why there are none."""

    def compute(report: Report) -> Answer:
        report(0.0, "One pass of SGD")
        settings = asked.settings
        best = study.contest.best
        made = sgd_map(best, settings.samples, asked.variant, asked.preconditioner, asked.factor, asked.smallest)
        report(0.5, "One pass of SGD on real samples")
        runs, shift = runs_for(settings.samples, settings.dimension), best.shift
        answer = Answer(made, silence(shift), None)
        if not runs or answer.too_large:
            return answer
        return answer._replace(real=measured(made.plan, shift, made.worst.truth, settings.seed, runs))

    return computed(ANSWERS, asked, compute, WORDS)


def show(choices: dict[str, Any], settings: ShiftSettings) -> None:
    """Sentences, three maps, the shrinkage."""
    st.header("One pass of SGD is a linear map of least squares", anchor=False)
    study = study_of(settings)
    if study is None:
        return
    asked = Asked(settings, *(choices[OWN + key] for key in ("variant", "preconditioner", "factor", "smallest")))
    answer = answer_of(asked, study)
    if answer is None:
        return
    st.markdown(words_of(asked, study, answer))
    show_maps(study, answer.made)
    show_lines(study, answer.made)


def words_of(asked: Asked, study: Study, answer: Answer) -> str:
    """What the pass is, what it costs, and how near A* it comes."""
    made, best = answer.made, study.contest.best
    lines = [FORMULAS[asked.variant]]
    if answer.too_large:
        return "  \n".join([*lines, too_large_words(made, answer.idle)])
    behind = made.worst.risk / best.risk
    lines.append(
        f"**Exact:** with step {number(made.step)} its worst-case risk is {number(made.worst.risk)}, {number(behind)} "
        f"times that of min-max. The linear map alone would cost {number(made.linear)}: the rest, "
        f"{percent(max(0.0, 1 - made.linear / made.worst.risk))}, is what single samples add to their mean."
    )
    if answer.real is not None:
        lines.append(
            f"**Measured:** {number(answer.real.risk)} ± {number(answer.real.standard_error)} over real one-sample "
            "runs, at the truth for which this pass errs the most."
        )
    lines.append(near_words(made))
    return "  \n".join(lines)


FORMULAS = {
    TAIL: r"In the mean $A = I - \frac{2}{n}\sum_{k>n/2} (I - \eta P S)^k$: the average of the last half.",
    DECAY: r"In the mean $A = I - \prod_k (I - \eta_k P S)$, $\eta_k$ falling to a quarter from stage to stage.",
    ACCELERATED: r"In the mean $A = I - (B^n)_{11} - (B^n)_{12}$, where $B$ (2d, 2d) moves the errors of both vectors.",
}


def too_large_words(made: SgdMap, idle: float) -> str:
    """What a step that is too large comes to."""
    risk = number(made.worst.risk) if np.isfinite(made.worst.risk) else "infinity"
    return (
        f"**Exact:** step {number(made.step)} is too large: the worst-case risk grows to {risk}, where always "
        f"estimating 0 costs {number(idle)}. Real runs are not shown: their mean is that of the rare worst ones."
    )


def near_words(made: SgdMap) -> str:
    """How far the maps are apart."""
    if made.apart < NEAR:
        return (
            f"**Beside A\\*:** for no truth do the two estimates differ, in the mean, by more than "
            f"{percent(made.apart)} of what A* itself errs by: nearly the same estimator."
        )
    return (
        f"**Beside A\\*:** for some truth the two estimates differ, in the mean, by {number(made.apart)} times what A* "
        "itself errs by."
    )


def show_maps(study: Study, made: SgdMap) -> None:
    """The pass, A*, and their difference."""
    best = study.contest.best.matrix
    maps = (
        ("A of this pass", made.matrix, "The linear map of this pass of SGD"),
        ("A*, min-max", best, "The linear map of the min-max estimator"),
        ("Their difference", made.matrix - best, "The map of SGD minus that of min-max"),
    )
    for column, (title, matrix, words) in zip(st.columns(3), maps, strict=True):
        with column:
            st.subheader(title, anchor=False)
            st.image(map_picture(matrix), width="stretch", alt=f"{words}: {entries_words(matrix)}.")
    st.caption(
        "**Exact**, in the axes of S: a column is what becomes of one direction of the least-squares estimate. Orange: "
        "above 0, blue: below, full colour at 1; the difference has the same scale. Without P, or with the inverse of "
        "S, SGD keeps to the axes of S: its map is diagonal. P = K* mixes them where T or M has other axes."
    )


def entries_words(matrix: Floats) -> str:
    """How large a map's entries are."""
    kept, off = np.diag(matrix), matrix - np.diag(np.diag(matrix))
    low, high, beside = (number(float(size)) for size in (kept.min(), kept.max(), np.abs(off).max()))
    return f"entries on the diagonal from {low} to {high}, beside it up to {beside}"


def show_lines(study: Study, made: SgdMap) -> None:
    """The diagonals."""
    st.subheader("What is kept of each direction", anchor=False)
    entries = study.contest.entries
    lines = [Line(NAMES[kind], LOOKS[kind], np.diag(entries[kind].matrix).copy()) for kind in ("ridge", "minmax")]
    if np.isfinite(made.matrix).all():
        lines.append(Line("this pass", LOOKS["sgd"], np.diag(made.matrix).copy()))
    words = "The share of each direction that this pass, ridge with its best penalty and min-max keep."
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.image(directions_picture(lines, "share that is kept"), width="stretch", alt=words)
    with right:
        st.caption(
            "**Exact**: the diagonals of three maps: this pass, A*, and ridge with its best penalty. 1 keeps a "
            "direction of the least-squares estimate, 0 gives it up."
        )
