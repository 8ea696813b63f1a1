"""Model blending: the weights of many real models' predictions, found from values alone.

The value of weights x is the root mean squared error of `predictions @ x - target` on the validation rows. Its
optimum is a least-squares solution, so the gap is exact. It is the optimum on rows that it has seen: with one weight
a model it fits their noise, too, and the error on the rows held out says what it is worth.
"""

from math import ceil
from typing import Literal, NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.scenario import Scenario
from engine.zeroth_order.training import Trained


class Blend(NamedTuple):
    """Weights (M,) and their root mean squared error on the validation rows and on the rows held out."""

    weights: Floats
    validation: float
    test: float


def errors(predictions: Floats, target: Floats, weights: Floats) -> Floats:
    """Root mean squared error (...) of weights (..., M) on predictions (N, M) of a target (N,)."""
    away = weights @ predictions.T - target
    return np.asarray(np.sqrt((away**2).mean(axis=-1)))


def blend(trained: Trained, weights: Floats) -> Blend:
    """The weights, judged on both parts."""
    return Blend(
        weights,
        float(errors(trained.validation, trained.validation_target, weights)),
        float(errors(trained.test, trained.test_target, weights)),
    )


def optimum(trained: Trained) -> Blend:
    """The smallest validation error that weights can have: a least-squares solution, the shortest of them."""
    return blend(trained, np.asarray(np.linalg.lstsq(trained.validation, trained.validation_target)[0], np.float64))


def average(trained: Trained) -> Blend:
    """Equal weights that sum to 1: where every run starts."""
    models = len(trained.names)
    return blend(trained, np.full(models, 1 / models))


def best_model(trained: Trained) -> Blend:
    """The one model with the smallest validation error."""
    alone = np.eye(len(trained.names))
    return blend(trained, alone[errors(trained.validation, trained.validation_target, alone).argmin()])


SMOOTHING = 1e-3
"""Half the distance of two values, in weights: their difference is off by its square."""
PROBE = 1e-2
"""Length of the moves whose values tell a curvature."""
CAUTION = 1.5
"""The curvatures grow as the error falls, to 1.4 and 1.5 times as much at the optimum."""
EFFORT = 2500.0
"""Arrivals times step: enough for a thousandth of the optimum, with some to spare."""


def step_of(trained: Trained, workers: int, block: int) -> float:
    """A step that is stable however late the workers are: `1 / (CAUTION (d L_1 / Y + n L))`, from values alone.

    A drawn coordinate moves by the step times d / Y, which its own curvature, at most L_1, must bear. All models say
    much the same, so the jobs of all n workers push along one direction, of curvature L: that of equal weights. Both
    are second differences of the error at equal weights, 2 d + 3 values in all.
    """
    models = len(trained.names)
    equal = np.full(models, 1 / models)

    def curvature(direction: Floats) -> float:
        points = equal + np.array([-1.0, 0.0, 1.0])[:, None] * PROBE * direction
        below, here, above = errors(trained.validation, trained.validation_target, points)
        return float((below - 2 * here + above) / PROBE**2)

    own = max(curvature(direction) for direction in np.eye(models))
    along = curvature(np.full(models, 1 / np.sqrt(models)))
    return 1 / (CAUTION * (models / block * own + workers * along))


def scenario(
    trained: Trained,
    workers: int = 8,
    block: int = 1,
    read: Literal["consistent", "inconsistent"] = "inconsistent",
    seeds: int = 1,
    effort: float = EFFORT,
) -> Scenario:
    """Blending by ASZD from equal weights, on equal workers whose job times are exponential.

    The budget is `effort` / step arrivals. Raises pydantic's ValidationError as Scenario does.
    """
    step = step_of(trained, workers, block)
    method = {"kind": "aszd", "step": step, "block": block, "smoothing": SMOOTHING, "read": read}
    return Scenario.model_validate(
        {
            "seeds": seeds,
            "cluster": {"workers": workers, "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}},
            "problem": {"kind": "blend", "predictions": trained.validation, "target": trained.validation_target},
            "methods": [method],
            "budget": {"arrivals": ceil(effort / step)},
        }
    )
