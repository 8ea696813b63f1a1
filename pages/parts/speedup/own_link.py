"""Links to this page with a setting."""

from pages.parts.controls.types import Choices
from pages.parts.links.own_link import own_link
from pages.parts.speedup.controls import DEFAULTS, OWN


def link_to(choices: Choices, changes: Choices) -> str:
    """The page's address with the sidebar of `choices` and with `changes`, whose keys lack the page's prefix."""
    return own_link("speedup", OWN, DEFAULTS, choices, changes)
