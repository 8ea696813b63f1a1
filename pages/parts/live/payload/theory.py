"""What theory says of each method, for the live figure: drawn over the measured curves and on the map."""

from typing import Any

from engine.kernel.film import Plane
from engine.results.curves import Axis
from engine.simulation import Simulation
from engine.theory.predicted_curves import Places, Predictions, exact_limits, predicted_curves
from pages.parts.live.payload.binary import Blob


def theory_part(
    simulation: Simulation, theory: Predictions, axis: Axis, top: float, blob: Blob
) -> list[dict[str, Any] | None]:
    """For each method the expected gap and the rate line down to the noise floor, up to a gap of `top`."""
    parts: list[dict[str, Any] | None] = []
    for label, run in simulation.items():
        curves = predicted_curves(run, theory[label], axis, top)
        sent = {name: drawn and curve(drawn, blob) for name, drawn in curves._asdict().items()}
        parts.append(sent if any(sent.values()) else None)
    return parts


def curve(places: Places, blob: Blob) -> dict[str, Any]:
    """One curve."""
    x, y = places
    return {"x": blob.numbers(x), "y": blob.numbers(y)}


def limits_part(theory: Predictions, plane: Plane) -> list[list[float] | None]:
    """Each method's exact limit on the plane of the map."""
    return [None if point is None else [float(v) for v in point] for point in exact_limits(theory, plane)]
