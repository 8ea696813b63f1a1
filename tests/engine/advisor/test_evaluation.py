"""Many tries at once: their order, threads, progress, cancelling and what the log already holds."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.advisor import Log, Objective, evaluate
from engine.advisor.evaluation import at_once
from engine.advisor.objective import PATIENCE
from engine.advisor.tries import best
from tests.support.advising import method, objective

ASKED = [method(kind, step) for step in (0.003, 0.05, 3.0) for kind in ("asgd", "minibatch", "ormo")]


def test_threads_never_change_a_score() -> None:
    wanted = objective()
    one, other = evaluate(wanted, ASKED, threads=1), evaluate(wanted, ASKED, threads=8)
    assert one == other
    assert [found.settings for found in one] == ASKED
    assert [np.float64(found.score).tobytes() for found in one] == [np.float64(o.score).tobytes() for o in other]
    assert one[4] == wanted.score(ASKED[4])
    assert evaluate(wanted, ASKED[:2], bound=20.0, threads=2) == [wanted.score(each, bound=20.0) for each in ASKED[:2]]
    assert evaluate(wanted, []) == []


def test_progress() -> None:
    told: list[float] = []
    evaluate(objective(), ASKED, threads=2, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_what_was_finished_before_a_stop_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, path = objective(), tmp_path / "tries.jsonl"
    evaluate(wanted, ASKED[:3], log=Log(path, wanted))

    class StopError(Exception):
        pass

    def stop(fraction: float) -> None:
        raise StopError

    long = objective(budget={"arrivals": 3_000_000})
    with pytest.raises(StopError):
        evaluate(long, ASKED[:2], log=Log(tmp_path / "long.jsonl", long), progress=stop)
    assert len(Log(tmp_path / "long.jsonl", long)) == 0
    tried: list[Any] = []
    score = Objective.score
    monkeypatch.setattr(Objective, "score", lambda self, *given: tried.append(given[0]) or score(self, *given))
    log = Log(path, wanted)
    found = evaluate(wanted, ASKED[:5], log=log, threads=1)
    assert tried == ASKED[3:5]
    assert list(log) == list(Log(path, wanted))
    assert sorted(one.score for one in log) == sorted(one.score for one in found)


def test_a_stopped_try_is_run_again_where_more_is_to_be_known(tmp_path: Path) -> None:
    wanted, slow = objective(), method(step=2e-3)
    log = Log(tmp_path / "tries.jsonl", wanted)
    (cut,) = evaluate(wanted, [slow], 10.0, log)
    assert cut.slower_than == PATIENCE * 10.0
    assert evaluate(wanted, [slow], 10.0, log) == evaluate(wanted, [slow], 9.0, log) == [cut]
    (longer,) = evaluate(wanted, [slow], 20.0, log)
    assert longer.slower_than == PATIENCE * 20.0
    (whole,) = evaluate(wanted, [slow], log=log)
    assert whole.exact
    assert evaluate(wanted, [slow], 1.0, log)[0] in (cut, whole)
    assert len(log) == 3


def test_what_does_not_fit_is_refused_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Objective, "score", None)
    with pytest.raises(ValueError, match="block"):
        evaluate(objective(), [*ASKED, method("ascd", block=500)])


def test_the_best_try() -> None:
    wanted = objective()
    found = evaluate(wanted, ASKED)
    first = best(found)
    assert first is not None
    assert first.reached
    assert first.score == min(one.score for one in found)
    assert best(found[6:7]) is None


def test_runs_at_once_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = objective()
    assert at_once(wanted, ASKED, 5) == 5
    monkeypatch.setattr("engine.search.best_steps.MEMORY_LIMIT", 1.0)
    assert at_once(wanted, ASKED, 5) == 1
