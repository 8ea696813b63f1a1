"""Charts of blending and tuning: what is drawn is what the engine says."""

import numpy as np
import pytest

from engine.results.curves import Curve
from pages.parts.charts.blend_error import HELD_OUT, VALIDATION, Level, error_chart
from pages.parts.charts.blend_weights import by_family, weights_chart
from pages.parts.charts.tuning_loss import STYLES, loss_chart
from pages.parts.charts.tuning_paths import MOST_POINTS, Way, paths_chart
from pages.parts.style import FAINT, ORANGE, VIOLET
from tests.support.figures import ends_of, points, trace


def flat(x: list[float], y: list[float], band: float = 0.0) -> Curve:
    values = np.array(y)
    return Curve(np.array(x), values, values - band, values + band)


def test_errors_stand_where_they_belong() -> None:
    x = [0.0, 10, 100, 1000]
    validation, test = flat(x, [0.8, 0.7, 0.65, 0.6], 0.01), flat(x, [0.8, 0.75, 0.74, 0.85])
    levels = [Level("average", 0.78), Level("best model", 0.72), Level("optimum", 0.59)]
    figure = error_chart(validation, test, levels, "function values", "4 seeds")
    # The start, at no values, has no place on a logarithm.
    for name, curve, look in (("validation", validation, VALIDATION), ("held out", test, HELD_OUT)):
        drawn = trace(figure, name)
        np.testing.assert_array_equal(points(drawn), np.stack([curve.x, curve.median], axis=1)[1:])
        np.testing.assert_array_equal(drawn.customdata, np.stack([curve.low, curve.high], axis=1)[1:])
        assert drawn.line.color == look.colour
        assert "4 seeds" in drawn.hovertemplate
    for level in levels:
        assert set(trace(figure, level.name).y) == {level.error}
    assert len({trace(figure, level.name).line.dash for level in levels}) == 3
    assert figure.layout.xaxis.type == "log"
    assert ends_of(figure.layout.xaxis) == pytest.approx([10, 1000])
    assert figure.layout.yaxis.range == pytest.approx((0.59 - 0.06 * 0.26, 0.85 + 0.06 * 0.26))


def test_weights_are_bars_and_ticks() -> None:
    names, families = ("a", "b", "c"), ("x", "y", "x")
    weights = np.array([[0.9, -2.1, 0.0], [1.0, -2.0, 0.0], [1.1, -1.9, 0.0]])
    figure = weights_chart(names, families, weights, np.array([1.5, -2.0, 0.5]), "5 seeds")
    assert by_family(families) == [("x", [0, 2]), ("y", [1])]
    assert figure.layout.yaxis.categoryarray == ("<b>x</b>", "a", "c", "<b>y</b>", "b")
    bars, ticks = trace(figure, "found"), trace(figure, "exact optimum")
    assert bars.y == ticks.y == ("a", "c", "b")
    assert bars.x.tolist() == [1, 0, -2]
    assert ticks.x.tolist() == [1.5, 0.5, -2]
    assert bars.error_x.array == pytest.approx([0.1, 0, 0.1])
    assert bars.error_x.arrayminus == pytest.approx([0.1, 0, 0.1])
    assert (bars.marker.color, bars.error_x.color, ticks.marker.color) == (ORANGE, FAINT, VIOLET)
    assert bars.customdata.tolist() == [[0.9, 1.1], [0, 0], [-2.1, -1.9]]
    assert "5 seeds" in bars.hovertemplate


def test_losses_are_drawn_in_their_styles() -> None:
    curves = {name: flat([0.0, 1, 10, 100], [0.6, 0.6 - i / 100, 0.5, 0.47 + i / 100]) for i, name in enumerate(STYLES)}
    figure = loss_chart(curves, 0.5, "2 seeds")
    for name, look in STYLES.items():
        drawn = trace(figure, name)
        np.testing.assert_array_equal(points(drawn), np.stack([curves[name].x, curves[name].median], axis=1)[1:])
        dash = ",".join(f"{pixels}px" for pixels in look.dash) or "solid"
        assert (drawn.line.color, drawn.line.dash) == (look.colour, dash)
        assert "2 seeds" in drawn.hovertemplate
        assert trace(figure, name, fill="toself").legendgroup == drawn.legendgroup == name
    assert set(trace(figure, "where one worker ends").y) == {0.5}
    assert ends_of(figure.layout.xaxis) == pytest.approx([1, 100])
    assert figure.layout.yaxis.range == pytest.approx((0.47 - 0.05 * 0.13, 0.6 + 0.05 * 0.13))


def test_every_hyperparameter_has_a_chart() -> None:
    time = np.linspace(0, 10, 1001)
    ends = np.array([[100.0], [0.01]]) ** (time / 10)
    ways = [Way(f"width, {i}", 0.01, 100.0, ends) for i in range(9)]
    figure = paths_chart(time, ways)
    titles = [one.text for one in figure.layout.annotations]
    assert titles == [*(f"width,<br>{i}" for i in range(9)), "simulated seconds"]
    ups = [one for one in figure.data if one.name == "seed 1"]
    assert len({one.xaxis for one in ups}) == 9
    assert len({one.uid for one in figure.data}) == len(figure.data), "what is hidden is known by it"
    assert len(ups[0].x) == MOST_POINTS
    np.testing.assert_allclose(ups[0].y, 100.0 ** (ups[0].x / 10))
    for one in (figure.layout.yaxis, figure.layout.yaxis9):
        # The edges are the bounds.
        assert ends_of(one) == pytest.approx([0.01, 100])
        assert (one.type, one.ticktext) == ("log", ("0.01", "1", "100"))
    np.testing.assert_allclose(points(trace(figure, "seeds, and where they end")), [[10, 100], [10, 0.01]])
    assert set(trace(figure, "start").y) == {1}
    # The legend names what all nine have in common once.
    assert [one.name for one in figure.data if one.showlegend is not False] == ["start", "seeds, and where they end"]
