"""The controls that move the figure while they are moved: what a browser needs to draw them, and what it says.

Knows nothing of the screen. A browser says values by their controls' keys; beside these, `TIMES`, one number a worker.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engine.schema import LEAST_SECONDS, MOST_SECONDS, exactly
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.types import Choices, Control, Ladder, Slider
from pages.parts.links.corrections import within

LIVE = ("slowdown", "heterogeneity", "noise", "momentum", "step")
TIMES = "times"
MOST_BARS = 60
"""Workers that have a bar each; more are set by the ordinary controls."""
FEWEST_DECADES = (-1, 2)
"""Bars reach from 0.1 to 100 s, and farther where a worker's time does."""

Values = Mapping[str, Any]


def described(choices: Choices, times: Sequence[float]) -> dict[str, Any]:
    """The live controls that these choices show; `times` are the seconds per job (n,), none where they have no bars."""
    shown = [CONTROLS[key] for key in LIVE if CONTROLS[key].when(choices)]
    bars = times if choices["speed"] != MEASURED and 0 < len(times) <= MOST_BARS else ()
    return {
        "ranges": [described_range(control, choices[control.key]) for control in shown],
        "times": list(map(float, bars)),
        "decades": decades(bars) if bars else FEWEST_DECADES,
        "least": LEAST_SECONDS,
        "most": MOST_SECONDS,
    }


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
            made |= {"speed": "custom", "tau": times_text(value)}
        elif key in LIVE:
            made[key] = possible(CONTROLS[key], value)
        else:
            raise ValueError(f"{key[:40]!r} is no live control, only {', '.join((*LIVE, TIMES))}")
    return made


def possible(control: Control, value: Any) -> Any:
    """The value, of the control's own type."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not within(control, value):
        raise ValueError(f"{control.label}: {value!r:.40} is not possible")
    if isinstance(control, Ladder) and value not in control.rungs:
        raise ValueError(f"{control.label}: {value!r:.40} is none of its values")
    return float(value)


def times_text(times: Any) -> str:
    """Seconds per job (n,) as the control of typed times holds them: exact, and none lost."""
    good = isinstance(times, list) and 0 < len(times) <= MOST_BARS
    if not good or not all(usable_seconds(seconds) for seconds in times):
        raise ValueError(f"Seconds per job: 1 to {MOST_BARS} numbers from {LEAST_SECONDS:g} to {MOST_SECONDS:g}")
    return ", ".join(map(exactly, times))


def usable_seconds(seconds: Any) -> bool:
    """Is this a number of seconds that a job may take?"""
    return (
        isinstance(seconds, int | float) and not isinstance(seconds, bool) and LEAST_SECONDS <= seconds <= MOST_SECONDS
    )
