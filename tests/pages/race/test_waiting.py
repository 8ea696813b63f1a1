"""The start page, and what stands on the Race while the engine is not ready."""

import re

import pytest

from pages.parts.links.presets import PRESETS
from pages.parts.server import warm_up
from tests.support.visit import (
    captions,
    fine,
    new_app,
    race,
    start_page,
    table,
)

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.quick
def test_the_start_page_says_three_sentences_and_leads_to_the_race() -> None:
    app = start_page()
    assert [title.value for title in app.title] == ["Asynchrony Lab"]
    text = app.markdown[0].value
    assert len(re.findall(r"[.!?](?= |$)", text)) == 3
    (link,) = app.get("page_link")
    assert link.proto.page == "race"
    assert [button.label for button in app.button] == [preset.title for preset in PRESETS]
    assert all(preset.look in captions(app) for preset in PRESETS)


def test_the_start_page_does_not_wait_for_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True))
    app = start_page()
    assert [link.proto.page for link in app.get("page_link")] == ["race"]
    assert not app.button


def test_the_race_waits_for_the_engine_and_shows_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True))
    app = race()
    assert len(app.get("progress")) == 1
    assert "compiles" in captions(app)
    assert not app.table
    warm_up.STATE.done = len(warm_up.STEPS)
    assert len(table(fine(app.run()))) == 3


def test_a_failed_warm_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True, error="OSError: disk full"))
    app = new_app().switch_page("race.py").run()
    assert not app.exception
    assert "disk full" in app.error[0].value
