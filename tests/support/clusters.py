"""Runs with a record at every arrival, on clusters of all sorts."""

from typing import Any

import numpy as np

from engine import simulate
from engine.simulation import Run
from tests.support.build import scenario

STEP, ARRIVALS = 0.1, 400
CLUSTERS: dict[str, dict[str, Any]] = {
    "equal": {"workers": 5, "speed": {"kind": "equal"}},
    "linear": {"workers": 7},
    "gamma": {"workers": 7, "jitter": {"kind": "gamma"}},
    "heavy tails": {"workers": 6, "speed": {"kind": "equal"}, "jitter": {"kind": "lognormal", "variation": 2}},
    "one slow worker": {"workers": 7, "speed": {"kind": "two_groups"}, "jitter": {"kind": "exponential"}},
    "alone": {"workers": 1, "jitter": {"kind": "lognormal"}},
}
FIXED = ["equal", "linear"]
"""Clusters whose jobs take fixed times."""


def runs(cluster: dict[str, Any], *methods: dict[str, Any], arrivals: int = ARRIVALS, **problem: Any) -> list[Run]:
    """Filmed runs of the methods on data that differ, with a step of STEP unless they give their own."""
    given = scenario(
        cluster=cluster,
        problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 2.0, "curvature_spread": 0.5} | problem,
        methods=[{"step": STEP} | method | {"label": str(index)} for index, method in enumerate(methods)],
        budget={"arrivals": arrivals},
        records=arrivals + 1,
    )
    return list(simulate(given, film=True).values())


def same_bits(one: Run, other: Run) -> None:
    """Equal to the last bit."""
    for name in ("iterate", "times", "all_updates", "arrivals"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


def near(found: Any, expected: Any) -> None:
    """Equal to rounding."""
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
