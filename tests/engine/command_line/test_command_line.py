"""The command line: its contract."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import Scenario, files, simulate
from engine.__main__ import main
from engine.command_line import BAD_INPUT
from tests.support.commands import HEADER, SMALL, command, contents, refused, rows


@pytest.mark.slow
def test_the_command_writes_the_table(folder: Path) -> None:
    done = command(folder, "scenario.json", "--output", "result.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(contents(folder)) == {"scenario.json", "result.csv"}
    written = (folder / "result.csv").read_bytes()
    assert written.decode() == files.result_table(simulate(Scenario.model_validate(SMALL)))
    assert b"\r" not in written
    shown = command(folder, "scenario.json")
    assert (shown.returncode, shown.stdout.encode(), shown.stderr) == (0, written, "")


@pytest.mark.slow
def test_the_command_refuses(folder: Path) -> None:
    (folder / "scenario.json").write_text('{"seeds": 0}')
    done = command(folder, "scenario.json", "--output", "result.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: scenario.json: seeds: must be at least 1 (given: 0)\n"
    assert set(contents(folder)) == {"scenario.json"}


def test_one_row_for_each_record_and_method(folder: Path) -> None:
    main(["scenario.json", "--output", "result.csv"])
    text = (folder / "result.csv").read_text()
    assert text.splitlines()[0] == HEADER
    assert text.endswith("\n")
    simulation = simulate(Scenario.model_validate(SMALL))
    found = rows(text)
    assert list(found) == list(simulation) == ["asgd", 'OrMo, "mine"']
    for label, run in simulation.items():
        assert len(found[label]) == SMALL["records"]
        # With three seeds the quartiles are the lowest, the middle and the highest.
        low, middle, high = np.sort(run.gap, axis=0)
        expected = {
            "time": run.time, "updates": run.updates, "gradients": run.gradients,
            "gap": middle, "gap_low": low, "gap_high": high, "value": middle + simulation.problem.minimum,
            "gradient_norm": np.sort(run.gradient_norm, axis=0)[1],
        }  # fmt: skip
        for name, values in expected.items():
            assert [row[name] for row in found[label]] == values.tolist(), name


def test_the_test_accuracy_is_one_more_column_at_the_end(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    given = SMALL | {"problem": {"kind": "network", "hidden": 4}}
    (folder / "scenario.json").write_text(json.dumps(given))
    main(["scenario.json"])
    text = capsys.readouterr().out
    assert text.splitlines()[0] == f"{HEADER},test_accuracy"
    run = simulate(Scenario.model_validate(given))["asgd"]
    assert run.test_accuracy is not None
    found = rows(text)["asgd"]
    assert [row["test_accuracy"] for row in found] == np.median(run.test_accuracy, axis=0).tolist()
    assert [row["value"] for row in found] == [row["gap"] for row in found]


def test_a_diverged_run_is_written(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "scenario.json").write_text(
        json.dumps(SMALL | {"methods": [{"kind": "asgd", "step": 1e6}], "budget": {"arrivals": 1000}})
    )
    main(["scenario.json"])
    last = rows(capsys.readouterr().out)["asgd"][-1]
    assert last["gap"] == last["gap_low"] == last["gap_high"] == last["value"] == math.inf


def test_a_scenario_of_the_page_is_read(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    scenario = Scenario.model_validate(SMALL)
    for text in (scenario.model_dump_json(indent=1), "\ufeff" + scenario.model_dump_json()):
        (folder / "scenario.json").write_text(text, encoding="utf-8")
        main(["scenario.json"])
        assert capsys.readouterr().out == files.result_table(simulate(scenario))


def test_the_same_bytes_with_any_number_of_threads(folder: Path) -> None:
    for threads in ("1", "2"):
        main(["scenario.json", "--output", f"{threads}.csv", "--threads", threads])
    assert (folder / "1.csv").read_bytes() == (folder / "2.csv").read_bytes()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"{engine.__version__}\n"


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("threads", ["0", "-1"])
def test_threads_must_be_at_least_one(capsys: pytest.CaptureFixture[str], folder: Path, threads: str) -> None:
    before = contents(folder)
    assert "--threads" in refused(capsys, "scenario.json", "--threads", threads, "--output", "result.csv")
    assert contents(folder) == before


@pytest.mark.parametrize("arguments", [[], ["scenario.json", "--threads", "many"], ["scenario.json", "--nonsense"]])
def test_a_wrong_command_shows_how_it_is_used(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == BAD_INPUT
    said = capsys.readouterr().err
    assert said.startswith("usage: python -m engine")
    assert (arguments[1] if arguments else "scenario") in said.splitlines()[-1]


def test_a_minimiser_that_is_not_found_gets_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def lost(*arguments: Any) -> None:
        raise ArithmeticError("the minimiser was not found")

    before = contents(folder)
    monkeypatch.setattr("engine.__main__.simulate", lost)
    assert "problem" in refused(capsys, "scenario.json", "--output", "result.csv")
    assert contents(folder) == before
