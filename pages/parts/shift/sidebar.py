"""The sidebar of the Covariate shift page's own tabs."""

from typing import Any

import streamlit as st

from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.controls import widgets
from pages.parts.controls.complaints import attempt
from pages.parts.shift.controls import GROUPS, settings_of


def show_sidebar(choices: dict[str, Any]) -> ShiftSettings | None:
    """Draw the controls; the settings that they mean; None where the page says why they mean none."""
    with st.sidebar:
        widgets.draw_groups(GROUPS, choices)
    return attempt(lambda: ShiftSettings.model_validate(settings_of(choices)))
