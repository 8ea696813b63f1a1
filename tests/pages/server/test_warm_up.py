"""Health, and a warm-up that happens once and reports failure."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from engine import warm
from engine.kernel.replicate import decisions
from engine.methods import METHODS
from engine.simulate import build_problem
from pages.parts.controls.scenario import scenario_of
from pages.parts.server import filling, warm_up
from pages.parts.server.site import lifespan, middleware
from tests.support.asking import answers, ask
from tests.support.visit import DEFAULTS

ROOT = Path(__file__).parents[3]


def get(path: str) -> tuple[int, dict[str, Any], set[tuple[bytes, bytes]]]:
    """The same of a route that answers in JSON."""
    status, body, headers = ask(path)
    return status, json.loads(body) if status != 404 else {}, headers


@pytest.fixture
def light(state: warm_up.State, monkeypatch: pytest.MonkeyPatch) -> warm_up.State:
    """A warm-up of a test's own that loads next to nothing."""
    monkeypatch.setattr(warm_up, "FIRST", ("math",))
    monkeypatch.setattr(warm_up, "FIRST_RACE", "json")
    monkeypatch.setattr(warm_up, "REST", ("csv",))
    monkeypatch.setattr(warm_up, "PAUSE", 0)
    return state


def test_health_follows_the_warm_up(light: warm_up.State) -> None:
    status, body, _ = get("/health")
    assert (status, body["ready"], body["error"]) == (503, False, "")
    assert body["step"] == "Loading the engine"
    warm_up.run(fill=False)
    status, body, _ = get("/health")
    assert (status, body) == (200, {"ready": True, "step": "", "error": ""})
    assert light.over


@pytest.mark.parametrize(("part", "ready"), [("FIRST", False), ("REST", True)])
def test_a_failed_warm_up_is_reported(
    light: warm_up.State, monkeypatch: pytest.MonkeyPatch, part: str, ready: bool
) -> None:
    monkeypatch.setattr(warm_up, part, ("no_such_module",))
    with pytest.raises(ModuleNotFoundError):
        warm_up.run(fill=False)
    status, body, _ = get("/health")
    assert (status, body["ready"]) == (200 if ready else 503, ready)
    assert "no_such_module" in body["error"]


def test_a_full_cache_is_not_filled_again(
    light: warm_up.State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And an empty one is, by another process; its part for a first race comes before this one is ready."""
    script = tmp_path / "compile_cache.py"
    monkeypatch.setattr(warm_up, "CACHE", script)
    monkeypatch.setattr(filling, "COMMAND", [sys.executable, "-c", "print('race: 1 of 1', flush=True)"])
    script.write_text("def needs_filling(): return False")
    warm_up.run()
    assert light.ready
    assert light.filling.process is None
    script.write_text("def needs_filling(): return True")
    light.ready = False
    warm_up.run()
    assert light.ready
    assert light.filling.parts == {"race": (1, 1)}
    assert light.filling.over.is_set()


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
warm_up.run(fill=False)
blas = [library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]
print(json.dumps([warm_up.STATE.ready, warm_up.STATE.over, blas]))
"""


def test_the_real_warm_up() -> None:
    """It loads all that it names, and leaves the processors to the visitors."""
    done = subprocess.run([sys.executable, "-c", WARMED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ready, over, blas = json.loads(done.stdout)
    assert ready
    assert over
    assert blas
    assert set(blas) == {1}


def test_the_first_stage_holds_what_the_usual_race_runs() -> None:
    from pages.parts.server import first_race, first_verdict

    scenario, known = scenario_of(DEFAULTS), warm.needed(warm.FIRST)
    for settings in scenario.methods:
        *functions, _ = decisions(METHODS[settings.kind])
        assert {*functions} <= {*known}, settings.kind
    assert build_problem(scenario.problem, scenario.cluster.workers, 0).gradient in known
    assert first_race.scenario == scenario
    assert len(first_verdict.verdicts) == len(scenario.methods)
