"""The command line as tests use it: a scenario, what it says, and what it leaves in a folder."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.__main__ import main
from engine.command_line import BAD_INPUT

SMALL: dict[str, Any] = {
    "seeds": 3,
    "cluster": {"jitter": {"kind": "exponential"}},
    "methods": [{"kind": "asgd"}, {"kind": "ormo", "label": 'OrMo, "mine"'}],
    "budget": {"arrivals": 60},
    "records": 7,
}
HEADER = "method,time,updates,gradients,value,gap,gradient_norm,gap_low,gap_high"


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
