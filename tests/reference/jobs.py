"""The gradient of one job of each problem, once more, from the formulas."""

import math
from collections.abc import Callable

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem, ProblemSettings
from tests.reference.streams import below, job_key, normals


def job_gradient(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    """Worker's gradient (d,) at `model`; of the built problem only its arrays are read."""
    return JOBS[settings.kind](settings, problem, worker, model, key)


def noise(settings: ProblemSettings, d: int, key: int) -> Floats:
    return settings.noise * np.array(normals(key, d)) if settings.noise else np.zeros(d)


def quadratic(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    away = model - problem.data.centers[worker]
    return problem.data.matrix[worker] * away + noise(settings, model.size, key)


def custom_quadratic(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    away = model - np.array(settings.centers[worker])
    return np.array(settings.matrices[worker]) @ away + noise(settings, model.size, key)


def landscape(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    x, y = (float(entry) for entry in model - problem.data.centers[worker])
    return np.array(SLOPES[settings.shape](x, y)) + noise(settings, 2, key)


def valley(x: float, y: float) -> tuple[float, float]:
    """Curvature 1 along the direction of 30 degrees, 1/20 across it."""
    c, s = math.cos(math.pi / 6), math.sin(math.pi / 6)
    along, across = c * x + s * y, (c * y - s * x) / 20
    return c * along - s * across, s * along + c * across


def rosenbrock(x: float, y: float) -> tuple[float, float]:
    """Derivatives of (1 - x)^2 / 20 + (y - x^2)^2 / 2."""
    return (x - 1) / 10 - 2 * x * (y - x**2), y - x**2


SLOPES: dict[str, Callable[[float, float], tuple[float, float]]] = {
    "bowl": lambda x, y: (x, y),
    "valley": valley,
    "rosenbrock": rosenbrock,
    "two_wells": lambda x, y: (x**3 - x + 1 / 10, y),
}


def least_squares(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    chosen = rows(settings, problem, worker, key)
    features = problem.features[chosen]
    return features.T @ (features @ model - problem.target[chosen]) / len(chosen) + noise(settings, model.size, key)


def blend(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    given = settings.predictions.array
    away = given @ model - np.array(settings.target)
    return given.T @ away / len(away) / math.sqrt(np.mean(away**2))


def owned(settings: ProblemSettings, problem: Problem, worker: int) -> tuple[int, int]:
    """The first of the worker's samples, and the one after its last: all, where the workers share them."""
    if settings.kind == "least_squares":
        return 0, settings.rows
    if getattr(settings, "shared", False):
        return 0, len(problem.data.labels)
    return int(problem.data.starts[worker]), int(problem.data.starts[worker + 1])


def rows(settings: ProblemSettings, problem: Problem, worker: int, key: int) -> Floats:
    """Indices of the job's samples: `batch` draws with replacement, or all the worker has."""
    first, end = owned(settings, problem, worker)
    if settings.batch == 0:
        return np.arange(first, end)
    return np.array([first + below(key, b, end - first) for b in range(settings.batch)])


def logistic(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    chosen = rows(settings, problem, worker, key)
    features = problem.data.matrix[chosen]
    chance = 1 / (1 + np.exp(-features @ model))
    return (chance - problem.data.labels[chosen]) @ features / len(chosen) + settings.penalty * model


def softmax(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    chosen = rows(settings, problem, worker, key)
    features = problem.data.matrix[chosen]
    grown = np.exp(features @ model.reshape(-1, features.shape[1]).T)
    chances = grown / grown.sum(axis=1, keepdims=True)
    wrong = chances - np.eye(chances.shape[1])[problem.data.labels[chosen]]
    return (wrong.T @ features).ravel() / len(chosen) + settings.penalty * model


def network(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    """The chain rule, sample by sample."""
    chosen, h = rows(settings, problem, worker, key), settings.hidden
    first, second = model[: h * 65].reshape(h, 65), model[h * 65 :].reshape(10, h + 1)
    total = np.zeros_like(model)
    for row in chosen:
        x = problem.data.matrix[row]
        units = np.append(np.tanh(first @ x), 1.0)
        chances = np.exp(second @ units)
        wrong = chances / chances.sum() - np.eye(10)[problem.data.labels[row]]
        through = (wrong @ second)[:h] * (1 - units[:h] ** 2)
        total += np.concatenate([np.outer(through, x).ravel(), np.outer(wrong, units).ravel()])
    return total / len(chosen) + settings.penalty * model


def sigmoid(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    chosen = rows(settings, problem, worker, key)
    features = problem.data.matrix[chosen]
    signs = np.where(problem.data.labels[chosen] == 1, 1.0, -1.0)
    # With t = tanh(margin / 2) the loss is (1 - t) / 2, and its derivative in the margin -(1 - t^2) / 4.
    tilt = np.tanh(signs * (features @ model) / 2)
    return -(signs * (1 - tilt**2) / 4) @ features / len(chosen) + settings.penalty * model


def own_data(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    two = model.size == problem.data.matrix.shape[1]
    return (logistic if two else softmax)(settings, problem, worker, model, key)


def regression(settings: ProblemSettings, problem: Problem, worker: int, model: Floats, key: int) -> Floats:
    """Sample by sample, a response first; batch 0 is the expectation."""
    d, n = model.size, problem.workers
    seen = np.array([math.exp(settings.spread * math.cos(2 * math.pi * (j / d - worker / n))) for j in range(d)])
    variances, truth = seen / seen.mean(), problem.truths[worker]
    if settings.batch == 0:
        return variances * (model - truth)
    total = np.zeros(d)
    for place in range(settings.batch):
        *draws, last = normals(job_key(key, place, 0), d + 1)
        x = np.sqrt(variances) * np.array(draws)
        response = x @ truth + settings.noise * last
        total += (x @ model - response) * x
    return total / settings.batch


JOBS = {
    "quadratic": quadratic,
    "custom_quadratic": custom_quadratic,
    "landscape": landscape,
    "logistic": logistic,
    "softmax": softmax,
    "network": network,
    "sigmoid": sigmoid,
    "csv": own_data,
    "least_squares": least_squares,
    "blend": blend,
    "regression": regression,
}
