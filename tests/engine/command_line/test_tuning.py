"""The search for the best steps on the command line."""

import json
from pathlib import Path
from typing import Literal

import pytest

from engine import Scenario, files
from engine.__main__ import main
from engine.search.best_steps import search
from engine.search.tuning import Goal
from tests.support.commands import SMALL, contents, refused, rows


def steps_in(path: Path) -> list[float]:
    return [method["step"] for method in json.loads(path.read_text())["methods"]]


@pytest.mark.parametrize("kind", ["time", "gap"])
def test_the_best_steps_are_told_written_and_used(
    capsys: pytest.CaptureFixture[str], folder: Path, kind: Literal["time", "gap"]
) -> None:
    main(["scenario.json", "--tune", kind, "--share", "0.5", "--tuned", "tuned.json", "--output", "result.csv"])
    out, said = capsys.readouterr()
    assert out == ""
    scenario = Scenario.model_validate(SMALL)
    found = search(scenario, Goal(kind=kind, share=0.5))
    assert said == files.tuning_table(found)
    assert steps_in(folder / "tuned.json") == [tuning.best for tuning in found.values()]
    main(["tuned.json", "--output", "again.csv"])
    assert (folder / "again.csv").read_bytes() == (folder / "result.csv").read_bytes()
    assert set(contents(folder)) == {"scenario.json", "tuned.json", "result.csv", "again.csv"}


CONFIRMED = "Each step was confirmed on fresh seeds, and there on up to four times the budget."


def test_the_table_of_best_steps(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Gradient descent on x^2 / 2 is there after one step of 1."""
    one = {
        "seeds": 2,
        "cluster": {"speed": {"kind": "custom", "times": [1]}},
        "problem": {"kind": "custom_quadratic", "matrices": [[[1]]], "centers": [[0]], "start": [1]},
        "methods": [{"kind": "asgd", "label": "descent"}],
        "budget": {"arrivals": 40},
    }
    (folder / "scenario.json").write_text(json.dumps(one))
    main(["scenario.json", "--tune", "time"])
    out, said = capsys.readouterr()
    head, row, note = said.splitlines()
    assert note == CONFIRMED
    assert " ".join(head.split()) == "method step usable from to seconds to 0.01 of the first gap end gap runs"
    label, step, low, high, seconds, *_, runs = row.split()
    assert (label, seconds, runs) == ("descent", "1", "48")
    # Two arrivals are enough while |1 - step|^4 <= 0.01.
    assert 0.684 <= float(low) < float(step) < float(high) <= 1.317
    assert rows(out)["descent"][1]["gap"] == pytest.approx((1 - float(step)) ** 2 / 2, abs=1e-12)
    # Of two curvatures a step can please only one.
    two = {"kind": "custom_quadratic", "matrices": [[[1, 0], [0, 0.5]]], "centers": [[0, 0]], "start": [1, 1]}
    (folder / "scenario.json").write_text(json.dumps(one | {"problem": two}))
    main(["scenario.json", "--tune", "time", "--share", "1e-300", "--output", "result.csv"])
    _, row, note, confirmed = capsys.readouterr().err.splitlines()
    assert " not reached " in row
    main(["scenario.json", "--tune", "gap", "--share", "1e-300"])
    head, same, _ = capsys.readouterr().err.splitlines()
    assert same == row
    assert note == "Where no step reaches the target and stays there, the step of the smallest end gap is taken."
    assert confirmed == CONFIRMED


def test_what_the_table_of_best_steps_says_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.search.best_steps.EXTENSIONS", 0)
    monkeypatch.setattr("engine.search.step_grid.SPAN", (1e4, 1e5))
    scenario = Scenario.model_validate(SMALL)
    table = files.tuning_table(search(scenario))
    assert table.count("diverged at every step tried, so it keeps its own (48 runs)") == 2
    monkeypatch.setattr("engine.search.step_grid.SPAN", (1e-6, 1e-5))
    table = files.tuning_table(search(scenario, Goal(kind="gap")))
    assert table.splitlines()[-1] == 'The best step tried is the smallest or the largest one: asgd, OrMo, "mine".'


TUNED_WRONG: dict[str, tuple[list[str], str]] = {
    "share alone": (["--share", "0.1"], "error: --share: goes with --tune or --speedup only\n"),
    "file alone": (["--tuned", "tuned.json"], "error: --tuned: goes with --tune only\n"),
    "share of all": (["--tune", "time", "--share", "1"], "error: --share: must be below 1 (given: 1.0)\n"),
    "no share": (["--tune", "time", "--share", "0"], "error: --share: must be above 0 (given: 0.0)\n"),
    "share that is no number": (
        ["--tune", "gap", "--share", "nan"], "error: --share: must be a finite number (given: nan)\n"
    ),
    "over the scenario": (
        ["--tune", "gap", "--tuned", "scenario.json"], "error: --tuned: would replace the scenario\n"
    ),
    "one file for both": (
        ["--tune", "gap", "--tuned", "x", "--output", "./x"], "error: --tuned: is the same file as --output\n"
    ),
}  # fmt: skip


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("name", TUNED_WRONG)
def test_what_does_not_go_with_tuning_gets_one_line(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str
) -> None:
    before = contents(folder)
    arguments, expected = TUNED_WRONG[name]
    assert refused(capsys, "scenario.json", *arguments) == expected
    assert contents(folder) == before


def test_a_folder_for_the_tuned_scenario_must_exist(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert "--tuned: the folder" in refused(capsys, "scenario.json", "--tune", "gap", "--tuned", "missing/tuned.json")


@pytest.mark.usefixtures("no_simulation")
def test_a_search_that_is_too_large_gets_one_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    much = SMALL | {"budget": {"arrivals": 10_000_000}, "seeds": 100}
    (folder / "scenario.json").write_text(json.dumps(much))
    said = refused(capsys, "scenario.json", "--tune", "time", "--tuned", "tuned.json")
    assert said.startswith("error: budget: trying all steps would touch about ")
    assert set(contents(folder)) == {"scenario.json"}
