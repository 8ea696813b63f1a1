"""The pictures of the Speedup page: what is drawn equals the engine's numbers."""

import math
import re

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.results.curves import quartiles
from engine.speedup.bound import Constants, Knee
from engine.speedup.bound_check import Checked
from engine.speedup.speedups import Speedup
from pages.parts.charts.chart import Axis, Chart
from pages.parts.charts.speedup import (
    ARRIVALS,
    BOUND,
    NAMED,
    SECONDS,
    Line,
    powers,
    speedup_picture,
    speedup_range,
)
from pages.parts.charts.speedup import Knee as Upright
from pages.parts.charts.speedup_bound import NAMED as BOUND_FRAME
from pages.parts.charts.speedup_bound import bound_picture, bound_range, thinned
from pages.parts.charts.speedup_staleness import staleness_picture
from pages.parts.speedup import curves

WORKERS = (1, 2, 4)


def found() -> Speedup:
    """Three seeds; four workers reach the target once."""
    arrivals = np.array([[100.0, 90, 110], [50, 55, 60], [80, math.nan, math.nan]])
    return Speedup(WORKERS, arrivals, arrivals / 10, (0, 1, 3), 0.1)


def points(picture: str, colour: str) -> list[list[tuple[float, float]]]:
    """The lines of a colour."""
    lines = re.findall(rf'<polyline points="([^"]*)" fill="none" stroke="{colour}"', picture)
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())] for line in lines]


def chart_of(lines: list[Line], most: float) -> Chart:
    low, high = speedup_range(lines, int(most))
    return Chart(Axis("", 1.0, most), Axis("", low, high), NAMED)


def test_lines_bands_and_discs_lie_where_the_numbers_are() -> None:
    low, middle, high = found().iterations_quartiles
    assert middle.tolist() == pytest.approx([1, 2 * 100 / 55, 0])
    lines = [Line("IS", ARRIVALS, middle, low, high, knee=2.0), Line("bound", BOUND, np.array([1.0, 1.5, math.nan]))]
    picture = speedup_picture(WORKERS, lines)
    chart = chart_of(lines, 4.0)
    (drawn,) = points(picture, ARRIVALS.colour)
    assert drawn == [pytest.approx(chart.at(n, v), abs=0.06) for n, v in zip(WORKERS[:2], middle[:2], strict=True)]
    (bound,) = points(picture, BOUND.colour)
    assert bound == [pytest.approx(chart.at(n, v), abs=0.06) for n, v in ((1, 1.0), (2, 1.5))]
    assert 'stroke-dasharray="8 4"' in picture
    discs = re.findall(rf'<circle cx="[\d.]+" cy="[\d.]+" r="4.5" fill="{ARRIVALS.colour}"', picture)
    assert len(discs) == 2
    (polygon,) = re.findall(r'<polygon points="([^"]*)"', picture)
    edges = [(float(x), float(y)) for x, y in (pair.split(",") for pair in polygon.split())]
    assert edges[1] == pytest.approx(chart.at(2, high[1]), abs=0.06)
    assert edges[2] == pytest.approx(chart.at(2, low[1]), abs=0.06)
    (ring,) = re.findall(r'<circle  cx="([\d.]+)" cy="([\d.]+)" r="7.0"', picture)
    assert tuple(map(float, ring)) == pytest.approx(chart.at(2, middle[1]), abs=0.06)


def test_a_knee_beyond_the_line_stands_at_its_end() -> None:
    lines = [Line("IS", ARRIVALS, np.array([1.0, 1.9, 0.0]), knee=4.0)]
    (ring,) = re.findall(r'<circle  cx="([\d.]+)" cy="([\d.]+)" r="7.0"', speedup_picture(WORKERS, lines))
    assert tuple(map(float, ring)) == pytest.approx(chart_of(lines, 4.0).at(2, 1.9), abs=0.06)


def test_the_ideal_is_a_straight_line_from_one_to_all() -> None:
    lines = [Line("IS", ARRIVALS, np.array([1.0, 2.0, 3.0]))]
    picture, chart = speedup_picture(WORKERS, lines), chart_of(lines, 4.0)
    (begin, end) = chart.at(1, 1), chart.at(4, 4)
    assert f'x1="{begin[0]:.1f}" y1="{begin[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"' in picture
    for name in ("ideal, n", "IS", "workers n", "speedup"):
        assert f">{name}</text>" in picture


def test_predicted_knees_stand_where_they_are_and_only_inside() -> None:
    lines = [Line("IS", ARRIVALS, np.array([1.0, 2.0, 3.0]))]
    picture = speedup_picture(WORKERS, lines, [Upright(3.0, "N / Y"), Upright(30.0, "noise")])
    x = chart_of(lines, 4.0).across(3.0)
    assert len(re.findall(rf'x1="{x:.1f}" y1="12.0" x2="{x:.1f}"', picture)) == 1
    assert ">N / Y</text>" in picture
    assert "noise" not in picture
    both = speedup_picture(WORKERS, lines, [Upright(2.0, "N / Y"), Upright(2.2, "noise")])
    sides = dict(re.findall(r'text-anchor="(\w+)" >(N / Y|noise)</text>', both))
    assert sides == {"end": "N / Y", "start": "noise"}


def test_the_page_draws_the_engines_quartiles() -> None:
    study, bound = found(), np.array([1.0, 1.9, 2.5])
    picture = curves.picture(study, bound, Knee(3.0, 0.5, 0.1))
    low, middle, high = study.seconds_quartiles
    under, usual, over = study.iterations_quartiles
    chart = chart_of([Line("", SECONDS, middle, low, high), Line("", ARRIVALS, usual, under, over)], 4.0)
    (drawn,) = points(picture, SECONDS.colour)
    assert drawn[1] == pytest.approx(chart.at(2, middle[1]), abs=0.06)
    assert len(drawn) == 2
    assert len(points(picture, BOUND.colour)[0]) == 3
    assert ">noise</text>" not in picture
    assert ">noise</text>" in curves.picture(study, bound, Knee(2.0, 3.5, 3.6))


def test_numbers_at_the_speedup_axis() -> None:
    assert powers(0.8, 5.0) == (1, 2, 4)
    assert powers(0.3, 300.0) == (0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256)
    assert len(powers(1 / 64, 300.0)) < 10


def checked(bound: Floats, measured: Floats) -> Checked:
    arrivals = np.arange(10, 10 * (bound.size + 1), 10)
    return Checked(arrivals, measured, bound, 3, 0.1, Constants(1, 1, 0, 4, 1))


def test_the_bound_lies_above_what_was_measured() -> None:
    values = np.geomspace(1.0, 0.1, 50)
    one = checked(3 * values, np.stack([0.9 * values, 1.1 * values]))
    picture = bound_picture(one, quartiles(one.measured))
    (bound,), (measured,) = points(picture, BOUND.colour), points(picture, ARRIVALS.colour)
    low, high = bound_range([0.9 * values, 3 * values])
    chart = Chart(Axis("", 10.0, 500.0), Axis("", low, high), BOUND_FRAME)
    assert bound[0] == pytest.approx(chart.at(10, 3.0), abs=0.06)
    assert measured[-1] == pytest.approx(chart.at(500, 0.1), abs=0.06)
    assert all(up[0] == down[0] and up[1] < down[1] for up, down in zip(bound, measured, strict=True))


def test_without_a_bound_none_is_drawn_and_what_diverges_ends() -> None:
    measured = np.array([[1.0, 10.0, math.inf, math.inf]])
    picture = bound_picture(checked(np.full(4, math.inf), measured), quartiles(measured))
    assert points(picture, BOUND.colour) == []
    assert ">bound</text>" not in picture
    assert len(points(picture, ARRIVALS.colour)[0]) == 2
    nothing = checked(np.full(2, math.inf), np.full((1, 2), math.nan))
    assert points(bound_picture(nothing, quartiles(nothing.measured)), ARRIVALS.colour) == []


def test_few_points_are_drawn_of_many_records() -> None:
    shown = thinned(np.arange(1, 100_001))
    assert shown.size <= 300
    assert (shown[0], shown[-1]) == (0, 99_999)


def test_staleness_is_drawn_as_bars_of_their_height() -> None:
    picture = staleness_picture(np.array([0.5, 0.25, 0.25]), np.array([1.0, 0.0, 0.0]))
    bars = [(float(height), colour) for height, colour in re.findall(r'height="([\d.]+)" fill="(#\w+)"', picture)]
    assert len(bars) == 6
    assert bars[0][0] == pytest.approx(2 * bars[1][0], abs=0.2)
    assert bars[3] == (pytest.approx(2 * bars[0][0], abs=0.2), ARRIVALS.colour)
    assert bars[4][0] == 0
    for name in ("0", "1", "more"):
        assert f">{name}</text>" in picture
