"""What is known without simulating, from the command line."""

import csv
import json
from pathlib import Path

import pytest

from engine import Scenario
from engine.__main__ import main
from engine.theory import exact
from tests.support.commands import SMALL, refused


def written(folder: Path, **changed: object) -> Path:
    path = folder / "scenario.json"
    path.write_text(json.dumps(SMALL | {"cluster": {"workers": 3}} | changed))
    return path


def test_a_row_a_method(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(folder)
    main([str(path), "--theory", str(folder / "theory.csv"), "--output", str(folder / "result.csv")])
    with (folder / "theory.csv").open(newline="") as file:
        rows = {row["method"]: row for row in csv.DictReader(file)}
    given = Scenario.model_validate_json(path.read_text())
    assert list(rows) == [settings.name for settings in given.methods]
    for label, row in rows.items():
        known = exact(given, label)
        assert float(row["bias"]) == known.bias
        assert float(row["noise_floor"]) == known.noise_floor
        assert float(row["largest_step"]) == known.largest_step
        assert int(row["arrivals_per_period"]) == known.arrivals_per_period
        assert row["why_not"] == ""
    assert (folder / "result.csv").exists()
    assert capsys.readouterr().out == ""


def test_where_nothing_is_known_the_row_says_why(folder: Path) -> None:
    path = written(folder, cluster={"workers": 3, "jitter": {"kind": "exponential"}})
    main([str(path), "--theory", str(folder / "theory.csv"), "--output", str(folder / "result.csv")])
    with (folder / "theory.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert all("job times here are random" in row["why_not"] and row["bias"] == "" for row in rows)


def test_two_outputs_are_two_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, same = written(folder), str(folder / "same.csv")
    assert "--theory: is the same file as --output" in refused(capsys, str(path), "--output", same, "--theory", same)
