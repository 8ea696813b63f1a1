"""The command line's files are whole or not there."""

import errno
import io
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.__main__ import main
from tests.support.commands import HEADER, contents, refused


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


class FullDisk(io.FileIO):
    """Takes a part of what is written and then no more."""

    error: BaseException = OSError(errno.ENOSPC, "No space left on device")

    def write(self, content: bytes) -> int:
        super().write(content[: len(content) // 2])
        raise self.error


class Interrupted(FullDisk):
    error = KeyboardInterrupt()


def opens(kind: type[FullDisk]) -> Callable[..., FullDisk]:
    return lambda handle, *mode, **more: kind(handle, "wb")


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
