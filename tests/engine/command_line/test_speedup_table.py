"""Speedup over the number of workers, from the command line."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from engine import Scenario
from engine.__main__ import main
from engine.speedup.speedups import speedup
from engine.speedup.table import numbers_of
from tests.support.commands import refused

GIVEN: dict[str, Any] = {
    "cluster": {"workers": 1, "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}},
    "problem": {"kind": "least_squares", "rows": 40, "dimension": 10, "noise": 0.01},
    "methods": [{"kind": "aszd", "step": 0.02}, {"kind": "asgd", "step": 0.1}],
    "budget": {"arrivals": 3000},
    "seeds": 2,
}


def written(folder: Path, **changed: Any) -> str:
    path = folder / "scenario.json"
    path.write_text(json.dumps(GIVEN | changed))
    return str(path)


def outputs(folder: Path) -> list[str]:
    return ["--speedup", str(folder / "speedup.csv"), "--output", str(folder / "result.csv")]


def test_a_row_a_method_a_number_and_a_seed(folder: Path) -> None:
    main([written(folder), *outputs(folder), "--workers", "1,4", "--share", "0.2"])
    with (folder / "speedup.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    given = Scenario.model_validate(GIVEN)
    assert len(rows) == 2 * 2 * 2
    for settings in given.methods:
        found = speedup(given, settings.name, [1, 4], 0.2)
        own = [row for row in rows if row["method"] == settings.name]
        assert [int(row["workers"]) for row in own] == [1, 1, 4, 4]
        assert [float(row["arrivals"]) for row in own] == found.arrivals.ravel().tolist()
        assert [float(row["seconds"]) for row in own] == found.seconds.ravel().tolist()
        assert [float(row["iteration_speedup"]) for row in own] == found.in_iterations.ravel().tolist()
        assert [float(row["time_speedup"]) for row in own] == found.in_seconds.ravel().tolist()


def test_a_target_out_of_reach_leaves_cells_empty(folder: Path) -> None:
    main([written(folder, budget={"arrivals": 5}), *outputs(folder), "--workers", "2"])
    with (folder / "speedup.csv").open(newline="") as file:
        assert all(row["arrivals"] == row["time_speedup"] == "" for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("more", "changed", "words"),
    [
        (["--workers", "2,x"], {}, "workers: must be whole numbers between commas (given: '2,x')"),
        (
            ["--workers", "1,5;2"],
            {},
            "error: --workers: must be whole numbers between commas (given: '1,5;2'); 1 to 1,024",
        ),
        (["--workers", ""], {}, "error: --workers: must be whole numbers between commas (given: '')"),
        (["--workers", "0"], {}, "error: --workers: must be 1 to 1,024"),
        (["--workers", "nan,inf"], {}, "--workers: must be whole numbers"),
        (["--share", "2"], {}, "error: --share, the target: must be between 0 and 1"),
        (["--share", "1.0000001"], {}, "must be between 0 and 1 (given: 1.0000001)"),
        ([], {"budget": {"seconds": 5}}, "budget.arrivals: is missing"),
    ],
)
def test_what_makes_no_sense(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], changed: dict[str, Any], words: str
) -> None:
    assert words in refused(capsys, written(folder, **changed), *outputs(folder), *more)
    assert not (folder / "speedup.csv").exists()


@pytest.mark.parametrize("text", ["1,2,4", "1;2;4", "1 2 4", " 1, 2,\t4,", "1.0;2,0;4"])
def test_a_list_of_numbers_is_read_as_it_is_meant(text: str) -> None:
    assert numbers_of(text) == [1, 2, 4]


def test_workers_alone_go_nowhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--workers: goes with --speedup only" in refused(capsys, written(folder), "--workers", "2")
