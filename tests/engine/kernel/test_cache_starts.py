"""Starts of the engine as processes of their own: with compiled code kept, without a place for it, without any."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine import __version__
from engine.kernel import compile_cache

pytestmark = pytest.mark.slow

OWN = "NUMBA_CACHE_DIR"


def fresh(folder: Path, *arguments: str, **environment: str) -> tuple[str, str]:
    """What a fresh Python in a folder says, on either stream, that has been told nothing about Numba's cache."""
    clean = {name: value for name, value in os.environ.items() if name not in (OWN, "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=clean | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr


def python(code: str, folder: Path, **environment: str) -> str:
    """What a fresh Python says on standard output."""
    return fresh(folder, "-c", code, **environment)[0]


KERNEL = """
from numba import int64
from engine.helper import helper
from engine.kernel.jit import compiled

@compiled(int64())
def kernel():
    return helper() + 1
"""
HELPER = """
from numba import int64
from engine.kernel.jit import inlined

@inlined(int64())
def helper():
    return {}
"""
SMALL = ("compile_cache", "jit", "on_first_use", "state")
"""What compiles, without what is compiled."""


@pytest.mark.parametrize("first", ["import engine.kernel.event_loop", "import numba, engine.kernel.event_loop"])
def test_an_edited_helper_in_another_file_is_seen(tmp_path: Path, first: str) -> None:
    """Also when a program imports numba before the engine."""
    engine, cache = tmp_path / "engine", tmp_path / "cache"
    (engine / "kernel").mkdir(parents=True)
    for name in SMALL:
        shutil.copy(compile_cache.ENGINE / "kernel" / f"{name}.py", engine / "kernel")
    (engine / "__init__.py").write_text("from engine.kernel import compile_cache")
    (engine / "kernel" / "event_loop.py").write_text(KERNEL)
    for number in (1, 10):
        (engine / "helper.py").write_text(HELPER.format(number))
        said = python(f"{first}; print(engine.kernel.event_loop.kernel())", tmp_path, XDG_CACHE_HOME=str(cache))
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


NOWHERE = "import sys, tempfile; tempfile.tempdir = sys.argv[1]; "
"""No temporary folder can be had; a process that only the system forbids to write there would need no such help."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with an engine of two small compiled functions, and a file named `file`."""
    kernel = tmp_path / "engine" / "kernel"
    kernel.mkdir(parents=True)
    for name in SMALL:
        shutil.copy(compile_cache.ENGINE / "kernel" / f"{name}.py", kernel)
    (tmp_path / "engine" / "__init__.py").write_text("from engine.kernel import compile_cache")
    (tmp_path / "file").touch()
    return tmp_path


def test_the_engine_starts_without_any_folder(small: Path) -> None:
    """Numba finds no place then, and would say so in a traceback; or it would take one beside the sources."""
    code = (
        NOWHERE + "from engine.kernel import jit, on_first_use as o; print(jit.decayed(2.0, 3.0), o.KEEPING['usable'])"
    )
    out, err = fresh(small, "-c", code, str(small / "file"), XDG_CACHE_HOME=str(small / "file"))
    assert out == "6.0 False"
    assert len(err.splitlines()) == 1
    assert err.startswith("note: compiled code cannot be kept in ")
    assert not list(small.rglob("*.nb?"))


def test_a_folder_that_fails_later_is_given_up(small: Path) -> None:
    """Such as one on a disk that is full by then: an entry can be made, but holds nothing."""
    break_it = "import errno, numba.core.caching as c\ndef full(*a): raise OSError(errno.ENOSPC, 'No space left')\n"
    code = break_it + "c.IndexDataCacheFile.save = full\nfrom engine.kernel import jit; print(jit.decayed(2.0, 3.0))"
    out, err = fresh(small, "-c", code, XDG_CACHE_HOME=str(small / "cache"))
    assert out == "6.0"
    (line,) = err.splitlines()
    assert "No space left" in line
    assert line.endswith(compile_cache.ANEW)


@pytest.mark.parametrize("usable", [True, False])
def test_the_version_needs_nothing_compiled(tmp_path: Path, usable: bool) -> None:
    """The whole engine would take half a minute here."""
    engine, home = tmp_path / "engine", tmp_path / "home"
    shutil.copytree(compile_cache.ENGINE, engine, ignore=shutil.ignore_patterns("__pycache__"))
    home.mkdir()
    if not usable:
        (home / "file").touch()
    cache = home / ("cache" if usable else "file")
    out, err = fresh(tmp_path, "-m", "engine", "--version", XDG_CACHE_HOME=str(cache), TMPDIR=str(home))
    assert out == __version__
    assert len(err.splitlines()) == (0 if usable else 1)
    assert err.startswith("" if usable else "note: compiled code cannot be kept in ")
    assert not list(tmp_path.rglob("*.nb?"))
