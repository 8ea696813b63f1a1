"""Colours, dashes and marks: one of each for a method or a point, the same on every page and in both themes.

Every colour is a mid-tone that stands out by 3 to 1 on the light background and on the dark one; the test suite
computes it, and that the colours differ for colour-blind eyes.
"""

from typing import NamedTuple


class MethodStyle(NamedTuple):
    """How a method is drawn, and the glyph that stands for its line in a text."""

    colour: str
    dash: tuple[int, ...]  # pixels drawn and left out in turn; empty for a solid line
    glyph: str


METHOD_STYLES = {
    "asgd": MethodStyle("#d9600a", (), "━━"),
    "rescaled_asgd": MethodStyle("#1095fb", (8, 4), "╍╍"),
    "ormo": MethodStyle("#007640", (2, 3), "┅┅"),
}
SPARE = MethodStyle("#a05a8c", (8, 3, 2, 3), "─·")

POINT = "#9b59d0"
"""The colour of the goal, the biased limit and the start."""
FAINT = "#7d8796"


def style_of(kind: str) -> MethodStyle:
    """The style of a method's kind."""
    return METHOD_STYLES.get(kind, SPARE)
