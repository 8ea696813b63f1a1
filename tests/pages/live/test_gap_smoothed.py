"""The gap as a running mean: of what is drawn, over the window that the caption names."""

import re
from typing import get_args

import numpy as np
import pytest

from engine import simulate
from engine.results.curves import Axis
from engine.results.plane import draw_map
from pages.parts.live.payload.gap import TITLES, View
from pages.parts.race.captions import captions
from pages.parts.race.result import Result
from pages.parts.words.numbers import number
from tests.support.build import scenario
from tests.support.gaps import CLOSE, check_gaps, gap
from tests.support.made import WAYS, set_from, simulation, walk


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_running_means_are_drawn_whatever_happens(way: str, logarithmic: bool, relative: bool) -> None:
    given = simulation(WAYS[way](4))
    part = gap(given, "seconds", logarithmic, relative, runs=True, smooth=0.1)
    check_gaps(part, given)
    plain = gap(given, "seconds", logarithmic, relative, runs=True)
    assert plain["window"] is None
    assert part["window"] == pytest.approx(0.1 * part["x"][1])
    assert (part["x"], part["y"], part["biased"]) == (plain["x"], plain["y"], plain["biased"]), "the axes stay"
    for curve, own in zip(part["curves"], plain["curves"], strict=True):
        assert own["raw"] is None
        np.testing.assert_array_equal(curve["raw"], own["median"])
        np.testing.assert_array_equal(curve["x"], own["x"])
        assert curve["leaves"] == own["leaves"]
        # The ends are what they are, so a curve that leaves is seen to leave.
        np.testing.assert_allclose(curve["median"][[0, -1]], own["median"][[0, -1]], rtol=CLOSE)
        assert (curve["low"] <= curve["median"] * (1 + CLOSE)).all()
        assert (curve["median"] <= curve["high"] * (1 + CLOSE)).all()


@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_running_mean_is_over_its_window(logarithmic: bool) -> None:
    """Records at 0 to 49 s: a twenty-fifth of the axis reaches one second to each side, less at the ends."""
    given = simulation(walk(4))
    (curve,) = gap(given, logarithmic=logarithmic, smooth=2 / 49)["curves"]
    for name, raw in (("median", curve["raw"]), ("low", None), ("high", None)):
        own = gap(given, logarithmic=logarithmic)["curves"][0][name] if raw is None else raw
        seen = np.log(own.astype(float)) if logarithmic else own.astype(float)
        mean = seen[:-2] / 4 + seen[1:-1] / 2 + seen[2:] / 4
        np.testing.assert_allclose(curve[name][1:-1], np.exp(mean) if logarithmic else mean, rtol=10 * CLOSE)


def test_the_window_is_one_for_all_methods() -> None:
    """Although barriers take longer: the caption tells one window."""
    methods = [{"kind": "minibatch"}, {"kind": "asgd"}]
    given = simulate(scenario(methods=methods, seeds=2))
    ends = [float(run.time[-1]) for run in given.values()]
    assert gap(given, smooth=0.1)["window"] == 0.1 * max(ends)
    assert gap(given, relative=True, smooth=0.1)["window"] == 0.1 * min(ends)


def test_a_run_that_is_gone_is_smoothed_up_to_there() -> None:
    given = simulation(walk(2), set_from(walk(2), 1e150, 7))
    walks, gone = gap(given, smooth=0.1)["curves"]
    assert (walks["leaves"], gone["leaves"], float(gone["x"][-1])) == (False, True, 7)
    assert gone["median"][:6].max() < 100 * walks["median"].max(), "nothing infinite enters its means"


@pytest.mark.parametrize("axis", get_args(Axis))
@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("seeds", [1, 2])
def test_the_caption_names_the_mean_and_its_window(axis: Axis, logarithmic: bool, seeds: int) -> None:
    given = simulate(scenario(seeds=seeds), film=True)
    view = View(axis, logarithmic, runs=True, smooth=0.05)
    said = captions(Result(given, draw_map(given), 0.25), view)["gap"]
    part = gap(given, axis, logarithmic, runs=True, smooth=0.05)
    found = re.match(r"Lines: (running mean.*?) over (\S+) (.*?) \(less towards the ends\) of (.*?); thin behind", said)
    assert found is not None
    assert found[1] == ("running mean of the logarithm" if logarithmic else "running mean")
    assert found[2] == number(part["window"]) == number(0.05 * part["x"][1])
    assert found[3] == TITLES[axis]
    assert found[4] == ("one seed" if seeds == 1 else "the median of 2 seeds")
    assert ("Band: the same running mean" in said) == (seeds > 1) == (part["curves"][0]["low"] is not None)
    assert ("Palest lines: single runs" in said) == (part["runs"] is not None)
    assert "Thin lines" not in said
    plain = captions(Result(given, draw_map(given), 0.25), View(axis, logarithmic, runs=True))["gap"]
    assert "running mean" not in plain
    assert ("Thin lines: single runs" in plain) == (seeds > 1)


def test_single_runs_under_random_times_have_their_own_records() -> None:
    """On a grid of equal steps some records would be stepped over."""
    given = simulate(scenario(cluster={"workers": 3, "jitter": {"kind": "exponential"}}, seeds=3, records=50))
    part = gap(given, runs=True)
    check_gaps(part, given)
    for method, run in zip(part["runs"], given.values(), strict=True):
        for x, y, times, gaps in zip(method["x"], method["gaps"], run.times, run.gap, strict=True):
            np.testing.assert_allclose(x, times, rtol=CLOSE)
            np.testing.assert_allclose(y, gaps, rtol=CLOSE)
    for curve, run in zip(part["curves"], given.values(), strict=True):
        every = np.unique(run.times[run.times <= run.times[:, -1].min()])
        np.testing.assert_allclose(curve["x"], every, rtol=CLOSE)
    check_gaps(gap(given, relative=True, runs=True), given)
