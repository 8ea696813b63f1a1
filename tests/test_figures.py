"""Figures: never blank whatever the runs did, one look a method, readable in both themes, free of Streamlit."""

import math
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from engine import Scenario, Simulation, simulate
from engine.curves import Axis
from engine.methods import METHODS
from engine.plane import draw_map
from engine.state import Floats
from pages.parts.figures.gap import gap_figure
from pages.parts.figures.map import FARTHEST, MOST_MARKS, map_figure
from pages.parts.figures.speeds import HEIGHT, MOST_BARS, WIDTH, speeds_picture, speeds_words
from pages.parts.figures.style import FAINT, METHOD_STYLES, POINT, SPARE, faded, style_of
from tests.made import BIASED, GOAL, START, TWO_WORKERS, resting, simulation

ROOT = Path(__file__).parents[1]
LIGHT, DARK = "#ffffff", "#171614"
"""The backgrounds of the two themes."""


def set_from(path: Floats, value: Any, record: int = 1) -> Floats:
    path = path.copy()
    path[:, record:] = value
    return path


def walk(seeds: int) -> Floats:
    """From the start to the goal and into the noise there."""
    way = np.linspace(1, 0, 50)[:, None]
    noise = np.random.default_rng(0).standard_normal((seeds, 50, 2))
    return np.asarray(way * START + (1 - way) * 0.1 * noise)


def some(seeds: int, value: float) -> Floats:
    """Half of the seeds go to `value`, the rest walk."""
    path = walk(seeds)
    path[: (seeds + 1) // 2, 20:] = value
    return path


WAYS: dict[str, Any] = {
    "walks": walk,
    "stays": lambda seeds: resting(START, seeds, 50),
    "is at the goal at once": lambda seeds: resting(GOAL, seeds, 50),
    "comes to the last digits": lambda seeds: set_from(walk(seeds), 1e-170, 30),
    "is infinite at once": lambda seeds: set_from(walk(seeds), math.inf),
    "is infinite later": lambda seeds: set_from(walk(seeds), math.inf, 25),
    "is no number at once": lambda seeds: set_from(walk(seeds), math.nan),
    "is huge at once": lambda seeds: set_from(walk(seeds), 1e150),
    "grows": lambda seeds: np.tile(START * (1.5 ** np.arange(50))[:, None], (seeds, 1, 1)),
    "is infinite in half of the seeds": lambda seeds: some(seeds, math.inf),
    "is infinite at the end": lambda seeds: set_from(walk(seeds), math.inf, 49),
    "has two records": lambda seeds: resting(GOAL, seeds, 2),
    "has two records, one infinite": lambda seeds: set_from(resting(GOAL, seeds, 2), math.inf),
}


def titles(given: Simulation) -> dict[str, str]:
    return {label: label.upper() for label in given}


def drawn(given: Simulation, axis: Axis = "seconds", logarithmic: bool = True) -> go.Figure:
    return gap_figure(given, axis, logarithmic, titles(given))


def vertical_range(figure: go.Figure) -> tuple[float, float]:
    low, high = figure.layout.yaxis.range
    return (10.0**low, 10.0**high) if figure.layout.yaxis.type == "log" else (low, high)


def check_gaps(figure: go.Figure, given: Simulation) -> None:
    """All that is drawn can be drawn, and lies where it is seen."""
    low, high = vertical_range(figure)
    assert 0 <= low < high < math.inf
    assert figure.layout.xaxis.range[0] == 0 < figure.layout.xaxis.range[1] < math.inf
    names = [trace.name for trace in figure.data if trace.mode == "lines" and trace.name in titles(given).values()]
    assert names == list(titles(given).values())
    for trace in figure.data:
        x, y = np.asarray(trace.x, dtype=float), np.asarray(trace.y, dtype=float)
        assert x.shape == y.shape != (0,)
        assert np.isfinite(x).all()
        assert np.isfinite(y).all()
        # Single precision rounds by less than this.
        assert (y >= low * (1 - 1e-6)).all()
        assert (y <= high * (1 + 1e-6)).all()
        if figure.layout.yaxis.type == "log":
            assert (y > 0).all()


@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("seeds", [1, 4])
@pytest.mark.parametrize("way", WAYS)
def test_gaps_are_drawn_whatever_happens(way: str, seeds: int, logarithmic: bool) -> None:
    given = simulation(WAYS[way](seeds))
    check_gaps(drawn(given, logarithmic=logarithmic), given)


@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_one_wild_run_leaves_the_others_readable(way: str, logarithmic: bool) -> None:
    """The walk keeps at least a tenth of the picture's height beside any other run."""
    other = WAYS[way](4)
    given = simulation(walk(4)[:, np.linspace(0, 49, other.shape[1]).astype(int)], other)
    figure = drawn(given, logarithmic=logarithmic)
    check_gaps(figure, given)
    low, high = vertical_range(figure)
    line = next(trace for trace in figure.data if trace.name == "ASGD")
    top, bottom = float(max(line.y)), float(min(line.y))
    covered = math.log(top / bottom) / math.log(high / low) if logarithmic else (top - bottom) / (high - low)
    assert covered > 0.1


@pytest.mark.parametrize("axis", get_args(Axis))
def test_axes(axis: Axis) -> None:
    given = simulation(walk(2))
    figure = drawn(given, axis)
    check_gaps(figure, given)
    assert axis.removeprefix("simulated ") in figure.layout.xaxis.title.text
    assert figure.layout.xaxis.range[1] == 49


def test_a_linear_axis_begins_at_zero() -> None:
    assert vertical_range(drawn(simulation(walk(2)), logarithmic=False))[0] == 0


def test_a_gap_is_drawn_as_it_is() -> None:
    given = simulation(walk(1))
    line = next(trace for trace in drawn(given).data if trace.name == "ASGD")
    np.testing.assert_allclose(line.y, given["asgd"].gap[0], rtol=1e-6)
    np.testing.assert_allclose(line.x, given["asgd"].time, rtol=1e-6)


def leaving(figure: go.Figure) -> list[float]:
    """Where an x says that a run leaves the picture."""
    return [float(trace.x[0]) for trace in figure.data if trace.marker.symbol == "x"]


def test_a_run_that_leaves_the_picture_is_seen_to_leave() -> None:
    assert leaving(drawn(simulation(walk(2)))) == []
    assert leaving(drawn(simulation(set_from(walk(2), math.inf, 25)))) == [25]
    assert leaving(drawn(simulation(walk(2), set_from(walk(2), 1e150, 7)))) == [7]


def test_a_run_from_the_goal_does_not_leave_the_picture() -> None:
    """Its first gap is 0, so no multiple of that is a limit."""
    path = set_from(resting(BIASED, 1, 50), GOAL, 0)
    path[:, :, 0] = -np.linspace(0, 1, 50)
    given = simulation(path, fields=TWO_WORKERS | {"problem": TWO_WORKERS["problem"] | {"start": GOAL.tolist()}})
    figure = drawn(given)
    check_gaps(figure, given)
    assert leaving(figure) == []
    assert vertical_range(figure)[1] >= 0.5


def test_bands_show_with_several_seeds() -> None:
    assert not any(trace.fill for trace in drawn(simulation(walk(1))).data)
    (band,) = [trace for trace in drawn(simulation(walk(4))).data if trace.fill]
    gaps = np.sort(simulation(walk(4))["asgd"].gap, axis=0)
    # With four seeds the quartiles lie in the middle between the outer two on each side.
    high, low = (gaps[2] + gaps[3]) / 2, (gaps[0] + gaps[1]) / 2
    np.testing.assert_allclose(band.y, np.concatenate([high, low[::-1]]), rtol=1e-6)


def test_the_biased_limit_is_a_line_at_its_gap() -> None:
    given = simulation(walk(2))
    (line,) = [trace for trace in drawn(given).data if trace.line.color == POINT]
    # BIASED is 1 away from the goal.
    np.testing.assert_allclose(line.y, 0.5)


def real(kind: str, **methods: Any) -> Simulation:
    scenario = {"seeds": 2, "problem": {"kind": kind}, "budget": {"arrivals": 100}, "records": 10}
    if methods:
        scenario["methods"] = [{"kind": "asgd"} | methods]
    return simulate(Scenario.model_validate(scenario))


def scatters(figure: go.Figure) -> list[Any]:
    """All that is drawn but the hills."""
    return [trace for trace in figure.data if isinstance(trace, go.Scatter)]


def mapped(given: Simulation) -> go.Figure:
    kinds = {label: run.settings.kind for label, run in given.items()}
    return map_figure(draw_map(given), kinds, given.frequencies, titles(given))


def check_map(figure: go.Figure, given: Simulation) -> None:
    hills, rest = figure.data[0], scatters(figure)
    assert np.isfinite(hills.z).all()
    assert len(hills.x) == len(hills.y) == len(hills.z) == given.problem.map_lines
    for trace in rest:
        assert np.isfinite(np.asarray(trace.x, float)).all()
        assert np.isfinite(np.asarray(trace.y, float)).all()
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.range[0] < axis.range[1]
    lines = [trace.name for trace in rest if trace.mode == "lines"]
    assert lines == list(titles(given).values())
    marks = [trace.marker.symbol for trace in rest if trace.marker.color == POINT]
    assert len(marks) == len(set(marks)) == 3


@pytest.mark.parametrize("way", WAYS)
def test_maps_are_drawn_whatever_happens(way: str) -> None:
    given = simulation(WAYS[way](2))
    check_map(mapped(given), given)


def test_a_path_ends_where_it_leaves_for_good() -> None:
    path = set_from(walk(1), 10 * FARTHEST, 25)
    line = next(trace for trace in scatters(mapped(simulation(path))) if trace.mode == "lines")
    assert len(line.x) == 25


def test_a_map_of_real_data_has_no_minimisers_of_workers() -> None:
    given = real("logistic")
    figure = mapped(given)
    check_map(figure, given)
    assert not any(trace.marker.color == FAINT for trace in scatters(figure))


def test_the_area_of_a_disc_says_how_often_its_worker_is_heard() -> None:
    given = real("quadratic")
    (discs,) = [trace for trace in scatters(mapped(given)) if trace.marker.color == FAINT]
    np.testing.assert_allclose(discs.marker.size**2 / (discs.marker.size**2).sum(), given.frequencies)
    assert [f"{share:.1%}" in text for share, text in zip(given.frequencies, discs.text, strict=True)] == [True] * 8


def test_a_map_of_many_workers_shows_some() -> None:
    many = {"workers": 2 * MOST_MARKS}
    scenario = {"cluster": many, "seeds": 1, "budget": {"arrivals": 100}, "records": 5}
    given = simulate(Scenario.model_validate(scenario))
    (discs,) = [trace for trace in scatters(mapped(given)) if trace.marker.color == FAINT]
    assert len(discs.x) == len(discs.marker.size) == len(discs.text) == MOST_MARKS


@pytest.mark.parametrize("kind", ["quadratic", "landscape", "logistic"])
@pytest.mark.parametrize("step", [0.05, 1e4])
def test_simulated_figures(kind: str, step: float) -> None:
    given = real(kind, step=step)
    check_map(mapped(given), given)
    for axis in get_args(Axis):
        check_gaps(drawn(given, axis), given)


def test_one_look_for_each_method() -> None:
    assert set(METHOD_STYLES) == set(METHODS)
    styles = [*METHOD_STYLES.values(), SPARE]
    for part in zip(*styles, strict=True):
        assert len(set(part)) == len(styles)
    assert style_of("a method of tomorrow") is SPARE
    assert faded("#102030", 0.5) == "rgba(16,32,48,0.5)"


def test_a_method_looks_the_same_in_both_figures() -> None:
    given = simulation(walk(2), walk(2) + 1, walk(2) + 2)
    for figure in (drawn(given), mapped(given)):
        lines = {trace.name: trace.line for trace in scatters(figure) if trace.mode == "lines"}
        for label in given:
            style = METHOD_STYLES[given[label].settings.kind]
            assert (lines[label.upper()].color, lines[label.upper()].dash) == (style.colour, style.dash)


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The grey that is known as the lightest one fit for text on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("background", [LIGHT, DARK])
@pytest.mark.parametrize("colour", [*(style.colour for style in METHOD_STYLES.values()), SPARE.colour, POINT, FAINT])
def test_lines_and_marks_stand_out_in_both_themes(colour: str, background: str) -> None:
    """3 to 1 is what graphics need (WCAG 2.2, 1.4.11)."""
    assert contrast(colour, background) >= 3


@pytest.mark.parametrize("background", [LIGHT, DARK])
def test_buttons_and_links_are_readable(background: str) -> None:
    """The theme's main colour carries text: 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    own = theme["light" if background == LIGHT else "dark"]["primaryColor"]
    assert contrast(own, background) >= 4.5


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
load("pages.parts.figures")
print(*[name for name in ("streamlit", "plotly") if name in sys.modules])
"""


def fresh(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_neither_the_engine_nor_the_figures_load_streamlit() -> None:
    done = fresh(LOADED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["", "plotly"]


def test_the_layers_are_kept() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    done = fresh("import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout
    assert f"{len(contracts)} kept, 0 broken" in done.stdout
    assert len(contracts) >= 2
