"""Which feeds are kept when there is no room."""

import pytest

from pages.parts.live import feed


def kept() -> dict[str, bytes]:
    return {name: one.payload for name, one in feed.FEEDS.items()}


def test_the_oldest_feeds_leave_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_BYTES", 100)
    for name in ("a", "b", "c"):
        feed.put(name, "1", name.encode() * 30)
    assert list(kept()) == ["a", "b", "c"]
    # Seen again, also with nothing new, so no longer the oldest.
    feed.put("a", "1", b"a" * 30)
    feed.put("d", "1", b"d" * 30)
    assert kept() == {name: name.encode() * 30 for name in ("c", "a", "d")}
    feed.put("a", "2", b"A" * 60)
    assert kept() == {"d": b"d" * 30, "a": b"A" * 60}
    feed.put("e", "1", b"e" * 1000)
    assert kept() == {"e": b"e" * 1000}
    feed.put("f", "1", b"f")
    assert kept() == {"f": b"f"}


def test_a_feed_that_has_left_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same key: a visitor can go back to a setting."""
    monkeypatch.setattr(feed, "MOST_BYTES", 100)
    feed.put("a", "1", b"a" * 80)
    feed.put("b", "1", b"b" * 80)
    feed.put("a", "1", b"a" * 80)
    assert kept() == {"a": b"a" * 80}
