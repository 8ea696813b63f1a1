"""The process that fills the cache: what it says is noted, what is asked of it is heard, and it may fail."""

import sys
import time

import pytest

from pages.parts.server import filling, warm_up
from pages.parts.server.filling import Filling, Part

OBEDIENT = """
print("race: 0 of 2", flush=True)
for line in __import__("sys").stdin:
    print(f"{line.strip()}: 3 of 3", flush=True)
"""
"""Says that what it is asked for is there."""


def begun(monkeypatch: pytest.MonkeyPatch, code: str) -> Filling:
    monkeypatch.setattr(filling, "COMMAND", [sys.executable, "-c", code])
    process = Filling()
    assert process.lacks("race") is None, "nothing is waited for that has not begun"
    process.begin()
    return process


def until(condition: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_progress_is_noted_and_requests_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    process = begun(monkeypatch, OBEDIENT)
    assert process.process is not None
    assert process.process.stdin is not None
    try:
        until(lambda: process.parts)
        assert process.parts["race"] == Part(0, 2)
        assert process.lacks("theory") is not None
        until(lambda: process.lacks("theory") is None)
        assert process.asked == {"theory"}
    finally:
        process.process.stdin.close()
    process.over.wait(30)
    assert process.lacks("speedup") is None, "a process that has ended is not waited for"


DEAF = "import sys, time; sys.stdin.close(); print('race: 1 of 2', flush=True); time.sleep(1)"
"""Hears nothing, and ends a little later."""


@pytest.mark.parametrize(
    "code", ["raise SystemExit(3)", "print('race: 1 of 2', flush=True)", "print('race: a lot of words')", DEAF]
)
def test_a_process_that_fails_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    process = begun(monkeypatch, code)
    until(lambda: process.lacks("race") is None)
    assert process.over.is_set()


def test_where_no_process_can_be_started_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "COMMAND", ["no such program"])
    process = Filling()
    process.begin()
    assert process.lacks("race") is None


def test_a_silent_process_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that has been stopped."""
    process = begun(monkeypatch, "import time; print('race: 1 of 2', flush=True); time.sleep(600)")
    until(lambda: process.parts)
    assert process.lacks("race") == Part(1, 2)
    monkeypatch.setattr(filling, "PATIENCE", 0.0)
    assert process.lacks("race") is None
    assert process.process is not None
    assert process.process.wait(30) != 0


def test_pages_wait_for_what_they_need_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """And say what that is."""
    state = warm_up.State(ready=True)
    monkeypatch.setattr(state.filling, "end_if_silent", lambda: None)
    monkeypatch.setattr(state.filling, "over", type("Never", (), {"is_set": lambda self: False})())
    state.filling.parts = {"race": Part(44, 44), "theory": Part(12, 48)}
    assert state.waits_for() is None
    assert state.waits_for(["theory"]) == (
        0.25,
        "First start: compiling what theory needs, 12 of 48 functions",
    )
    fraction, words = state.waits_for(["speedup"]) or (-1.0, "")
    assert (fraction, words) == (0.0, "First start: compiling what speedup needs, 0 of some functions")
    state.filling.parts["race"] = Part(2, 44)
    assert state.waits_for() is None, "this process has loaded it meanwhile"
    state.ready = False
    assert "race needs, 2 of 44" in (state.waits_for(["theory"]) or (0, ""))[1]
