"""The sidebar of the Covariate shift page's own tabs."""

from typing import Any

import streamlit as st

from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.controls import widgets
from pages.parts.controls.complaints import attempt
from pages.parts.shift.controls import SAMPLES, SPECTRA, TRUTH, settings_of


def show_sidebar(choices: dict[str, Any]) -> ShiftSettings | None:
    """Draw the controls; the settings that they mean; None where the page says why they mean none."""
    with st.sidebar:
        st.subheader("What is sampled and what counts")
        widgets.draw_all(SPECTRA, choices)
        st.subheader("What the truth may be")
        widgets.draw_all(TRUTH, choices)
        st.subheader("Samples")
        widgets.draw_all(SAMPLES, choices)
    return attempt(lambda: ShiftSettings.model_validate(settings_of(choices)))
