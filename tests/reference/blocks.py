"""Blocks of coordinates by definition: every update is kept, and every function value computed in full.

arXiv 1606.00498. Nothing is tracked here: a job's read is the newest model less all updates that it misses.
"""

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np

from engine.kernel.state import Floats
from engine.problems import Problem, ProblemSettings
from tests.reference.jobs import job_gradient, rows
from tests.reference.rule import Reply, Rule
from tests.reference.streams import below, job_key, normal, normals, uniform

WINDOW = 3
COORDINATES, MISSED, NOISE = 0, 1, 2
DIGITS = Context(prec=50)


class Ascd(Rule):
    """x <- x - gamma d / Y sum of the derivatives along a random block, at a read that may miss some updates."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.changes: list[Floats] = []

    @property
    def block(self) -> int:
        return self.model.size if self.settings.block is None else self.settings.block

    def work_of_a_job(self) -> int:
        return self.block if self.settings.seconds_of == "value" else 1

    def missed(self, taken_at: int, key: int) -> set[int]:
        """Numbers of the updates that the job's read misses."""
        now, bound = self.updates, self.settings.delay_bound
        window = WINDOW if self.settings.read == "inconsistent" else 0
        if bound is not None:
            window = min(window, bound)
            if now - taken_at > bound - window:
                return set(range(max(0, now - bound), now))
        before = range(max(0, taken_at - window), taken_at)
        return {*range(taken_at, now), *(j for j in before if uniform(job_key(key, MISSED, 0), j % window) >= 0.5)}

    def result(
        self, settings: ProblemSettings, problem: Problem, worker: int, model: Floats, taken_at: int, key: int
    ) -> Floats:
        read = self.model - sum((self.changes[j] for j in self.missed(taken_at, key)), np.zeros(self.model.size))
        d, found = self.model.size, np.zeros(self.model.size)
        chosen = block_of(key, d, self.block)
        found[chosen] = self.slopes(settings, problem, worker, read, key, chosen)
        scale = getattr(settings, "noise", 0.0)
        if scale and self.block == d:
            found += scale * np.array(normals(key, d))
        elif scale:
            found[chosen] += [scale * normal(job_key(key, NOISE, 0), i) for i in chosen]
        return d / self.block * found

    def slopes(
        self, settings: ProblemSettings, problem: Problem, worker: int, read: Floats, key: int, chosen: list[int]
    ) -> Floats:
        """Along the chosen coordinates, without noise."""
        if "noise" in type(settings).model_fields:
            settings = settings.model_copy(update={"noise": 0.0})
        return job_gradient(settings, problem, worker, read, key)[chosen]

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.changes.append(-self.settings.step * gradient)
        self.move(self.changes[-1])
        return Reply()


class Aszd(Ascd):
    """The same with differences of two function values on one sample."""

    def work_of_a_job(self) -> int:
        return 2 * self.block if self.settings.seconds_of == "value" else 1

    def slopes(
        self, settings: ProblemSettings, problem: Problem, worker: int, read: Floats, key: int, chosen: list[int]
    ) -> Floats:
        value, smoothing = VALUES[settings.kind], np.broadcast_to(self.settings.smoothing, read.size)
        found = []
        for i in chosen:
            mu = Fraction(float(smoothing[i]))
            ahead, behind = ([*map(Fraction, read.tolist())] for _ in range(2))
            ahead[i] += mu
            behind[i] -= mu
            upper, lower = (value(settings, problem, worker, point, key) for point in (ahead, behind))
            found.append(float((upper - lower) / (2 * (mu if isinstance(upper, Fraction) else float(mu)))))
        return np.array(found)


def block_of(key: int, d: int, size: int) -> list[int]:
    """The job's coordinates, in order (Floyd's sample without replacement)."""
    chosen: set[int] = set()
    for place in range(size):
        last = d - size + place
        drawn = below(job_key(key, COORDINATES, 0), place, last + 1)
        chosen.add(last if drawn in chosen else drawn)
    return sorted(chosen)


def exact(numbers: Floats) -> list[Fraction]:
    return [Fraction(number) for number in numbers.tolist()]


def product(one: list[Fraction], other: list[Fraction]) -> Fraction:
    return sum(map(lambda a, b: a * b, one, other), Fraction(0))


Point = list[Fraction]


def quadratic(settings: ProblemSettings, problem: Problem, worker: int, x: Point, key: int) -> Fraction:
    away = [a - c for a, c in zip(x, exact(problem.data.centers[worker]), strict=True)]
    return product(exact(problem.data.matrix[worker]), [a * a for a in away]) / 2


def custom_quadratic(settings: ProblemSettings, problem: Problem, worker: int, x: Point, key: int) -> Fraction:
    away = [a - Fraction(c) for a, c in zip(x, settings.centers[worker], strict=True)]
    return product(away, [product([*map(Fraction, row)], away) for row in settings.matrices[worker]]) / 2


def mean_square(features: Floats, target: Floats, x: Point) -> Fraction:
    away = [product(exact(row), x) - Fraction(b) for row, b in zip(features, target.tolist(), strict=True)]
    return product(away, away) / len(away)


def least_squares(settings: ProblemSettings, problem: Problem, worker: int, x: Point, key: int) -> Fraction:
    chosen = rows(settings, problem, worker, key)
    return mean_square(problem.features[chosen], problem.target[chosen], x) / 2


def blend(settings: ProblemSettings, problem: Problem, worker: int, x: Point, key: int) -> Fraction:
    """Fifty digits of a root."""
    square = mean_square(settings.predictions.array, np.array(settings.target), x)
    return Fraction(DIGITS.sqrt(DIGITS.divide(Decimal(square.numerator), Decimal(square.denominator))))


def outputs(problem: Problem, chosen: Floats, x: Point) -> Floats:
    return np.asarray(problem.data.matrix[chosen] @ np.array([float(a) for a in x]))


def penalty(settings: ProblemSettings, x: Point) -> float:
    return float(settings.penalty) / 2 * float(product(x, x))


def logistic(settings: ProblemSettings, problem: Problem, worker: int, x: Point, key: int) -> float:
    """Minus the logarithm of the chance of the right label."""
    chosen = rows(settings, problem, worker, key)
    signs = np.where(problem.data.labels[chosen] == 1, 1.0, -1.0)
    return float(np.mean(np.log1p(np.exp(-signs * outputs(problem, chosen, x))))) + penalty(settings, x)


def sigmoid(settings: ProblemSettings, problem: Problem, worker: int, x: Point, key: int) -> float:
    chosen = rows(settings, problem, worker, key)
    signs = np.where(problem.data.labels[chosen] == 1, 1.0, -1.0)
    return float(np.mean(1 - np.tanh(signs * outputs(problem, chosen, x) / 2))) / 2 + penalty(settings, x)


VALUES: dict[str, Callable[[ProblemSettings, Problem, int, Point, int], Fraction | float]] = {
    "quadratic": quadratic,
    "custom_quadratic": custom_quadratic,
    "least_squares": least_squares,
    "blend": blend,
    "logistic": logistic,
    "sigmoid": sigmoid,
    "csv": logistic,
}
"""The function value that a job takes at a point, on its own sample, without noise."""
