"""Colours, dashes and marks: one look for a method or a point, the same on every page and in both themes.

Every colour is a mid-tone that stands out by 3 to 1 on the light background and on the dark one; the test suite
computes it, and that the colours differ for colour-blind eyes.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.methods import MethodSettings


class MethodStyle(NamedTuple):
    """How a method is drawn, and the glyph that stands for its line in a text."""

    colour: str
    dash: tuple[int, ...]  # pixels drawn and left out in turn; empty for a solid line
    glyph: str


SOLID, DASHES, DOTS, DASH_DOT, PAIRS = (), (8, 4), (2, 3), (9, 3, 2, 3), (2, 3, 2, 8)
SPARE_DASH = (9, 3, 2, 3, 2, 3)
LONG, SPARSE, TRIPLES, TWO_AND_TWO = (20, 3), (2, 9), (2, 3, 2, 3, 2, 10), (9, 3, 9, 3, 2, 3, 2, 3)
COPY_DASHES = (LONG, SPARSE, TRIPLES, TWO_AND_TWO)
"""For a method that races once more: no kind has one of these."""
GLYPHS = {
    SOLID: "━━", DASHES: "╍╍", DOTS: "┅┅", DASH_DOT: "━┉", PAIRS: "╌╌",
    LONG: "━▼━", SPARSE: "┈◄┈", TRIPLES: "┉►┉", TWO_AND_TWO: "╍✚╍",
}  # fmt: skip
MARKS = {
    SOLID: "circle", DASHES: "square", DOTS: "diamond", DASH_DOT: "triangle-up", PAIRS: "x", SPARE_DASH: "star",
    LONG: "triangle-down", SPARSE: "triangle-left", TRIPLES: "triangle-right", TWO_AND_TWO: "cross",
}  # fmt: skip
"""The mark that goes with a dash: as many methods race, it tells apart what dashes alone would not."""
MOST_UNMARKED = 5
"""Where more methods race than this, or one races twice, each has its mark."""
ORANGE, BLUE, GREEN, VIOLET, PINK = "#d9600a", "#1095fb", "#007640", "#7335fe", "#bf6aa4"


def style(colour: str, dash: tuple[int, ...]) -> MethodStyle:
    return MethodStyle(colour, dash, GLYPHS[dash])


def glyph(look: MethodStyle) -> str:
    """A line as it is drawn, for a text."""
    return f':color[{look.glyph}]{{foreground="{look.colour}"}}'


METHOD_STYLES = {
    "asgd": style(ORANGE, SOLID),
    "rescaled_asgd": style(BLUE, DASHES),
    "ormo": style(GREEN, DOTS),
    "rescaled_ormo": style(BLUE, DOTS),
    "ormo_da": style(GREEN, DASHES),
    "naive_momentum": style(GREEN, SOLID),
    "shifted_momentum": style(PINK, DOTS),
    "smega2": style(GREEN, DASH_DOT),
    "ssgdm": style(VIOLET, DASHES),
    "minibatch": style(VIOLET, SOLID),
    "delay_adaptive": style(ORANGE, DASHES),
    "rennala": style(VIOLET, DOTS),
    "malenia": style(VIOLET, DASH_DOT),
    "ringmaster": style(BLUE, SOLID),
    "ringleader": style(PINK, SOLID),
    "ia2sgd": style(PINK, DASHES),
    "fedbuff": style(PINK, DASH_DOT),
    "mindflayer": style(BLUE, DASH_DOT),
    "random_asgd": style(ORANGE, DOTS),
    "shuffled_asgd": style(ORANGE, DASH_DOT),
    "ascd": style(VIOLET, PAIRS),
    "aszd": style(GREEN, PAIRS),
}
"""Five colours that all eyes tell apart, five dashes: a pair for each method, different for those often compared."""
SPARE = MethodStyle("#7a6f57", SPARE_DASH, "━┉┉")

POINT = "#9b59d0"
"""The colour of the goal, the biased limit and the start."""
FAINT = "#7d8796"
INK = "#757b86"
"""For letters: as far from white as from the dark background."""


def style_of(kind: str) -> MethodStyle:
    """The style of a method's kind."""
    return METHOD_STYLES.get(kind, SPARE)


def looks(methods: Iterable[MethodSettings]) -> dict[str, MethodStyle]:
    """The look of each method of a race, by its name.

    A second one of a kind has the kind's colour, and a dash that no other method of this colour has, as long as there
    are any: unlike those of its kind so far.
    """
    found: dict[str, MethodStyle] = {}
    dashes: dict[str, list[tuple[int, ...]]] = {}
    for settings in methods:
        look, alike = style_of(settings.kind), dashes.setdefault(settings.kind, [])
        if alike:
            taken = {other.dash for other in found.values() if other.colour == look.colour}
            free = [dash for dash in COPY_DASHES if dash not in taken] or COPY_DASHES
            look = style(look.colour, max(free, key=lambda dash: min(abs(ink(dash) - ink(one)) for one in alike)))
        alike.append(look.dash)
        found[settings.name] = look
    return found


def looks_beside(pinned: Sequence[MethodSettings], methods: Iterable[MethodSettings]) -> dict[str, MethodStyle]:
    """The looks of another race's methods: those that race here, too, look as they do here."""
    here = looks(methods)
    return {name: here.get(name, look) for name, look in looks(pinned).items()}


def ink(dash: tuple[int, ...]) -> float:
    """The share of a line that is drawn."""
    return sum(dash[::2]) / sum(dash) if dash else 1.0


def need_marks(methods: Iterable[MethodSettings]) -> bool:
    """Do so many methods race, or one of them twice, that marks must tell them apart?"""
    kinds = [settings.kind for settings in methods]
    return len(kinds) > MOST_UNMARKED or len(set(kinds)) < len(kinds)
