"""The chart of the two cures: what is drawn is what the engine says."""

import numpy as np
import pytest

from engine import Scenario
from engine.covariate_shift.asynchrony.cures import LINES, Cures, Line
from engine.covariate_shift.asynchrony.pulls import VANILLA, mixture
from engine.kernel.state import Floats
from pages.parts.charts.shift_cures import DECADES, HIGHEST, LEVEL, NAMES, STYLES, common_range, shift_cures_chart

ARRIVALS = np.array([100, 1000, 10_000])
MIXTURE = mixture(Scenario.model_validate({"problem": {"kind": "regression"}}))


def case(medians: dict[str, list[float]], level: float, factors: tuple[float, ...] = (0.5, 1.0, 2.0)) -> Cures:
    """Three seeds' risks, whose quartiles are these medians over 2, themselves, and twice them."""
    none = np.zeros(3)
    lines = {
        name: Line(np.outer(factors, median), none, level if name == VANILLA else 0.0, np.stack([none, none]))
        for name, median in medians.items()
    }
    return Cures(ARRIVALS, lines, MIXTURE, np.ones(8, np.int64))


def medians(found: Cures, name: str) -> Floats:
    return found.curve(name).median


def test_risks_stand_where_they_belong() -> None:
    drawn = case({name: [1.0, 0.1 / (k + 1), 0.01] for k, name in enumerate(LINES)}, 0.02)
    axes = common_range([drawn])
    assert axes.arrivals == (100, 10_000)
    assert axes.risk == (pytest.approx(0.005 / 1.3), pytest.approx(2 * 1.3))
    figure = shift_cures_chart(drawn)
    bands, lines, level = figure.data[0:-1:2], figure.data[1::2], figure.data[-1]
    for name, band, line in zip(LINES, bands, lines, strict=True):
        look, median = STYLES[name], medians(drawn, name)
        np.testing.assert_array_equal([line.x, line.y], [ARRIVALS, median])
        np.testing.assert_array_equal(line.customdata, np.stack([median / 2, median * 2], axis=-1))
        assert "3 seeds" in line.hovertemplate
        assert band.meta == "3 seeds"
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
    curves = {name: [1.0, np.inf, np.inf] if k else [1.0, 0.5, 0.2] for k, name in enumerate(LINES)}
    curves[LINES[3]] = [np.inf, np.inf, np.inf]
    figure = shift_cures_chart(case(curves, 0.0))
    assert [line.name for line in figure.data[1::2]] == [NAMES[name] for name in LINES[:3]]
    assert [np.isfinite(line.y).sum() for line in figure.data[1::2]] == [3, 1, 1]


def test_axes_hold_a_few_decades() -> None:
    wild = common_range([case({VANILLA: [1e9, 1.0, 1e-9]}, np.nan)])
    assert wild.risk[1] == pytest.approx(HIGHEST * 1.3)
    assert wild.risk[0] == pytest.approx(wild.risk[1] * 10.0**-DECADES / 1.3)
    empty = case({key: [0.0, 0.0, 0.0] for key in LINES}, 0.0)
    nothing = common_range([empty])
    assert 0 < nothing.risk[0] < nothing.risk[1]
    assert not shift_cures_chart(empty).data


def test_charts_beside_each_other_have_one_range() -> None:
    low, high = (case({key: [size, size, size] for key in LINES}, 0.0) for size in (0.1, 1.0))
    ranges = [shift_cures_chart(one, [other]).layout.yaxis.range for one, other in ((low, high), (high, low))]
    np.testing.assert_allclose(ranges, [np.log10([0.05 / 1.3, 2 * 1.3])] * 2)
    np.testing.assert_allclose(shift_cures_chart(low).layout.yaxis.range, np.log10([0.05 / 1.3, 0.2 * 1.3]))


def test_one_seed_has_no_band() -> None:
    alone = case({name: [1.0, 0.5, 0.2] for name in LINES}, 0.0, (1.0,))
    figure = shift_cures_chart(alone)
    assert [line.name for line in figure.data] == [NAMES[name] for name in LINES]
    assert not any(line.meta for line in figure.data)
