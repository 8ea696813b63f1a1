"""The map for the live figure: heights of f, the workers' minimisers, the start, the goal and the biased limit."""

from typing import Any

import numpy as np

from engine.kernel.state import Floats
from engine.results.plane import LEVELS, MOST_MARKS, Map
from pages.parts.live.payload.binary import Blob

FINE = 2**16 - 2
"""Heights are sent in so many steps; one more stands for a height that is not finite."""


def map_part(drawn: Map, frequencies: Floats, blob: Blob) -> dict[str, Any]:
    """The square root of the gap on a grid (evenly spaced rings on a bowl), and the marks. `frequencies` (n,).

    A height is (code / fine * top)^2, to half a step of the code.
    """
    heights = drawn.roots
    top = float(np.nanmax(heights, initial=0.0)) or 1.0
    steps = np.where(np.isnan(heights), FINE + 1, np.round(np.nan_to_num(heights) / top * FINE))
    return {
        "x": [float(drawn.x[0]), float(drawn.x[-1])],
        "y": [float(drawn.y[0]), float(drawn.y[-1])],
        "columns": len(drawn.x),
        "heights": blob.add(steps, "u2"),
        "fine": FINE,
        "top": top,
        "levels": LEVELS,
        "start": [float(v) for v in drawn.start],
        "goal": None if drawn.goal is None else [float(v) for v in drawn.goal],
        "biased": None if drawn.biased is None else [float(v) for v in drawn.biased],
        "workers": None if drawn.workers is None else blob.numbers(drawn.workers[:MOST_MARKS]),
        "frequencies": blob.numbers(frequencies),
    }
