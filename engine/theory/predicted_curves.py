"""What theory says of the methods of a simulation, as a figure draws it: curves of the gap, points on the map."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.kernel.film import Plane
from engine.kernel.state import Floats
from engine.results.curves import Axis, places_of
from engine.simulation import Run, Simulation
from engine.theory.prediction import Prediction, predicted_gap, predictions

Predictions = Mapping[str, Prediction]
"""By label."""
Places = tuple[Floats, Floats]
"""Places (P,) on an axis, and gaps (P,)."""


def predictions_of(simulation: Simulation) -> Predictions:
    """What is known of each method of a simulation, with the gap that is to be expected at its records."""
    return predictions(simulation.scenario, {label: run.gradients for label, run in simulation.items()})


class PredictedCurves(NamedTuple):
    """What is known of one method's gap."""

    expected: Places | None  # the mean gap at each record
    line: Places | None  # the rate line down to the noise floor


def predicted_curves(run: Run, prediction: Prediction, axis: Axis, top: float) -> PredictedCurves:
    """The expected gap and the rate line of a run; what is above `top` is out of sight, so it is drawn a little nearer.

    The prediction is of the arrivals at the run's records.
    """
    places = np.asarray(places_of(run, axis)[0], np.float64)
    expected = line = None
    if prediction.expected is not None:
        expected = places, below(prediction.expected, top)
    if prediction.exact is not None and prediction.converges:
        at, gaps = predicted_gap(prediction.exact, axis, float(places[-1]))
        line = at, below(gaps, top)
    return PredictedCurves(expected, line)


def below(values: Floats, top: float) -> Floats:
    return np.nan_to_num(np.minimum(values, top), nan=top)


def exact_limits(theory: Predictions, plane: Plane) -> list[Floats | None]:
    """Each method's exact limit (2,) on the plane of the map; None where none is known."""
    exact = [prediction.exact if prediction.converges else None for prediction in theory.values()]
    return [None if known is None else plane.project(known.limit) for known in exact]
