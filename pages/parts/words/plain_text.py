"""A visitor's text in Streamlit's Markdown: names of columns, workers and classes stay the text that they are."""

import re

JOINER = "\u2060"
"""Has no width: parts what Streamlit would put together where a backslash does not help."""
MARKS = re.compile(r"[\\`*{}\[\]#!|<>~$&]|(?<![^\W_])_|_(?![^\W_])|:(?=\S)|^[-+=]|(?<=\d)[.)]")
"""What may be a mark: anywhere, around words, before something, and (signs, points of numbers) at the beginning."""
PARTS = re.compile(r"(:|@|www(?=\.)|[<>~-](?=\\?[-=>]))(?=\S)", re.IGNORECASE)
"""Where emoji, icons, addresses and arrows begin: Streamlit looks for these once it has read the backslashes."""
BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
LIST_NUMBER = re.compile(r"\d+$")


def as_text(text: str) -> str:
    """Markdown that shows `text` as it is, in one line: no emphasis, formula, link, picture, colour or icon.

    Where a page shows text without Markdown (options of a list, the live figure), it must stay as it is.
    """
    line = " ".join(text.split())
    return PARTS.sub(rf"\1{JOINER}", MARKS.sub(escaped, line))


def as_read(markdown: str) -> str:
    """What `as_text` shows, for those who hear it."""
    return BACKSLASH.sub(r"\1", markdown.replace(JOINER, ""))


def escaped(mark: re.Match[str]) -> str:
    """A mark behind a backslash; the point of a number only where a list would begin, so that numbers stay short."""
    begins = mark[0] not in ".)" or LIST_NUMBER.fullmatch(mark.string, 0, mark.start())
    return f"\\{mark[0]}" if begins else mark[0]


def unmarked(text: str) -> str:
    """A sentence without its colours and bold letters, for those who hear it."""
    return as_read(re.sub(r":color\[.*?\]\{.*?\} ?|\*\*", "", text))
