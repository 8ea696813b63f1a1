"""The steps that theorems recommend.

They reach `|grad f|^2 <= eps` in expectation, for a smoothness L of f and a variance s2 of one job's gradient.
Published:
- Minibatch SGD: `gamma = min(1 / L, eps n / (2 L s2))`;
- Rennala SGD (arXiv 2305.12387): `gamma = min(1 / L, eps S / (2 L s2))` for the batch S;
- Ringmaster ASGD (arXiv 2501.16168): `gamma = min(1 / (2 R L), eps / (4 L s2))` for the threshold R;
- Ringleader ASGD (arXiv 2509.22860): `gamma = min(1 / (8 n L), eps B / (10 L s2))`, B the harmonic mean of the
  gradients that the workers have in the table. Each has at least one, so B >= 1 whatever the times: 1 is taken.
L is that of f. A theorem for different data may ask for a larger constant, which bounds each worker's gradient too.
Derived here: those of engine.theory.derived_step, for methods that step with every gradient as it comes.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.problems.gradient_variance import gradient_variance
from engine.scenario import Scenario
from engine.theory.derived_step import DERIVED, derived_step
from engine.theory.overlap import Paces, paces_of

Origin = Literal["published", "derived here"]


class Known(NamedTuple):
    """The numbers that the theorems need."""

    workers: int  # n
    smoothness: float  # L of f; nan where it is not known
    noise: float  # s2 = E |g - grad f_i(x_0)|^2, of the worker that has the largest
    eps: float  # squared norm of the gradient that is to be reached
    own: Floats | None = None  # L_i (n,); None where an f_i is not convex, or it is not known
    paces: Paces | None = None  # the workers' job times; None where their power changes


def known(scenario: Scenario, problem: Problem, share: float) -> Known:
    """What is known of a scenario; the squared gradient norm is to fall to `share` of its start."""
    gradient = problem.gradients(problem.start)
    eps = share * float(gradient @ gradient)
    return Known(
        scenario.cluster.workers,
        problem.smoothness,
        gradient_variance(problem),
        eps,
        problem.worker_smoothness,
        paces_of(scenario.cluster),
    )


def theory_step(settings: MethodSettings, known: Known) -> float | None:
    """The step that a theorem gives for these settings; None where `no_step` says why."""
    if no_step(settings.kind, known):
        return None
    if settings.kind in STEPS:
        return STEPS[settings.kind](settings, known)
    assert known.own is not None
    assert known.paces is not None
    return derived_step(settings, known.own, known.paces, known.noise, known.eps)


def no_step(kind: str, known: Known) -> str:
    """Why no step is known for a method of this kind, as half a sentence; '' where one is."""
    if origin_of(kind) is None:
        return "no step by theory is known here"
    if not known.smoothness > 0:
        return "L of this problem is not known"
    if known.eps <= 0 < known.noise:
        return "no step gets there"
    if kind in DERIVED and known.own is None:
        return "its step by theory needs convex objectives of known smoothness"
    if kind in DERIVED and known.paces is None:
        return "its step by theory needs workers whose power does not change"
    return ""


def origin_of(kind: str) -> Origin | None:
    """Who states the step of this kind: a paper, or this project; None where no step is known."""
    return "published" if kind in STEPS else "derived here" if kind in DERIVED else None


def over_noise(amount: float, known: Known) -> float:
    """The amount over L s2; infinite without noise."""
    return math.inf if known.noise == 0 else amount / (known.smoothness * known.noise)


def count(settings: MethodSettings, field: str, known: Known) -> int:
    """The value of a whole-numbered field of the settings; n where it is None."""
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


STEPS: dict[str, Callable[[MethodSettings, Known], float]] = {
    "minibatch": minibatch,
    "rennala": rennala,
    "ringmaster": ringmaster,
    "ringleader": ringleader,
}
"""The step's formula, by the method's kind."""
