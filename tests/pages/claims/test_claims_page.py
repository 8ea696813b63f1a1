"""The Claims page: every claim with its verdict and number, and a try here and now."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from engine.claims import CLAIMS, PAPERS
from engine.claims.results import shipped
from pages.parts.claims.show import compared_words, result_words, summary
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.links.corrections import unfit
from pages.parts.server.files import PATHS
from tests.support.visit import fine, new_app

pytestmark = pytest.mark.usefixtures("warm")


def claims() -> AppTest:
    return fine(new_app().switch_page("claims.py").run())


def test_every_claim_stands_there_and_one_is_tried() -> None:
    app = claims()
    text = " ".join(markdown.value for markdown in app.markdown)
    results = shipped()
    for claim in CLAIMS.values():
        assert claim.says in text
        assert result_words(claim, results.outcomes[claim.name]) in text
    assert [header.value for header in app.header] == [paper.subject for paper in PAPERS]
    assert summary(results) in " ".join(caption.value for caption in app.caption)
    fine(app.button(key="_try_same-where-equal").click().run())
    (told,) = [markdown.value for markdown in app.markdown if markdown.value.startswith("Here and now")]
    assert "It agrees with the shipped one." in told
    assert "seeds 0, 1, 2, 3, 4." in summary(results)


def test_what_does_not_agree_is_told() -> None:
    claim, outcome = CLAIMS["cure"], shipped().outcomes["cure"]
    other = outcome._replace(values=tuple(10 * value for value in outcome.values))
    assert "does not agree" in compared_words(claim, outcome, other)
    assert "It agrees" in compared_words(claim, outcome, outcome)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_link_opens_a_page_with_settings_that_it_has(name: str) -> None:
    parts = urlsplit(CLAIMS[name].link)
    assert parts.path in PATHS
    if parts.path == "race":
        for key, texts in parse_qs(parts.query).items():
            assert not unfit(CONTROLS[key], texts), key
