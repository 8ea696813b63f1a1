"""The glossary: one sentence a word, and links to where it can be seen that lead there."""

import re
from urllib.parse import parse_qsl

import pytest

from engine.methods import METHODS
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.glossary.text import TITLES, anchor, sentence
from pages.parts.glossary.words import EVERY, WORDS, Word
from pages.parts.links.corrections import fits
from pages.parts.server.files import PATHS
from tests.support.visit import fine, new_app

FIXED = {"cluster", "worker", "job", "dispatch", "arrival", "staleness", "update", "step", "problem", "method"}
FIXED |= {"scenario", "run", "gap", "bias"}
"""The words of the project's vocabulary."""
FORMULAS = re.compile(r"\$[^$]*\$")


def test_the_page_has_every_word_with_a_place_of_its_own() -> None:
    app = fine(new_app().switch_page("glossary.py").run())
    assert [title.value for title in app.title] == ["Glossary"]
    assert [header.value for header in app.header] == list(WORDS)
    _, listed, *groups = [markdown.value for markdown in app.markdown]
    names = re.findall(r"\[([^]]*)\]\(#([^)]*)\)", listed)
    assert names == [(name, anchor(name)) for name in sorted(EVERY)]
    headings = re.findall(r"^### (.*)$", "\n".join(groups), re.MULTILINE)
    assert headings == list(EVERY)
    assert len(EVERY) == sum(map(len, WORDS.values())), "a word stands in one group"
    assert set(EVERY) >= FIXED


@pytest.mark.parametrize("name", EVERY)
def test_a_word_is_explained_in_one_plain_sentence(name: str) -> None:
    word = EVERY[name]
    assert re.fullmatch(r"[A-Z][^.!?]*\.", word.meaning), word.meaning
    assert len(word.meaning) < 120
    assert not re.search(r"[*_`$<>\[\]]", word.meaning)
    assert not any(synonym in word.meaning.lower().split() for one in EVERY.values() for synonym in one.elsewhere)


@pytest.mark.parametrize("word", EVERY.values(), ids=EVERY)
def test_its_link_leads_where_it_is_seen(word: Word) -> None:
    path, _, query = word.seen.partition("?")
    assert path in PATHS and path in TITLES
    for key, value in parse_qsl(query, strict_parsing=bool(query)):
        if path == "methods":
            assert key == "method" and value in METHODS
        else:
            assert fits(CONTROLS[key], value), f"{key}={value}"
    assert f"See it: [{TITLES[path]}]({word.seen})." in sentence(word)


def test_no_word_is_a_synonym_of_another() -> None:
    assert not set(EVERY) & {synonym for word in EVERY.values() for synonym in word.elsewhere}
