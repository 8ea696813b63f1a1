"""Pictures of blending and tuning: what is drawn is what the engine says."""

import re

import numpy as np
import pytest

from engine.results.curves import Curve
from pages.parts.charts.blend_error import LEVEL_DASHES, NAMED, Level, error_picture
from pages.parts.charts.blend_weights import by_family, weights_picture
from pages.parts.charts.chart import FRAME
from pages.parts.charts.line_names import APART, line_names
from pages.parts.charts.tuning_loss import STYLES, loss_picture
from pages.parts.charts.tuning_paths import Way, paths_picture
from pages.parts.style import ORANGE, VIOLET
from tests.support.svg import parts, path, texts


def flat(x: list[float], y: list[float], band: float = 0.0) -> Curve:
    values = np.array(y)
    return Curve(np.array(x), values, values - band, values + band)


def test_errors_stand_where_they_belong() -> None:
    x = [0.0, 10, 100, 1000]
    validation, test = flat(x, [0.8, 0.7, 0.65, 0.6], 0.01), flat(x, [0.8, 0.75, 0.74, 0.85])
    levels = [Level("average", 0.78), Level("best model", 0.72), Level("optimum", 0.59)]
    drawing = error_picture(validation, test, levels, "function values")
    held_out, found = (path(line) for line in parts(drawing, "polyline"))
    # The start, at no values, has no place on a logarithm.
    assert len(found) == len(held_out) == 3
    np.testing.assert_allclose(found[:, 0], np.linspace(NAMED.left, NAMED.right, 3), atol=0.06)
    low, high = 0.59 - 0.06 * 0.26, 0.85 + 0.06 * 0.26
    np.testing.assert_allclose(
        found[:, 1], NAMED.base - NAMED.height * (np.array([0.7, 0.65, 0.6]) - low) / (high - low), atol=0.06
    )
    across = [line for line in parts(drawing, "line") if line.attrib["stroke-opacity"] == "1.0"]
    assert len(across) == len(LEVEL_DASHES) == 3
    for line, level in zip(across, levels, strict=True):
        want = NAMED.base - NAMED.height * (level.error - low) / (high - low)
        assert float(line.attrib["y1"]) == float(line.attrib["y2"]) == pytest.approx(want, abs=0.06)
    assert {"validation", "held out", "average", "best model", "optimum"} <= set(texts(drawing))


def test_weights_are_bars_and_ticks() -> None:
    names, families = ("a", "b", "c"), ("x", "y", "x")
    weights = np.array([[0.9, -2.1, 0.0], [1.0, -2.0, 0.0], [1.1, -1.9, 0.0]])
    optimum = np.array([1.5, -2.0, 0.5])
    drawing = weights_picture(names, families, weights, optimum)
    assert by_family(families) == [("x", [0, 2]), ("y", [1])]
    assert [text for text in texts(drawing) if text in "xyabc"] == ["x", "a", "c", "y", "b"]
    bars = [bar for bar in parts(drawing, "rect") if bar.attrib["fill"] == ORANGE]
    wide = [float(bar.attrib["width"]) for bar in bars]
    ticks = [float(line.attrib["x1"]) for line in parts(drawing, "line") if line.attrib["stroke"] == VIOLET]
    zero = float(bars[0].attrib["x"])
    # a is 1 long and to the right, c has none, b is 2 long and to the left.
    assert wide[1] == 0
    assert wide[2] == pytest.approx(2 * wide[0], abs=0.15)
    assert float(bars[2].attrib["x"]) + wide[2] == pytest.approx(zero, abs=0.11)
    np.testing.assert_allclose((np.array(ticks) - zero) / wide[0], [1.5, 0.5, -2.0], atol=0.01)
    whiskers = [line for line in parts(drawing, "line") if line.attrib["stroke-width"] == "2"]
    spans = [float(line.attrib["x2"]) - float(line.attrib["x1"]) for line in whiskers]
    np.testing.assert_allclose(np.array(spans) / wide[0], [0.2, 0.0, 0.2], atol=0.01)


def test_losses_are_drawn_in_their_styles() -> None:
    curves = {name: flat([0.0, 1, 10, 100], [0.6, 0.6 - i / 100, 0.5, 0.47 + i / 100]) for i, name in enumerate(STYLES)}
    drawing = loss_picture(curves, 0.5)
    lines = {line.attrib["stroke"]: line for line in parts(drawing, "polyline")}
    low, high = 0.47 - 0.05 * 0.13, 0.6 + 0.05 * 0.13
    for i, (name, style) in enumerate(STYLES.items()):
        want = np.array([0.6 - i / 100, 0.5, 0.47 + i / 100])
        seen = path(lines[style.colour])[:, 1]
        np.testing.assert_allclose((FRAME.base - seen) / FRAME.height, (want - low) / (high - low), atol=1e-3)
        assert lines[style.colour].attrib["stroke-dasharray"] == " ".join(map(str, style.dash))
        assert name in texts(drawing)
    (goal,) = [line for line in parts(drawing, "line") if line.attrib["stroke-dasharray"] == "3 4"]
    assert (FRAME.base - float(goal.attrib["y1"])) / FRAME.height == pytest.approx((0.5 - low) / (high - low), abs=1e-3)


def test_every_hyperparameter_has_a_picture() -> None:
    time = np.array([0.0, 5, 10])
    ways = [Way(f"one {i}", 0.01, 100.0, np.array([[1.0, 10.0, 100.0], [1.0, 0.1, 0.01]])) for i in range(9)]
    drawing = paths_picture(time, ways)
    lines = [path(line) for line in parts(drawing, "polyline")]
    assert len(lines) == 18
    assert [text for text in texts(drawing) if text.startswith("one")] == [way.name for way in ways]
    up, down = lines[0], lines[1]
    # From the middle of the logarithms to their ends: the bounds.
    np.testing.assert_allclose(np.diff(up[:, 1]), -np.diff(down[:, 1]), atol=0.11)
    assert up[0, 1] == down[0, 1]
    np.testing.assert_allclose(np.diff(up[:, 0]), (up[-1, 0] - up[0, 0]) / 2, atol=0.11)
    # A picture to the right is the same, moved.
    np.testing.assert_allclose(lines[2] - lines[0], np.broadcast_to(lines[2][0] - lines[0][0], (3, 2)), atol=0.11)
    assert len(parts(drawing, "circle")) == 18


def test_names_neither_overlap_nor_leave_the_picture() -> None:
    at = [FRAME.base - 1, FRAME.base - 3, FRAME.base - 5, 100.0]
    drawn = line_names(FRAME, [((0.0, y), f"name {i}", ORANGE) for i, y in enumerate(at)])
    found = {
        name: float(re.search(r'y="([\d.]+)"', text)[1]) for text in drawn for name in re.findall(r"name \d", text)
    }  # type: ignore[index]
    assert found["name 3"] == 104
    assert [found[f"name {i}"] for i in range(3)] == [FRAME.base - i * APART for i in range(3)]
