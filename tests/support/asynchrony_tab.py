"""The tab on asynchrony with a small setting, and what it asks the engine."""

from typing import Any

from streamlit.testing.v1 import AppTest

from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.shift.asynchrony_controls import KNOWN, LINK, scenario_of


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def chosen(**changes: Any) -> Any:
    """The scenario of SMALL with changes."""
    own = {control.key: control.default for control in KNOWN}
    small = {"dimension": 5, "arrivals": 3000, "seeds": 5}
    own |= {LINK + key: value for key, value in small.items()}
    return scenario_of({**DEFAULTS, **own, **changes})
