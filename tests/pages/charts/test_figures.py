"""The picture of the speeds, and the layers: figures and engine know nothing of Streamlit."""

import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.kernel.state import Floats
from pages.parts.charts.speeds import HEIGHT, MOST_BARS, WIDTH, speeds_picture, speeds_words

ROOT = Path(__file__).parents[3]


def bars(means: Floats) -> list[dict[str, float]]:
    """The bars of a picture, which must be valid XML."""
    picture = ElementTree.fromstring(speeds_picture(means))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert picture.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    names = ("x", "y", "width", "height")
    return [{name: float(bar.get(name, "nan")) for name in names} for bar in picture]


@pytest.mark.parametrize("workers", [1, 8, 100, 101, 10_000])
def test_speeds(workers: int) -> None:
    found = bars(np.arange(1.0, workers + 1))
    assert len(found) == min(workers, MOST_BARS)
    # Numbers of one decimal are off by up to 0.05, and two of them are added.
    for bar in found:
        assert bar["width"] > 0
        assert 1 <= bar["height"] <= HEIGHT
        assert 0 <= bar["x"] <= bar["x"] + bar["width"] <= WIDTH + 0.1
        assert bar["y"] + bar["height"] == pytest.approx(HEIGHT, abs=0.1)
    assert all(one["x"] + one["width"] <= two["x"] + 0.15 for one, two in pairwise(found))
    heights = [bar["height"] for bar in found]
    assert heights == sorted(heights)
    assert heights[-1] == HEIGHT


@pytest.mark.parametrize("means", [np.ones(8), np.array([1e-6, 1e9]), np.array([5.0])])
def test_speeds_at_their_ends(means: Floats) -> None:
    found = bars(means)
    assert [bar["height"] for bar in found] == [max(1, HEIGHT * mean / means.max()) for mean in means]


def test_speeds_in_words() -> None:
    equal = speeds_words(np.ones(4), np.full(4, 0.25))
    assert "1 s" in equal
    assert "equally" in equal
    said = speeds_words(np.array([2.0, 1.0, 20.0]), np.array([10, 20, 1]) / 31)
    assert "1 to 20 s" in said
    assert f"Worker 2 sends {20 / 31:.1%}" in said
    assert f"worker 3 {1 / 31:.1%}" in said
    assert f"{1 / 3:.1%}" in said


LOADED = """
import importlib, pkgutil, sys
def load(name):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
load("engine")
print(*[name for name in ("streamlit", "plotly", "pages") if name in sys.modules])
load("pages.parts.charts")
load("pages.parts.live.payload")
print(*[name for name in ("streamlit",) if name in sys.modules])
"""


def fresh(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_neither_the_engine_nor_the_figures_load_streamlit() -> None:
    done = fresh(LOADED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["", ""]


def test_charts_load_pandas_before_plotly_asks_for_it() -> None:
    """A server that has just started loads it in another thread; Plotly would take a half of it."""
    done = fresh("import sys, pages.parts.charts.figure; print('pandas' in sys.modules)")
    assert done.stdout.split() == ["True"], done.stderr


def test_the_layers_are_kept() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    done = fresh("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout
    assert f"{len(contracts)} kept, 0 broken" in done.stdout
    assert len(contracts) >= 2
