"""Settings to start from: the four rows of the table in docs/covariate_shift.md, and one that does not commute."""

from typing import Any, NamedTuple

import streamlit as st

from pages.parts.controls import widgets
from pages.parts.controls.types import Choices
from pages.parts.shift.controls import DEFAULTS, OWN, SIDEBAR


class Case(NamedTuple):
    """A button's name, what it shows, and what differs from the sidebar's defaults."""

    title: str
    look: str
    changes: dict[str, Any]


COMMUTING: dict[str, Any] = {"target_angle": 0, "ellipse_angle": 0}
CASES = (
    Case("Turned axes", "S, T and M share no axes: min-max wins by a multiple", {}),
    Case("No shift", "T = S and a ball of truths", COMMUTING | {"target": "power law", "ellipse": "ball"}),
    Case("All count alike", "T is flat, S is not", COMMUTING | {"target": "flat", "ellipse_exponent": 1.0}),
    Case("Reversed", "What is sampled the least counts the most", COMMUTING | {"ellipse_exponent": 1.0}),
    Case("Four count", "T is 0 but for four directions", COMMUTING | {"target": "first four", "ellipse": "ball"}),
)  # fmt: skip


SHOWN = {control.key: control for control in SIDEBAR}


def values_of(case: Case) -> dict[str, Any]:
    """Every control of the sidebar as the case has it."""
    return DEFAULTS | {OWN + key: value for key, value in case.changes.items()}


def show_cases(choices: Choices) -> None:
    """A button a case, which sets the whole sidebar; what the present one shows stands below."""
    with st.container(horizontal=True):
        for case in CASES:
            st.button(case.title, help=case.look, on_click=widgets.apply, args=(values_of(case),))
    for case in CASES:
        if all(choices[key] == value for key, value in values_of(case).items() if SHOWN[key].when(choices)):
            st.caption(f"{case.title}: {case.look}.")
