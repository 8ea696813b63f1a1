"""Best points, tails of runs and the charts of the Momentum page: what is drawn equals the engine's numbers."""

from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.kernel.state import Floats
from engine.theory import arrivals_to, best_plain_step, best_point, exact, rate_map, steps_for
from engine.theory.implied_momentum import Fit, Measured, Own, steepest
from engine.theory.rate_map import RateMap, costs_of, speeds_of
from engine.theory.rate_races import away_from_goal
from engine.theory.tail import distances, near_for_good, tail_rate
from pages.parts.charts.implied_momentum import implied_momentum_chart, implied_path_chart
from pages.parts.charts.momentum_race import LOWEST, momentum_race_chart
from pages.parts.charts.rate_map import LARGE, SMALL, SPAN, WIDER_SPAN, shown_map
from pages.parts.charts.rate_map_parts import Shown, edges
from pages.parts.style import BLUE, ORANGE, style_of
from tests.support.valley import valley


def test_one_worker_is_heavy_ball_with_its_known_best() -> None:
    """Polyak: with curvatures mu to L the best rate is (sqrt(L / mu) - 1) / (sqrt(L / mu) + 1)."""
    scenario = valley("ssgdm").model_copy(update={"cluster": valley("ssgdm").cluster.model_copy(update={"workers": 1})})
    steps = steps_for(np.array([1.0, 1 / 200]), 0.1, 80.0, 40)
    best = best_point(scenario, "ssgdm", rate_map(scenario, "ssgdm", steps, np.linspace(0, 0.99, 40)), zooms=6)
    root = np.sqrt(200.0)
    rate = (root - 1) / (root + 1)
    assert best.rate == pytest.approx(rate, abs=1e-3)
    assert best.momentum == pytest.approx(rate**2, abs=0.01)
    # The rule applies step * (1 - momentum).
    assert best.step * (1 - best.momentum) == pytest.approx((2 / (1 + np.sqrt(1 / 200))) ** 2, rel=0.02)


def test_best_points_are_better_than_their_maps_and_exact() -> None:
    scenario = valley("ormo")
    steps = steps_for(np.array([1.0, 1 / 200]), 0.05, 2.0, 16)
    seen = rate_map(scenario, "ormo", steps, np.linspace(0, 0.99, 16))
    best = best_point(scenario, "ormo", seen)
    assert best.rate < seen.rates.min()
    at_best = exact(valley("ormo", step=best.step, momentum=best.momentum), "ormo")
    assert at_best.rate == pytest.approx(best.rate, abs=1e-10)


def test_without_momentum_it_is_asgds_best() -> None:
    scenario = valley("ormo", "linear")
    best = best_plain_step(scenario, np.geomspace(0.05, 5, 30))
    assert best.momentum == 0
    for factor in (0.8, 1.0, 1.1):
        rate = exact(valley("asgd", "linear", step=best.step * factor), "asgd").rate
        assert rate == pytest.approx(best.rate, abs=1e-9) if factor == 1 else rate > best.rate


def test_what_methods_md_reports_is_found_again() -> None:
    """OrMo needs some 1,825 arrivals to 1e-5 of the first gap at step 0.31 and momentum 0.9."""
    scenario = valley("ormo", step=0.31, momentum=0.9)
    simulation = simulate(scenario)
    run = simulation["ormo"]
    gap = run.gap[0]
    assert run.gradients[np.flatnonzero(gap <= 1e-5 * gap[0])[0]] == pytest.approx(1825, rel=0.01)
    measured = tail_rate(run.gradients.astype(float), distances(run, simulation.problem.optimum))
    assert np.log(measured) == pytest.approx(np.log(exact(scenario, "ormo").rate), rel=0.01)


def test_a_rate_beyond_all_bounds_is_told() -> None:
    known = exact(valley("ormo", "linear", step=10.0, momentum=0.5), "ormo")
    assert known.rate > 1.04
    assert not known.converges


def test_tails() -> None:
    arrivals = np.arange(0.0, 1001.0, 10)
    assert tail_rate(arrivals, 0.98**arrivals * 3) == pytest.approx(0.98)
    assert np.isnan(tail_rate(arrivals, np.full(101, np.inf)))
    cut = np.where(arrivals > 500, np.inf, 1.1**arrivals)
    assert tail_rate(arrivals, cut) == pytest.approx(1.1)
    away = np.array([1.0, 0.1, 1e-6, 0.01, 1e-6, 1e-7])
    assert near_for_good(np.arange(6.0), away, 1e-5) == 4
    assert near_for_good(np.arange(6.0), away[::-1], 1e-5) == np.inf
    assert arrivals_to(1e-5, 0.99) == pytest.approx(np.log(1e-5) / np.log(0.99))
    assert arrivals_to(1e-5, 1.0) == np.inf
    assert arrivals_to(1e-5, 0.0) == 0


def shown_of(steps: Floats, seen: RateMap, **more: Any) -> Shown:
    costs = costs_of(seen.rates, None)
    return Shown(steps, seen.momenta, costs, speeds_of(seen.rates), float(costs.min()), SPAN, **more)


def test_the_chart_shows_the_map() -> None:
    scenario = valley("ormo")
    steps = steps_for(np.array([1.0, 1 / 200]), 0.05, 2.0, 12)
    seen = rate_map(scenario, "ormo", steps, np.linspace(0, 0.99, 10))
    costs = costs_of(seen.rates, None)
    row, column = seen.best
    assert costs[row, column] == pytest.approx(np.log(0.1) / np.log(seen.rates[row, column]))
    assert costs_of(seen.rates, 8.0)[row, column] == pytest.approx(costs[row, column] / 8)
    best = (float(steps[column]), float(seen.momenta[row]))
    figure = shown_map(shown_of(steps, seen, best=best, point=(0.1, 0.5)), "arrivals", LARGE)
    (cells,) = figure.select_traces({"type": "heatmap"})
    # What diverges has no colour; the best is the brightest.
    assert (np.isnan(cells.z) == (seen.rates >= 1)).all()
    assert 10**cells.z == pytest.approx(np.where(seen.rates < 1, costs, np.nan), nan_ok=True)
    assert cells.z[row, column] == pytest.approx(cells.zmin) and cells.reversescale
    assert cells.zmax - cells.zmin == pytest.approx(np.log10(SPAN))
    assert cells.text[row][column] == f"{costs[row, column]:,.0f} arrivals"
    assert [text == "diverges" for text in np.ravel(cells.text)] == (seen.rates >= 1).ravel().tolist()
    assert all(part in cells.hovertemplate for part in ("step", "momentum", "%{text}"))
    notes = [note.text for note in figure.layout.annotations]
    assert notes == ["arrivals to shrink the distance by 10", "diverges"]
    # The first view holds every cell as a whole.
    x, y = figure.layout.xaxis, figure.layout.yaxis
    assert (x.type, x.title.text, y.type, y.title.text) == ("log", "step", "linear", "momentum")
    assert x.range == pytest.approx(edges(np.log10(steps)))
    assert y.range == pytest.approx(edges(seen.momenta))


def test_lines_and_marks_lie_where_they_should() -> None:
    steps = steps_for(np.array([1.0, 1 / 200]), 0.05, 2.0, 12)
    seen = rate_map(valley("ormo"), "ormo", steps, np.linspace(0, 0.99, 10))
    figure = shown_map(shown_of(steps, seen, best=(0.3, 0.9), point=(0.1, 0.5)), "arrivals", LARGE)
    lines = list(figure.select_traces({"type": "contour"}))
    levels = {one.contours.value for one in lines}
    # A cost so many times the best is a speed of so much less; the stability edge is a speed of 0.
    assert sorted(levels) == pytest.approx([0.0, *(-np.log(seen.rates.min()) / np.array([3, 1.5, 1.1]))])
    for one in lines:
        assert one.contours.operation == "=" and one.hoverinfo == "skip"
        assert ((one.z > 0) == (seen.rates < 1)).all()
        assert np.array_equal(one.x, steps) and np.array_equal(one.y, seen.momenta)
    (edge,) = [one for one in lines if one.name == "stability edge"]
    assert edge.contours.value == 0
    places = {one.name: (one.x[0], one.y[0], one.marker.symbol) for one in figure.select_traces({"type": "scatter"})}
    assert places == {"best": (0.3, 0.9, "star"), "your point": (0.1, 0.5, "circle-open")}
    told = [one.name for one in figure.data if one.showlegend is not False and one.type != "heatmap"]
    assert told == ["1.1, 1.5, 3 times the best", "stability edge", "best", "your point"]


def test_small_maps_share_their_colours() -> None:
    steps = steps_for(np.array([1.0, 1 / 200]), 0.05, 2.0, 8)
    seen = rate_map(valley("ormo"), "ormo", steps, np.linspace(0, 0.99, 6))
    shown = shown_of(steps, seen, best=None)._replace(lowest=50.0, span=WIDER_SPAN)
    figure = shown_map(shown, "arrivals", SMALL)
    cells = figure.data[0]
    assert (cells.zmin, cells.zmax) == pytest.approx((np.log10(50), np.log10(50 * WIDER_SPAN)))
    assert cells.colorbar.ticktext == ("50", "150", "500", "5,000+")
    assert figure.layout.showlegend is False


def test_where_nothing_converges_nothing_is_marked() -> None:
    steps, momenta = np.geomspace(10, 100, 5), np.linspace(0, 0.9, 4)
    rates = np.full((4, 5), 1.5)
    shown = Shown(steps, momenta, costs_of(rates, None), speeds_of(rates), 1.0, SPAN, None)
    figure = shown_map(shown, "arrivals", LARGE)
    assert [one.type for one in figure.data] == ["heatmap"]
    assert np.isnan(figure.data[0].z).all()
    assert figure.layout.annotations[-1].text == "diverges"


def test_the_race_is_drawn_beside_its_prediction() -> None:
    scenario = valley("ormo", step=0.31, momentum=0.9)
    simulation = simulate(scenario)
    figure = momentum_race_chart(simulation, "ormo", 0.998)
    predicted, run = figure.data
    assert predicted.y == pytest.approx(0.998 ** simulation["ormo"].gradients)
    assert run.y == pytest.approx(away_from_goal(simulation, simulation["ormo"]))
    look = style_of("ormo")
    assert (run.name, run.line.color, run.line.dash) == ("ormo", look.colour, "2px,3px")
    assert figure.layout.yaxis.type == "log" and figure.layout.hovermode == "x unified"
    low, high = figure.layout.yaxis.range
    assert np.log10(LOWEST) <= low < 0 < high
    assert [one.name for one in momentum_race_chart(simulation, "ormo").data] == ["ormo"]


def test_implied_momentum_has_its_error_bars() -> None:
    measured = {
        n: Measured(np.ones((3, 2)), Fit(0.9 - 1 / n, 0.1, 0.0), error, 8) for n, error in ((2, 0.01), (4, 0.0))
    }
    own = Own(5, 0.1, measured[2], measured[4])
    line, fits, mine = implied_momentum_chart(measured, own).data
    assert line.y == pytest.approx(1 - 1 / line.x)
    assert set(fits.x) <= set(line.x)
    assert fits.y == pytest.approx([0.4, 0.65])
    assert list(fits.error_y.array) == [0.02, 0.0]
    assert "0.02 (two standard errors, 8 seeds)" in fits.text[0]
    assert (list(mine.x), fits.marker.color, mine.marker.color) == ([5], BLUE, ORANGE)
    assert len(implied_momentum_chart(measured, None).data) == 2
    paths = implied_path_chart(own).data
    assert [one.name for one in paths] == ["your own times", "exponential times", "heavy ball"]
    assert paths[0].y == pytest.approx(steepest(own.plain.path))
