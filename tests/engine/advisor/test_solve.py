"""`python -m engine solve`: the table, the file, and one sentence for what makes no sense."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.__main__ import main
from engine.advisor.solve import names_of
from engine.design_space.adapters import extra
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.optimisers import OPTIMISERS, missing
from engine.design_space.study import run_study
from tests.support.commands import refused


def test_the_table_and_the_file_are_the_studys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "result.json"
    given = ["neural_network", "--optimisers", "random,space_filling", "--tries", "25", "--seeds", "3", "--seed", "7"]
    main(["solve", *given, "--output", str(output)])
    study = run_study("neural_network", ["random", "space_filling"], 25, 3, 7)
    title, header, *rows, last = capsys.readouterr().out.splitlines()
    assert title.endswith("optimum -155.5; median [quartiles] of 3 seeds")
    assert [cell.strip() for cell in header.split("  ") if cell] == [
        "optimiser", "20 tries", "25 tries", "within 0.05", "s a try",
    ]  # fmt: skip
    for row, kind in zip(rows, study.runs, strict=True):
        name, *cells = (cell.strip() for cell in row.split("  ") if cell)
        assert name == kind
        for cell, tried in zip(cells, (20, 25), strict=False):
            low, median, high = study.quartiles(kind)[:, tried - 1]
            assert cell == f"{median:.3f} [{low:.3f}, {high:.3f}]"
        assert cells[2] == f"{study.solved(kind)} of 3"
    assert last.startswith(f"Best of 150 evaluations: {study.winner.value:.6g}, found by {study.winner.optimiser}")
    told = json.loads(output.read_text())
    assert told["seeds"] == [7, 8, 9]
    function = BENCHMARKS["neural_network"].function
    for kind, found in told["optimisers"].items():
        np.testing.assert_array_equal(found["best_so_far"], study.best(kind))
        assert [[function(point) for point in run] for run in found["points"]] == found["values"]
        assert len(found["seconds_a_try"]) == 3
        assert np.shape(found["regret_quartiles"]) == (25, 3)
    assert function(told["best"]["point"]) == told["best"]["value"] == study.winner.value


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["gold"], "error: benchmark: must be goldstein, neural_network or architecture (given: 'gold')"),
        (["goldstein", "--optimisers", "anneal"], "error: --optimisers: must be bayesian, smt_kriging, tpe"),
        (["goldstein", "--optimisers", ","], "error: --optimisers: name at least one of bayesian"),
        (["goldstein", "--tries", "0"], "error: --tries: must be 1 to 1,000 (given: 0)"),
        (["goldstein", "--seeds", "-2"], "error: --seeds: must be 1 to 1,000 (given: -2)"),
        (["goldstein", "--seed", "-2"], "error: --seed: must be at least 0"),
        (["goldstein", "--output", "none/result.json"], "error: --output: the folder"),
    ],
)
def test_what_makes_no_sense(given: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told in refused(capsys, "solve", *given)


def test_a_missing_library_is_told_before_anything_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(*arguments: object) -> None:
        raise AssertionError("run in vain")

    monkeypatch.setattr(extra, "find_spec", lambda module: None)
    monkeypatch.setitem(OPTIMISERS, "random", none)
    told = refused(capsys, "solve", "goldstein", "--optimisers", "random,tpe")
    assert "--optimisers: tpe: Optuna is not installed: python -m pip install -e '.[advisor]'" in told
    assert names_of(None) == ["bayesian", "random", "space_filling"]
    assert missing("bayesian") is None


def test_without_a_list_all_run_that_are_installed_and_need_no_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda module: object())
    assert names_of(None) == ["bayesian", "tpe", "random", "space_filling"]
    assert names_of(" tpe, random,") == ["tpe", "random"]
