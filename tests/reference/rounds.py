"""Methods that gather gradients before they step, once more, from their papers."""

import math
from abc import abstractmethod
from fractions import Fraction
from typing import Any

import numpy as np

from engine.kernel.state import Floats
from tests.reference.rule import Reply, Rule


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
    """The mean of the workers' latest gradients, once there is one of each, or was before the arrival."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.latest: dict[int, Floats] = {}

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        before = len(self.latest)
        self.latest[worker] = gradient
        if (before if self.settings.first_update == "after_full" else len(self.latest)) == self.n:
            self.move(-self.settings.step * np.mean(list(self.latest.values()), axis=0))
        return Reply()


class FedBuff(Rule):
    """Workers go some steps on their own and send the difference; the mean of some of them makes an update.

    A difference that is late has the weight (1 + staleness)^-a; beyond the largest staleness it is thrown away.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.own: list[list[Floats]] = [[] for _ in range(self.n)]
        self.deltas: list[Floats] = []

    def wants(self, worker: int, taken_at: int) -> bool:
        largest = self.settings.largest_staleness
        sends = len(self.own[worker]) + 1 == self.settings.local_steps
        return not sends or largest is None or self.updates - taken_at <= largest

    def pass_by(self, worker: int) -> Reply:
        self.own[worker] = []
        return Reply()

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.own[worker].append(gradient)
        if len(self.own[worker]) < self.settings.local_steps:
            return Reply("own", move=-self.settings.step * gradient)
        weight = 1 / (1 + self.updates - taken_at) ** self.settings.staleness_exponent
        self.deltas.append(weight * self.settings.step * np.sum(self.own[worker], axis=0))
        self.own[worker] = []
        if len(self.deltas) == self.settings.buffer:
            self.move(-self.settings.server_step * np.mean(self.deltas, axis=0))
            self.deltas = []
        return Reply()


class MindFlayer(Rule):
    """Rounds in which each worker makes so many tries, each cut off after so many seconds."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.limits = [math.inf] * self.n
        if self.settings.cutoffs != "multiple":
            self.limits = self.tries.best(self.settings).tolist()
        elif self.settings.patience is not None:
            self.limits = [(1 + self.settings.patience) * tau * (1 + 1e-15) for tau in self.taus]
        found = [self.tries.planned(worker, limit) for worker, limit in enumerate(self.limits)]
        self.planned = planned(found, self.n if self.settings.batch is None else self.settings.batch)
        chances = [self.tries.chance(worker, limit) for worker, limit in enumerate(self.limits)]
        self.expected = math.fsum(p * b for p, b in zip(chances, self.planned, strict=True))
        self.done = [0] * self.n
        self.heard: list[Floats] = []

    def cutoff(self, worker: int) -> float:
        return self.limits[worker]

    def exact_cutoff(self, worker: int, mean: Fraction) -> Fraction:
        if self.settings.cutoffs == "multiple":
            return mean * (1 + Fraction(repr(self.settings.patience or 0)))
        return Fraction(repr(self.limits[worker])) if math.isfinite(self.limits[worker]) else Fraction(0)

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


def planned(tries: list[tuple[float, float]], batch: int) -> list[int]:
    """B_i = floor(T / e_i) for the smallest T with sum_i p_i floor(T / e_i) >= batch; of chance and mean length."""
    counts = [0] * len(tries)
    # Three times 0.1 s is to be 0.3 s, and so is e_3 = 3 e_1 of laws that are scaled alike.
    while math.fsum(p * b for (p, _), b in zip(tries, counts, strict=True)) < batch * (1 - 1e-9):
        at = min((b + 1) * e for (p, e), b in zip(tries, counts, strict=True) if p)
        counts = [math.floor(at / e + 1e-9) if p else 0 for p, e in tries]
    return counts
