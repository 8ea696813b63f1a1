"""The file of tries: nothing is lost, nothing half-written stays, and another scenario's is refused."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.advisor import Log, Objective, OtherScenarioError, Try
from engine.advisor.log import digest
from tests.support.advising import goal, method, methods, objective

NUMBERS = st.floats(0, allow_nan=False)
TRIES = st.builds(
    Try,
    settings=methods(),
    score=st.floats(allow_nan=False, allow_infinity=False),
    seconds=st.lists(NUMBERS, max_size=3).map(tuple),
    gap=NUMBERS,
    failure=st.text(max_size=10),
    slower_than=st.none() | st.floats(0, 1e9),
    expected=st.none() | st.floats(-10, 20),
    converges=st.none() | st.booleans(),
    work=st.floats(0, 1e12),
    spent=st.floats(0, 1e6),
)


@given(TRIES)
def test_a_try_survives_the_file(one: Try) -> None:
    """To the last digit, with its real seconds."""
    back = Try.from_json(json.loads(json.dumps(one.as_json(), allow_nan=False)))
    assert back == one
    assert back.spent == one.spent


@pytest.fixture
def wanted() -> Objective:
    return objective()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tries.jsonl"


def filled(path: Path, wanted: Objective) -> list[Try]:
    log = Log(path, wanted)
    for step in (0.05, 50.0):
        log.add(wanted.score(method(step=step)))
    return list(log)


def test_resume(path: Path, wanted: Objective) -> None:
    tries = filled(path, wanted)
    assert len(path.read_text().splitlines()) == 3
    log = Log(path, wanted)
    assert list(log) == tries
    assert log.find(method(step=0.05, label="another")) == tries[0]
    assert log.find(method(step=0.06)) is None
    assert log.find(method("minibatch", step=0.05)) is None


@pytest.mark.parametrize("left", [1, 30, -1])
def test_a_half_written_last_line_is_dropped(path: Path, wanted: Objective, left: int) -> None:
    tries = filled(path, wanted)
    whole = path.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    path.write_bytes(whole[: -len(last)] + last[:left])
    log = Log(path, wanted)
    assert list(log) == tries[:1]
    log.add(tries[1])
    assert path.read_bytes() == whole


def test_a_half_written_first_line(path: Path, wanted: Objective) -> None:
    Log(path, wanted)
    whole = path.read_bytes()
    for content in (b"", whole[:20], whole[:-1]):
        path.write_bytes(content)
        assert len(Log(path, wanted)) == 0
        assert path.read_bytes() == whole


def others() -> list[Objective]:
    return [
        objective(seed=1),
        objective(share=0.1),
        objective(kind="gap"),
        objective(seeds=4),
        objective(budget={"arrivals": 1501}),
        objective(cluster={"workers": 7}),
        objective(problem={"kind": "quadratic", "noise": 0.2}),
        Objective(objective().scenario, goal("time", 0.05), first=3),
    ]


def test_another_scenario_is_refused(path: Path, wanted: Objective) -> None:
    filled(path, wanted)
    before = path.read_bytes()
    for other in others():
        with pytest.raises(OtherScenarioError, match="holds tries of another scenario, goal or number of seeds; take"):
            Log(path, other)
    assert path.read_bytes() == before
    assert len({digest(other) for other in [wanted, *others()]}) == len(others()) + 1


def test_what_does_not_matter_is_no_other_scenario(wanted: Objective) -> None:
    assert digest(objective(records=17, methods=[{"kind": "minibatch"}], seeds=3)) == digest(wanted)


def test_a_later_version_is_refused(path: Path, wanted: Objective) -> None:
    path.write_text(json.dumps({"log": 2, "scenario": digest(wanted)}) + "\n")
    with pytest.raises(OtherScenarioError, match="another version"):
        Log(path, wanted)


@pytest.mark.parametrize("content", [b"text", b"text\n", b"[1]\n", b'{"version": 1}\n', b"\xff\n"])
def test_what_is_no_log_is_refused_and_stays(path: Path, wanted: Objective, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is no log of tries"):
        Log(path, wanted)
    assert path.read_bytes() == content


@pytest.mark.parametrize("text", ["", "{}", "null", '{"score": 1}', "\xff"])
def test_a_line_within_that_is_no_try(path: Path, wanted: Objective, text: str) -> None:
    filled(path, wanted)
    first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([first, text, *rest]) + "\n", encoding="latin-1")
    with pytest.raises(ValueError, match="line 2 is no try"):
        Log(path, wanted)


@pytest.mark.parametrize("place", ["write", "sync"])
def test_nothing_half_written_stays(path: Path, wanted: Objective, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """When the disk is full, or a line cannot be brought to it."""
    tries = filled(path, wanted)
    before = path.read_bytes()
    opened = Path.open

    class Full:
        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *given: Any) -> None:
            self.file.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

        def write(self, content: bytes) -> int:
            return int(self.file.write(content[:7]))

    def fails(*given: Any) -> None:
        raise OSError("no space left")

    log = Log(path, wanted)
    if place == "write":
        monkeypatch.setattr(Path, "open", lambda self, *given, **more: Full(opened(self, *given, **more)))
    else:
        monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match=r"written|space"):
        log.add(tries[0])
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert len(log) == 2
