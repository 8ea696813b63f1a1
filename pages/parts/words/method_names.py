"""How a method's name stands in a text: behind its line, in its colour, and maybe as a link."""

from engine.methods import METHODS
from pages.parts.style import MethodStyle, glyph, style_of
from pages.parts.words.plain_text import as_text


def marked(kind: str, label: str, look: MethodStyle | None = None) -> str:
    """A method's name behind the line that it has in figures; `look` where that is not its kind's."""
    return f"{glyph(look or style_of(kind))} **{as_text(label)}**"


def linked(kind: str, label: str, look: MethodStyle | None = None) -> str:
    """The same, leading to its paper, or to its card where there is none.

    A narrow screen scrolls a table sideways; a link inside makes that possible with the keyboard, too.
    """
    return f"{glyph(look or style_of(kind))} [**{as_text(label)}**]({address(kind)})"


def address(kind: str) -> str:
    """A method's paper, or its card where there is none."""
    source = METHODS[kind].facts.source
    return paper(source) if source else f"methods?method={kind}"


def paper(source: str) -> str:
    """The address of a paper with this arXiv number."""
    return f"https://arxiv.org/abs/{source}"
