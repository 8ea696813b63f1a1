"""Where compiled code is kept: a folder for each state of the sources, found wherever the user's home is."""

import os
import shutil
import time
from pathlib import Path

import numba
import pytest

from engine.kernel import compile_cache
from tests.engine.kernel.conftest import OWN


def test_the_hash_sees_every_file(sources: Path) -> None:
    seen = {compile_cache.source_hash()}
    files = sorted(sources.rglob("*.py"))
    assert len(files) > 20
    for number, path in enumerate(files, start=1):
        path.write_bytes(path.read_bytes() + b"#\n")
        seen.add(compile_cache.source_hash())
        assert len(seen) == number + 1, path


def test_the_hash_sees_names(sources: Path) -> None:
    seen = {compile_cache.source_hash()}
    (sources / "methods" / "asgd.py").rename(sources / "methods" / "asgd_2.py")
    seen.add(compile_cache.source_hash())
    (sources / "methods" / "new.py").touch()
    seen.add(compile_cache.source_hash())
    (sources / "methods" / "new.py").rename(sources / "problems" / "new.py")
    seen.add(compile_cache.source_hash())
    assert len(seen) == 4


def test_the_hash_sees_nothing_else(sources: Path) -> None:
    before = compile_cache.source_hash()
    (sources / "notes.txt").write_text("no source")
    os.utime(sources / "kernel" / "event_loop.py", (0, 0))
    assert compile_cache.source_hash() == before


def test_numba_is_told(home: Path, sources: Path) -> None:
    folder = compile_cache.use()
    assert folder == home / "asynchrony-lab" / compile_cache.source_hash()
    assert folder.is_dir()
    assert numba.config.CACHE_DIR == os.environ[OWN] == str(folder)


def test_an_edited_source_gets_a_folder_of_its_own(home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = compile_cache.use()
    monkeypatch.delenv(OWN)
    (sources / "kernel" / "queue.py").write_text("edited")
    assert compile_cache.use() != before
    assert before.is_dir()


def test_the_users_own_folder_is_respected(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen" / "folder"
    old = tmp_path / "chosen" / "old"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    monkeypatch.setenv(OWN, str(chosen))
    assert compile_cache.use() == chosen
    assert chosen.is_dir()
    assert numba.config.CACHE_DIR == os.environ[OWN] == str(chosen)
    assert old.is_dir(), "what stands beside a folder of the user's is the user's"
    assert not home.exists()


def test_without_a_cache_folder_of_its_own_the_home_is_used(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert compile_cache.base_folder() == tmp_path / "me" / ".cache" / "asynchrony-lab"


def aged(folder: Path, seconds: float) -> Path:
    """A folder of compiled code that was last used so long ago."""
    folder.mkdir(parents=True)
    (folder / "code.nbc").write_text("compiled")
    os.utime(folder, (time.time() - seconds,) * 2)
    return folder


def test_old_folders_are_removed_and_the_current_one_is_kept(home: Path, sources: Path) -> None:
    base = home / "asynchrony-lab"
    old = aged(base / "0123456789abcdef", compile_cache.KEEP_SECONDS + 60)
    recent = aged(base / "fedcba9876543210", compile_cache.KEEP_SECONDS - 3600)
    current = aged(base / compile_cache.source_hash(), 2 * compile_cache.KEEP_SECONDS)
    (base / "file").write_text("no folder")
    os.utime(base / "file", (0, 0))
    began = time.time()
    assert compile_cache.use() == current
    assert not old.exists()
    assert (recent / "code.nbc").exists()
    assert (current / "code.nbc").exists()
    assert (base / "file").exists()
    assert current.stat().st_mtime >= began - 1, "a folder in use is not old"


def test_a_folder_that_another_process_removes_is_no_error(
    home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = aged(home / "asynchrony-lab" / "0123456789abcdef", 2 * compile_cache.KEEP_SECONDS)
    look = Path.is_dir

    def removed_after_the_look(path: Path) -> bool:
        found = look(path)
        if path == gone:
            shutil.rmtree(path, ignore_errors=True)
        return found

    monkeypatch.setattr(Path, "is_dir", removed_after_the_look)
    assert compile_cache.use().exists()
