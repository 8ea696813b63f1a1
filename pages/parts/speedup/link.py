"""Links to this page with a setting."""

from urllib.parse import urlencode

from pages.parts import widgets
from pages.parts.control_types import Choices
from pages.parts.speedup.controls import DEFAULTS, OWN


def link_to(choices: Choices, changes: Choices) -> str:
    """The page's address with the sidebar of `choices` and with `changes`."""
    kept = {key: value for key, value in choices.items() if key in DEFAULTS and value != DEFAULTS[key]}
    changed = {OWN + key: value for key, value in changes.items()}
    return "speedup?" + urlencode({key: widgets.in_link(value) for key, value in (kept | changed).items()})
