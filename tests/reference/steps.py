"""Methods that step with every gradient they use, once more, from their papers."""

import math
from statistics import fmean

from engine.kernel.state import Floats
from tests.reference.rule import Reply, Rule
from tests.reference.streams import below


class Asgd(Rule):
    """x <- x - gamma g."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.move(-self.settings.step * gradient)
        return Reply()


class DelayAdaptive(Rule):
    """x <- x - gamma n / max(n, delta) g."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        delta = self.updates - taken_at
        self.move(-self.settings.step * (self.n / max(self.n, delta)) * gradient)
        return Reply()


def scale(rule: Rule, worker: int) -> float:
    """gamma_i / gamma: 1 / (n p_i) with frequencies p_i, or tau_i / max tau; tau as given or as seen so far."""
    taus = dict(enumerate(rule.taus))
    if rule.settings.times == "online":
        taus = {i: rule.busy[i] / rule.jobs[i] for i in range(rule.n) if rule.busy[i]}
        if worker not in taus:
            return 1.0  # all its jobs took no time
    if rule.settings.normalisation == "cycle":
        return taus[worker] / max(taus.values())
    return taus[worker] * fmean(1 / tau for tau in taus.values())


class RescaledAsgd(Rule):
    """x <- x - gamma_i g."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.move(-self.settings.step * scale(self, worker) * gradient)
        return Reply()


class Ringmaster(Rule):
    """x <- x - gamma g for a delay below R; what would come later is passed by, or stopped."""

    def threshold(self) -> int:
        return self.n if self.settings.threshold is None else self.settings.threshold

    def wants(self, worker: int, taken_at: int) -> bool:
        return self.settings.variant == "stop" or self.updates - taken_at < self.threshold()

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.move(-self.settings.step * gradient)
        return Reply(stale=self.threshold() if self.settings.variant == "stop" else math.inf)


class RandomAsgd(Rule):
    """x <- x - gamma g; the next job goes to any worker."""

    arrivals = 0

    def chosen(self, number: int) -> int:
        """The worker that gets the job of arrival `number` (from 0)."""
        return below(self.key, number, self.n)

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.move(-self.settings.step * gradient)
        self.arrivals += 1
        return Reply("queued", next_worker=self.chosen(self.arrivals - 1))


class ShuffledAsgd(RandomAsgd):
    """x <- x - gamma g; the next job goes to the next worker of a permutation, drawn anew after n of them."""

    def chosen(self, number: int) -> int:
        epoch, place = divmod(number, self.n)
        order = list(range(self.n))
        for i in reversed(range(self.n)):
            j = below(self.key, epoch * self.n + i, i + 1)
            order[i], order[j] = order[j], order[i]
        return order[place]
