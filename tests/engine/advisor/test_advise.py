"""The advice: what is recommended holds, everything that was tried is told, and bad input gets a sentence."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.__main__ import main
from engine.advisor import Log, Objective, advise
from engine.advisor.advise import Advice, finalists
from engine.advisor.command import reached, told
from engine.advisor.seeds import SeedEnd
from engine.results.curves import quartiles
from engine.search.tuning import Goal
from tests.support.commands import refused

SMALL = Scenario.model_validate(
    {
        "cluster": {"workers": 3, "speed": {"kind": "two_groups", "slowdown": 4}},
        "problem": {"kind": "quadratic", "dimension": 2, "noise": 0.0},
        "budget": {"arrivals": 600},
    }
)


@pytest.fixture(scope="module")
def advice() -> Advice:
    return advise(SMALL, seconds=2)


def test_the_recommendation_is_validated_and_can_be_simulated(advice: Advice) -> None:
    assert advice.recommended is not None
    found = advice.validation[advice.recommended]
    assert found.holds
    assert found.converges is not False
    scores = [one.worth.score for one in advice.validation.values() if one.holds]
    assert found.worth.score == min(scores)
    assert advice.scenario is not None
    (settings,) = advice.scenario.methods
    assert settings.model_copy(update={"label": None}) == found.settings
    assert (advice.scenario.cluster, advice.scenario.problem) == (SMALL.cluster, SMALL.problem)
    assert simulate(advice.scenario)[settings.name].gap.size
    assert {"ASGD at its own best step", "Minibatch SGD at its own best step"} <= set(advice.validation)
    assert set(advice.untold) <= set(advice.validation) - {advice.recommended}
    # Nothing is judged twice, nor told to be no better than itself.
    assert len({one.settings for one in advice.validation.values()}) == len(advice.validation)


def test_all_tries_are_told_and_the_finalists_are_the_best_of_them(advice: Advice) -> None:
    assert len(advice.tries) >= 2
    told = json.loads(json.dumps(advice.as_json(), allow_nan=False))
    assert Scenario.model_validate(told["scenario"]) == advice.scenario
    assert len(told["tries"]) == len(advice.tries)
    assert told["validation"].keys() == set(advice.validation)
    chosen = finalists(advice.tries)
    reached = sorted((one for one in advice.tries if one.reached), key=lambda one: one.score)
    assert reached[0].settings in chosen.values()
    assert len({settings.kind for settings in chosen.values()}) == len(chosen) <= 3


def test_stopping_keeps_what_was_found_and_a_log_is_resumed(tmp_path: Path) -> None:
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 2

    log = Log(tmp_path / "tries.jsonl", Objective(SMALL))
    stopped = advise(SMALL, seconds=600, log=log, threads=1, stop=stop)
    # The rivals, and one try a turn.
    assert len(stopped.tries) == 4
    again = Log(tmp_path / "tries.jsonl", Objective(SMALL))
    resumed = advise(SMALL, seconds=600, log=again, threads=1, stop=lambda: True)
    assert [one.settings for one in resumed.tries[:4]] == [one.settings for one in stopped.tries]
    assert stopped.recommended is not None


def test_progress_goes_on_all_the_time() -> None:
    told: list[float] = []
    advise(SMALL, seconds=1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_what_progress_raises_ends_the_rivals_too(tmp_path: Path) -> None:
    def cancelled(fraction: float) -> None:
        raise InterruptedError

    log = Log(tmp_path / "tries.jsonl", Objective(SMALL))
    with pytest.raises(InterruptedError):
        advise(SMALL, seconds=600, log=log, progress=cancelled)
    assert len(log) == 0


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_seconds_must_be_positive(seconds: float) -> None:
    with pytest.raises(ValueError, match=r"^seconds: must be a positive number"):
        advise(SMALL, seconds)


def test_the_command_line_writes_the_advice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, output = tmp_path / "scenario.json", tmp_path / "advice.json"
    given.write_text(SMALL.model_dump_json())
    main(["advise", str(given), "--seconds", "1", "--output", str(output)])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("Recommended after ") for line in lines)
    assert json.loads(output.read_text()).keys() >= {"scenario", "validation", "tries"}
    for wrong, sentence in (
        (["advise", str(tmp_path / "none.json")], "none.json: cannot be read"),
        (["advise", str(given), "--seconds", "0"], "seconds: must be a positive number"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(wrong)
        assert ended.value.code == 2
        assert sentence in capsys.readouterr().err


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a scenario in it."""
    monkeypatch.chdir(tmp_path)
    given = Path("scenario.json")
    given.write_text(SMALL.model_dump_json())
    return given


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--output", "none/advice.json"), "--output: the folder"),
        (("--output", "scenario.json"), "--output: would replace the scenario"),
        (("--log", "scenario.json"), "--log: would replace the scenario"),
        (("--output", "same", "--log", "same"), "--log: is the same file as --output"),
        (("--threads", "0"), "--threads: must be at least 1"),
        (("--share", "1.5"), "--share: must be"),
        (("--goal", "gap", "--share", "0.1"), "--share: goes with --goal time only"),
        (("--log", "other.txt"), "other.txt: is no log of tries"),
    ],
)
def test_what_is_wrong_from_the_start_costs_no_search(
    options: tuple[str, ...],
    told: str,
    given: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delattr("engine.advisor.command.advise")
    Path("other.txt").write_text("what somebody wrote\n")
    assert told in refused(capsys, "advise", str(given), *options)
    assert given.read_text() == SMALL.model_dump_json()


def test_a_file_that_is_no_json_is_named(given: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given.write_text("{")
    assert "scenario.json: is not a JSON file" in refused(capsys, "advise", str(given))


def test_the_keyboard_ends_it_and_the_log_keeps_what_was_found(
    given: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Path("tries.jsonl")

    def interrupted(fraction: float) -> None:
        if log.read_bytes().count(b"\n") > 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("engine.advisor.command.progress", lambda: interrupted)
    with pytest.raises(SystemExit) as ended:
        main(["advise", str(given), "--seconds", "600", "--log", str(log)])
    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")
    assert len(Log(log, Objective(SMALL))) >= 2


@pytest.mark.parametrize(("options", "unit"), [((), " s"), (("--goal", "gap"), "")])
def test_the_goal_is_what_is_asked_for(
    options: tuple[str, ...], unit: str, given: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["advise", str(given), "--seconds", "1", "--output", "advice.json", *options])
    lines = capsys.readouterr().out.splitlines()
    judged = [line.split(": ")[1] for line in lines if "at its own best step: " in line]
    assert judged and all(bool(re.search(r"^[\d.e+-]+ s\b|^not reached", text)) == bool(unit) for text in judged)
    written = json.loads(Path("advice.json").read_text())
    assert written["goal"]["kind"] == (options[1] if options else "time")
    recommended = written["validation"][written["recommended"]]
    found = np.array([np.inf if end is None else end for end in recommended["seconds" if unit else "gaps"]])
    low, middle, high = (f"{end:.4g}" for end in quartiles(found))
    spread = "" if low == high else f" ({low} to {high})".replace("inf", "not reached")
    assert f"{written['recommended']}: {middle}{unit}{spread}" in lines


def test_a_target_is_a_share_of_the_first_gap(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Goal] = []

    def kept(scenario: Scenario, seconds: float, seed: int, goal: Goal, *rest: object) -> Advice:
        seen.append(goal)
        raise ValueError("enough")

    monkeypatch.setattr("engine.advisor.command.advise", kept)
    with pytest.raises(SystemExit):
        main(["advise", str(given), "--share", "0.2"])
    assert seen == [Goal(kind="time", share=0.2)]


def test_the_safe_steps_are_told(advice: Advice) -> None:
    assert advice.safe is not None
    several, one = advice.safe._replace(low=0.25, high=0.5), advice.safe._replace(low=0.25, high=0.25)
    line = "Safe steps: 0.25 to 0.5, at most 2 times as slow."
    assert line in told(replace(advice, safe=several))
    assert line not in told(replace(advice, safe=None))
    assert "Safe steps: of those tried 0.25 alone, at most 2 times as slow." in told(replace(advice, safe=one))


def test_what_no_seed_reaches_is_said_once(advice: Advice) -> None:
    (label, found), *_ = advice.validation.items()
    missed = replace(found, ends=tuple(SeedEnd(np.inf, np.inf) for _ in found.ends))
    assert reached(advice, missed).startswith("not reached")
    assert " to " not in reached(advice, missed), label


def test_a_short_budget_is_told_in_a_sentence(advice: Advice) -> None:
    assert not advice.short
    sentences = told(replace(advice, short=True))
    assert sentences[:-1] == told(advice)
    assert sentences[-1] == (
        f"The budget of {advice.budget:.4g} simulated seconds ends before the slowest worker is heard 5 times: "
        "a longer one may say else."
    )
