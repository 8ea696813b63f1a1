"""Risk over the number of samples, above what no estimator can reach."""

import streamlit as st

from engine.covariate_shift import Shift
from engine.covariate_shift.minmax import PROMISED
from engine.covariate_shift.risk import silence
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.charts.risk_curves import risk_chart
from pages.parts.shift.answers import curves_of
from pages.parts.show import show_chart

WORSE = 3.0
"""Risks of more times that of the estimate 0 are not seen first."""


def show_curves(settings: ShiftSettings, shift: Shift) -> None:
    """The chart and what it holds; `shift` is that of the settings."""
    st.subheader("Risk over the number of samples", anchor=False)
    curves = curves_of(settings)
    if curves is None:
        return
    second = ""
    if curves.commuting_floor is not None:
        second = " and, lighter, 0.8 of min-max, for samples of covariance S itself, since S, T and M commute"
    gap = float(curves.gaps.max())
    rough = "" if gap <= PROMISED else f" The min-max curve is **approximate**: its relative gap is up to {gap:.0e}."
    most = WORSE * silence(shift)
    show_chart(
        risk_chart(curves.samples, curves.risks, curves.floor, curves.commuting_floor, settings.samples, most),
        f"Worst-case risks of all estimators over {curves.samples[0]} to {curves.samples[-1]} samples, above a shaded "
        "region below van Trees' bound.",
        "shift_risks",
        "**Exact** worst cases, each estimator tuned anew for every n; what is far worse than the estimate 0 lies "
        "above what is shown first. Accelerated SGD returns its last iterate, which keeps the noise of its steps "
        "however long it runs. "
        f"Shaded, the **bounds** that no estimator's worst case can be below: van Trees', 1/π² of min-max{second}. "
        f"No linear estimator is below min-max. Dotted: your n.{rough}",
    )
