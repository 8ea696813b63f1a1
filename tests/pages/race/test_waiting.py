"""The start page, and what stands on the Race while the engine is not ready."""

import re
from types import SimpleNamespace

import pytest

from pages.parts.links.presets import EFFECTS
from pages.parts.live import component
from pages.parts.server import waiting, warm_up
from pages.parts.server.filling import Part
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
    assert [link.proto.page for link in app.get("page_link")] == ["race", "advisor"]
    assert [button.label for button in app.button] == ["Open this race", *(preset.title for preset in EFFECTS)]
    assert all(preset.look in captions(app) for preset in EFFECTS)


def test_the_start_page_does_not_wait_for_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True))
    app = start_page()
    assert [link.proto.page for link in app.get("page_link")] == ["race", "advisor"]
    assert not app.button


class Slow(warm_up.State):
    """Lacks some stages of engine/warm.py, one of which is there at each look."""

    def __init__(self, *stages: str) -> None:
        super().__init__(started=True)
        self.lacking = [*stages]
        self.told: list[tuple[float, str]] = []
        self.filling.lacks = lambda stage: Part(3, 4) if stage in self.lacking else None  # type: ignore[method-assign]

    def look(self, seconds: float) -> None:
        """Instead of waiting so long."""
        doing = self.waits_for(self.lacking)
        assert doing is not None
        self.told.append(doing)
        if self.lacking:
            self.lacking.pop(0)
        else:
            self.ready = True


@pytest.fixture
def slow(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Slow:
    state = Slow(*request.param)
    monkeypatch.setattr(warm_up, "STATE", state)
    monkeypatch.setattr(waiting, "sleep", state.look)
    return state


@pytest.mark.parametrize("slow", [["race"]], indirect=True)
def test_the_race_waits_for_the_engine(slow: Slow) -> None:
    app = race()
    assert slow.told == [
        (0.75, "First start: compiling what race needs, 3 of 4 functions"),
        (1.0, "Loading the engine"),
    ]
    assert len(table(app)) == 3
    assert not app.get("progress"), "the bar is gone"


@pytest.mark.parametrize("slow", [["theory"]], indirect=True)
def test_the_figure_does_not_wait_for_the_sentences(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do they remain unsaid."""
    slow.ready = True
    drawn: list[int] = []
    draw = component.live_figure
    monkeypatch.setattr(component, "live_figure", lambda *given: (drawn.append(len(slow.told)), draw(*given))[1])
    app = race()
    assert slow.told == [(0.75, "First start: compiling what theory needs, 3 of 4 functions")]
    assert drawn == [0, 1], "before the wait, and with the sentences"
    assert len(table(app)) == 3


@pytest.mark.parametrize("slow", [["race", "theory"]], indirect=True)
def test_momentum_waits_for_the_theory_too(slow: Slow) -> None:
    app = fine(new_app().switch_page("momentum.py").run())
    assert [words.partition(",")[0] for _, words in slow.told] == [
        "First start: compiling what race needs", "First start: compiling what theory needs", "Loading the engine",
    ]  # fmt: skip
    assert app.table or app.get("imgs")


def test_a_wait_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    state = Slow("race")
    monkeypatch.setattr(warm_up, "STATE", state)
    monkeypatch.setattr(waiting, "sleep", state.look)
    shown: list[object] = []
    bar = SimpleNamespace(progress=lambda done, text: shown.append((done, text)), empty=lambda: shown.append("gone"))
    waiting.wait_for(place=SimpleNamespace(empty=lambda: bar))
    assert [entry for entry in shown if "3 of 4 functions" in entry[1]]  # type: ignore[index]
    assert shown[-1] == "gone"


def test_a_failed_warm_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STATE", warm_up.State(started=True, error="OSError: disk full"))
    app = new_app().switch_page("race.py").run()
    assert not app.exception
    assert "disk full" in app.error[0].value
