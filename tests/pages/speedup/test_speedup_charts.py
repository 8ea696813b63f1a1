"""The charts of the Speedup page: what is drawn equals the engine's numbers."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.results.curves import quartiles
from engine.speedup.bound import Constants, Knee
from engine.speedup.bound_check import Checked
from engine.speedup.speedups import Speedup
from engine.speedup.study import SpeedupStudy
from engine.speedup.threads import ThreadSpeedup
from pages.parts.charts.figure import thinned
from pages.parts.charts.speedup import block_speedup_chart, speedup_chart, thread_speedup_chart
from pages.parts.charts.speedup_bound import gradient_bound_chart
from pages.parts.charts.speedup_lines import ARRIVALS, BLOCKS, BOUND, REAL_UPDATES, Line, powers, workers_chart
from pages.parts.charts.speedup_lines import Knee as Upright
from pages.parts.charts.speedup_staleness import thread_staleness_chart
from tests.support.figures import ends_of, points, trace

WORKERS = (1, 2, 4)


def found() -> Speedup:
    """Three seeds; four workers reach the target once."""
    arrivals = np.array([[100.0, 90, 110], [50, 55, 60], [80, math.nan, math.nan]])
    return Speedup(WORKERS, arrivals, arrivals / 10, (0, 1, 3), 0.1)


def test_lines_bands_and_discs_are_the_numbers() -> None:
    low, middle, high = found().iterations_quartiles
    assert middle.tolist() == pytest.approx([1, 2 * 100 / 55, 0])
    lines = [Line("IS", ARRIVALS, middle, low, high, knee=2.0), Line("bound", BOUND, np.array([1.0, 1.5, math.nan]))]
    figure = workers_chart(WORKERS, lines, "3 seeds")
    drawn, bound, band = trace(figure, "IS"), trace(figure, "bound"), trace(figure, "IS", fill="toself")
    np.testing.assert_array_equal(drawn.y, [*middle[:2], np.nan])
    np.testing.assert_array_equal(bound.y, [1.0, 1.5, np.nan])
    assert (drawn.line.color, drawn.line.dash, drawn.marker.size) == (ARRIVALS.colour, "solid", 9)
    assert (bound.line.color, bound.line.dash, bound.mode) == (BOUND.colour, "8px,4px", "lines")
    np.testing.assert_array_equal(points(band), [[1, high[0]], [2, high[1]], [2, low[1]], [1, low[0]]])
    np.testing.assert_array_equal(drawn.customdata[:2], np.stack([low, high], axis=1)[:2])
    assert "3 seeds)" in drawn.hovertemplate
    assert " times (" in drawn.hovertemplate
    ring = trace(figure, "IS, measured knee")
    assert points(ring)[0] == pytest.approx([2, middle[1]])
    assert ring.marker.symbol == "circle-open"
    assert {one.legendgroup for one in (drawn, band, ring)} == {"IS"}


def test_the_axes_are_logarithmic_with_the_numbers_of_workers() -> None:
    figure = workers_chart(WORKERS, [Line("IS", ARRIVALS, np.array([0.5, 2.0, 8.0]))], "3 seeds")
    x, y = figure.layout.xaxis, figure.layout.yaxis
    assert (x.type, y.type, x.title.text, y.title.text) == ("log", "log", "workers n", "speedup, times one alone")
    assert x.tickvals == WORKERS
    assert x.ticktext == ("1", "2", "4")
    assert y.ticktext == ("0.5", "1", "2", "4", "8")
    assert ends_of(x) == pytest.approx([1, 4])
    assert ends_of(y) == pytest.approx([0.4, 10])
    assert figure.layout.hovermode == "x unified"
    np.testing.assert_array_equal(points(trace(figure, "ideal, n")), [[1, 1], [2, 2], [4, 4]])


def test_a_gap_splits_the_line_and_its_band() -> None:
    middle, low = np.array([1.0, 1.5, 0.0, 3.0]), np.array([1.0, 0.0, 0.0, 2.0])
    figure = workers_chart((1, 2, 4, 8), [Line("IS", ARRIVALS, middle, low, middle + 1)], "3 seeds")
    assert np.isnan(trace(figure, "IS").y).tolist() == [False, False, True, False]
    # A quartile that was not reached has no place on a logarithm: the band ends with the chart.
    around = [[1, 2], [2, 2.5], [2, ends_of(figure.layout.yaxis)[0]], [1, 1], [8, 4], [8, 2]]
    assert points(trace(figure, "IS", fill="toself")) == pytest.approx(np.array(around))


def test_what_was_never_reached_has_no_line() -> None:
    figure = workers_chart(WORKERS, [Line("IS", ARRIVALS, np.zeros(3)), Line("bound", BOUND, np.full(3, np.nan))], "")
    assert [one.name for one in figure.data] == ["ideal, n"]
    assert ends_of(figure.layout.yaxis) == pytest.approx([0.8, 5])


def test_a_knee_beyond_the_line_stands_at_its_end() -> None:
    figure = workers_chart(WORKERS, [Line("IS", ARRIVALS, np.array([1.0, 1.9, 0.0]), knee=4.0)], "3 seeds")
    assert points(trace(figure, "IS, measured knee"))[0] == pytest.approx([2, 1.9])


def test_predicted_knees_stand_where_they_are_and_only_inside() -> None:
    lines = [
        Line("Y = 1", ARRIVALS, np.array([1.0, 2.0, 3.0]), predicted=2.5),
        Line("Y = 4", BOUND, np.ones(3), predicted=9),
    ]
    figure = workers_chart(WORKERS, lines, "", [Upright(3.0, "N / Y"), Upright(30.0, "noise")])
    names = [one.name for one in figure.data]
    assert [name for name in names if "predicted" in name] == ["predicted knee, N / Y", "Y = 1, predicted knee"]
    upright, triangle = trace(figure, "predicted knee, N / Y"), trace(figure, "Y = 1, predicted knee")
    assert points(upright) == pytest.approx(np.array([[3, end] for end in ends_of(figure.layout.yaxis)]))
    assert (upright.text, upright.line.dash) == (("N / Y", ""), "3px,4px")
    assert triangle.x.tolist() == [2.5]
    assert triangle.marker.symbol == "triangle-up"
    near = workers_chart(WORKERS, lines, "", [Upright(2.0, "N / Y"), Upright(2.2, "noise")])
    assert trace(near, "predicted knee, noise").text == ("", "noise")


def study(predicted: Knee) -> SpeedupStudy:
    """What was measured, with a bound and a prediction of its own."""
    bound = np.array([1.0, 1.9, 2.5])
    setting: Any = SimpleNamespace(promised=lambda found: bound, predicted_knee=lambda found: predicted)
    return SpeedupStudy(setting, found())


def test_the_chart_of_a_study_has_the_engines_quartiles() -> None:
    measured = found()
    figure = speedup_chart(study(Knee(3.0, 0.5, 0.1)))
    for name, (low, middle, high) in (
        ("RTS, seconds", measured.seconds_quartiles),
        ("IS, arrivals", measured.iterations_quartiles),
    ):
        drawn = trace(figure, name)
        np.testing.assert_array_equal(drawn.y, [*middle[:2], np.nan])
        np.testing.assert_array_equal(drawn.customdata[1], [low[1], high[1]])
        assert "3 seeds" in drawn.hovertemplate
    np.testing.assert_array_equal(trace(figure, "bound").y, study(Knee(3.0, 0.5, 0.1)).bound)
    noise = "predicted knee, noise"
    assert noise not in [one.name for one in figure.data]
    assert noise in [one.name for one in speedup_chart(study(Knee(2.0, 3.5, 3.6))).data]


def test_each_block_has_its_line_and_its_knees() -> None:
    blocks = [SimpleNamespace(constants=Constants(1, 1, 0, 12, block)) for block in (4, 6)]
    settings: list[Any] = blocks
    figure = block_speedup_chart([SpeedupStudy(setting, found()) for setting in settings])
    for setting, look in zip(settings, BLOCKS, strict=False):
        name = f"Y = {setting.constants.block}"
        np.testing.assert_array_equal(trace(figure, name).y, [*found().iterations_quartiles[1][:2], np.nan])
        assert trace(figure, name).line.color == look.colour
        assert points(trace(figure, f"{name}, predicted knee"))[0, 0] == 12 / setting.constants.block
        assert points(trace(figure, f"{name}, measured knee"))[0, 0] == min(found().knee(), 2)


def real_threads() -> ThreadSpeedup:
    """Three runs with one thread and with two, which are twice as quick; staleness 0, and then 0 to 7."""
    rates = np.array([[90.0, 100, 110], [180, 200, 220]])
    staleness = (np.zeros(8, np.int64), np.array([0, 0, 0, 0, 1, 1, 6, 7]))
    return ThreadSpeedup((1, 2), 8, rates, 10 / rates, staleness, 2)


def test_real_threads_stand_beside_simulated_workers() -> None:
    real, simulated = real_threads(), study(Knee(3.0, 0.5, 0.1))
    simulated = simulated._replace(speedup=Speedup((1, 2), *[found().arrivals[:2]] * 2, (0, 1), 0.1))
    figure = thread_speedup_chart(real, simulated)
    for name, (low, middle, high) in (("updates / s", real.rate_quartiles), ("RTS, real", real.seconds_quartiles)):
        drawn = trace(figure, name)
        np.testing.assert_array_equal(drawn.y, middle)
        np.testing.assert_array_equal(drawn.customdata, np.stack([low, high], axis=1))
        assert "3 runs)" in drawn.hovertemplate
    np.testing.assert_array_equal(trace(figure, "RTS, simulated").y, simulated.speedup.seconds_quartiles[1])
    assert figure.layout.xaxis.title.text == "threads; 2 cores"
    assert "RTS, simulated" not in [one.name for one in thread_speedup_chart(real).data]


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
    figure = gradient_bound_chart(one)
    measured, bound = trace(figure, "measured"), trace(figure, "bound")
    np.testing.assert_array_equal(measured.x, one.arrivals)
    np.testing.assert_allclose(measured.y, values)
    np.testing.assert_array_equal(bound.y, one.bound)
    np.testing.assert_array_equal(measured.customdata, quartiles(one.measured)[[0, 2]].T)
    assert (measured.line.color, bound.line.color, bound.line.dash) == (ARRIVALS.colour, BOUND.colour, "8px,4px")
    assert "2 seeds" in measured.hovertemplate
    assert ends_of(figure.layout.xaxis) == pytest.approx([10, 500])
    assert ends_of(figure.layout.yaxis) == pytest.approx([quartiles(one.measured)[0].min() / 1.5, 4.5])


def test_without_a_bound_none_is_drawn_and_what_diverges_ends() -> None:
    measured = np.array([[1.0, 10.0, math.inf, math.inf]])
    figure = gradient_bound_chart(checked(np.full(4, math.inf), measured))
    assert {one.name for one in figure.data} == {"measured"}
    np.testing.assert_array_equal(trace(figure, "measured").y, [1, 10, np.nan, np.nan])
    assert len(points(trace(figure, "measured", fill="toself"))) == 4
    nothing = checked(np.full(2, math.inf), np.full((1, 2), math.nan))
    empty = gradient_bound_chart(nothing)
    assert ends_of(empty.layout.yaxis) == pytest.approx([0.1, 1])


def test_at_most_eight_decades_are_seen_first() -> None:
    measured = np.array([[1.0, 1e30]])
    figure = gradient_bound_chart(checked(np.full(2, math.inf), measured))
    assert ends_of(figure.layout.yaxis) == pytest.approx([1 / 1.5, 1.5e8])
    assert trace(figure, "measured").y[-1] == 1e30


def test_few_points_are_drawn_of_many_records() -> None:
    shown = thinned(np.arange(1, 100_001))
    assert shown.size <= 300
    assert (shown[0], shown[-1]) == (0, 99_999)


def test_staleness_is_drawn_as_bars_of_their_height() -> None:
    figure = thread_staleness_chart(real_threads(), np.zeros(5, np.int64), 2)
    shares = {"real threads": [0.5, 0.25, 0, 0, 0, 0, 0.25], "simulated workers": [1, 0, 0, 0, 0, 0, 0]}
    for (name, values), look in zip(shares.items(), (REAL_UPDATES, ARRIVALS), strict=True):
        bars = trace(figure, name)
        np.testing.assert_array_equal(bars.y, values)
        assert (bars.x, bars.marker.color) == ((*"012345", "more"), look.colour)
        assert bars.hovertemplate == "%{y:.1%}"
    assert figure.layout.xaxis.type == "category"
