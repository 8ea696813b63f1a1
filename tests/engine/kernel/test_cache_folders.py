"""Folders that cannot hold compiled code, or that others can fill: another one is used, and that is said."""

import os
import pwd
import tempfile
from pathlib import Path
from typing import Any

import numba
import pytest

from engine.kernel import compile_cache
from tests.engine.kernel.conftest import OWN


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """The only line that was said."""
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("note: compiled code cannot be kept in ")
    return line


@pytest.mark.parametrize("why", ["a file is in the way", "it is not writable", "there is no home"])
def test_an_impossible_home_gives_a_temporary_folder_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], why: str
) -> None:
    if why == "a file is in the way":
        home.write_text("no folder")
    elif why == "it is not writable":
        # Told, not set: the superuser may write anywhere.
        may = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: home not in Path(path).parents and may(path, mode))
    else:

        def nobody(number: int) -> Any:
            raise KeyError(number)

        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.delenv("HOME")
        monkeypatch.setattr(pwd, "getpwuid", nobody)
    folder = compile_cache.use()
    assert folder is not None
    assert tmp_path / "temporary" in folder.parents
    assert folder.is_dir()
    told = {"a file is in the way": "it is no folder", "it is not writable": "it cannot be written to"}
    assert f"({told.get(why, 'there is no home folder')}), so it is kept in {folder}" in refused(capsys)


def anothers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder belong to another user, as far as can be seen: only the superuser could really do it."""
    folder.mkdir(parents=True, exist_ok=True)
    real = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        found = list(real(path))
        found[4] += path == folder
        return os.stat_result(found)

    monkeypatch.setattr(Path, "lstat", lstat)


def test_nothing_is_said_where_the_folder_can_be_used(
    home: Path, sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compile_cache.use()
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("mode", [0o700, 0o777])
def test_a_cache_folder_that_others_can_fill_is_not_used(
    home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mode: int
) -> None:
    """What is compiled is run when it is loaded."""
    folder = home / "asynchrony-lab"
    folder.mkdir(parents=True)
    folder.chmod(mode)
    if mode == 0o700:
        anothers(folder, monkeypatch)
    found = compile_cache.use()
    assert found is not None
    assert home not in found.parents
    assert not list(folder.iterdir())
    said = refused(capsys)
    assert f"{folder}/" in said
    assert ("it belongs to another user" if mode == 0o700 else "other users may write to it") in said
    assert said.endswith(f", so it is kept in {found}")


def test_a_temporary_folder_that_others_can_fill_is_not_used(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home.write_text("no folder")
    shared = tmp_path / "temporary" / f"asynchrony-lab-{os.getuid()}"
    assert compile_cache.base_folder() == shared
    shared.chmod(0o770)
    assert compile_cache.base_folder() != shared
    shared.chmod(0o700)
    assert compile_cache.base_folder() == shared
    anothers(shared, monkeypatch)
    assert compile_cache.base_folder() not in (shared, None)


@pytest.mark.parametrize("what", ["empty", "a file", "below a file", "NUL", "not writable", "what Numba made in it"])
def test_a_nonsense_folder_of_the_users_is_told_and_another_one_used(
    home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    chosen = home.parent / "chosen"
    given: dict[str, tuple[Path | str, str]] = {
        "empty": ("", ""),
        "a file": (chosen, "it is no folder"),
        "below a file": (chosen / "folder", "it is no folder"),
        "NUL": ("/tmp/a\0b", "embedded null byte"),
        "not writable": (chosen, "it cannot be written to"),
        "what Numba made in it": (chosen, "it is no folder"),
    }
    text, why = given[what]
    if why == "it is no folder" and what != "what Numba made in it":
        chosen.write_text("no folder")
    elif why == "it is no folder":
        chosen.mkdir()
        (chosen / "engine_0123456789").write_text("no folder")
    may = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: (what, Path(path)) != ("not writable", chosen) and may(path, mode)
    )
    # The environment of a process cannot hold a NUL.
    monkeypatch.setattr(os, "environ", {**os.environ, OWN: str(text)})
    found = compile_cache.use()
    assert found == home / "asynchrony-lab" / compile_cache.source_hash()
    assert os.environ[OWN] == numba.config.CACHE_DIR == str(found)
    if why:
        said = refused(capsys)
        assert f"({why})" in said
        assert said.endswith(f", so it is kept in {found}")
    assert capsys.readouterr() == ("", "")


def test_without_any_folder_there_is_no_cache(
    home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.write_text("no folder")
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    assert compile_cache.use() is compile_cache.base_folder() is None
    assert OWN not in os.environ
    folder = home / "asynchrony-lab" / compile_cache.source_hash()
    said = refused(capsys)
    assert said.endswith(f"{folder} (it is no folder), so the engine is compiled anew at each start")


def test_a_folder_that_cannot_be_listed_is_no_error(
    home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither is one whose date cannot be set: only old folders stay then."""

    def forbidden(*arguments: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    folder = compile_cache.use()
    monkeypatch.setattr(os, "utime", forbidden)
    assert compile_cache.use() == folder
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    monkeypatch.delenv(OWN, raising=False)
    monkeypatch.setattr(compile_cache, "ENGINE", sources)
    monkeypatch.setattr(Path, "iterdir", forbidden)
    assert compile_cache.use() == folder
    assert capsys.readouterr() == ("", "")


def test_a_temporary_folder_that_is_not_writable_gives_a_new_one(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    found = compile_cache.base_folder(), compile_cache.base_folder()
    assert found[0] != found[1]
    assert all(folder and folder.parent == tmp_path / "temporary" and folder.is_dir() for folder in found)
