"""What a browser gets of the gap's picture, and curves to draw in it."""

import math
from typing import Any

import numpy as np

from engine import Simulation
from engine.results.curves import Axis, Curve
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.gap import View, gap_part
from tests.support.unpack import part_of

CLOSE = 1e-6
"""Single precision rounds by less than this."""
BIASED_GAP = 0.5
"""BIASED is 1 away from the goal."""


def gap(
    given: Simulation,
    axis: Axis = "seconds",
    logarithmic: bool = True,
    relative: bool = False,
    runs: bool = False,
    smooth: float = 0.0,
) -> dict[str, Any]:
    """The part as a browser gets it, with the curves' and the single runs' numbers in place."""
    blob = Blob()
    found = part_of(gap_part(given, View(axis, logarithmic, relative, runs, smooth=smooth), blob), blob)
    curves = [
        {key: found.array(value) if isinstance(value, list) else value for key, value in curve.items()}
        for curve in found.header["curves"]
    ]
    single = found.header["runs"] and [
        {"x": each([found.array(x) for x in run["x"]], run["gaps"]), "gaps": [found.array(one) for one in run["gaps"]]}
        for run in found.header["runs"]
    ]
    return found.header | {"curves": curves, "runs": single}


def each(places: list[Any], gaps: list[Any]) -> list[Any]:
    """Where each of the single runs has its points: one array stands for all."""
    assert len(places) in (1, len(gaps))
    return places if len(places) == len(gaps) else places * len(gaps)


def check_gaps(part: dict[str, Any], given: Simulation) -> None:
    """All that is drawn can be drawn, and lies where it is seen."""
    low, high = part["y"]
    assert 0 <= low < high < math.inf
    assert low > 0 or not part["logarithmic"]
    assert part["x"][0] == 0 < part["x"][1] < math.inf
    assert len(part["curves"]) == len(given)
    for curve in part["curves"]:
        x = curve["x"]
        assert len(x) > 0
        assert np.isfinite(x).all()
        assert (x <= part["x"][1] * (1 + CLOSE)).all()
        bands = [curve["low"], curve["high"]] if given.scenario.seeds > 1 else []
        raw = [] if part["window"] is None else [curve["raw"]]
        for y in (curve["median"], *bands, *raw):
            assert y.shape == x.shape
            assert np.isfinite(y).all()
            assert (y >= low * (1 - CLOSE)).all()
            assert (y <= high * (1 + CLOSE)).all()
    for run in part["runs"] or []:
        assert len(run["gaps"]) == given.scenario.seeds
        for x, y in zip(run["x"], run["gaps"], strict=True):
            assert y.shape == x.shape
            assert np.isfinite(y).all()
            assert (y > 0).all() or not part["logarithmic"]


def leaving(given: Simulation) -> list[float]:
    """Where runs leave the picture: at its upper edge."""
    part = gap(given)
    gone = [curve for curve in part["curves"] if curve["leaves"]]
    for curve in gone:
        np.testing.assert_allclose(curve["median"][-1], part["y"][1], rtol=CLOSE)
    return [float(curve["x"][-1]) for curve in gone]


def curve_of(*median: float) -> Curve:
    values = np.array(median)
    return Curve(np.arange(len(values), dtype=float), values, values / 2, values * 2)
