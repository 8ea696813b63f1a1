"""What theory says of every method of a scenario, for a figure and a table beside the simulation."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.kernel.pool import Proceed, side_by_side
from engine.kernel.state import Floats, Integers
from engine.methods import MethodSettings
from engine.results.curves import Axis
from engine.scenario import Scenario
from engine.theory.cycle import NoTheoryError
from engine.theory.exact import Exact, distance, exact
from engine.theory.expected import expected_gap
from engine.theory.weights import small_step_limit

POINTS = 80


@dataclass(frozen=True)
class Prediction:
    """What is known of one method; `why` says in one sentence why nothing is, where `exact` is None."""

    settings: MethodSettings
    exact: Exact | None
    expected: Floats | None = None  # (R,) mean gap after the arrivals that were asked for
    small_step_bias: float | None = None  # distance to the minimiser of f that the step's way to 0 leaves
    why: str = ""

    @property
    def converges(self) -> bool:
        """Is there a limit?"""
        return self.exact is not None and self.exact.converges


def predictions(
    scenario: Scenario, after: Mapping[str, Integers] | None = None, threads: int | None = None
) -> dict[str, Prediction]:
    """What is known exactly of each method, by its label.

    With `after` (R,) arrivals by label, in increasing order, also the gap that is to be expected then.
    """

    def predict(settings: MethodSettings, _: Proceed) -> Prediction:
        label = settings.name
        expected = None
        if after is not None:
            with suppress(NoTheoryError):
                expected = expected_gap(scenario, label, after[label])
        try:
            known = exact(scenario, label)
        except NoTheoryError as error:
            return Prediction(settings, None, expected, why=str(error))
        # It takes longest, and is kept.
        _largest = known.largest_step
        return Prediction(settings, known, expected, distance(small_step_limit(scenario, label), known.problem))

    found = side_by_side([partial(predict, settings) for settings in scenario.methods], threads)
    return {prediction.settings.name: prediction for prediction in found}


def predicted_gap(known: Exact, axis: Axis, end: float) -> tuple[Floats, Floats]:
    """The rate line down to the noise floor: places (P,) from 0 to `end` of an axis, and gaps (P,).

    Seconds and updates are taken at their mean pace over a period. Only the floor where the way is not known, and
    nan for a method that does not converge.
    """
    cycle = known.cycle
    pace = {"arrivals": 1.0, "seconds": cycle.count / cycle.seconds, "updates": cycle.count / max(1, cycle.updates)}[
        axis
    ]
    places = np.linspace(0.0, end, POINTS)
    if not known.converges:
        return places, np.full(POINTS, np.nan)
    if np.isnan(known.slow_gap):
        return places, np.full(POINTS, known.noise_floor)
    meets = meeting(known) / pace
    if 0 < meets < end:
        places = np.sort(np.append(places[:-1], meets))
    falling = known.slow_gap * np.exp(2 * np.log(known.rate) * places * pace)
    return places, np.maximum(falling, known.noise_floor)


def meeting(known: Exact) -> float:
    """Arrivals after which the rate line meets the noise floor; inf where it never does."""
    if not 0 < known.noise_floor < known.slow_gap:
        return np.inf if known.noise_floor == 0 else 0.0
    return float(np.log(known.noise_floor / known.slow_gap) / (2 * np.log(known.rate)))
