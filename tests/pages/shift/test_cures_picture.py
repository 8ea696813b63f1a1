"""The picture of the two cures: what is drawn is what the engine says."""

import numpy as np
import pytest

from engine.covariate_shift.asynchrony.cures import LINES
from engine.results.curves import Curve
from pages.parts.charts.shift_cures import DECADES, HIGHEST, LEVEL, NAMED, NAMES, common_range, cures_picture
from tests.support.svg import parts, path, texts

ARRIVALS = np.array([100.0, 1000.0, 10_000.0])


def curve(*values: float) -> Curve:
    median = np.array(values)
    return Curve(ARRIVALS, median, median / 2, median * 2)


def test_risks_stand_where_they_belong() -> None:
    curves = {name: curve(1.0, 0.1 / (k + 1), 0.01) for k, name in enumerate(LINES)}
    axes = common_range([curves], [0.02])
    assert axes.arrivals == (100, 10_000)
    assert axes.risk == (pytest.approx(0.005 / 1.3), pytest.approx(2 * 1.3))
    drawing = cures_picture(curves, 0.02, axes)
    assert {*NAMES.values(), LEVEL, "arrivals", "target risk"} <= set(texts(drawing))

    def height(risk: float) -> float:
        low, high = np.log(axes.risk)
        return NAMED.base - NAMED.height * (np.log(risk) - low) / (high - low)

    for line, name in zip(parts(drawing, "polyline"), LINES, strict=True):
        found = path(line)
        np.testing.assert_allclose(found[:, 0], np.linspace(NAMED.left, NAMED.right, 3), atol=0.06)
        np.testing.assert_allclose(found[:, 1], [height(v) for v in curves[name].median], atol=0.06)
    (level,) = (line for line in parts(drawing, "line") if line.attrib["stroke-dasharray"] == "2 4")
    assert float(level.attrib["y1"]) == float(level.attrib["y2"]) == pytest.approx(height(0.02), abs=0.06)
    assert len(parts(drawing, "polygon")) == 4


def test_no_bias_has_no_level_and_lost_runs_no_line() -> None:
    curves = {name: curve(1.0, np.inf, np.inf) if k else curve(1.0, 0.5, 0.2) for k, name in enumerate(LINES)}
    axes = common_range([curves], [0.0])
    drawing = cures_picture(curves, 0.0, axes)
    assert LEVEL not in texts(drawing)
    assert [len(path(line)) for line in parts(drawing, "polyline")] == [3, 1, 1, 1]
    assert "nan" not in drawing
    assert "inf" not in drawing


def test_axes_hold_a_few_decades() -> None:
    wild = common_range([{LINES[0]: curve(1e9, 1.0, 1e-9)}], [])
    assert wild.risk[1] == pytest.approx(HIGHEST * 1.3)
    assert wild.risk[0] == pytest.approx(wild.risk[1] * 10.0**-DECADES / 1.3)
    nothing = common_range([{LINES[0]: curve(0.0, 0.0, 0.0)}], [0.0])
    assert 0 < nothing.risk[0] < nothing.risk[1]
    assert "nan" not in cures_picture({LINES[0]: curve(0.0, 0.0, 0.0)}, 0.0, nothing)
