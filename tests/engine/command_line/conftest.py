"""A folder in which the command line finds a scenario."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import SMALL


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a scenario in it."""
    (tmp_path / "scenario.json").write_text(json.dumps(SMALL))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def no_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong from the start must not cost a simulation."""

    def simulated(*arguments: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr("engine.__main__.simulate", simulated)
