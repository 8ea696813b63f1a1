"""Where compiled code is kept: a folder for each state of the sources, found wherever the user's home is."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numba
import pytest

from engine import compile_cache

OWN = "NUMBA_CACHE_DIR"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the engine's files, which the cache takes for the engine."""
    copy = tmp_path / "engine"
    shutil.copytree(compile_cache.ENGINE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(compile_cache, "ENGINE", copy)
    return copy


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has a cache folder and has chosen nothing; what a test tells Numba is taken back."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(OWN, "to be restored")
    monkeypatch.delenv(OWN)
    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "cache"


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
    os.utime(sources / "kernel.py", (0, 0))
    assert compile_cache.source_hash() == before


def test_numba_is_told(home: Path, sources: Path) -> None:
    folder = compile_cache.use()
    assert folder == home / "asynchrony-lab" / compile_cache.source_hash()
    assert folder.is_dir()
    assert numba.config.CACHE_DIR == os.environ[OWN] == str(folder)


def test_an_edited_source_gets_a_folder_of_its_own(home: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = compile_cache.use()
    monkeypatch.delenv(OWN)
    (sources / "queue.py").write_text("edited")
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


@pytest.mark.parametrize("why", ["a file is in the way", "it is not writable", "there is no home"])
def test_an_impossible_home_gives_a_temporary_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, why: str
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
    assert tmp_path / "temporary" in folder.parents
    assert folder.is_dir()


def test_a_temporary_folder_that_is_not_writable_gives_a_new_one(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    found = compile_cache.base_folder(), compile_cache.base_folder()
    assert found[0] != found[1]
    assert all(folder.parent == tmp_path / "temporary" and folder.is_dir() for folder in found)


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


def python(code: str, folder: Path, **environment: str) -> str:
    """What a fresh Python in a folder says that has been told nothing about Numba's cache."""
    clean = {name: value for name, value in os.environ.items() if name not in (OWN, "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=clean | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


KERNEL = """
from numba import int64, njit
from engine.helper import helper

@njit(int64(), cache=True)
def kernel():
    return helper() + 1
"""
HELPER = """
from numba import int64, njit

@njit(int64(), cache=True)
def helper():
    return {}
"""


@pytest.mark.parametrize("first", ["import engine.kernel", "import numba, engine.kernel"])
def test_an_edited_helper_in_another_file_is_seen(tmp_path: Path, first: str) -> None:
    """Also when a program imports numba before the engine."""
    engine, cache = tmp_path / "engine", tmp_path / "cache"
    engine.mkdir()
    shutil.copy(compile_cache.__file__, engine)
    (engine / "__init__.py").write_text("from engine import compile_cache")
    (engine / "kernel.py").write_text(KERNEL)
    for number in (1, 10):
        (engine / "helper.py").write_text(HELPER.format(number))
        said = python(f"{first}; print(engine.kernel.kernel())", tmp_path, XDG_CACHE_HOME=str(cache))
        assert said == str(number + 1)
    kept = list(cache.rglob("*.nbc"))
    assert len(kept) == 4, "two functions of two states of the sources"
    assert not list(engine.rglob("*.nbc"))


def test_the_cache_is_chosen_without_loading_numba(tmp_path: Path) -> None:
    said = python(
        f"import runpy, sys; runpy.run_path({str(compile_cache.__file__)!r}); print('numba' in sys.modules)",
        tmp_path,
        XDG_CACHE_HOME=str(tmp_path),
    )
    assert said == "False"
