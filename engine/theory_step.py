"""The steps that theorems recommend, and the settings that go with them.

They reach `|grad f|^2 <= eps` in expectation, for a smoothness L of f and a variance s2 of one job's gradient:
- Minibatch SGD: `gamma = min(1 / L, eps n / (2 L s2))`;
- Rennala SGD (arXiv 2305.12387): `gamma = min(1 / L, eps S / (2 L s2))`, `S = max(ceil(s2 / eps), 1)`;
- Ringmaster ASGD (arXiv 2501.16168): `gamma = min(1 / (2 R L), eps / (4 L s2))`, `R = max(1, ceil(s2 / eps))`;
- Ringleader ASGD (arXiv 2509.22860): `gamma = min(1 / (8 n L), eps B / (10 L s2))`, B the harmonic mean of the
  gradients that the workers have in the table. Each has at least one, so B >= 1 whatever the times: 1 is taken;
- Malenia SGD (arXiv 2305.12387): `S = max(ceil(s2 / eps), n)`; its step is not known here.
L is that of f. A theorem for different data may ask for a larger constant, which bounds each worker's gradient too.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.methods import MethodSettings
from engine.problems import Problem
from engine.scenario import Scenario
from engine.state import Floats


class Known(NamedTuple):
    """What the theorems need to know."""

    workers: int  # n
    smoothness: float  # L of f; nan where it is not known
    noise: float  # s2 = E |g - grad f_i(x_0)|^2, of the worker that has the largest
    eps: float  # squared norm of the gradient that is to be reached


def known(scenario: Scenario, problem: Problem, share: float) -> Known:
    """What is known of a scenario; the squared gradient norm is to fall to `share` of its start."""
    gradient = problem.gradients(problem.start)
    eps = share * float(gradient @ gradient)
    return Known(scenario.cluster.workers, problem.smoothness, gradient_variance(problem), eps)


def theory_step(settings: MethodSettings, known: Known) -> float | None:
    """The step that a theorem gives for these settings; None where no published step is known here.

    None also where L is not known, or where nothing is to be gained (eps = 0 with noise).
    """
    formula = STEPS.get(settings.kind)
    if formula is None or not known.smoothness > 0:
        return None
    step = formula(settings, known)
    return step if 0 < step < math.inf else None


def theory_settings(kind: str, known: Known) -> dict[str, int]:
    """The fields that a theorem sets besides the step, with their values; none where eps = 0 with noise."""
    if kind not in SETTINGS or (known.eps <= 0 < known.noise):
        return {}
    field, formula = SETTINGS[kind]
    return {field: formula(known)}


def gradient_variance(problem: Problem, at: Floats | None = None) -> float:
    """Variance of one job's gradient at a point (d,), or the start, exactly; of the worker that has the largest.

    Noise N(0, s^2) a coordinate has d s^2. A batch of b samples, drawn with replacement, has the variance of one
    sample's gradient over b. A problem of streamed samples has a formula of its own.
    """
    point = problem.start if at is None else at
    known = problem.job_variance(point)
    if known is not None:
        return known
    noise, batch = problem.dimension * problem.data.noise**2, problem.data.batch
    return float(noise + (sample_variance(problem, point) / batch if batch else 0.0))


def sample_variance(problem: Problem, at: Floats) -> float:
    """Variance of the gradient of one sample's loss at a point (d,), of the worker that has the largest."""
    starts = problem.data.starts.tolist()
    return max(variance_among(problem, range(first, end), at) for first, end in pairwise(starts))


def variance_among(problem: Problem, rows: range, at: Floats) -> float:
    """The same over these samples, by Welford's sums: all gradients at once would take much memory."""
    mean, squares = np.zeros(problem.dimension), 0.0
    for count, row in enumerate(rows, start=1):
        away = sample_gradient(problem, row, at) - mean
        mean += away / count
        squares += (1 - 1 / count) * float(away @ away)
    return squares / len(rows)


def sample_gradient(problem: Problem, row: int, at: Floats) -> Floats:
    """The gradient (d,) at a point (d,) for a worker that owns one sample and takes all it has."""
    alone = problem.data._replace(starts=np.array([row, row + 1], np.int64), batch=0)
    out = np.zeros(problem.dimension)
    problem.gradient(alone, 0, at, 0, np.zeros(problem.scratch), out)
    return out


def over_noise(amount: float, known: Known) -> float:
    """The amount over L s2; infinite without noise."""
    return math.inf if known.noise == 0 else amount / (known.smoothness * known.noise)


def count(settings: MethodSettings, field: str, known: Known) -> int:
    """A whole number among the settings; n where it is left open."""
    value = getattr(settings, field, None)
    return known.workers if value is None else int(value)


def minibatch(settings: MethodSettings, known: Known) -> float:
    return min(1 / known.smoothness, over_noise(known.eps * known.workers / 2, known))


def rennala(settings: MethodSettings, known: Known) -> float:
    batch = count(settings, "batch", known)
    return min(1 / known.smoothness, over_noise(known.eps * batch / 2, known))


def ringmaster(settings: MethodSettings, known: Known) -> float:
    threshold = count(settings, "threshold", known)
    return min(1 / (2 * threshold * known.smoothness), over_noise(known.eps / 4, known))


def ringleader(settings: MethodSettings, known: Known) -> float:
    return min(1 / (8 * known.workers * known.smoothness), over_noise(known.eps / 10, known))


def noise_over_eps(known: Known) -> int:
    """ceil(s2 / eps), at least 1."""
    return 1 if known.noise == 0 else max(1, math.ceil(known.noise / known.eps))


def at_least_all(known: Known) -> int:
    """ceil(s2 / eps), at least n."""
    return max(known.workers, noise_over_eps(known))


STEPS: dict[str, Callable[[MethodSettings, Known], float]] = {
    "minibatch": minibatch,
    "rennala": rennala,
    "ringmaster": ringmaster,
    "ringleader": ringleader,
}
"""The step's formula, by the method's kind."""

SETTINGS: dict[str, tuple[str, Callable[[Known], int]]] = {
    "rennala": ("batch", noise_over_eps),
    "malenia": ("batch", at_least_all),
    "ringmaster": ("threshold", noise_over_eps),
}
"""The field that goes with the step, and its formula, by the method's kind."""
