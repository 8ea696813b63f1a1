"""Races for their charts, and what may be on a chart whatever happened."""

from functools import cache
from typing import Any

import numpy as np
import plotly.graph_objects as go

from engine import Scenario, Simulation, simulate
from engine.kernel.state import Floats
from engine.methods import METHODS
from tests.support.build import scenario

MANY = [kind for kind in METHODS if kind not in ("ascd", "aszd")]
"""Kinds of methods that race on any problem."""


@cache
def filmed(given: Scenario) -> Simulation:
    return simulate(given, film=True)


def race(**fields: Any) -> Simulation:
    """The default methods, filmed."""
    return filmed(scenario(**{"seeds": 3, "budget": {"arrivals": 300}, "records": 40} | fields))


def numbers(values: Any) -> Floats:
    return np.asarray(values, np.float64)


def check_drawable(figure: go.Figure) -> None:
    """Axes have ends, a logarithmic one gets nothing that it cannot show, and something is in the picture."""
    assert figure.to_json()
    for name in ("x", "y"):
        axis = figure.layout[f"{name}axis"]
        ends = np.array(axis.range, np.float64)
        assert np.isfinite(ends).all()
        assert ends[0] != ends[1]
        if axis.type == "log":
            values = np.concatenate([numbers(trace[name]) for trace in figure.data])
            values = values[~np.isnan(values)]
            assert (values > 0).all()
            assert ((values >= 10 ** ends.min() * 0.999) & (values <= 10 ** ends.max() * 1.001)).any()
    assert any(np.isfinite(numbers(trace.y)).any() for trace in figure.data)
