"""The tab "Estimators": who corrects least squares how, what that costs in the worst case, and why."""

import math
from typing import Any

import numpy as np
import streamlit as st

from engine.covariate_shift import Shift
from engine.covariate_shift.measured import Measured
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.charts.directions import Line, directions_chart
from pages.parts.charts.estimators import LONG, LOOKS, NAMES, marked
from pages.parts.links.own_link import own_link
from pages.parts.shift.answers import Study, measured_of, study_of
from pages.parts.shift.cases import show_cases
from pages.parts.shift.controls import DEFAULTS, OWN
from pages.parts.shift.curves import show_curves
from pages.parts.shift.sgd_choices import choices_for
from pages.parts.shift.words import certificate_words, or_none, words_of
from pages.parts.show import show_chart, show_table
from pages.parts.style import BLUE, DASHES, DOTS, GREEN, SOLID, VIOLET, style

SOURCE, TARGET, ELLIPSE = style(BLUE, SOLID), style(VIOLET, DASHES), style(GREEN, DOTS)


def show(choices: dict[str, Any], settings: ShiftSettings) -> None:
    """Sentences, spectra and shrinkage, risks over n, the least favourable truths, the table."""
    show_cases(choices)
    st.header("The worst case of every estimator", anchor=False)
    study = study_of(settings)
    if study is None:
        return
    st.markdown(words_of(settings, study))
    st.caption(certificate_words(study))
    left, right = st.columns(2, gap="large")
    with left:
        show_spectra(study.contest.best.shift)
    with right:
        show_shrinkage(study)
    left, right = st.columns(2, gap="large")
    with right:
        show_truths(study)
    show_risks(choices, settings, study)
    # The curves take the longest, so they come last to their place.
    with left:
        show_curves(settings, study.contest.best.shift)


def show_spectra(shift: Shift) -> None:
    """S, T and M along the axes of S."""
    st.subheader("Spectra", anchor=False)
    s, t, m = (np.diag(matrix).copy() for matrix in (shift.source, shift.target, shift.ellipse))
    lines = [Line("S, source", SOURCE, s), Line("T, target", TARGET, t), Line("1/M, truth", ELLIPSE, 1 / m)]
    show_chart(
        directions_chart(lines, "value along the direction", True),
        f"Variances of source and target, and room for the truth, along {s.size} directions.",
        "shift_spectra",
        "Variance of the features in the source and in the target, and 1 / M, what the ellipse leaves to the truth's "
        "square, along each axis of S. Turned axes mix T and M; what is 0 is not drawn.",
    )


def show_shrinkage(study: Study) -> None:
    """What of each direction every estimator keeps."""
    st.subheader("Shrinkage", anchor=False)
    lines = [
        Line(NAMES[kind], LOOKS[kind], np.diag(entry.matrix).copy())
        for kind, entry in study.contest.entries.items()
        if np.isfinite(entry.worst.risk) or kind == "ols"
    ]
    show_chart(
        directions_chart(lines, "share that is kept"),
        "How much of each direction of the least-squares estimate every estimator keeps: 1 is all, 0 is nothing.",
        "shift_shrinkage",
        "**Exact**: the diagonal of each estimator's linear map A, which turns the least-squares estimate into its own "
        "in the mean. 1 keeps a direction, 0 gives it up. The whole maps stand under *SGD as a map*.",
    )


def show_truths(study: Study) -> None:
    """The truths that hurt the most, and the prior behind them."""
    st.subheader("The least favourable truth", anchor=False)
    contest = study.contest
    lines = [
        Line(NAMES[kind], LOOKS[kind], contest.entries[kind].worst.truth)
        for kind in ("ridge", "minmax", "sgd")
        if np.isfinite(contest.entries[kind].worst.risk)
    ]
    spread = np.sqrt(np.diag(contest.best.prior).clip(min=0.0))
    lines.append(Line("prior K*", ELLIPSE, spread))
    show_chart(
        directions_chart(lines, "truth b"),
        "The truths for which ridge, min-max and SGD err the most, and the least favourable prior's deviation.",
        "shift_truths",
        "**Exact**: the truth of the ellipse for which each errs the most. Dotted: standard deviation of the least "
        "favourable prior K*, which spreads over many truths at once, so that no direction is safe: A* is the Bayes "
        "estimate under it.",
    )


def show_risks(choices: dict[str, Any], settings: ShiftSettings, study: Study) -> None:
    """Every estimator's numbers."""
    st.subheader("All risks", anchor=False)
    measured = measured_of(settings, study) or {}
    show_table(
        rows_of(choices, settings, study, measured),
        "Risk: the target error |T^½(estimate − b)|², over the noise and the samples. **Exact**: worst case and its "
        "two parts, and the mean over truths uniform in the ellipse; those of linear estimators for samples of "
        "covariance S itself, those of SGD for one pass over Gaussian samples, with the best of the steps or "
        "parameters that were tried, as ridge has its best penalty: nobody knows these in practice. **Measured**: "
        "mean and standard error on Gaussian samples, at each one's own worst truth; they have a covariance of their "
        "own, which changes the risk the more the fewer they are. Not run: it would take too long. Shortest: the "
        "shortest of the least-squares solutions. The preconditioner K* is made from S, T and M, as A* is; plain SGD "
        "knows nothing of them. The names of SGD's variants lead to their maps.",
    )


def rows_of(
    choices: dict[str, Any], settings: ShiftSettings, study: Study, measured: dict[str, Measured]
) -> list[dict[str, str]]:
    """A row an estimator."""
    rows = []
    for kind, entry in study.contest.entries.items():
        name = marked(kind)
        if entry.plan is not None:
            changes = {"tab": "SGD as a map", **choices_for(kind, entry, study.contest.best)}
            address = own_link("covariate-shift", OWN, DEFAULTS, choices, changes)
            name = name.replace(LONG[kind], f"[{LONG[kind]}]({address})")
        rows.append(
            {
                "Estimator": name,
                "Worst case": or_none(entry.worst.risk),
                "Times min-max": or_none(study.contest.times_best(kind)),
                "Bias": or_none(entry.worst.bias),
                "Variance": or_none(entry.worst.variance),
                "Mean over truths": or_none(entry.average.risk if entry.average else None),
                "Measured": measured_words(kind, settings, entry.worst.risk, measured.get(kind)),
            }
        )
    return rows


def measured_words(kind: str, settings: ShiftSettings, risk: float, measured: Measured | None) -> str:
    """What an estimator came to on real samples."""
    if kind == "ols" and abs(settings.samples - settings.dimension) <= 1:
        # E tr (X'X)^-1 is infinite there, so that a mean over some samples says nothing.
        return "no finite mean"
    if measured is None:
        return "not run"
    text = f"{or_none(measured.risk)} ± {or_none(measured.standard_error)}"
    # Where the source lacks a direction, least squares is unbounded but for the convention to leave it at 0.
    return text if math.isfinite(risk) else f"{text}, shortest"
