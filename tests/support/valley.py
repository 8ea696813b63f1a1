"""A narrow valley with eight workers, in which momentum shows."""

from typing import Any

from engine import Scenario


def valley(kind: str, speed: str = "equal", **more: Any) -> Scenario:
    """The setting of methods.md section 6."""
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"workers": 8, "speed": {"kind": speed}},
            "problem": {"kind": "quadratic", "dimension": 2, "condition": 200.0, "heterogeneity": 0.0, "noise": 0.0},
            "methods": [{"kind": kind, **more}],
            "budget": {"arrivals": 3000},
            "records": 3001,
        }
    )
