"""What theory says of each method, for the live figure: drawn over the measured curves and on the map."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.kernel.film import Plane
from engine.kernel.state import Floats
from engine.results.curves import Axis
from engine.simulation import Run, Simulation
from engine.theory.prediction import Prediction, predicted_gap
from pages.parts.live.payload.binary import Blob

Predictions = Mapping[str, Prediction]


def places_of(run: Run, axis: Axis) -> Floats:
    """Where the records of a run stand on an axis (R,)."""
    return np.asarray({"seconds": run.time, "arrivals": run.gradients, "updates": run.updates}[axis], np.float64)


def theory_part(
    simulation: Simulation, theory: Predictions, axis: Axis, top: float, blob: Blob
) -> list[dict[str, Any] | None]:
    """For each method the expected gap and the rate line down to the noise floor, up to a gap of `top`."""
    parts: list[dict[str, Any] | None] = []
    for label, run in simulation.items():
        prediction, places = theory[label], places_of(run, axis)
        curves: dict[str, Any] = {"expected": None, "line": None}
        if prediction.expected is not None:
            curves["expected"] = curve(places, prediction.expected, top, blob)
        if prediction.exact is not None and prediction.converges:
            curves["line"] = curve(*predicted_gap(prediction.exact, axis, float(places[-1])), top, blob)
        parts.append(curves if any(curves.values()) else None)
    return parts


def curve(x: Floats, y: Floats, top: float, blob: Blob) -> dict[str, Any]:
    """One curve; what is above `top` is out of sight, so it is drawn a little nearer."""
    seen = np.nan_to_num(np.minimum(y, top), nan=top)
    return {"x": blob.numbers(x.astype(np.float32)), "y": blob.numbers(seen.astype(np.float32))}


def limits_part(theory: Predictions, plane: Plane) -> list[list[float] | None]:
    """Each method's exact limit on the plane of the map."""
    exact = [prediction.exact if prediction.converges else None for prediction in theory.values()]
    return [None if known is None else [float(v) for v in plane.project(known.limit)] for known in exact]
