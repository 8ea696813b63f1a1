"""Which sites may show the pages in a frame, by the operator's setting."""

import asyncio
import logging

import pytest

from pages.parts.server import site, warm_up
from pages.parts.server.frames import SETTING, Frames, frames_of


@pytest.mark.parametrize(
    ("setting", "origins"),
    [
        ("", ()),
        ("  ,", ()),
        ("https://course.example.org", ("https://course.example.org",)),
        ("http://127.0.0.1:8700,https://a-b.example", ("http://127.0.0.1:8700", "https://a-b.example")),
        ("https://a.example  https://b.example, https://a.example", ("https://a.example", "https://b.example")),
        ("http://localhost:65535", ("http://localhost:65535",)),
        ("*", ("*",)),
    ],
)
def test_an_operator_names_origins(setting: str, origins: tuple[str, ...]) -> None:
    assert frames_of(setting) == Frames(origins, "")


@pytest.mark.parametrize(
    "setting",
    [
        "course.example.org",
        "https://course.example.org/",
        "https://course.example.org/week/3",
        "https://*.example.org",
        "ftp://course.example.org",
        "https://user@course.example.org",
        "https://course.example.org:65536",
        "https://course.example.org:",
        "https://course..example.org",
        "https://a.example https://b.example;script-src",
        "https://a.example * https://b.example",
        "* *",
        "'self'",
        "https://a.example\r\nSet-Cookie:x",
        "https://" + "x" * 500 + "/",
    ],
)
def test_what_is_no_list_of_origins_is_told_and_allows_nobody(setting: str) -> None:
    origins, complaint = frames_of(setting)
    assert origins == ()
    assert complaint.startswith(f"{SETTING}: ")
    assert complaint.endswith("no site may embed the pages.")
    assert len(complaint) < 250
    assert complaint.isprintable()


@pytest.mark.parametrize("setting", ["https://course.example.org/", "https://course.example.org"])
def test_a_wrong_setting_is_told_when_the_server_starts(
    setting: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(site, "FRAMES", frames_of(setting))
    monkeypatch.setattr(warm_up, "start", lambda: None)

    async def start() -> None:
        async with site.lifespan(None):
            pass

    with caplog.at_level(logging.ERROR):
        asyncio.run(start())
    assert [record.message for record in caplog.records] == [c for c in [frames_of(setting).complaint] if c]
