"""Compiling ahead of time: what is compiled, in which order, and when nothing is left to do."""

import os
import pkgutil
import shutil
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest

import engine
from engine import warm
from engine.__main__ import main
from engine.kernel import compile_cache, on_first_use
from engine.kernel.event_loop import advance
from engine.kernel.on_first_use import Entry
from engine.kernel.streams import run_key


def test_the_stages_hold_every_function_of_the_engine() -> None:
    known = {function for stage in warm.STAGES for function in warm.needed(stage)}
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        for name, thing in vars(import_module(module.name)).items() if "__main__" not in module.name else ():
            if isinstance(thing, Entry) and not thing.py_func.__module__.startswith("tests."):
                assert thing in known, f"{module.name}.{name}"


@pytest.mark.parametrize("stage", warm.STAGES)
def test_callees_come_first(stage: str) -> None:
    """So that progress goes on evenly, and another process waits for no more than one function."""
    functions = warm.needed(stage)
    assert len(functions) == len(set(functions)) > 0
    place = {function: i for i, function in enumerate(functions)}
    for function in functions:
        assert all(place[callee] < place[function] for callee in warm.called_by(function))


def test_the_first_stage_is_what_the_usual_race_takes() -> None:
    """No more: a newcomer waits for each."""
    names = [f"{function.py_func.__module__}.{function.py_func.__name__}" for function in warm.needed(warm.FIRST)]
    assert {"engine.kernel.event_loop.advance", "engine.methods.ormo.update", "engine.problems.quadratic.job"} < {
        *names
    }
    assert not [name for name in names if name.startswith("engine.theory")]
    assert len(names) < 50


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """What an order compiles, in its order; nothing is compiled."""
    noted: list[Entry] = []
    monkeypatch.setattr(Entry, "compile", lambda function, _: noted.append(function))
    return noted


def test_stages_are_told_as_they_go(compiled: list[Entry]) -> None:
    told: list[tuple[str, int, int]] = []
    warm.Order(["covariate shift", "speedup"]).fill(lambda *part: told.append(part))
    for stage in ("covariate shift", "speedup"):
        count = len(warm.needed(stage))
        assert [part for part in told if part[0] == stage] == [(stage, i, count) for i in range(count + 1)]
    assert compiled == [*warm.needed("covariate shift"), *warm.needed("speedup")]


def test_what_is_asked_for_comes_next(compiled: list[Entry]) -> None:
    """Also in the middle of a stage that nobody has asked for; which is then taken up again."""
    order = warm.Order(["theory", "methods", "speedup", "problems"])
    ended: list[str] = []

    def tell(stage: str, done: int, count: int) -> None:
        if stage == "theory" and done == 2:
            order.ask("speedup")
            order.ask("problems")
            order.ask("no such stage")
        if done == count:
            ended.append(stage)

    order.fill(tell)
    assert ended == ["speedup", "problems", "theory", "methods"]
    assert compiled[3] == warm.needed("speedup")[0]
    assert {*compiled} == {function for stage in ended for function in warm.needed(stage)}


def test_the_command_fills_the_cache_and_says_so(
    compiled: list[Entry], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compile_cache, "FOLDER", tmp_path)
    monkeypatch.setitem(on_first_use.KEEPING, "usable", True)
    main(["warm"])
    assert {advance, run_key} < {*compiled} == {*warm.needed(warm.FIRST)}
    count = len(compiled)
    assert capsys.readouterr().out.splitlines()[-1] == f"race: {count} of {count}"
    assert not compile_cache.is_full()
    main(["warm", "--all"])
    assert compile_cache.is_full()
    monkeypatch.setattr(compile_cache, "source_hash", lambda: "of edited sources")
    assert not compile_cache.is_full()


def test_without_a_cache_there_is_nothing_to_fill(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(on_first_use.KEEPING, "usable", False)
    with pytest.raises(SystemExit) as stopped:
        main(["warm"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "error: compiled code cannot be kept, so there is nothing to fill\n"
    monkeypatch.setattr(compile_cache, "FOLDER", None)
    assert not compile_cache.is_full()
    assert not compile_cache.needs_filling()


def test_a_certificate_is_of_these_files_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A copy of the same sources elsewhere has compiled nothing; a folder for one start is not worth filling."""
    monkeypatch.setattr(compile_cache, "FOLDER", tmp_path / "of these sources")
    compile_cache.FOLDER.mkdir()
    assert compile_cache.needs_filling()
    compile_cache.certify()
    assert not compile_cache.needs_filling()
    copy = tmp_path / "copy"
    shutil.copytree(compile_cache.ENGINE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compile_cache, "ENGINE", copy)
    assert compile_cache.needs_filling()
    monkeypatch.setattr(compile_cache, "THROWN_AWAY", [tmp_path])
    assert not compile_cache.needs_filling()


def test_in_the_background_it_ends_with_whoever_needs_it(tmp_path: Path) -> None:
    """Its requests are at their end: the server is gone, long before everything is compiled."""
    command = [sys.executable, "-m", "engine", "warm", "--all", "--background"]
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        env=environment | {"XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    count = len(warm.needed(warm.FIRST))
    assert f"race: {count} of {count}" not in done.stdout
    assert not list(tmp_path.rglob("all, *"))


def test_requests_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    order, ended = warm.Order(["theory", "methods"]), threading.Event()
    monkeypatch.setattr(warm.os, "_exit", lambda code: ended.set())
    warm.obey(order, iter(["methods\n"]))  # type: ignore[arg-type]
    assert order.next == "methods"
    assert ended.is_set()
