"""The tab "Estimators": who corrects least squares how, what that costs in the worst case, and why."""

from typing import Any

import streamlit as st

from engine.covariate_shift.spectra import ShiftSettings


def show(choices: dict[str, Any], settings: ShiftSettings) -> None:
    """The sentence, spectra and shrinkage, risks, the least favourable truth."""
    st.header("The worst case of every estimator", anchor=False)
