"""A copy of the engine's sources, and a user who has a cache folder."""

import shutil
import tempfile
from pathlib import Path

import numba
import pytest

from engine.kernel import compile_cache

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
