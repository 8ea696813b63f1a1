"""The Methods page without a browser."""

import re
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from engine.bibtex import bibtex, lab_bibtex
from engine.methods import METHODS
from engine.papers import SOURCES, papers_of
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choices
from pages.parts.links.open_race import link_of
from pages.parts.methods.card import aligned
from pages.parts.methods.overview import ORDERS, facts_of, overview, source, status
from pages.parts.methods.races import RACES
from tests.support.visit import captions, expected_table, fine, methods, press, race, table, warnings

pytestmark = pytest.mark.usefixtures("warm")

LAB_ENTRIES = [lab_bibtex(), "\n".join(map(bibtex, SOURCES))]


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def shown_card(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def pick(app: AppTest, kind: str | None) -> AppTest:
    return fine(app.button_group(key="_card").set_value(kind).run())


@pytest.mark.quick
def test_all_methods_are_in_the_table_and_no_card_is_open() -> None:
    app = methods()
    assert [title.value for title in app.title] == ["Methods"]
    assert warnings(app) == []
    assert shown_card(app) == []
    frame = app.table[0].value
    assert len(frame) == len(METHODS)
    for kind, method in METHODS.items():
        (row,) = [index for index in frame.index if f"**{method.title}**" in index]
        assert source(method.facts) in frame.loc[row, "Source"]
        facts = facts_of(kind)
        assert frame.loc[row, "Status"] == status(kind)
        assert facts.check.how in status(kind)
        assert facts.status in status(kind) or (facts.status == "published" and facts.check.how)
    assert frame.map(bool).all(axis=None)


@pytest.mark.parametrize("kind", METHODS)
def test_a_link_opens_the_card_with_all_that_is_known(kind: str) -> None:
    app = methods(method=kind)
    method, facts = METHODS[kind], facts_of(kind)
    (header,) = shown_card(app)
    assert f"**{method.title}**" in header
    papers = papers_of(kind, facts.source)
    cited = ["\n".join(map(bibtex, papers))] if papers else []
    assert [code.value for code in app.code] == ["\n".join(facts.pseudo), *cited, *LAB_ENTRIES]
    formulas = [latex.value for latex in app.latex]
    assert aligned(facts.rule) in formulas[0]
    assert len(formulas) == 1 + bool(facts.complexity) + bool(facts.theory)
    words = text(app)
    for part in (facts.needs, facts.memory, facts.stale, facts.limit, facts.weight, status(kind), facts.origin):
        assert part in words
    assert facts.check.detail in words
    assert ("The code was run" in words) == facts.check.how.startswith("equal to")
    for word, name in facts.variants.items():
        assert f"Variant *{word}*, {name}" in words
    assert source(method.facts) in words
    assert f"**Unbiased on different data:** {facts.unbiased}." in words
    if facts.complexity:
        assert facts.conditions in words
    else:
        assert "no published complexity is quoted here" in words
    if facts.theory:
        assert f"**Theory takes.** {facts.step_from or 'Published.'}" in words
    if facts.vectors != "0":
        assert f"the model and {facts.vectors} vector" in words
    assert warnings(app) == []
    assert app.query_params["method"] == kind


@pytest.mark.parametrize("kind", METHODS)
def test_every_picture_is_told_in_words(kind: str) -> None:
    pictures = methods(method=kind).get("image")
    variants = 2 if "variant" in METHODS[kind].settings.model_fields else 1
    assert len(pictures) == variants
    for element in pictures:
        (image,) = element.proto.imgs
        assert image.alt.startswith(f"{METHODS[kind].title}, four workers. In 10.4 seconds ")
        assert image.url.endswith(".svg") or image.url.startswith("data:image/svg")


def test_the_choice_is_in_the_link() -> None:
    app = pick(methods(), "ormo")
    assert app.query_params["method"] == "ormo"
    assert "**OrMo**" in shown_card(app)[0]
    pick(app, "rennala")
    assert app.query_params["method"] == "rennala"
    assert "**Rennala SGD**" in shown_card(app)[0]
    pick(app, None)
    assert "method" not in app.query_params
    assert shown_card(app) == []


def test_a_link_that_changes_meanwhile_wins() -> None:
    """As when a visitor goes back in the browser."""
    app = pick(methods(method="asgd"), "ormo")
    app.query_params["method"] = "asgd"
    assert "**ASGD**" in shown_card(fine(app.run()))[0]
    fine(app.run())
    assert "**ASGD**" in shown_card(app)[0]


@pytest.mark.parametrize("wrong", ["sgd", "OrMo", "<b>x</b>", "x" * 500])
def test_an_unknown_method_in_the_link_is_told(wrong: str) -> None:
    app = methods(method=wrong)
    assert shown_card(app) == []
    (said,) = warnings(app)
    assert "no method of this lab" in said
    assert len(said) < 200
    assert len(app.table[0].value) == len(METHODS)
    assert warnings(pick(app, "ormo")) == []


def overview_table(order: str) -> pd.DataFrame:
    return pd.DataFrame(overview(order)).set_index("Method")


@pytest.mark.parametrize("order", ORDERS)
def test_the_table_can_be_sorted(order: str) -> None:
    app = methods(order=order)
    assert app.table[0].value.equals(overview_table(order))
    assert sorted(app.table[0].value.index) == sorted(overview_table("family").index)


def test_orders() -> None:
    def column(order: str, name: str) -> list[Any]:
        return overview_table(order)[name].tolist()

    titles = [re.sub(r".*\*\*(.*)\*\*", r"\1", index) for index in overview_table("name").index]
    assert titles == sorted(titles, key=str.lower)
    answers = column("unbiased first", "Unbiased on different data")
    assert answers == sorted(answers, key=["yes", "up to the step", "no"].index)
    families = column("family", "Family")
    assert [families.index(family) for family in families] == sorted(families.index(family) for family in families)
    memory = column("memory", "Memory, vectors")
    assert list(dict.fromkeys(memory)) == ["0", "1", "2", "n", "n + 1", "2n + 1"]
    kinds = ("asgd", "ormo", "shifted_momentum", "ia2sgd", "ringleader")
    assert [facts_of(kind).vectors_for(10) for kind in kinds] == [
        0, 1, 10, 11, 21
    ]  # fmt: skip


def in_words(choices: Choices, parameters: dict[str, Any]) -> dict[str, Any]:
    """The controls after a link, as the Race reads it."""
    found = dict(choices)
    for key, words in parameters.items():
        default = CONTROLS[key].default
        found[key] = tuple(words) if isinstance(default, tuple) else type(default)(words)
    return found


@pytest.mark.parametrize("kind", RACES)
def test_both_races_are_shown_and_their_links_say_all(kind: str) -> None:
    app = methods(method=kind)
    assert [button.label for button in app.button] == [f"Open the race: {preset.title}" for preset in RACES[kind]]
    for preset in RACES[kind]:
        assert preset.look in text(app)
        assert scenario_of(in_words(DEFAULTS, link_of(preset))) == scenario_of(preset.choices())


@pytest.mark.parametrize("kind", ["asgd", "naive_momentum", "fedbuff"])
def test_a_races_link_opens_the_race_as_it_is_meant(kind: str) -> None:
    for preset in RACES[kind]:
        app = race(**link_of(preset))
        assert warnings(app) == []
        for key, value in preset.changes.items():
            assert app.session_state[key] == (list(value) if isinstance(value, tuple) else value), key
        assert len(table(app)) == len(preset.changes["methods"])


@pytest.mark.parametrize("index", [0, 1])
def test_a_race_opens_as_it_is_meant_whatever_was_set_before(index: int) -> None:
    """The Race keeps its controls while other pages are open."""
    app = race(workers="5", condition="100")
    app.query_params["method"] = "asgd"
    fine(app.switch_page("methods.py").run())
    preset = RACES["asgd"][index]
    press(app, f"Open the race: {preset.title}")
    pd.testing.assert_frame_equal(table(app), expected_table(**preset.changes))


def test_the_race_says_what_the_words_of_its_choices_mean() -> None:
    link: dict[str, str | list[str]] = {"methods": ["Ringleader ASGD", "IA2SGD", "MindFlayer SGD"], "arrivals": "200"}
    said = captions(race(**link))
    for part in ("formula", "fills the table", "patience times"):
        assert part in said
    app = race(**link, restart="current", first_update="after full", cutoffs="rate")
    assert warnings(app) == []
    for part in ("authors' code has it: the newest model", "arrival after the one", "most tries finish per second"):
        assert part in captions(app)
        assert part not in said


def test_only_what_is_drawn_is_explained() -> None:
    assert "Hatched" not in captions(methods(method="asgd"))
    assert "jagged" in captions(methods(method="mindflayer"))
    assert "smoothness" not in captions(methods(method="smega2"))
    assert "smoothness" in captions(methods(method="ormo"))
