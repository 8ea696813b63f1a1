"""Best points, tails of runs, contours and the picture of a rate map: what is drawn equals the engine's numbers."""

import re

import numpy as np
import pytest

from engine import simulate
from engine.theory import arrivals_to, best_plain_step, best_point, exact, rate_map, steps_for
from engine.theory.rate_map import costs_of, speeds_of
from engine.theory.tail import distances, near_for_good, tail_rate
from pages.parts.charts.contour import VIRIDIS, colours, contour, png
from pages.parts.charts.rate_map import LARGE, SPAN, Axes, Shown, rate_map_picture
from tests.support.png import pixels_of
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


def test_contours_lie_where_the_level_is() -> None:
    y, x = np.mgrid[0:20, 0:30].astype(float)
    field = np.hypot(x - 14.3, y - 9.1)
    segments = contour(field, 6.0)
    radii = [np.hypot(s[i] - 14.3, s[i + 1] - 9.1) for s in segments for i in (0, 2)]
    assert radii == pytest.approx([6.0] * len(radii), abs=0.05)
    length = sum(np.hypot(x2 - x1, y2 - y1) for x1, y1, x2, y2 in segments)
    assert length == pytest.approx(2 * np.pi * 6, rel=0.01)
    assert contour(field, 1000.0) == []


def test_colours_and_pictures() -> None:
    found = colours(np.array([[0.0, 1.0, np.nan]]))
    assert "#{:02x}{:02x}{:02x}".format(*found[0, 0]) == VIRIDIS[0]
    assert "#{:02x}{:02x}{:02x}".format(*found[0, 1]) == VIRIDIS[-1]
    assert found[0, :, 3].tolist() == [255, 255, 0]
    assert (pixels_of(png(found)) == found).all()


def test_the_picture_shows_the_map() -> None:
    scenario = valley("ormo")
    steps = steps_for(np.array([1.0, 1 / 200]), 0.05, 2.0, 12)
    seen = rate_map(scenario, "ormo", steps, np.linspace(0, 0.99, 10))
    costs = costs_of(seen.rates, None)
    assert np.isfinite(costs).sum() == (seen.rates < 1).sum()
    row, column = seen.best
    assert costs[row, column] == pytest.approx(np.log(0.1) / np.log(seen.rates[row, column]))
    assert costs_of(seen.rates, 8.0)[row, column] == pytest.approx(costs[row, column] / 8)
    best = (float(steps[column]), float(seen.momenta[row]))
    shown = Shown(steps, seen.momenta, costs, speeds_of(seen.rates), float(costs.min()), SPAN, best, (0.1, 0.5))
    drawn = rate_map_picture(shown, "arrivals")
    address = re.search(r'href="(data:[^"]+)"', drawn)
    assert address is not None
    pixels = pixels_of(address[1])[::-1]
    # What diverges has no colour; the best is the brightest.
    assert ((pixels[..., 3] == 0) == (seen.rates >= 1)).all()
    assert "#{:02x}{:02x}{:02x}".format(*pixels[row, column]) == VIRIDIS[-1]
    axes = Axes(shown, LARGE)
    star = re.search(r'class="best" points="([^"]+)"', drawn)
    assert star is not None
    corners = np.array([[float(n) for n in corner.split(",")] for corner in star[1].split()])
    x, y = axes.cell(column, row).split()
    assert corners.mean(axis=0) == pytest.approx([float(x), float(y)], abs=0.2)
    ring = re.search(r'class="point" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert ring is not None
    assert [float(n) for n in ring.groups()] == pytest.approx([axes.x(0.1), axes.y(0.5)], abs=0.06)
    assert "diverges" in drawn
    # The stability edge runs between a point that converges and one that does not.
    edge = re.search(r'class="edge" d="([^"]+)"', drawn)
    assert edge is not None
    for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", edge[1]):
        right = (float(x) - LARGE.left) / LARGE.width * 12 - 0.5
        up = (1 - (float(y) - LARGE.top) / LARGE.height) * 10 - 0.5
        near = seen.rates[
            max(0, int(np.floor(up - 0.02))) : int(np.ceil(up + 0.02)) + 1,
            max(0, int(np.floor(right - 0.02))) : int(np.ceil(right + 0.02)) + 1,
        ]
        assert near.min() < 1 <= near.max()


def test_where_nothing_converges_nothing_is_marked() -> None:
    steps, momenta = np.geomspace(10, 100, 5), np.linspace(0, 0.9, 4)
    rates = np.full((4, 5), 1.5)
    shown = Shown(steps, momenta, costs_of(rates, None), speeds_of(rates), 1.0, SPAN, None)
    drawn = rate_map_picture(shown, "arrivals")
    assert 'class="best"' not in drawn
    assert 'class="edge"' not in drawn
    assert "diverges" in drawn
