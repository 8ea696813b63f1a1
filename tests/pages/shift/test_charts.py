"""The charts of the Covariate shift page: what is drawn are the numbers given."""

from dataclasses import replace

import numpy as np
import pytest

from engine.covariate_shift.contest_curves import RiskCurves
from pages.parts.charts.directions import Line, directions_chart
from pages.parts.charts.estimators import LONG, LOOKS, NAMES
from pages.parts.charts.figure import faded
from pages.parts.charts.linear_maps import SHADES, linear_map_chart
from pages.parts.charts.real_errors import PROMISED, SOURCE, TARGET, ErrorRow, beyond, errors_chart
from pages.parts.charts.risk_curves import BOUNDS, risk_over_samples_chart
from pages.parts.style import BLUE, FAINT, ORANGE


def test_lines_stand_at_their_values() -> None:
    figure = directions_chart([Line("one", LOOKS["ridge"], np.array([1.0, -0.5, np.inf]))], "kept")
    (line,) = figure.data
    assert (line.name, line.line.color, line.line.dash) == ("one", BLUE, "8px,4px")
    np.testing.assert_array_equal(line.x, [1, 2, 3])
    np.testing.assert_array_equal(line.y, [1.0, -0.5, np.nan])
    low, high = figure.layout.yaxis.range
    assert low < -0.5 < 1.0 < high
    assert figure.layout.hovermode == "x unified"
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("direction, an axis of S", "kept")


def test_what_is_0_is_left_out_of_a_logarithmic_axis() -> None:
    figure = directions_chart([Line("one", LOOKS["ols"], np.array([1.0, 0.0, 0.1, 1e-9]))], "kept", True)
    np.testing.assert_array_equal(figure.data[0].y, [1.0, np.nan, 0.1, 1e-9])
    assert figure.layout.yaxis.type == "log"
    np.testing.assert_allclose(figure.layout.yaxis.range, np.log10([1.25e-6, 1.25]))
    nothing = directions_chart([Line("one", LOOKS["ols"], np.zeros(3))], "kept", True).layout.yaxis.range
    assert np.isfinite(nothing).all()
    assert nothing[0] < nothing[1]


@pytest.mark.parametrize("d", [1, 2, 7, 100])
def test_any_number_of_directions_has_an_axis(d: int) -> None:
    figure = directions_chart([Line("one", LOOKS["ols"], np.linspace(0, 1, d))], "kept")
    low, high = figure.layout.xaxis.range
    assert low < 1 <= d < high
    assert (figure.layout.xaxis.dtick == 1) == (d <= 7)
    assert ("markers" in figure.data[0].mode) == (d <= 30)


def test_a_map_is_drawn_entry_by_entry() -> None:
    matrix = np.array([[1.0, 0.0, -0.25], [np.inf, 0.25, 2.0]])
    entries, lost = linear_map_chart(matrix).data
    np.testing.assert_array_equal(entries.z, [[1.0, 0.0, -0.25], [np.nan, 0.25, 2.0]])
    np.testing.assert_array_equal([*entries.x, *entries.y], [1, 2, 3, 1, 2])
    assert "row %{y}, column %{x}: %{z" in entries.hovertemplate
    np.testing.assert_array_equal(np.isfinite(lost.z), ~np.isfinite(matrix))
    assert {colour for _, colour in lost.colorscale} == {FAINT}
    assert len(linear_map_chart(np.eye(2)).data) == 1
    # The first direction is at the top.
    assert tuple(linear_map_chart(matrix).layout.yaxis.range) == (2.5, 0.5)
    np.testing.assert_array_equal(linear_map_chart(np.eye(2), minus=np.ones((2, 2))).data[0].z, [[0, -1], [-1, 0]])


def test_a_map_has_two_colours_and_none_at_0() -> None:
    (entries,) = linear_map_chart(np.eye(2)).data
    shades = dict(entries.colorscale)
    assert (entries.zmin, entries.zmax) == (-1.0, 1.0)
    assert (shades[0.0], shades[1.0]) == (faded(BLUE, 1.0), faded(ORANGE, 1.0))
    # A quarter of the full size has half of the colour.
    assert (shades[0.375], shades[0.625]) == (faded(BLUE, 0.5), faded(ORANGE, 0.5))
    assert [colour for place, colour in entries.colorscale if place == 0.5] == [faded(BLUE, 0.0), faded(ORANGE, 0.0)]
    assert len(entries.colorscale) == 2 * SHADES + 2


def test_risks_stand_above_the_shaded_floor() -> None:
    samples, floor = (10, 100, 1000), np.array([1e-2, 1e-3, 1e-4])
    risks = {"ols": np.array([np.inf, 5.0, 5e-3]), "minmax": 10 * floor}
    curves = RiskCurves(samples, risks, floor, 8 * floor, np.zeros(3), 1 / 3)
    figure = risk_over_samples_chart(curves, 100)
    names = [*BOUNDS, NAMES["ols"], NAMES["minmax"]]
    assert [line.name for line in figure.data] == names
    for line, risk in zip(figure.data, (floor, 8 * floor, [np.nan, 5.0, 5e-3], 10 * floor), strict=True):
        np.testing.assert_array_equal(line.x, samples)
        np.testing.assert_array_equal(line.y, risk)
    assert [line.fill for line in figure.data] == ["tozeroy", "tozeroy", None, None]
    assert figure.data[3].line.color == LOOKS["minmax"].colour
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "log"
    # What is far worse than nothing is not seen first.
    np.testing.assert_allclose(figure.layout.yaxis.range, np.log10([1e-4 * 10**-0.5, 1.3]))
    (now,) = figure.layout.shapes
    assert now.x0 == now.x1 == 100
    alone = risk_over_samples_chart(replace(curves, commuting_floor=None), 5)
    assert [line.name for line in alone.data] == [BOUNDS[0], *names[2:]]
    assert not alone.layout.shapes
    assert not risk_over_samples_chart(curves).layout.shapes


def test_an_axis_of_nothing_is_not_blank() -> None:
    nothing = RiskCurves((10, 100), {"ols": np.full(2, np.inf)}, np.zeros(2), None, np.zeros(2), 0.0)
    low, high = risk_over_samples_chart(nothing, 10).layout.yaxis.range
    assert np.isfinite([low, high]).all()
    assert low < high


def test_errors_stand_at_their_medians() -> None:
    rows = [
        ErrorRow("one", "#111111", np.array([2.0, 4.0, 50.0]), np.array([1.0, 1.0, 1.0]), 8.0),
        ErrorRow("two", "#222222", np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0])),
        ErrorRow("far", "#333333", np.array([200.0, 300.0, 400.0]), np.array([1.0, 2.0, 3.0])),
    ]
    figure = errors_chart(rows, "error", "50 splits")
    traces = {trace.name: trace for trace in figure.data}
    for place, row in enumerate(rows):
        above, below = traces[f"{row.name}, {TARGET}"], traces[f"{row.name}, {SOURCE}"]
        for trace, (low, median, high) in ((above, row.target), (below, row.source)):
            assert list(trace.x) == [median]
            assert trace.error_x.array[0] == pytest.approx(high - median)
            assert trace.error_x.arrayminus[0] == pytest.approx(median - low)
            assert [*trace.customdata[0]] == [low, high]
            assert "quartiles %{customdata[0]" in trace.hovertemplate
            assert "50 splits" in trace.hovertemplate
            # For the line that goes with a picture.
            assert trace.meta == "50 splits"
        # The target's stands above the source's, is larger and darker, and goes with its name in the legend.
        assert place - 0.5 < above.y[0] < below.y[0] < place + 0.5
        assert above.marker.size > below.marker.size
        assert (above.marker.color, below.marker.color) == (faded(row.colour, 1.0), faded(row.colour, 0.45))
        assert (above.legendgroup, below.legendgroup) == (TARGET, SOURCE)
    np.testing.assert_allclose(traces[PROMISED].x, [8.0])
    assert traces[PROMISED].y[0] == traces[f"one, {TARGET}"].y[0]
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == [TARGET, SOURCE, PROMISED]
    assert figure.layout.yaxis.ticktext == ("one", "two", "far")
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    np.testing.assert_allclose(figure.layout.xaxis.range, np.log10([1 / 1.12, 60.0]))
    assert beyond(rows) == ["far"]


def test_every_estimator_has_one_name_and_look() -> None:
    assert set(NAMES) == set(LONG) == set(LOOKS)
    assert len({(look.colour, look.dash) for look in LOOKS.values()}) == len(LOOKS)
