"""Model blending: the weights of many real models' predictions, found from values alone.

The value of weights x is the root mean squared error of `predictions @ x - target` on the validation rows. Its
optimum is a least-squares solution, so the gap is exact. It is the optimum on rows that it has seen: with one weight
a model it fits their noise, too, and the error on the rows held out says what it is worth.
"""

from typing import NamedTuple

import numpy as np

from engine.applications.training import Trained
from engine.state import Floats


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
    return blend(trained, np.linalg.lstsq(trained.validation, trained.validation_target)[0])


def average(trained: Trained) -> Blend:
    """Equal weights that sum to 1: where every run starts."""
    models = len(trained.names)
    return blend(trained, np.full(models, 1 / models))


def best_model(trained: Trained) -> Blend:
    """The one model with the smallest validation error."""
    alone = np.eye(len(trained.names))
    return blend(trained, alone[errors(trained.validation, trained.validation_target, alone).argmin()])
