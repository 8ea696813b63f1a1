"""Health, and a warm-up that happens once and reports failure."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from engine.methods import METHODS
from pages.parts.server import warm_up
from pages.parts.server.site import lifespan, middleware
from tests.support.asking import answers, ask

ROOT = Path(__file__).parents[3]


def get(path: str) -> tuple[int, dict[str, Any], set[tuple[bytes, bytes]]]:
    """The same of a route that answers in JSON."""
    status, body, headers = ask(path)
    return status, json.loads(body) if status != 404 else {}, headers


def test_health_follows_the_warm_up(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    status, body, _ = get("/health")
    assert (status, body["ready"], body["error"]) == (503, False, "")
    assert body["step"]
    monkeypatch.setattr(warm_up, "STEPS", (("numbers", "math"), ("text", "json")))
    state.done = 1
    assert get("/health")[0] == 503
    assert get("/health")[1]["step"] == "text"
    warm_up.run()
    status, body, _ = get("/health")
    assert (status, body["ready"], body["error"]) == (200, True, "")


def test_a_failed_warm_up_is_reported(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "STEPS", (("numbers", "math"), ("nothing", "no_such_module"), ("text", "json")))
    with pytest.raises(ModuleNotFoundError):
        warm_up.run()
    assert not state.ready
    assert state.doing == "nothing"
    status, body, _ = get("/health")
    assert (status, body["ready"]) == (503, False)
    assert "no_such_module" in body["error"]


def test_a_warm_up_goes_on_where_it_was(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was loaded before a failure is not loaded again."""
    monkeypatch.setattr(warm_up, "STEPS", (("nothing", "no_such_module"), ("text", "json")))
    state.done = 1
    warm_up.run()
    assert state.ready


def test_progress_rises_to_one(state: warm_up.State) -> None:
    fractions = []
    for done in range(len(warm_up.STEPS) + 1):
        state.done = done
        fractions.append(state.fraction)
        assert state.doing
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert [state.ready, warm_up.State().ready] == [True, False]


class Counted:
    """Stands in for the warm-up's work: counts how often it is begun."""

    def __init__(self) -> None:
        self.times = 0
        self.go = threading.Event()

    def __call__(self) -> None:
        self.times += 1
        self.go.wait(60)


def test_the_warm_up_begins_once(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Counted()
    monkeypatch.setattr(warm_up, "run", work)
    callers = [threading.Thread(target=warm_up.start) for _ in range(8)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    work.go.set()
    warm_up.start()
    assert work.times == 1
    assert state.started


def test_the_server_answers_while_it_warms_up(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Counted()
    monkeypatch.setattr(warm_up, "run", work)
    sent = answers(Starlette(lifespan=lifespan, middleware=middleware), {"type": "lifespan", "state": {}})
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not work.go.is_set()
    assert work.times == 1
    work.go.set()


WARMED = """
import json, threadpoolctl
from pages.parts.server import warm_up
before = warm_up.STATE.fraction, warm_up.STATE.doing
warm_up.run()
blas = [library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]
print(json.dumps([before, warm_up.STATE.fraction, warm_up.compiled_functions(), warm_up.functions_to_compile(), blas]))
"""


def test_the_real_warm_up() -> None:
    """Counts every function that is compiled, and leaves the processors to the visitors."""
    done = subprocess.run([sys.executable, "-c", WARMED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, after, compiled, expected, blas = json.loads(done.stdout)
    assert before[0] == 0
    assert f"0 of {expected} " in before[1]
    assert after == 1
    assert compiled == expected > 0
    assert blas
    assert set(blas) == {1}


def test_the_first_run_warms_every_method() -> None:
    from pages.parts.server import first_run

    assert {settings.kind for settings in first_run.simulation.scenario.methods} == set(METHODS)
