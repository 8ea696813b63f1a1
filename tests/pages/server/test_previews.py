"""What other sites read of a page whose link is shared."""

import io
import re
from html.parser import HTMLParser

from PIL import Image

from pages.parts.server.files import PATHS
from pages.parts.server.previews import LAB, PICTURE_ADDRESS, PICTURE_SIZE, PREVIEWS, head, window_title
from tests.support.asking import ask
from tests.support.visit import FRAME

MOST_BYTES = 300_000
"""Messengers leave larger pictures out."""


class Head(HTMLParser):
    """The title and the meta tags of a page, by name and by property."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.titles: list[str] = []
        self.tags: dict[str, str] = {}
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = tag == "title"
        for name in ("name", "property") if tag == "meta" else ():
            key = given.get(name)
            if key:
                assert key not in self.tags
                self.tags[key] = given["content"] or ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.titles.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        self.inside = False


def test_every_page_has_a_title_and_a_description_of_its_own() -> None:
    assert PREVIEWS.keys() == set(PATHS)
    seen = set()
    for path in PATHS:
        found = Head(ask(f"/{path}", host="lab.example")[1].decode())
        (title,) = found.titles
        assert title == window_title(PREVIEWS[path].title) == found.tags["og:title"]
        assert title == LAB or title.endswith(f" · {LAB}")
        description = found.tags["description"]
        assert description == PREVIEWS[path].description == found.tags["og:description"]
        assert 50 < len(description) < 200
        assert description.endswith(".")
        assert found.tags["twitter:card"] == "summary_large_image"
        seen |= {title, description}
    assert len(seen) == 2 * len(PATHS)


def test_the_titles_are_those_of_the_pages() -> None:
    """Streamlit gives the window that one once its scripts run."""
    pages = re.findall(r'st.Page\("\w+.py", title="([^"]+)", (?:url_path="([^"]+)"|default=True)\)', FRAME.read_text())
    assert {path: title for title, path in pages} == {path: preview.title for path, preview in PREVIEWS.items()}


def test_the_picture_has_a_whole_address_where_it_lies_for_ever() -> None:
    tags = Head(ask("/race", host="lab.example:8501")[1].decode()).tags
    assert tags["og:image"] == f"http://lab.example:8501/{PICTURE_ADDRESS}"
    status, content, headers = ask(f"/{PICTURE_ADDRESS}")
    assert status == 200
    assert (b"cache-control", b"public, max-age=31536000, immutable") in headers
    assert dict(headers)[b"content-type"] == b"image/png"
    assert len(content) < MOST_BYTES
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == PICTURE_SIZE
    assert (tags["og:image:width"], tags["og:image:height"]) == tuple(map(str, PICTURE_SIZE))


def test_a_strange_host_stays_inside_its_attribute() -> None:
    text = head("race", 'http://x"><script>alert(1)</script>/')
    assert "<script" not in text
    assert Head(text).tags["og:image"].startswith('http://x"><script>')
