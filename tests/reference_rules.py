"""What the server does at an arrival, once more, from the methods' papers."""

import math
from collections.abc import Sequence

from engine.methods import MethodSettings
from engine.state import Floats


class Rule:
    """A server: its model and the number of its updates so far."""

    def __init__(self, settings: MethodSettings, start: Floats, taus: Sequence[float]) -> None:
        self.settings = settings
        self.model = start.copy()
        self.taus = taus
        self.updates = 0

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> None:
        """Change the model by a gradient computed at the model of update number `taken_at`."""
        raise NotImplementedError


class Asgd(Rule):
    """x <- x - gamma g."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> None:
        self.model -= self.settings.step * gradient
        self.updates += 1


class RescaledAsgd(Rule):
    """x <- x - gamma_i g: gamma / (n p_i) with frequencies p_i, or gamma tau_i / max tau."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> None:
        tau, n = self.taus[worker], len(self.taus)
        if self.settings.normalisation == "cycle":
            factor = tau / max(self.taus)
        else:
            frequency = (1 / tau) / math.fsum(1 / t for t in self.taus)
            factor = 1 / (n * frequency)
        self.model -= self.settings.step * factor * gradient
        self.updates += 1


class OrMo(Rule):
    """Buckets of n gradients in the order in which they were sent out; momentum counts buckets."""

    def __init__(self, settings: MethodSettings, start: Floats, taus: Sequence[float]) -> None:
        super().__init__(settings, start, taus)
        self.buffer = 0 * start
        self.newest = 0

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> None:
        beta = self.settings.momentum
        eta = self.settings.step * (1 - beta)
        bucket = math.ceil(taken_at / len(self.taus))
        if bucket > self.newest:
            self.model -= beta * self.buffer
            self.buffer = beta * self.buffer
            self.newest += 1
        behind = self.newest - bucket
        self.buffer = self.buffer + beta**behind * eta * gradient
        self.model -= (1 - beta ** (behind + 1)) / (1 - beta) * eta * gradient
        self.updates += 1


RULES: dict[str, type[Rule]] = {"asgd": Asgd, "rescaled_asgd": RescaledAsgd, "ormo": OrMo}
