"""Single runs in the picture of the gap: every seed's own gap, as a thin line."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.kernel.state import Floats
from engine.results.curves import Axis, Best, places_of, relative_to, seed_curves
from engine.results.outline import extremes
from engine.simulation import Run
from pages.parts.live.payload.binary import Blob

MOST_RUNS = 16
"""Of more seeds than this the first ones are drawn as single runs."""


def runs_part(
    methods: Sequence[Run], axis: Axis, best: Best | None, ends: tuple[float, float], most: int, blob: Blob
) -> list[dict[str, Any]]:
    """Each method's single runs of the first seeds, whole; relative to the best if one is given.

    What is beyond `ends` is drawn there, out of sight. Of a run with more points than can be seen its extremes in each
    of `most` columns stay. `x` is sent once where all runs share it.
    """
    parts = []
    for run in methods:
        lines = [thinned(x, np.clip(gap, *ends), most) for x, gap in single_runs(run, axis, best)]
        places = [blob.numbers(x) for x, _ in lines]
        shared = all(place == places[0] for place in places)
        parts.append({"x": places[:1] if shared else places, "gaps": [blob.numbers(gap) for _, gap in lines]})
    return parts


def single_runs(run: Run, axis: Axis, best: Best | None) -> list[tuple[Floats, Floats]]:
    """Each run's x and gaps: at its own records, or relative to the best, where that one has its places."""
    if best is None:
        return [(x.astype(np.float64), gap) for x, gap in zip(places_of(run, axis), run.gap, strict=True)][:MOST_RUNS]
    return [(best.x, gap) for gap in relative_to(best, seed_curves(run, axis, best.x).gap[:MOST_RUNS])]


def thinned(x: Floats, gap: Floats, most: int) -> tuple[Floats, Floats]:
    kept = extremes(x, [gap], most)
    return x[kept], gap[kept]
