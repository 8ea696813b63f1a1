"""The controls that move the figure while they are moved: what a browser needs to draw them, and what it says.

Knows nothing of the screen. A browser says values by their controls' keys; beside these, `TIMES`, one number a worker.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.cluster import Cluster
from engine.schema import LEAST_SECONDS, MOST_SECONDS
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.typed_times import times_text
from pages.parts.controls.types import Choices, Control, Ladder, Slider
from pages.parts.links.texts import complaint, fits

LIVE = ("slowdown", "heterogeneity", "noise", "momentum", "step")
TIMES = "times"
MOST_BARS = 60
"""Workers that have a bar each; more are set by the ordinary controls."""
FEWEST_DECADES = (-1, 2)
"""Bars reach from 0.1 to 100 s, and farther where a worker's time does."""

Values = Mapping[str, Any]


def described(choices: Choices, times: Sequence[float]) -> dict[str, Any]:
    """The live controls that these choices show; `times` as `bar_times` gives them."""
    shown = [CONTROLS[key] for key in LIVE if CONTROLS[key].when(choices)]
    return {
        "ranges": [described_range(control, choices[control.key]) for control in shown],
        "times": times,
        "decades": decades(times) if times else FEWEST_DECADES,
        "least": LEAST_SECONDS,
        "most": MOST_SECONDS,
    }


def bar_times(cluster: Cluster) -> list[float]:
    """Seconds per job of the workers (n,) that have a bar each; none where these are many, or measured."""
    few = cluster.workers <= MOST_BARS and cluster.speed.kind != "trace"
    return np.asarray(cluster.speed.tau(cluster.workers)).tolist() if few else []


def described_range(control: Control, value: Any) -> dict[str, Any]:
    """One control whose value moves along a line: in equal steps, or over `stops`, which are all its values."""
    said = {"key": control.key, "label": control.label, "help": control.help, "value": value}
    if isinstance(control, Ladder):
        return {**said, "low": 0, "high": len(control.rungs) - 1, "step": 1, "stops": control.rungs}
    assert isinstance(control, Slider)
    return {**said, "low": control.low, "high": control.high, "step": control.step, "stops": None}


def decades(times: Sequence[float]) -> tuple[int, int]:
    """Powers of ten of seconds from which to which bars reach."""
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    return min(FEWEST_DECADES[0], low), max(FEWEST_DECADES[1], high)


def changes(values: Values) -> dict[str, Any]:
    """The choices that a browser's values change. Raises ValueError with a sentence where one is not possible."""
    made: dict[str, Any] = {}
    for key, value in values.items():
        if key == TIMES:
            made |= {"speed": "custom", "tau": taken_times(value)}
        elif key in LIVE:
            made[key] = taken(CONTROLS[key], value)
        else:
            raise ValueError(f"{key[:40]!r} is no live control, only {', '.join((*LIVE, TIMES))}")
    return made


def taken(control: Control, value: Any) -> float:
    """The value that a browser says, where the control can have it."""
    text = f"{value!r:.40}"
    if not is_number(value) or not fits(control, repr(value)):
        raise ValueError(complaint(control, [text]))
    return float(value)


def taken_times(times: Any) -> str:
    """Seconds per job (n,) as the control of typed times holds them."""
    if not isinstance(times, list) or not 0 < len(times) <= MOST_BARS or not all(map(usable_seconds, times)):
        raise ValueError(f"Seconds per job: 1 to {MOST_BARS} numbers from {LEAST_SECONDS:g} to {MOST_SECONDS:g}")
    return times_text(times)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def usable_seconds(seconds: Any) -> bool:
    """Is this a number of seconds that a job may take?"""
    return is_number(seconds) and LEAST_SECONDS <= seconds <= MOST_SECONDS
