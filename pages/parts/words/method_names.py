"""How a method's name stands in a text: behind its line, in its colour, and maybe as a link."""

from engine.methods import METHODS
from pages.parts.style import glyph, style_of
from pages.parts.words.plain_text import as_text


def behind_line(kind: str, text: str) -> str:
    """A text behind the line that a method has in figures."""
    return f"{glyph(style_of(kind))} {text}"


def marked(kind: str, label: str) -> str:
    """A method's name behind its line."""
    return behind_line(kind, f"**{as_text(label)}**")


def linked(kind: str, label: str) -> str:
    """The same, leading to its paper, or to its card where there is none.

    A narrow screen scrolls a table sideways; a link inside makes that possible with the keyboard, too.
    """
    return behind_line(kind, f"[**{as_text(label)}**]({address(kind)})")


def address(kind: str) -> str:
    """A method's paper, or its card where there is none."""
    source = METHODS[kind].facts.source
    return paper(source) if source else f"methods?method={kind}"


def paper(source: str) -> str:
    """The address of a paper with this arXiv number."""
    return f"https://arxiv.org/abs/{source}"
