"""A visitor's text on a page is text: what Streamlit would make of it, and what is shown instead."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.links.texts import quoted
from pages.parts.words.method_names import linked, marked
from pages.parts.words.plain_text import JOINER, as_read, as_text, unmarked

J = JOINER
PUNCTUATION = r"\\([!-/:-@\[-`{-~])"
"""What Markdown may have behind a backslash."""

SHOWN = {
    "emphasis": ("__index_level_0__", r"\_\_index_level_0\_\_"),
    "a kind": ("rescaled_asgd", "rescaled_asgd"),
    "stars": ("a*b*c", r"a\*b\*c"),
    "a formula": ("price_$us$", r"price\_\$us\$"),
    "code": ("`a`", r"\`a\`"),
    "a link": ("[go](https://example.com)", rf"\[go\](https\:{J}//example.com)"),
    "a picture": ("![x](y)", r"\!\[x\](y)"),
    "a colour": (":red[warning]", rf"\:{J}red\[warning\]"),
    "markup": ("<b>bold</b>", r"\<b\>bold\</b\>"),
    "an entity": ("a &amp; b", r"a \&amp; b"),
    "an address": ("https://example.com/a", rf"https\:{J}//example.com/a"),
    "an address without its beginning": ("WWW.example.com", f"WWW{J}.example.com"),
    "mail": ("me@example.com", f"me@{J}example.com"),
    "an emoji": (":smile:", rf"\:{J}smile:"),
    "an icon": (":material/home:", rf"\:{J}material/home:"),
    "an arrow": ("a -> b", rf"a -{J}\> b"),
    "two arrows": ("a <-> b", rf"a \<{J}-{J}\> b"),
    "a dash": ("a -- b", f"a -{J}- b"),
    "a relation": ("a >= b ~= c", rf"a \>{J}= b \~{J}= c"),
    "a crossed out word": ("~~x~~", r"\~\~x\~\~"),
    "a table": ("a|b", r"a\|b"),
    "a title": ("# a", r"\# a"),
    "a list": ("- a", r"\- a"),
    "a list of pluses": ("+ a", r"\+ a"),
    "a numbered list": ("12. a", r"12\. a"),
    "a list in brackets": ("1) a", r"1\) a"),
    "a quote": ("> a", r"\> a"),
    "a line": ("===", r"\==="),
    "a backslash": (r"a\*b", r"a\\\*b"),
    "several lines": ("a\n\n# b\r\n    c", r"a \# b c"),
    "braces": ("{x}", r"\{x\}"),
    "a plain name": ("Temp, °C (mean) 1.5 + 2-3", "Temp, °C (mean) 1.5 + 2-3"),
    "a sentence": ("line 3: 'x' is empty; fill it in", "line 3: 'x' is empty; fill it in"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_text_is_shown_as_it_is(name: str) -> None:
    """Each of these was looked at in a browser, in a caption, a warning and a table's cell and header."""
    text, markdown = SHOWN[name]
    assert as_text(text) == markdown
    assert as_read(markdown) == " ".join(text.split())


@given(st.text("*_`$[]()!#<>~:|\\-+=.@ abw1/&{}^'\"") | st.text())
def test_nothing_is_left_to_markdown(text: str) -> None:
    shown = as_text(text)
    # What is escaped is still seen: a sign behind it does not begin the line.
    plain = re.sub(PUNCTUATION, "\N{OBJECT REPLACEMENT CHARACTER}", shown)
    assert not re.search(r"[\\`*\[\]#!|<>~$&]|(?<![^\W_])_|_(?![^\W_])", plain)
    assert not re.search(r":[\w+-]+:|:material|https?://|www\.|^\d+[.)]|^[-+=]", plain, re.IGNORECASE | re.ASCII)
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", as_read_but_parted(shown))
    assert as_read(shown) == " ".join(text.split()).replace(J, "")


def as_read_but_parted(shown: str) -> str:
    """What Streamlit has once the backslashes are read."""
    return re.sub(PUNCTUATION, r"\1", shown)


def test_labels_of_methods_are_text() -> None:
    assert r"**\[go\](x)**" in marked("asgd", "[go](x)")
    assert r"[**a\*b\]**](" in linked("asgd", "a*b]")
    assert unmarked(marked("asgd", "a_*b*: [c]")) == "a_*b*: [c]"


def test_an_icon_in_a_link_is_no_icon_on_the_page() -> None:
    """Streamlit replaces the beginning of an icon in code, too."""
    assert quoted(":material/home:") == f"`:{J}material/home:`"
