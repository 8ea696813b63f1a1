"""The chart of the two cures: what is drawn is what the engine says."""

import numpy as np
import pytest

from engine.covariate_shift.asynchrony.cures import LINES
from engine.results.curves import Curve
from pages.parts.charts.shift_cures import DECADES, HIGHEST, LEVEL, NAMES, STYLES, common_range, cures_chart

ARRIVALS = np.array([100.0, 1000.0, 10_000.0])


def curve(*values: float) -> Curve:
    median = np.array(values)
    return Curve(ARRIVALS, median, median / 2, median * 2)


def test_risks_stand_where_they_belong() -> None:
    curves = {name: curve(1.0, 0.1 / (k + 1), 0.01) for k, name in enumerate(LINES)}
    axes = common_range([curves], [0.02])
    assert axes.arrivals == (100, 10_000)
    assert axes.risk == (pytest.approx(0.005 / 1.3), pytest.approx(2 * 1.3))
    figure = cures_chart(curves, 0.02, axes, 8)
    bands, lines, level = figure.data[0:-1:2], figure.data[1::2], figure.data[-1]
    for name, band, line in zip(LINES, bands, lines, strict=True):
        look, median = STYLES[name], curves[name].median
        np.testing.assert_array_equal([line.x, line.y], [ARRIVALS, median])
        np.testing.assert_array_equal(line.customdata, np.stack([median / 2, median * 2], axis=-1))
        assert "8 seeds" in line.hovertemplate
        assert (line.name, line.line.color) == (NAMES[name], look.colour)
        assert line.line.dash == (",".join(f"{px}px" for px in look.dash) or "solid")
        # The legend hides a band with its line.
        assert line.legendgroup == band.legendgroup == NAMES[name]
        assert sorted(band.y[np.isfinite(band.y)]) == sorted([*(2 * median), *(median / 2)])
    assert level.name == LEVEL
    assert set(level.y) == {0.02}
    layout = figure.layout
    assert layout.xaxis.type == layout.yaxis.type == "log"
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("arrivals", "target risk")
    np.testing.assert_allclose(layout.yaxis.range, np.log10(axes.risk))
    assert layout.xaxis.range[0] < 2
    assert layout.xaxis.range[1] > 4


def test_no_bias_has_no_level_and_lost_runs_no_line() -> None:
    curves = {name: curve(1.0, np.inf, np.inf) if k else curve(1.0, 0.5, 0.2) for k, name in enumerate(LINES)}
    curves[LINES[3]] = curve(np.inf, np.inf, np.inf)
    figure = cures_chart(curves, 0.0, common_range([curves], [0.0]), 8)
    assert [line.name for line in figure.data[1::2]] == [NAMES[name] for name in LINES[:3]]
    assert [np.isfinite(line.y).sum() for line in figure.data[1::2]] == [3, 1, 1]


def test_axes_hold_a_few_decades() -> None:
    wild = common_range([{LINES[0]: curve(1e9, 1.0, 1e-9)}], [])
    assert wild.risk[1] == pytest.approx(HIGHEST * 1.3)
    assert wild.risk[0] == pytest.approx(wild.risk[1] * 10.0**-DECADES / 1.3)
    nothing = common_range([{LINES[0]: curve(0.0, 0.0, 0.0)}], [0.0])
    assert 0 < nothing.risk[0] < nothing.risk[1]
    assert not cures_chart({LINES[0]: curve(0.0, 0.0, 0.0)}, 0.0, nothing, 8).data
