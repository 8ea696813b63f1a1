"""What is cited: entries, the citation file, and where the lab's version stands."""

import re
import tomllib
from pathlib import Path

import pytest

from engine import __version__
from engine.bibtex import bibtex, key_of, lab_bibtex
from engine.methods import METHODS
from engine.papers import ELSEWHERE, PAPERS, SOURCES, Paper, papers_of
from pages.parts.script.call import call
from pages.parts.script.source import script

ROOT = Path(__file__).parents[3]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
EVERY = (*PAPERS.values(), *ELSEWHERE.values())


def test_every_method_whose_paper_is_named_has_an_entry() -> None:
    for kind, method in METHODS.items():
        facts, papers = method.facts, papers_of(kind, method.facts.source)
        assert not facts.source or facts.source in {paper.number for paper in papers}
        # A standard rule is nobody's; any other one has its source.
        assert bool(papers) == (facts.credit != "standard"), kind


@pytest.mark.parametrize("paper", EVERY, ids=key_of)
def test_entries_hold_what_is_known_and_no_more(paper: Paper) -> None:
    text = bibtex(paper)
    assert text.isascii()
    assert text.count("{") == text.count("}")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", text, re.MULTILINE))
    assert all(fields.values())
    assert fields["url"] == paper.address
    assert fields.get("eprint", "") == paper.number
    assert ("archivePrefix" in fields) == bool(paper.number)
    assert len(fields.get("author", "").split(" and ")) == max(1, len(paper.authors))


def test_a_paper_of_which_only_the_number_is_known_is_cited_by_it() -> None:
    (paper,) = papers_of("staleness_aware", "1511.05950")
    assert bibtex(paper).startswith("@misc{arxiv1511.05950,\n  year = {2015},\n  eprint = {1511.05950},")


def test_keys_and_numbers_are_each_once() -> None:
    assert len({key_of(paper) for paper in EVERY}) == len(EVERY) == len({paper.address for paper in EVERY})
    assert all(re.fullmatch(r"\d{4}\.\d{5}", number) for number in PAPERS)


def test_the_citation_file_says_what_project_and_licence_say() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = CITATION.splitlines()
    assert f"version: {__version__}" in lines
    assert project["version"] == __version__
    assert f"license: {project['license']}" in lines
    assert f'abstract: "{project["description"]}"' in lines
    (year, holder) = re.findall(r"Copyright \(c\) (\d+) (.*)", (ROOT / "LICENSE").read_text(encoding="utf-8"))[0]
    assert lines[lines.index("authors:") + 1] == f"  - name: {holder}"
    assert all(
        part in lab_bibtex() for part in (f"{{{holder}}}", f"year = {{{year}}}", __version__, project["license"])
    )


def test_the_citation_file_names_the_five_papers() -> None:
    references = CITATION.partition("references:\n")[2].split("  - type: article\n")[1:]
    assert len(references) == len(SOURCES) == 5
    for text, paper in zip(references, SOURCES, strict=True):
        assert f'title: "{paper.title}"\n' in text
        assert f"value: arXiv:{paper.number}\n" in text
        assert f"year: {paper.year}\n" in text
        names = re.findall(r"family-names: (.*)\n        given-names: (.*)\n", text)
        assert tuple(", ".join(name) for name in names) == paper.authors


def test_a_script_says_which_version_made_it() -> None:
    assert script(call(dict)).startswith(f"# Asynchrony Lab {__version__}\n")
