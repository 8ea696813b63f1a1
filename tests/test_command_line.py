"""The command line: its contract, its sentences about bad input, and files that are whole or not there."""

import csv
import errno
import io
import json
import math
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

import engine
from engine import Scenario, files, simulate
from engine.__main__ import BAD_INPUT, main
from engine.search import search
from engine.table import read_table
from engine.tuning import Goal

SMALL: dict[str, Any] = {
    "seeds": 3,
    "cluster": {"jitter": {"kind": "exponential"}},
    "methods": [{"kind": "asgd"}, {"kind": "ormo", "label": 'OrMo, "mine"'}],
    "budget": {"arrivals": 60},
    "records": 7,
}
HEADER = "method,time,updates,gradients,value,gap,gradient_norm,gap_low,gap_high"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a scenario in it."""
    (tmp_path / "scenario.json").write_text(json.dumps(SMALL))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every entry below a folder, and what is in the files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that the command says when it ends with the code for bad input."""
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert end.value.code == BAD_INPUT == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    return err


@pytest.fixture
def no_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong from the start must not cost a simulation."""

    def simulated(*arguments: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr("engine.__main__.simulate", simulated)


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    here = {"PYTHONPATH": str(Path(engine.__file__).parents[1])}
    given = [sys.executable, "-m", "engine", *arguments]
    return subprocess.run(given, cwd=folder, env=os.environ | here, capture_output=True, text=True, check=False)


def rows(text: str) -> dict[str, list[dict[str, float]]]:
    """The table's rows by method, as numbers."""
    found: dict[str, list[dict[str, float]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row.pop("method"), []).append({name: float(value) for name, value in row.items()})
    return found


def test_the_command_writes_the_table(folder: Path) -> None:
    done = command(folder, "scenario.json", "--output", "result.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(contents(folder)) == {"scenario.json", "result.csv"}
    written = (folder / "result.csv").read_bytes()
    assert written.decode() == files.result_table(simulate(Scenario.model_validate(SMALL)))
    assert b"\r" not in written
    shown = command(folder, "scenario.json")
    assert (shown.returncode, shown.stdout.encode(), shown.stderr) == (0, written, "")


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


@pytest.mark.usefixtures("no_simulation")
@pytest.mark.parametrize("output", ["missing/result.csv", "folder", ".", "scenario.json", "pipe", "folder/../folder"])
def test_an_impossible_output_is_seen_beforehand(capsys: pytest.CaptureFixture[str], folder: Path, output: str) -> None:
    """Nor is a pipe or a device replaced by a file, or the scenario by its own results."""
    (folder / "folder").mkdir()
    (folder / "folder" / "kept").write_text("kept")
    os.mkfifo(folder / "pipe")
    before = contents(folder)
    assert "--output" in refused(capsys, "scenario.json", "--output", output)
    assert contents(folder) == before
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


def denied(*arguments: Any, **more: Any) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("earlier", [None, "earlier"])
def test_a_folder_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path, earlier: str | None
) -> None:
    if earlier:
        (folder / "result.csv").write_text(earlier)
    before = contents(folder)
    monkeypatch.setattr(tempfile, "mkstemp", denied)
    said = refused(capsys, "scenario.json", "--output", "result.csv")
    assert "--output" in said
    assert "Permission denied" in said
    assert contents(folder) == before


class FullDisk(io.TextIOWrapper):
    """Takes a part of what is written and then no more."""

    error: BaseException = OSError(errno.ENOSPC, "No space left on device")

    def write(self, text: str) -> int:
        super().write(text[: len(text) // 2])
        self.flush()
        raise self.error


class Interrupted(FullDisk):
    error = KeyboardInterrupt()


def opens(kind: type[FullDisk]) -> Callable[..., FullDisk]:
    return lambda handle, *mode, **more: kind(open(handle, "wb"), encoding="utf-8")  # noqa: PTH123


@pytest.mark.parametrize("earlier", [None, "earlier"])
def test_a_disk_that_fills_up_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path, earlier: str | None
) -> None:
    if earlier:
        (folder / "result.csv").write_text(earlier)
    before = contents(folder)
    monkeypatch.setattr(os, "fdopen", opens(FullDisk))
    said = refused(capsys, "scenario.json", "--output", "result.csv")
    assert "--output" in said
    assert "No space left" in said
    assert contents(folder) == before


@pytest.mark.parametrize("step", ["write", "replace"])
def test_an_interrupted_write_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, folder: Path, step: str) -> None:
    (folder / "result.csv").write_text("earlier")
    before = contents(folder)

    def interrupt(*arguments: Any) -> None:
        raise KeyboardInterrupt

    if step == "write":
        monkeypatch.setattr(os, "fdopen", opens(Interrupted))
    else:
        monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        main(["scenario.json", "--output", "result.csv"])
    assert contents(folder) == before


def test_a_minimiser_that_is_not_found_gets_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def lost(*arguments: Any) -> None:
        raise ArithmeticError("the minimiser was not found")

    before = contents(folder)
    monkeypatch.setattr("engine.__main__.simulate", lost)
    assert "problem" in refused(capsys, "scenario.json", "--output", "result.csv")
    assert contents(folder) == before


def test_an_earlier_result_is_replaced(folder: Path) -> None:
    (folder / "result.csv").write_text("earlier" * 10_000)
    main(["scenario.json", "--output", "result.csv"])
    assert (folder / "result.csv").read_text().startswith(HEADER)
    assert set(contents(folder)) == {"scenario.json", "result.csv"}


def test_a_result_behind_a_link_is_written_where_the_link_leads(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "result.csv").symlink_to(folder / "elsewhere" / "result.csv")
    main(["scenario.json", "--output", "result.csv"])
    assert (folder / "result.csv").is_symlink()
    assert (folder / "elsewhere" / "result.csv").read_text().startswith(HEADER)


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_result_is_as_readable_as_any_new_file(folder: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        main(["scenario.json", "--output", "result.csv"])
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "result.csv").stat().st_mode) == 0o666 & ~mask


def test_the_longest_possible_name(folder: Path) -> None:
    longest = "x" * (os.pathconf(folder, "PC_NAME_MAX") - 4) + ".csv"
    main(["scenario.json", "--output", longest])
    assert (folder / longest).read_text().startswith(HEADER)


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
    head, row = said.splitlines()
    assert " ".join(head.split()) == "method step usable from to seconds to 0.01 of the first gap last gap runs"
    label, step, low, high, seconds, *_, runs = row.split()
    assert (label, seconds, runs) == ("descent", "1", "48")
    # Two arrivals are enough while |1 - step|^4 <= 0.01.
    assert 0.684 <= float(low) < float(step) < float(high) <= 1.317
    assert rows(out)["descent"][1]["gap"] == pytest.approx((1 - float(step)) ** 2 / 2, abs=1e-12)
    # Of two curvatures a step can please only one.
    two = {"kind": "custom_quadratic", "matrices": [[[1, 0], [0, 0.5]]], "centers": [[0, 0]], "start": [1, 1]}
    (folder / "scenario.json").write_text(json.dumps(one | {"problem": two}))
    main(["scenario.json", "--tune", "time", "--share", "1e-300", "--output", "result.csv"])
    _, row, note = capsys.readouterr().err.splitlines()
    assert " not reached " in row
    main(["scenario.json", "--tune", "gap", "--share", "1e-300"])
    head, same = capsys.readouterr().err.splitlines()
    assert same == row
    assert note == "Where no step reaches the target, the step of the smallest last gap is taken."


def test_what_the_table_of_best_steps_says_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.search.EXTENSIONS", 0)
    monkeypatch.setattr("engine.step_grid.SPAN", (1e4, 1e5))
    scenario = Scenario.model_validate(SMALL)
    table = files.tuning_table(search(scenario))
    assert table.count("diverges at every step tried and keeps its own (48 runs)") == 2
    monkeypatch.setattr("engine.step_grid.SPAN", (1e-6, 1e-5))
    table = files.tuning_table(search(scenario, Goal(kind="gap")))
    assert table.splitlines()[-1] == 'The best step tried is the smallest or the largest one: asgd, OrMo, "mine".'


TUNED_WRONG: dict[str, tuple[list[str], str]] = {
    "share alone": (["--share", "0.1"], "error: --share: goes with --tune only\n"),
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


SHOP = "age,sold,shop\n20,yes,north\n30,no,south\n40,no,north\n50,yes,east\n"


@pytest.fixture
def data(folder: Path) -> Path:
    path = folder / "shop.csv"
    path.write_text(SHOP)
    return path


def of_file(worker: str | None, **fields: Any) -> Scenario:
    """SMALL on the data of the file."""
    table = read_table(SHOP, "sold", worker)
    problem = {name: getattr(table.data, name) for name in type(table.data).model_fields} | fields
    cluster = SMALL["cluster"] | {"workers": len(table.workers) or 4}
    return Scenario.model_validate(SMALL | {"problem": problem, "cluster": cluster})


def test_data_replace_the_problem(capsys: pytest.CaptureFixture[str], folder: Path, data: Path) -> None:
    (folder / "scenario.json").write_text(json.dumps(SMALL | {"cluster": SMALL["cluster"] | {"workers": 4}}))
    main(["scenario.json", "--data", "shop.csv", "--target", "sold"])
    assert capsys.readouterr().out == files.result_table(simulate(of_file(None)))


def test_a_column_of_workers_replaces_their_number(
    capsys: pytest.CaptureFixture[str], folder: Path, data: Path
) -> None:
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop"])
    assert capsys.readouterr().out == files.result_table(simulate(of_file("shop")))


def test_a_problem_of_own_data_keeps_its_other_fields(
    capsys: pytest.CaptureFixture[str], folder: Path, data: Path
) -> None:
    given = SMALL | {"problem": {"kind": "csv", "penalty": 0.5, "batch": 1}}
    (folder / "scenario.json").write_text(json.dumps(given))
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop"])
    assert capsys.readouterr().out == files.result_table(simulate(of_file("shop", penalty=0.5, batch=1)))


def test_what_is_left_out_of_the_data_is_noted(capsys: pytest.CaptureFixture[str], folder: Path, data: Path) -> None:
    data.write_text(SHOP.replace("age", "same,age").replace("\n", "\n7,").removesuffix("7,"))
    main(["scenario.json", "--data", "shop.csv", "--target", "sold", "--worker", "shop", "--output", "result.csv"])
    assert capsys.readouterr().err == "note: shop.csv: column 'same' was left out: it is the same in all rows\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--data", "shop.csv"], "--target: is missing"),
        (["--target", "sold"], "--target and --worker: are for the columns of --data"),
        (["--worker", "shop"], "--target and --worker: are for the columns of --data"),
        (["--data", "nowhere.csv", "--target", "sold"], "nowhere.csv: cannot be read (No such file or directory)"),
        (["--data", ".", "--target", "sold"], ".: cannot be read (Is a directory)"),
        (["--data", "shop.csv", "--target", "bought"], "shop.csv: there is no column 'bought'; the columns are 'age'"),
        (["--data", "shop.csv", "--target", "sold", "--output", "shop.csv"], "--output: would replace the data"),
        # Eight workers, four rows.
        (["--data", "shop.csv", "--target", "sold"], "scenario.json: scenario: problem.features has 4 rows, but there"),
    ],
)
@pytest.mark.usefixtures("no_simulation", "data")
def test_bad_data_get_a_sentence(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], says: str
) -> None:
    before = contents(folder)
    assert refused(capsys, "scenario.json", *arguments).startswith(f"error: {says}")
    assert contents(folder) == before


@pytest.mark.parametrize("scenario", [[], 7, {"problem": "csv"}, {"problem": []}, {"cluster": None}])
@pytest.mark.usefixtures("no_simulation", "data")
def test_data_for_what_is_no_scenario(capsys: pytest.CaptureFixture[str], folder: Path, scenario: Any) -> None:
    (folder / "scenario.json").write_text(json.dumps(scenario))
    said = refused(capsys, "scenario.json", "--data", "shop.csv", "--target", "sold")
    assert said.startswith("error: scenario.json: ")
