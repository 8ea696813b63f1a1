"""The tab "Real data": a table cut in two by one feature, learned from on one side and tested on the other."""

from typing import Any

import numpy as np
import streamlit as st

from engine.covariate_shift.real_data import fits
from engine.covariate_shift.real_data.data_sets import table
from engine.covariate_shift.real_data.split import fitting
from engine.covariate_shift.real_data.study import Comparison, compare
from pages.parts.charts.estimators import LOOKS
from pages.parts.charts.real_directions import COUNTED, SAMPLED, real_shrinkage_chart, real_variances_chart
from pages.parts.charts.real_errors import NAMES, beyond, real_errors_chart, rows_of
from pages.parts.controls import widgets
from pages.parts.controls.complaints import attempt
from pages.parts.script.call import Call, call
from pages.parts.shift.answers import WORDS
from pages.parts.shift.data_controls import CUT, LEARNED, TableQuestion, question_of
from pages.parts.shift.data_cuts import show_cuts
from pages.parts.shift.data_words import cost_words, task_words, verdict_words, why_words
from pages.parts.shift.made import made_comparison
from pages.parts.show import show_chart, show_table
from pages.parts.style import glyph
from pages.parts.words.numbers import number, number_or, range_text
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce, stage

LINKS = {
    fits.MIN_MAX: "https://arxiv.org/abs/2502.09047",
    fits.RIDGE: "https://scikit-learn.org/stable/modules/linear_model.html#ridge-regression-and-classification",
}
COMPARISONS: Cache[TableQuestion, Comparison] = Cache(100)


def show_sidebar(choices: dict[str, Any]) -> TableQuestion | None:
    """Draw the controls; the table and how it is split, or None where the page says why it cannot be."""
    with st.sidebar:
        widgets.draw_groups({"Source and target": CUT, "Learning": LEARNED}, choices)
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


def comparison_of(question: TableQuestion) -> Comparison | None:
    """The splits, run now if need be; None where the page says why there are none."""

    def compute(announce: Announce) -> Comparison:
        return compare(table(question[0]), question[1], stage(announce, "Random splits"))

    return computed(COMPARISONS, question, compute, WORDS)


def show(choices: dict[str, Any], question: TableQuestion) -> None:
    """Sentences, errors with their table, and the directions of one split."""
    st.header("A real table, cut in two", anchor=False)
    comparison = comparison_of(question)
    if comparison is None:
        return
    st.markdown("  \n".join(words(comparison) for words in (task_words, verdict_words, why_words, cost_words)))
    left, right = st.columns([6, 5], gap="large", vertical_alignment="top")
    made = made_comparison(question)
    with left:
        show_errors(comparison, made)
    with right:
        show_directions(comparison, made)
    show_table(
        error_rows(comparison),
        f"**Measured**, over {comparison.question.splits} random splits that share their rows, so that they are no "
        "independent repetitions and ± tells of this table alone. Ahead is who has an error lower by 2% or more in the "
        "mean, and the lower one in 60% or more of the splits. Errors are mean squared ones; 1 is the response's "
        f"variance in the source. The miss is the root of the median error, in {comparison.table.unit}. "
        "Promised is the median of the noise plus the worst-case risk, **exact** for the S, T, M and σ² estimated.",
    )
    show_cuts(question)


def show_errors(comparison: Comparison, made: Call) -> None:
    """A row an estimator; `made` is how the comparison came about."""
    far = f" Beyond the right end at first: {', '.join(names)}." if (names := beyond(rows_of(comparison))) else ""
    show_chart(
        real_errors_chart(comparison),
        "Median errors of eight estimators with their quartiles, on the target and on the source. The table below has "
        "the numbers.",
        "shift_errors",
        call(real_errors_chart, made),
        "**Measured**: large discs and bars, median and quartiles on target rows; small and fainter, on source rows "
        "not learned from. Diamonds: what is promised at most. Ridge's penalty is cross-validated on the source; the "
        "target-aware one's is best for the estimated S and T. Importance weights come of a logistic regression; the "
        f"cut leaves no overlap, and they leave {number(comparison.effective)} of {comparison.question.rows} "
        "rows' worth. Labels of the target are used for its test error alone, but for the last row, which nobody could "
        f"have.{far}",
    )


def show_directions(comparison: Comparison, made: Call) -> None:
    """What varies, and what is kept, along S's eigenvectors; `made` is how the comparison came about."""
    show_chart(
        real_variances_chart(comparison),
        "Variance of source and target along the eigenvectors of S, from the most varied one on.",
        "shift_variances",
        call(real_variances_chart, made),
    )
    show_chart(
        real_shrinkage_chart(comparison),
        "Share of least squares that ridge and min-max keep along the same directions.",
        "shift_kept_of_data",
        call(real_shrinkage_chart, made),
        f"The first split, along the eigenvectors of S: {glyph(SAMPLED)} variance in the source, {glyph(COUNTED)} in "
        "the target about the source's mean; then the share of least squares that "
        f"{glyph(LOOKS['ridge'])} ridge and {glyph(LOOKS['minmax'])} min-max keep (v'Av; min-max may turn, too). "
        "**Estimated**: S from the rows learned from, T from the target's features, σ² from least squares' residuals, "
        "and M = I over the squared length of ridge's estimate.",
    )


def error_rows(comparison: Comparison) -> list[dict[str, str]]:
    """A row an estimator."""
    target, source = comparison.quartiles(comparison.target), comparison.quartiles(comparison.source)[1]
    rows, splits = [], comparison.question.splits
    for place, name in enumerate(fits.ESTIMATORS):
        low, middle, high = map(float, target[:, place])
        rows.append(
            {
                "Estimator": f"[{NAMES[name]}]({LINKS[name]})" if name in LINKS else NAMES[name],
                "Median error": number(middle),
                "Quartiles": range_text(low, high),
                "Miss": number(float(np.sqrt(middle * comparison.unit))),
                "On the source": number(float(source[place])),
                "Beats ridge in": "" if name == fits.RIDGE else f"{comparison.wins(name, fits.RIDGE)} of {splits}",
                "Promised": number_or(comparison.median_promise(name), "no limit" if name in fits.PROMISING else ""),
            }
        )
    return rows
