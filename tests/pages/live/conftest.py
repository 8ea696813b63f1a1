"""No test of the live figure finds the feeds of another one."""

from collections.abc import Iterator

import pytest

from pages.parts.live import feed


@pytest.fixture(autouse=True)
def no_feeds() -> Iterator[None]:
    feed.FEEDS.clear()
    yield
    feed.FEEDS.clear()
