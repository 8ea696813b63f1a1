"""Searches that end soon."""

from collections.abc import Iterator

import pytest

from pages.parts.advisor import reasons, searches
from pages.parts.work import computed


@pytest.fixture
def quick_searches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Searches end after half a second of the ten that are asked for."""
    monkeypatch.setattr(searches, "SEARCHING", 0.05)
    yield
    searches.FOUND.clear()
    searches.UNDER_WAY.clear()
    reasons.RACES.clear()
    computed.FAILURES.clear()
