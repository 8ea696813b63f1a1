"""What the charts of the Bias page draw."""

import math

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.results.bias_lines import BiasLine
from engine.results.changing_speeds import CASES, CaseBiases
from engine.results.worker_pulls import Ends, Pulls
from engine.theory.bias_curves import BiasCurve
from engine.theory.bias_grids import HETEROGENEITIES
from pages.parts.charts.bias_curves import bias_chart
from pages.parts.charts.bias_map import bias_map_chart
from pages.parts.charts.changing_speeds import changing_speeds_chart, look
from pages.parts.charts.pulls import pull_plane_chart, pull_weights_chart
from pages.parts.style import POINT, style_of

X = np.array([1.0, 10.0, 100.0])
NONE = np.zeros(3)


def line(exact_values: list[float], small: Floats = NONE, measured: tuple[float, ...] = ()) -> BiasLine:
    return BiasLine("asgd", "ASGD", X, np.array(exact_values), small, X[: len(measured)], np.array(measured))


def test_the_curve_ends_in_a_cross_and_one_trace_tells_all_of_a_place() -> None:
    figure = bias_chart([line([0.1, 1.0, math.inf], np.array([0.1, 0.2, 0.3]), (0.11,))], "slowdown", now=10.0)
    dotted, beyond, exact, cross, ring = figure.data
    np.testing.assert_array_equal(exact.y, [0.1, 1.0, np.nan])
    assert (exact.name, exact.line.color, exact.line.dash) == ("ASGD", style_of("asgd").colour, "solid")
    assert exact.text[:2] == ("0.1, small-step 0.1,<br>measured 0.11", "1, small-step 0.2")
    # Both parts of the dotted line meet.
    assert [list(part.y) for part in (dotted, beyond)] == [[0.1, 0.2, 0.3], [0.3]]
    assert beyond.text == ("diverges, small-step 0.3",)
    assert [trace.hoverinfo for trace in figure.data] == ["none", None, None, "none", "none"]
    assert [(mark.x[0], mark.y[0], mark.marker.symbol) for mark in (cross, ring)] == [
        (10.0, 1.0, "x-thin"),
        (1.0, 0.11, "circle-open"),
    ]
    assert {trace.legendgroup for trace in figure.data} == {"ASGD"}
    assert [trace.showlegend is not False for trace in figure.data] == [False, False, True, False, False]
    (now,) = figure.layout.shapes
    assert (now.x0, now.name, now.showlegend) == (10.0, "the setting", True)
    assert figure.layout.hovermode == "x unified"
    assert 10 ** np.array(figure.layout.yaxis.range) == pytest.approx([0.1 / 1.3, 1.3])


def test_rings_speak_where_there_is_no_curve_and_where_curves_share_no_places() -> None:
    (alone,) = (t for t in bias_chart([line([np.nan] * 3, NONE, (0.2,))], "step").data if t.mode == "markers")
    assert (alone.name, alone.hovertemplate) == ("ASGD, measured", "%{y:.3~g}")
    other = line([0.1, 1.0, 2.0])._replace(x=X / 2)
    figure = bias_chart([line([0.1, 1.0, 2.0], measured=(0.1,)), other], "step")
    assert figure.layout.hovermode == "closest"
    assert all(trace.hovertemplate.endswith(" at step %{x:.3~g}") for trace in figure.data)
    assert all("measured" not in (trace.text or "")[:1] for trace in figure.data)


@pytest.mark.parametrize(
    ("values", "ends"),
    [([1e-16, 0.5, 1.0], (0.5, 1.0)), ([1e-9, 2e-3, 1e3], (1e-2, 1e3)), ([0.0, 0.0, 0.0], (1e-3 * 1.3, 1 / 1.3))],
)
def test_neither_rounding_nor_nothing_stretches_the_picture(values: list[float], ends: tuple[float, float]) -> None:
    figure = bias_chart([line(values)], "slowdown")
    assert 10 ** np.array(figure.layout.yaxis.range) == pytest.approx([ends[0] / 1.3, ends[1] * 1.3])
    linear = bias_chart([line(values)], "heterogeneity", logarithmic=False)
    assert (linear.data[-1].y[0] == 0) == (values[0] < 1e-6 * max(values) or not any(values))


def test_the_map_has_a_cell_for_each_number() -> None:
    exact = np.array([1e-4, np.nan, math.inf])
    figure = bias_map_chart(BiasCurve(X, exact, NONE), "asgd", (10.0, 1.0))
    known, lost, *rings = figure.data
    het = HETEROGENEITIES[:, None]
    np.testing.assert_allclose(known.customdata[:, :2], het * exact[:2])
    assert np.isinf(known.customdata[:, 2]).all()
    # Three decades from the largest down; what is less is as pale as the least.
    top = math.log10(HETEROGENEITIES[-1] * 1e-4)
    assert (known.zmin, known.zmax) == pytest.approx((top - 3, top))
    np.testing.assert_allclose(known.z[[0, -1], 0], [top - 3, top])
    assert np.isnan(known.z[:, 1:]).all()
    np.testing.assert_array_equal(np.isfinite(lost.z), np.broadcast_to(np.isinf(exact), lost.z.shape))
    assert "does not converge" in lost.hovertemplate
    assert {(ring.x[0], ring.y[0], ring.hoverinfo) for ring in rings} == {(10.0, 1.0, "skip")}
    assert known.colorbar.ticktext[0] == f"{10 ** (top - 3):.1g}"
    assert (figure.layout.xaxis.type, *figure.layout.xaxis.range) == ("log", 0, 2)


def pulls(weights: list[float], goal: Floats, *ends: Floats | None) -> Pulls:
    workers = np.array([[0.0, 1.0], [1.0, 0.0]])
    return Pulls("asgd", np.array(weights), workers, goal, *ends, Ends(None, None))


def test_weights_are_bars_of_their_height() -> None:
    figure = pull_weights_chart(pulls([0.75, 0.25], X[:2], None, None, None))
    assert [list(values) for values in (figure.data[0].x, figure.data[0].y)] == [[1, 2], [0.75, 0.25]]
    assert list(figure.data[0].customdata) == [1.5, 0.5]
    (fair,) = figure.layout.shapes
    assert (fair.y0, fair.name) == (0.5, "fair share, 1/n = 0.5")


def test_the_plane_shows_what_is_known() -> None:
    here, lost = np.array([0.5, 0.25]), np.array([np.inf, 0.0])
    full = pull_plane_chart(pulls([0.8, 0.2], here, here, here, here))
    bare = pull_plane_chart(pulls([0.8, 0.2], here, None, lost, None))
    own = style_of("asgd").colour
    assert [trace.name for trace in full.data] == ["workers", "goal", "biased limit", "exact limit", "measured"]
    assert [trace.marker.color for trace in full.data[1:]] == [POINT, POINT, own, own]
    assert [trace.name for trace in bare.data] == ["workers", "goal"]
    assert (bare.data[1].x[0], bare.data[1].y[0]) == (0.5, 0.25)
    # Areas by weight, equal lengths in both directions.
    assert full.data[0].marker.size[0] == pytest.approx(2 * full.data[0].marker.size[1])
    assert full.data[0].text == ("1", "2")
    assert full.layout.yaxis.scaleanchor == "x"


def test_a_run_that_diverges_ends_its_line_and_its_band() -> None:
    away = np.ones((4, 2, 40)) * np.array([1.0, 2.0])[:, None]
    away[2, :, 10:] = np.nan
    figure = changing_speeds_chart(CaseBiases(np.arange(1.0, 41.0), away, np.ones((4, 2)), np.zeros(4)))
    bands, lines = figure.data[::2], figure.data[1::2]
    assert [np.isfinite(line.y).sum() for line in lines] == [40, 40, 10, 40]
    # There and back, and a gap behind each area.
    assert [np.isfinite(band.y).sum() for band in bands] == [80, 80, 20, 80]
    assert all(np.isnan(band.y).sum() == 1 for band in bands)
    assert [(line.name, line.legendgroup, line.line.color) for line in lines] == [
        (case, case, look(case).colour) for case in CASES
    ]
    assert len({(line.line.color, line.line.dash) for line in lines}) == 4
    assert lines[0].text[0] == "1 to 2"
    assert "2 seeds" in lines[0].hovertemplate
    assert figure.layout.xaxis.unifiedhovertitle.text.endswith(" s")
    assert 10 ** np.array(figure.layout.yaxis.range) == pytest.approx([1 / 1.2, 2 * 1.2])
    nothing = changing_speeds_chart(CaseBiases(np.arange(1.0, 41.0), away * np.nan, np.ones((4, 2)), np.zeros(4)))
    assert np.isfinite(nothing.layout.yaxis.range).all()


def test_a_line_of_slope_1_stands_above_the_named_curve_where_it_has_a_bias() -> None:
    steps = np.geomspace(1e-4, 0.1, 13)
    falling = BiasLine("rescaled_asgd", "Rescaled ASGD", steps, 5 * steps, np.zeros(13), NONE[:0], NONE[:0])
    guide = next(t for t in bias_chart([falling], "step", guide="Rescaled ASGD").data if t.name == "slope 1")
    assert guide.y[1] / guide.x[1] == pytest.approx(8)
    assert guide.y[0] / guide.x[0] == pytest.approx(8)
    for other in (
        falling._replace(label="ASGD"),
        falling._replace(exact=np.zeros(13)),
        line([], NONE[:0])._replace(x=NONE[:0]),
    ):
        assert all(trace.name != "slope 1" for trace in bias_chart([other], "step", guide="Rescaled ASGD").data)
