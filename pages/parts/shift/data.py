"""The tab "Real data": a table cut in two by one feature, learned from on one side and tested on the other."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from engine.covariate_shift.real_data.data_sets import table
from engine.covariate_shift.real_data.fits import (
    AWARE,
    ESTIMATORS,
    KNOWING,
    MEAN,
    MIN_MAX,
    PROMISING,
    RIDGE,
    SGD,
    WEIGHTED,
)
from engine.covariate_shift.real_data.split import fitting
from engine.covariate_shift.real_data.study import Comparison, compare
from pages.parts.charts.directions import Line, directions_picture
from pages.parts.charts.estimators import LOOKS
from pages.parts.charts.real_errors import ErrorRow, errors_picture
from pages.parts.controls import widgets
from pages.parts.controls.complaints import attempt
from pages.parts.shift.answers import WORDS
from pages.parts.shift.data_controls import CUT, LEARNED, Asked, question_of
from pages.parts.shift.data_cuts import show_cuts
from pages.parts.shift.data_words import NAMES, cost_words, task_words, verdict_words, why_words
from pages.parts.style import BLUE, FAINT, ORANGE, PINK, SPARE, VIOLET, glyph
from pages.parts.words.numbers import number
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Report, stage

COLOURS = {MEAN: FAINT, WEIGHTED: PINK, SGD: LOOKS["sgd"].colour, RIDGE: BLUE, AWARE: BLUE, MIN_MAX: VIOLET}
LINKS = {
    MIN_MAX: "https://arxiv.org/abs/2502.09047",
    RIDGE: "https://scikit-learn.org/stable/modules/linear_model.html#ridge-regression-and-classification",
}
SAMPLED, COUNTED = SPARE._replace(colour=FAINT), LOOKS["ols"]

COMPARISONS: Cache[Asked, Comparison] = Cache(100)


def show_sidebar(choices: dict[str, Any]) -> Asked | None:
    """Draw the controls; the table and how it is split, or None where the page says why it cannot be."""
    with st.sidebar:
        st.subheader("Source and target")
        widgets.draw_all(CUT, choices)
        st.subheader("Learning")
        widgets.draw_all(LEARNED, choices)
    name, question = question_of(choices)
    fitted = attempt(lambda: fitting(table(name), question))
    if fitted is None:
        return None
    if fitted.rows < question.rows:
        st.info(
            f"Rows n with labels: {question.rows} are more than this source can give; {fitted.rows} are used, so that "
            "some are left to test on."
        )
    return name, fitted


def comparison_of(asked: Asked) -> Comparison | None:
    """The splits, run now if need be; None where the page says why there are none."""

    def compute(report: Report) -> Comparison:
        return compare(table(asked[0]), asked[1], stage(report, "Random splits"))

    return computed(COMPARISONS, asked, compute, WORDS)


def show(choices: dict[str, Any], asked: Asked) -> None:
    """Sentences, errors with their table, and the directions of one split."""
    st.header("A real table, cut in two", anchor=False)
    found = comparison_of(asked)
    if found is None:
        return
    st.markdown("  \n".join((task_words(found), verdict_words(found), why_words(found), cost_words(found))))
    left, right = st.columns([6, 5], gap="large", vertical_alignment="top")
    with left:
        show_errors(found)
    with right:
        show_directions(found)
    st.table(errors_table(found), border="horizontal")
    st.caption(
        f"**Measured**, over {found.question.splits} random splits that share their rows, so that they are no "
        "independent repetitions and ± tells of this table alone. Ahead is who has an error lower by 2% or more in the "
        "mean, and the lower one in 60% or more of the splits. Errors are mean squared ones; 1 is the response's "
        f"variance in the source. The miss is the root of the median error, in {found.table.unit}. "
        "Promised is the median of the noise plus the worst-case risk, **exact** for the S, T, M and σ² estimated."
    )
    show_cuts(asked)


def show_errors(found: Comparison) -> None:
    """A row an estimator."""
    target, source = found.quartiles(found.target), found.quartiles(found.source)
    rows = [
        ErrorRow(NAMES[name], COLOURS.get(name, ORANGE), target[:, i], source[:, i], promised(found, name))
        for i, name in enumerate(ESTIMATORS)
        if name != KNOWING
    ]
    last = ESTIMATORS.index(KNOWING)
    rows.append(ErrorRow(NAMES[KNOWING], FAINT, target[:, last], source[:, last]))
    words = (
        "Median errors of eight estimators with their quartiles, on the target and on the source. The table below has "
        "the numbers."
    )
    st.image(errors_picture(rows, "mean squared error; 1: the source's variance"), width="stretch", alt=words)
    st.caption(
        "**Measured**: large discs and bars, median and quartiles on target rows; small and fainter, on source rows "
        "not learned from. Diamonds: what is promised at most. Ridge's penalty is cross-validated on the source; the "
        "target-aware one's is best for the estimated S and T. Importance weights come of a logistic regression; the "
        f"cut leaves no overlap, and they leave {number(found.effective)} of {found.question.rows} rows' worth. Labels "
        "of the target are used for its test error alone, but for the last row, which nobody could have."
    )


def promised(found: Comparison, name: str) -> float | None:
    """The median promise of an estimator that has one."""
    median = float(np.median(found.promises(name))) if name in PROMISING else np.inf
    return median if np.isfinite(median) else None


def show_directions(found: Comparison) -> None:
    """What varies, and what is kept, along S's eigenvectors."""
    along = found.directions
    variances = [Line("source", SAMPLED, along.source), Line("target", COUNTED, along.target)]
    kept = [Line("ridge", LOOKS["ridge"], along.ridge), Line("min-max", LOOKS["minmax"], along.minmax)]
    st.image(
        directions_picture(variances, "variance", True), width="stretch",
        alt="Variance of source and target along the eigenvectors of S, from the most varied one on.",
    )  # fmt: skip
    st.image(
        directions_picture(kept, "share of least squares kept"), width="stretch",
        alt="Share of least squares that ridge and min-max keep along the same directions.",
    )  # fmt: skip
    st.caption(
        f"The first split, along the eigenvectors of S: {glyph(SAMPLED)} variance in the source, {glyph(COUNTED)} in "
        "the target about the source's mean; then the share of least squares that "
        f"{glyph(LOOKS['ridge'])} ridge and {glyph(LOOKS['minmax'])} min-max keep (v'Av; min-max may turn, too). "
        "**Estimated**: S from the rows learned from, T from the target's features, σ² from least squares' residuals, "
        "and M = I over the squared length of ridge's estimate."
    )


def errors_table(found: Comparison) -> pd.DataFrame:
    """A row an estimator, as texts."""
    target, source = found.quartiles(found.target), found.quartiles(found.source)[1]
    rows = []
    for i, name in enumerate(ESTIMATORS):
        low, middle, high = map(float, target[:, i])
        most = promised(found, name)
        rows.append(
            {
                "Estimator": f"[{NAMES[name]}]({LINKS[name]})" if name in LINKS else NAMES[name],
                "Median error": number(middle),
                "Quartiles": f"{number(low)} to {number(high)}",
                "Miss": number(float(np.sqrt(middle * found.unit))),
                "On the source": number(float(source[i])),
                "Beats ridge in": "" if name == RIDGE else f"{found.wins(name, RIDGE)} of {found.question.splits}",
                "Promised": number(most) if most is not None else no_promise(name),
            }
        )
    return pd.DataFrame(rows).set_index("Estimator")


def no_promise(name: str) -> str:
    """What stands where there is no number."""
    return "no limit" if name in PROMISING else ""
