"""The scenario and the trace on the command line: one line about whatever is wrong with them."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from engine import Scenario, files, simulate
from engine.__main__ import main
from tests.support.commands import SMALL, contents, refused, rows

MUCH = {"budget": {"arrivals": 10_000_000}, "seeds": 1000, "problem": {"kind": "quadratic", "dimension": 100}}
BAD: dict[str, tuple[Any, str]] = {
    "negative times": ({"cluster": {"speed": {"kind": "custom", "times": [1, -2]}}}, "cluster.speed.times.1"),
    "no workers": ({"cluster": {"workers": 0}}, "cluster.workers"),
    "not a number": ({"problem": {"kind": "quadratic", "noise": math.nan}}, "problem.noise"),
    "infinite": ({"methods": [{"kind": "asgd", "step": math.inf}]}, "methods.0.step"),
    "unknown kind": ({"methods": [{"kind": "sgd"}]}, "methods.0.kind"),
    "unknown kind of problem": ({"problem": {"kind": "cubic"}}, "problem.kind"),
    "unknown field": ({"sedes": 3}, "sedes"),
    "unknown field of two lines": ({"a\nb": 3}, "a"),
    "too much work": (MUCH, "budget"),
    "too many results": ({"records": 10_000, "seeds": 1000, "budget": {"arrivals": 100}}, "records"),
    "no methods": ({"methods": []}, "methods"),
    "twice the same": ({"methods": [{"kind": "asgd"}] * 2}, "methods"),
    "both budgets": ({"budget": {"arrivals": 5, "seconds": 5}}, "budget"),
    "later version": ({"version": 2}, "version"),
    "a text": ({"seeds": "many"}, "seeds"),
    "null": ({"cluster": None}, "cluster"),
    "a list": ([], "scenario"),
    "a number": (7, "scenario"),
}


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_scenario_gets_one_line_that_names_the_field(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str
) -> None:
    given, field = BAD[name]
    (folder / "scenario.json").write_text(json.dumps(given))
    (folder / "result.csv").write_text("earlier")
    before = contents(folder)
    said = refused(capsys, "scenario.json", "--output", "result.csv")
    assert said.startswith("error: scenario.json: ")
    assert f" {field}" in said.split("(given")[0]
    assert contents(folder) == before


NO_JSON: dict[str, bytes] = {
    "empty": b"",
    "a word": b"scenario",
    "cut off": b'{"seeds": 3',
    "a comma too many": b'{"seeds": 3,}',
    "not UTF-8": b'{"problem": "\xff\xfe"}',
    "zeros": b"\0" * 100,
    "deeply nested list": b"[" * 100_000,
    "deeply nested objects": b'{"a":' * 100_000,
    "nested but closed": b"[" * 100_000 + b"]" * 100_000,
    "endless number": b"1" * 10_000,
}


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("name", NO_JSON)
def test_what_is_not_json_gets_one_line(capsys: pytest.CaptureFixture[str], folder: Path, name: str) -> None:
    (folder / "scenario.json").write_bytes(NO_JSON[name])
    (folder / "result.csv").write_text("earlier")
    before = contents(folder)
    said = refused(capsys, "scenario.json", "--output", "result.csv")
    assert said.startswith("error: scenario.json: is not a JSON file")
    assert contents(folder) == before


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("name", ["missing.json", "folder", "missing/scenario.json", "missing\nfile.json", ""])
def test_what_cannot_be_read_gets_one_line(capsys: pytest.CaptureFixture[str], folder: Path, name: str) -> None:
    (folder / "folder").mkdir()
    before = contents(folder)
    assert "cannot be read" in refused(capsys, name, "--output", "result.csv")
    assert contents(folder) == before


def test_a_trace_replaces_speeds_and_workers(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "scenario.json").write_text(json.dumps(SMALL | {"cluster": {"workers": 8, "speed": {"kind": "sqrt"}}}))
    (folder / "times.csv").write_bytes(b"\xef\xbb\xbfworker,duration\r\nb,1\r\na,0.5\r\nb,2\r\n")
    main(["scenario.json", "--trace", "times.csv"])
    cluster = {"speed": {"kind": "trace", "durations": [[1, 2], [0.5]]}}
    assert capsys.readouterr().out == files.result_table(
        simulate(Scenario.model_validate(SMALL | {"cluster": cluster}))
    )


def test_a_trace_needs_no_cluster_in_the_scenario(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "scenario.json").write_text('{"budget": {"arrivals": 3}}')
    (folder / "times.csv").write_text("worker,start,end\n1,0,4\n")
    main(["scenario.json", "--trace", "times.csv"])
    assert [row["time"] for row in rows(capsys.readouterr().out)["asgd"]] == [0, 4, 8, 12]


BAD_TRACES: dict[str, tuple[str, str]] = {
    "missing.csv": ("{}", "error: --trace: missing.csv cannot be read (No such file or directory)"),
    "folder": ("{}", "error: --trace: folder cannot be read ("),
    "bad.csv": ("{}", "error: --trace: bad.csv: line 3: duration must be a number (given: 'x')"),
    "good.csv": ("[]", "error: scenario.json: scenario: must be an object"),
    "good.csv ": ('{"cluster": 7}', "error: scenario.json: cluster: must be an object"),
    "good.csv  ": ('{"cluster": {"jitter": {"kind": "gamma"}}}', "error: scenario.json: cluster: jitter must be none"),
    "good.csv   ": ('{"cluster": {"sped": {}}}', "error: scenario.json: cluster.sped: is not known here"),
}


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("name", BAD_TRACES)
def test_a_bad_trace_gets_one_line(capsys: pytest.CaptureFixture[str], folder: Path, name: str) -> None:
    given, begins = BAD_TRACES[name]
    (folder / "scenario.json").write_text(given)
    (folder / "folder").mkdir()
    (folder / "good.csv").write_text("worker,duration\n1,2\n")
    (folder / "bad.csv").write_text("worker,duration\n1,2\n1,x\n")
    before = contents(folder)
    said = refused(capsys, "scenario.json", "--trace", name.strip(), "--output", "result.csv")
    assert said.startswith(begins)
    assert contents(folder) == before


@pytest.mark.usefixtures("no_simulation")
def test_the_result_does_not_replace_the_trace(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "times.csv").write_text("worker,duration\n1,2\n")
    before = contents(folder)
    said = refused(capsys, "scenario.json", "--trace", "times.csv", "--output", "./times.csv")
    assert said == "error: --output: would replace the trace\n"
    assert contents(folder) == before


def test_a_field_that_stands_twice_is_told(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "scenario.json").write_text('{"seeds": 1, "cluster": {"workers": 2, "workers": 3}}')
    assert "the field 'workers' stands twice" in refused(capsys, "scenario.json")
