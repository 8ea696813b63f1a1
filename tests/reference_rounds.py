"""Methods that gather gradients before they step, once more, from their papers."""

import math
from abc import abstractmethod
from fractions import Fraction
from statistics import fmean
from typing import Any

import numpy as np

from engine.state import Floats
from tests.reference_rule import Reply, Rule

DRAWS = 1000
"""Of each worker's times, that MindFlayer plans with."""


class Rounds(Rule):
    """Every worker sends one gradient and waits; the last one's arrival makes the update."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.heard: list[Floats] = []

    @abstractmethod
    def change(self, gradients: list[Floats]) -> Floats:
        """The update that one gradient of each worker makes."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.heard.append(gradient)
        if len(self.heard) < self.n:
            return Reply("nothing")
        self.move(self.change(self.heard))
        self.heard = []
        return Reply("nothing", release=True)


class Minibatch(Rounds):
    """x <- x - gamma mean_i g_i, one gradient of each worker."""

    def change(self, gradients: list[Floats]) -> Floats:
        return -self.settings.step * np.mean(gradients, axis=0)


class Rennala(Rule):
    """A batch of gradients that were all taken at the newest model; older ones are passed by, or stopped."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.heard: list[list[Floats]] = [[] for _ in range(self.n)]

    def batch(self) -> int:
        return self.n if self.settings.batch is None else self.settings.batch

    def wants(self, worker: int, taken_at: int) -> bool:
        return taken_at == self.updates

    def complete(self) -> bool:
        return sum(map(len, self.heard)) >= self.batch()

    def mean(self) -> Floats:
        return np.mean([gradient for own in self.heard for gradient in own], axis=0)

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.heard[worker].append(gradient)
        if not self.complete():
            return Reply()
        self.move(-self.settings.step * self.mean())
        self.heard = [[] for _ in range(self.n)]
        return Reply(stale=1 if self.settings.variant == "stop" else math.inf)


class Malenia(Rennala):
    """The mean over workers of their own means, as soon as the harmonic mean of their numbers is batch / n."""

    def complete(self) -> bool:
        if not all(self.heard):
            return False
        return self.n / sum(Fraction(1, len(own)) for own in self.heard) >= Fraction(self.batch(), self.n)

    def mean(self) -> Floats:
        return np.mean([np.mean(own, axis=0) for own in self.heard], axis=0)


class Ringleader(Rule):
    """Rounds of n updates with the mean over workers of their own means, one update for each worker."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.table: list[list[Floats]] = [[] for _ in range(self.n)]
        self.next_table: list[list[Floats]] = [[] for _ in range(self.n)]
        self.refreshed: set[int] = set()

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        without_update = Reply("same" if self.settings.variant == "same" else "newest")
        if worker in self.refreshed:
            self.next_table[worker].append(gradient)
            return without_update
        self.table[worker].append(gradient)
        if not all(self.table):
            return without_update
        self.move(-self.settings.step * np.mean([np.mean(own, axis=0) for own in self.table], axis=0))
        self.refreshed.add(worker)
        if len(self.refreshed) == self.n:
            self.table, self.next_table = self.next_table, [[] for _ in range(self.n)]
            self.refreshed = set()
        return Reply()


class Ia2sgd(Rule):
    """The mean of the workers' latest gradients, once there is one of each."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.latest: dict[int, Floats] = {}

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.latest[worker] = gradient
        if len(self.latest) == self.n:
            self.move(-self.settings.step * np.mean(list(self.latest.values()), axis=0))
        return Reply()


class FedBuff(Rule):
    """Workers go some steps on their own and send the difference; the mean of some of them makes an update."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.own: list[list[Floats]] = [[] for _ in range(self.n)]
        self.deltas: list[Floats] = []

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.own[worker].append(gradient)
        if len(self.own[worker]) < self.settings.local_steps:
            return Reply("own", move=-self.settings.step * gradient)
        self.deltas.append(self.settings.step * np.sum(self.own[worker], axis=0))
        self.own[worker] = []
        if len(self.deltas) == self.settings.buffer:
            self.move(-self.settings.server_step * np.mean(self.deltas, axis=0))
            self.deltas = []
        return Reply()


class MindFlayer(Rule):
    """Rounds in which each worker makes so many tries, each cut off after so many seconds."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        limits = [self.cutoff(worker) for worker in range(self.n)]
        draws = [self.draws(worker, DRAWS) for worker in range(self.n)]
        chances = [Fraction(sum(t <= limit for t in own), DRAWS) for own, limit in zip(draws, limits, strict=True)]
        seconds = [fmean(min(t, limit) for t in own) for own, limit in zip(draws, limits, strict=True)]
        self.planned = planned(chances, seconds, self.n if self.settings.batch is None else self.settings.batch)
        self.expected = float(sum(p * b for p, b in zip(chances, self.planned, strict=True)))
        self.done = [0] * self.n
        self.heard: list[Floats] = []

    def cutoff(self, worker: int) -> float:
        patience = self.settings.patience
        # A job that takes as long stands, whatever rounding makes of the mean.
        return math.inf if patience is None else (1 + patience) * (1 + 2**-50) * self.taus[worker]

    def exact_cutoff(self, mean: Fraction) -> Fraction:
        return mean * (1 + Fraction(repr(self.settings.patience or 0)))

    def takes_part(self, worker: int) -> bool:
        return self.planned[worker] > 0

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.heard.append(gradient)
        return self.pass_by(worker)

    def pass_by(self, worker: int) -> Reply:
        self.done[worker] += 1
        if self.done != self.planned:
            return Reply("same" if self.done[worker] < self.planned[worker] else "nothing")
        self.move(-self.settings.step * np.sum([0 * self.model, *self.heard], axis=0) / self.expected)
        self.done, self.heard = [0] * self.n, []
        return Reply("nothing", release=True)


def planned(chances: list[Fraction], seconds: list[float], batch: int) -> list[int]:
    """B_i = floor(T / e_i) for the smallest T with sum_i p_i floor(T / e_i) >= batch."""
    # Three times 0.1 s is to be 0.3 s.
    exact = [Fraction(e).limit_denominator(10**9) for e in seconds]
    counts = [0] * len(exact)
    while sum(p * b for p, b in zip(chances, counts, strict=True)) < batch:
        at = min((b + 1) * e for b, e in zip(counts, exact, strict=True))
        counts = [math.floor(at / e) for e in exact]
    return counts
