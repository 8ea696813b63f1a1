"""A warm-up of a test's own."""

import gc
import threading
from collections.abc import Iterator

import pytest

from pages.parts.server import warm_up


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[warm_up.State]:
    """A warm-up of its own, in which nothing has happened, and which freezes nothing."""
    fresh = warm_up.State()
    monkeypatch.setattr(warm_up, "STATE", fresh)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    yield fresh
    for thread in threading.enumerate():
        if thread.name == "warm-up":
            thread.join(timeout=60)
