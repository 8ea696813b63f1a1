"""The HTML that the Share popover gives: a frame whose link shows the race and the parts that were chosen."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.links.parts import FIGURE, PARTS, Frame
from pages.parts.race import embed_code
from pages.parts.race.embed_code import allowed_words, embed_html, frame_height
from pages.parts.race.embedded import NEEDS_FILE
from pages.parts.server.frames import SETTING, Frames
from tests.support.visit import captions, drawn, figures, fine, framed, race, table, warnings

SMALL = {"arrivals": "200", "seeds": "1"}


class Inline(HTMLParser):
    """The attributes of the one frame in a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.frames: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.frames.append(dict(attrs))


def frame_in(text: str) -> dict[str, str]:
    (attributes,) = Inline(text).frames
    return {name: value or "" for name, value in attributes.items()}


def given(app: AppTest) -> dict[str, str]:
    return frame_in(app.code[-1].value)


def linked(app: AppTest) -> dict[str, list[str]]:
    return parse_qs(urlsplit(given(app)["src"]).query)


@pytest.mark.usefixtures("warm")
def test_the_html_shows_this_race_with_what_was_chosen() -> None:
    app = race(**SMALL, heterogeneity="4", methods=["ASGD", "OrMo"])
    found = given(app)
    assert found.keys() == {"src", "title", "width", "height", "loading", "style"}
    assert (found["title"], found["width"], found["loading"]) == ("Race of ASGD, OrMo, Asynchrony Lab", "100%", "lazy")
    assert linked(app)["part"] == list(PARTS.default)
    app.button_group(key="_embed_parts").set_value(["table", "gap"])
    app.button_group(key="_embed_controls").set_value(["momentum"])
    fine(app.button_group(key="_embed_theme").set_value("dark").run())
    link = linked(app)
    assert (link.pop("embed"), link.pop("embed_options")) == (["true"], ["dark_theme"])
    assert (link["part"], link["control"]) == (["gap", "table"], ["momentum"])
    assert link["seed"] == ["0"], "the whole link"
    assert int(given(app)["height"]) == frame_height(Frame(("gap", "table"), ("momentum",)), 2)
    inside = framed(**link)
    assert warnings(inside) == []
    assert figures(inside)[0]["parts"] == ["gap"]
    pd.testing.assert_frame_equal(table(inside), table(app))
    assert drawn(inside)["gap"]["label"] == drawn(app)["gap"]["label"]


@pytest.mark.usefixtures("warm")
def test_what_shows_nothing_has_no_html() -> None:
    app = race(**SMALL)
    links = len(app.code) - 1
    for parts, sentence in ([], "Choose at least one part."), (["transport"], "Parts: transport only beside a view"):
        fine(app.button_group(key="_embed_parts").set_value(parts).run())
        assert len(app.code) == links
        assert sentence in captions(app)
    app = race(**SMALL, speed="two groups")
    fine(app.button_group(key="_embed_controls").set_value(["slowdown", "step"]).run())
    assert linked(app)["control"] == ["slowdown", "step"]
    fine(app.selectbox(key="speed").set_value("equal").run())
    assert linked(app)["control"] == ["step"], "no slowdown where there is none"


@pytest.mark.usefixtures("warm")
def test_who_may_embed_is_what_the_server_lets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"No site may embed pages of this server until its operator allows it with `{SETTING}`." in captions(
        race(**SMALL)
    )
    monkeypatch.setattr(embed_code, "FRAMES", Frames(("https://a.example", "http://127.0.0.1:8700")))
    assert "Sites that may embed it: `https://a.example`, `http://127.0.0.1:8700`." in captions(race(**SMALL))
    assert allowed_words(("*",)) == "Every site may embed it."


def test_a_race_with_a_visitors_file_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(embed_code.st, "caption", told.append)
    monkeypatch.setattr(embed_code.st, "markdown", lambda text: None)
    embed_code.show_embed.__wrapped__({"speed": "measured", "problem": "quadratic"}, [], {})
    assert told == [NEEDS_FILE]


def test_nothing_in_a_link_or_a_name_leaves_its_attribute() -> None:
    address, title = 'https://lab.example/race?a=1&b="><script>', "Race of \"<A>\" & 'B'"
    found = frame_in(embed_html(address, title, 300))
    assert (found["src"], found["title"], found["height"]) == (address, f"{title}, Asynchrony Lab", "300")


def test_every_part_takes_room() -> None:
    least = frame_height(Frame(("gap",), ()), 3)
    for part in PARTS.options:
        assert frame_height(Frame(("gap", part), ()), 3) > least or part in ("gap",)
    for control in ("times", "step"):
        assert frame_height(Frame(("gap",), (control,)), 3) > least
    assert set(FIGURE) == embed_code.HEIGHTS.keys()
    assert frame_height(Frame(("sentences",), ()), 9) > frame_height(Frame(("sentences",), ()), 3)
