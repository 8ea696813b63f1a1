"""Entries for BibTeX, in plain ASCII: of a paper, and of the lab itself."""

import re

from engine import __version__
from engine.papers import Paper

LAB_TITLE, LAB_AUTHORS, LAB_YEAR, LAB_LICENSE = "Asynchrony Lab", "The Asynchrony Lab authors", 2026, "MIT"
ACCENTS = {"á": r"{\'a}", "é": r"{\'e}"}


def bibtex(paper: Paper) -> str:
    """The entry of a paper, with what is known of it."""
    fields = {
        # In double braces its capitals stay.
        "title": f"{{{paper.title}}}" if paper.title else "",
        "author": " and ".join(paper.authors),
        "year": str(paper.year or ""),
        "eprint": paper.number,
        "archivePrefix": "arXiv" if paper.number else "",
        "doi": paper.doi,
        "howpublished": "OpenReview" if paper.forum else "",
        "url": paper.address,
    }
    return entry("misc", key_of(paper), fields)


def lab_bibtex() -> str:
    """The entry of this version of the lab."""
    fields = {
        "title": f"{{{LAB_TITLE}}}",
        "author": f"{{{LAB_AUTHORS}}}",
        "year": str(LAB_YEAR),
        "version": __version__,
        "note": f"{LAB_LICENSE} licence",
    }
    return entry("software", "asynchrony_lab", fields)


def key_of(paper: Paper) -> str:
    """Family name, year and first word of the title; or its number."""
    if not paper.authors:
        return f"arxiv{paper.number}" if paper.number else f"openreview_{paper.forum}"
    family, first = paper.authors[0].partition(",")[0], re.findall(r"\w+", paper.title)
    word = next(word for word in first if word not in ("A", "At", "The"))
    return f"{family}{paper.year}{word}".lower()


def entry(kind: str, key: str, fields: dict[str, str]) -> str:
    """An entry with those fields that are not empty."""
    lines = [f"  {name} = {{{ascii_text(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def ascii_text(text: str) -> str:
    """Letters with accents as every BibTeX reads them."""
    return "".join(ACCENTS.get(letter, letter) for letter in text)
