"""The tab "Estimators": who corrects least squares how, what that costs in the worst case, and why."""

import math
from typing import Any

import streamlit as st

from engine.covariate_shift.contest import Contest
from engine.covariate_shift.measured import Measured
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.charts.estimators import LONG, marked
from pages.parts.charts.shift_directions import least_favourable_truths_chart, shrinkage_chart, spectra_chart
from pages.parts.links.own_link import own_link
from pages.parts.script.call import call
from pages.parts.shift.answers import Study, measured_of, study_of
from pages.parts.shift.cases import show_cases
from pages.parts.shift.controls import DEFAULTS, OWN
from pages.parts.shift.curves import show_curves
from pages.parts.shift.made import made_contest, made_shift
from pages.parts.shift.sgd_choices import choices_for
from pages.parts.shift.words import certificate_words, or_none, words_of
from pages.parts.show import show_chart, show_table


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
        show_spectra(settings, study.contest)
    with right:
        show_shrinkage(settings, study.contest)
    left, right = st.columns(2, gap="large")
    with right:
        show_truths(settings, study.contest)
    show_risks(choices, settings, study)
    # The curves take the longest, so they come last to their place.
    with left:
        show_curves(settings)


def show_spectra(settings: ShiftSettings, contest: Contest) -> None:
    """S, T and M along the axes of S."""
    st.subheader("Spectra", anchor=False)
    show_chart(
        spectra_chart(contest.best.shift),
        f"Variances of source and target, and room for the truth, along {settings.dimension} directions.",
        "shift_spectra",
        call(spectra_chart, made_shift(settings)),
        "Variance of the features in the source and in the target, and 1 / M, what the ellipse leaves to the truth's "
        "square, along each axis of S. Turned axes mix T and M; what is 0 is not drawn.",
    )


def show_shrinkage(settings: ShiftSettings, contest: Contest) -> None:
    """What of each direction every estimator keeps."""
    st.subheader("Shrinkage", anchor=False)
    show_chart(
        shrinkage_chart(contest),
        "How much of each direction of the least-squares estimate every estimator keeps: 1 is all, 0 is nothing.",
        "shift_shrinkage",
        call(shrinkage_chart, made_contest(settings)),
        "**Exact**: the diagonal of each estimator's linear map A, which turns the least-squares estimate into its own "
        "in the mean. 1 keeps a direction, 0 gives it up. The whole maps stand under *SGD as a map*.",
    )


def show_truths(settings: ShiftSettings, contest: Contest) -> None:
    """The truths that hurt the most, and the prior behind them."""
    st.subheader("The least favourable truth", anchor=False)
    show_chart(
        least_favourable_truths_chart(contest),
        "The truths for which ridge, min-max and SGD err the most, and the least favourable prior's deviation.",
        "shift_truths",
        call(least_favourable_truths_chart, made_contest(settings)),
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
