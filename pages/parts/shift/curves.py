"""Risk over the number of samples, above what no estimator can reach."""

import streamlit as st

from engine.covariate_shift.contest_curves import risks_over_samples
from engine.covariate_shift.minmax import PROMISED
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.charts.risk_curves import risk_over_samples_chart
from pages.parts.script.call import Attribute, call
from pages.parts.shift.answers import curves_of, samples_of
from pages.parts.shift.made import shift_words
from pages.parts.show import show_chart


def show_curves(settings: ShiftSettings) -> None:
    """The chart and what it holds."""
    st.subheader("Risk over the number of samples", anchor=False)
    curves = curves_of(settings)
    if curves is None:
        return
    second = ""
    if curves.commuting_floor is not None:
        second = " and, lighter, 0.8 of min-max, for samples of covariance S itself, since S, T and M commute"
    gap = float(curves.gaps.max())
    rough = "" if gap <= PROMISED else f" The min-max curve is **approximate**: its relative gap is up to {gap:.0e}."
    made = call(risks_over_samples, settings, samples_of(settings)).told(shift_words(settings))
    show_chart(
        risk_over_samples_chart(curves, settings.samples),
        f"Worst-case risks of all estimators over {curves.samples[0]} to {curves.samples[-1]} samples, above a shaded "
        "region below van Trees' bound.",
        "shift_risks",
        call(risk_over_samples_chart, made, Attribute(settings, "samples")),
        "**Exact** worst cases, each estimator tuned anew for every n; what is far worse than the estimate 0 lies "
        "above what is shown first. Accelerated SGD returns its last iterate, which keeps the noise of its steps "
        "however long it runs. "
        f"Shaded, the **bounds** that no estimator's worst case can be below: van Trees', 1/π² of min-max{second}. "
        f"No linear estimator is below min-max. Dotted: your n.{rough}",
    )
