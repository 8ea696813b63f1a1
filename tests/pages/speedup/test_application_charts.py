"""Charts of blending and tuning: what is drawn is what the engine says."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.zeroth_order.black_box import ValuesRun
from engine.zeroth_order.blend_runs import BlendRuns
from engine.zeroth_order.blending import Blend
from engine.zeroth_order.kernel_ridge import diabetes
from engine.zeroth_order.races import Race
from engine.zeroth_order.training import Trained
from pages.parts.charts.blend_error import HELD_OUT, VALIDATION, blend_error_chart
from pages.parts.charts.blend_weights import blend_weights_chart, by_family
from pages.parts.charts.tuning_loss import STYLES, tuning_loss_chart
from pages.parts.charts.tuning_paths import MOST_POINTS, tuning_paths_chart
from pages.parts.style import FAINT, ORANGE, VIOLET
from tests.support.figures import ends_of, points, trace

LEVELS = {"average": 0.78, "best model": 0.72, "optimum": 0.59}


def around(y: list[float], band: float = 0.0) -> Floats:
    """Two seeds (2, R) whose mean is y, and whose quartiles are the band's edges."""
    return np.array(y) + np.array([[-band], [band]])


def blends(validation: Floats, test: Floats, weights: Floats, optimum: Floats) -> BlendRuns:
    """Runs of S seeds with these errors (S, R) on three models; two values a job."""
    jobs, seconds = np.array([0, 5, 50, 500]), np.array([[0.0, 1.0, 2.0, 4.0]] * 2)
    places = {"gradients": jobs, "times": seconds, "all_gradients": seconds, "all_updates": seconds}
    run: Any = SimpleNamespace(**places, iterate=weights[:, None])
    nothing = np.zeros((0, 3))
    known = Trained(("a", "b", "c"), ("x", "y", "x"), nothing, nothing, nothing[:, 0], nothing[:, 0], 1.0)
    others = (Blend(optimum, level, 1.0) for level in LEVELS.values())
    return BlendRuns(known, run, validation, test, 2, *others)


def test_errors_stand_where_they_belong() -> None:
    validation, test = around([0.8, 0.7, 0.65, 0.6], 0.01), around([0.8, 0.75, 0.74, 0.85])
    runs = blends(validation, test, np.zeros((2, 3)), np.zeros(3))
    figure = blend_error_chart(runs)
    # The start, at no values, has no place on a logarithm.
    for name, errors, look in (("validation", validation, VALIDATION), ("held out", test, HELD_OUT)):
        drawn = trace(figure, name)
        np.testing.assert_allclose(points(drawn), np.stack([[10, 100, 1000], errors.mean(axis=0)[1:]], axis=1))
        np.testing.assert_array_equal(drawn.customdata, errors[:, 1:].T)
        assert drawn.line.color == look.colour
        assert "2 seeds" in drawn.hovertemplate
    for name, error in LEVELS.items():
        assert set(trace(figure, name).y) == {error}
    assert len({trace(figure, name).line.dash for name in LEVELS}) == 3
    assert (figure.layout.xaxis.type, figure.layout.xaxis.title.text) == ("log", "function values")
    assert ends_of(figure.layout.xaxis) == pytest.approx([10, 1000])
    assert figure.layout.yaxis.range == pytest.approx((0.59 - 0.06 * 0.26, 0.85 + 0.06 * 0.26))


def test_errors_can_stand_over_seconds() -> None:
    runs = blends(around([0.8, 0.7, 0.65, 0.6]), around([0.8, 0.75, 0.74, 0.85]), np.zeros((2, 3)), np.zeros(3))
    figure = blend_error_chart(runs, "seconds")
    np.testing.assert_array_equal(points(trace(figure, "validation")), [[1, 0.7], [2, 0.65], [4, 0.6]])
    assert figure.layout.xaxis.title.text == "simulated seconds"


def test_weights_are_bars_and_ticks() -> None:
    weights = np.array([[0.9, -2.1, 0.0], [1.1, -1.9, 0.0]])
    runs = blends(np.ones((2, 4)), np.ones((2, 4)), weights, np.array([1.5, -2.0, 0.5]))
    figure = blend_weights_chart(runs)
    assert by_family(runs.trained.families) == [("x", [0, 2]), ("y", [1])]
    assert figure.layout.yaxis.categoryarray == ("<b>x</b>", "a", "c", "<b>y</b>", "b")
    bars, ticks = trace(figure, "found"), trace(figure, "exact optimum")
    assert bars.y == ticks.y == ("a", "c", "b")
    assert bars.x.tolist() == [1, 0, -2]
    assert ticks.x.tolist() == [1.5, 0.5, -2]
    assert bars.error_x.array == pytest.approx([0.1, 0, 0.1])
    assert bars.error_x.arrayminus == pytest.approx([0.1, 0, 0.1])
    assert (bars.marker.color, bars.error_x.color, ticks.marker.color) == (ORANGE, FAINT, VIOLET)
    assert bars.customdata.tolist() == [[0.9, 1.1], [0, 0], [-2.1, -1.9]]
    assert "2 seeds" in bars.hovertemplate


def race(values: dict[str, Floats], time: Floats, places: Floats | None = None) -> Race:
    """A race of S seeds with these losses (S, R) by contestant, at these exponents (S, R) of all hyper-parameters."""
    at = np.zeros((2, time.size)) if places is None else places
    runs: Any = {
        name: tuple(
            ValuesRun(time, np.arange(time.size), np.repeat(place[:, None], 9, axis=1), loss, time.size)
            for loss, place in zip(losses, at, strict=True)
        )
        for name, losses in values.items()
    }
    return Race(runs, diabetes())


def test_losses_are_drawn_in_their_styles() -> None:
    time = np.array([0.0, 1, 10, 100])
    losses = {name: around([0.6, 0.6 - i / 100, 0.5, 0.47 + i / 100], 0.02) for i, name in enumerate(STYLES)}
    figure = tuning_loss_chart(race(losses, time))
    for name, look in STYLES.items():
        drawn = trace(figure, name)
        np.testing.assert_allclose(points(drawn), np.stack([time, losses[name].mean(axis=0)], axis=1)[1:])
        np.testing.assert_array_equal(drawn.customdata, losses[name][:, 1:].T)
        dash = ",".join(f"{pixels}px" for pixels in look.dash) or "solid"
        assert (drawn.line.color, drawn.line.dash) == (look.colour, dash)
        assert "2 seeds" in drawn.hovertemplate
        assert trace(figure, name, fill="toself").legendgroup == drawn.legendgroup == name
    # One worker ends there.
    assert trace(figure, "where one worker ends").y == pytest.approx([0.5] * 3)
    assert ends_of(figure.layout.xaxis) == pytest.approx([1, 100])
    assert figure.layout.yaxis.range == pytest.approx((0.47 - 0.05 * 0.13, 0.6 + 0.05 * 0.13))


def test_every_hyperparameter_has_a_chart() -> None:
    time = np.linspace(0, 10, 1001)
    places = np.array([[2.0], [-2.0]]) * time / 10
    given = race(dict.fromkeys(STYLES, np.zeros((2, time.size))), time, places)
    figure = tuning_paths_chart(given)
    titles = [one.text for one in figure.layout.annotations]
    names = [one.name.replace(", ", ",<br>") for one in given.tuned.hyperparameters]
    assert titles == [*names, "simulated seconds"]
    assert names[:2] == ["penalty", "width,<br>age and sex"]
    ups = [one for one in figure.data if one.name == "seed 1"]
    assert len({one.xaxis for one in ups}) == 9
    assert len({one.uid for one in figure.data}) == len(figure.data), "what is hidden is known by it"
    assert len(ups[0].x) == MOST_POINTS
    np.testing.assert_allclose(ups[0].y, 100.0 ** (ups[0].x / 10))
    shown = (
        (figure.layout.yaxis, [0.01, 100], ("0.01", "1", "100")),
        (figure.layout.yaxis9, [0.001, 100], ("0.001", "0.1", "10")),
    )
    for one, bounds, numbers in shown:
        # The edges are the bounds.
        assert ends_of(one) == pytest.approx(bounds)
        assert (one.type, one.ticktext) == ("log", numbers)
    # What lies beyond a bound stands on it.
    assert min(figure.data[-1].y) == pytest.approx(0.01)
    assert min(next(one for one in figure.data if one.name == "seed 2" and one.yaxis == "y2").y) == pytest.approx(0.1)
    np.testing.assert_allclose(points(trace(figure, "seeds, and where they end")), [[10, 100], [10, 0.01]])
    assert set(trace(figure, "start").y) == {1}
    # The legend names what all nine have in common once.
    assert [one.name for one in figure.data if one.showlegend is not False] == ["start", "seeds, and where they end"]
