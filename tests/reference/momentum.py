"""Methods with momentum, once more, from their papers. Their eta is step * (1 - beta)."""

import math
from typing import Any

import numpy as np

from engine.kernel.state import Floats
from tests.reference.rounds import Rounds
from tests.reference.rule import Reply, Rule
from tests.reference.steps import scale


class Momentum(Rule):
    """What they share: beta, eta and a buffer that begins at 0."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.beta = self.settings.momentum
        self.eta = self.settings.step * (1 - self.beta)
        self.buffer = 0 * self.model


class OrMo(Momentum):
    """Buckets of n gradients in the order in which they were sent out; momentum counts buckets."""

    newest = 0

    def eta_of(self, worker: int, delay: int) -> float:
        return self.eta

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        beta = self.beta
        eta = self.eta_of(worker, self.updates - taken_at)
        bucket = math.ceil(taken_at / self.n)
        change = 0 * self.model
        if bucket > self.newest:
            change -= beta * self.buffer
            self.buffer = beta * self.buffer
            self.newest += 1
        behind = self.newest - bucket
        self.buffer = self.buffer + beta**behind * eta * gradient
        self.move(change - (1 - beta ** (behind + 1)) / (1 - beta) * eta * gradient)
        return Reply()


class OrMoDa(OrMo):
    """A smaller eta for gradients of a delay above tolerance * n."""

    def eta_of(self, worker: int, delay: int) -> float:
        tolerated = self.settings.tolerance * self.n
        if delay <= tolerated:
            return self.eta
        if math.isnan(self.smoothness):
            return self.eta * min(1, tolerated / delay)
        return min(self.eta, 1 / (self.settings.constant * self.smoothness * delay))


class RescaledOrMo(OrMo):
    """An eta for each worker, by how long its jobs take."""

    def eta_of(self, worker: int, delay: int) -> float:
        return self.eta * scale(self, worker)


class Ssgdm(Momentum, Rounds):
    """In rounds: v <- beta v + eta sum_i g_i; w <- w - v."""

    def change(self, gradients: list[Floats]) -> Floats:
        self.buffer = self.beta * self.buffer + self.eta * np.sum(gradients, axis=0)
        return -self.buffer


class NaiveMomentum(Momentum):
    """u <- beta u + eta g; w <- w - u."""

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.buffer = self.beta * self.buffer + self.eta * gradient
        self.move(-self.buffer)
        return Reply()


class ShiftedMomentum(Momentum):
    """v_i <- beta v_i + g; w <- w - eta v_i."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.buffers = [0 * self.model] * self.n

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.buffers[worker] = self.beta * self.buffers[worker] + gradient
        self.move(-self.eta * self.buffers[worker])
        return Reply()


class Smega2(Momentum):
    """The buffer v changes once in n arrivals, by the mean of their gradients; every arrival moves by g + beta v."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.heard: list[Floats] = []

    def arrive(self, gradient: Floats, worker: int, taken_at: int) -> Reply:
        self.heard.append(gradient)
        self.move(-self.eta * (gradient + self.beta * self.buffer))
        if len(self.heard) == self.n:
            self.buffer = self.beta * self.buffer + np.mean(self.heard, axis=0)
            self.heard = []
        return Reply()

    def given(self) -> Floats:
        """Where n further arrivals with gradients of zero would take the model."""
        v, s, beta = self.buffer, len(self.heard), self.beta
        rest = self.n - s
        after = beta * v + np.sum(self.heard, axis=0) / self.n if s else beta * v
        return self.model - self.eta * beta * (rest * v + s * after)
