"""How the times of one worker's jobs scatter around tau_i: one class a kind, with its law and its mean.

`work(tau)` is the law as engine.cluster.draws reads it, `means(tau)` (n,) the true mean E[seconds] of a worker's jobs,
and `variances(tau)` (n,) their variance in seconds squared.
"""

import math
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from engine.cluster.draws import CONSTANT, EXPONENTIAL, FOLDED_NORMAL, GAMMA, LOGNORMAL, POISSON, UNIFORM
from engine.kernel.state import Floats, Work, work
from engine.schema import Number, Part, exactly

Variation = Annotated[Number, Field(ge=1e-3, le=3)]
Spread = Annotated[Number, Field(ge=1e-3, le=1e6)]
Offset = Annotated[Number, Field(ge=0, le=1e9)]
Factor = Annotated[Number, Field(ge=0, le=1e3)]
Per = Literal["second", "mean", "root"]
LEAST = 1e-6


def deviations(spread: float, per: Per, tau: Floats) -> Floats:
    """Standard deviations in seconds (n,): `spread` seconds, or times tau_i, or times sqrt(tau_i)."""
    if per == "second":
        return np.full(tau.size, spread)
    return np.asarray(spread * (tau if per == "mean" else np.sqrt(tau)))


class AroundTau(Part):
    """The kinds whose mean is tau_i itself."""

    def means(self, tau: Floats) -> Floats:
        return tau


class NoJitter(AroundTau):
    """Every job takes tau_i."""

    kind: Literal["none"] = "none"

    def work(self, tau: Floats) -> Work:
        return work(CONSTANT, base=tau)

    def variances(self, tau: Floats) -> Floats:
        return np.zeros(tau.size)


class Exponential(AroundTau):
    """tau_i * Exp(1): exponential times (coefficient of variation 1)."""

    kind: Literal["exponential"] = "exponential"

    def work(self, tau: Floats) -> Work:
        return work(EXPONENTIAL, spread=tau)

    def variances(self, tau: Floats) -> Floats:
        return np.asarray(tau**2)


class ShiftedExponential(AroundTau):
    """tau_i * (shift + (1 - shift) * Exp(1)): no job is shorter than `shift` of its mean."""

    kind: Literal["shifted_exponential"] = "shifted_exponential"
    shift: Annotated[Number, Field(ge=0, lt=1)] = 0.5

    def work(self, tau: Floats) -> Work:
        return work(EXPONENTIAL, base=self.shift * tau, spread=(1 - self.shift) * tau)

    def variances(self, tau: Floats) -> Floats:
        return np.asarray(((1 - self.shift) * tau) ** 2)


class OfOneVariation(AroundTau):
    """Times with the mean tau_i whose coefficient of variation is `variation` for every worker."""

    law: ClassVar[int]
    kind: str
    variation: Variation = 0.5

    def work(self, tau: Floats) -> Work:
        return work(self.law, spread=tau, shape=np.full(tau.size, self.variation))

    def variances(self, tau: Floats) -> Floats:
        return np.asarray((self.variation * tau) ** 2)


class Gamma(OfOneVariation):
    """Gamma times."""

    law = GAMMA
    kind: Literal["gamma"] = "gamma"


class Lognormal(OfOneVariation):
    """Lognormal times."""

    law = LOGNORMAL
    kind: Literal["lognormal"] = "lognormal"


class Poisson(AroundTau):
    """Poisson(tau_i) whole seconds, as in AsGrad (arXiv 2310.20452). A job may take 0 s: it arrives at once."""

    kind: Literal["poisson"] = "poisson"

    def work(self, tau: Floats) -> Work:
        return work(POISSON, spread=np.ones(tau.size), shape=tau)

    def variances(self, tau: Floats) -> Floats:
        return tau


class HalfNormal(Part):
    """tau_i + |N(0, s_i^2)| seconds, s_i being `spread` seconds, or times tau_i, or times sqrt(tau_i).

    Ringleader ASGD's experiments (arXiv 2509.22860) add |N(0, variance i)| to tau_i = i: per root.
    """

    kind: Literal["half_normal"] = "half_normal"
    spread: Spread = 1.0
    per: Per = "root"

    def work(self, tau: Floats) -> Work:
        return work(FOLDED_NORMAL, base=tau, spread=deviations(self.spread, self.per, tau))

    def means(self, tau: Floats) -> Floats:
        """E = tau_i + s_i sqrt(2 / pi)."""
        return np.asarray(tau + deviations(self.spread, self.per, tau) * math.sqrt(2 / math.pi))

    def variances(self, tau: Floats) -> Floats:
        return np.asarray(deviations(self.spread, self.per, tau) ** 2 * (1 - 2 / math.pi))


class FoldedNormal(Part):
    """|N(tau_i, s_i^2)| + offset seconds, s_i being `spread` seconds, or times tau_i, or times sqrt(tau_i).

    AsGrad (arXiv 2310.20452) has |N(tau_i, tau_i^2)| + 1: the defaults.
    """

    kind: Literal["folded_normal"] = "folded_normal"
    spread: Spread = 1.0
    per: Per = "mean"
    offset: Offset = 1.0

    def work(self, tau: Floats) -> Work:
        s = deviations(self.spread, self.per, tau)
        return work(FOLDED_NORMAL, base=np.full(tau.size, self.offset), spread=s, shape=tau / s)

    def means(self, tau: Floats) -> Floats:
        """E = offset + s_i sqrt(2 / pi) exp(-r^2 / 2) + tau_i erf(r / sqrt(2)) with r = tau_i / s_i."""
        s = deviations(self.spread, self.per, tau)
        r = tau / s
        inside = np.array([math.erf(each / math.sqrt(2)) for each in r])
        return np.asarray(self.offset + s * math.sqrt(2 / math.pi) * np.exp(-r * r / 2) + tau * inside)

    def variances(self, tau: Floats) -> Floats:
        """tau_i^2 + s_i^2 less the squared mean of |N(tau_i, s_i^2)|."""
        squares = tau**2 + deviations(self.spread, self.per, tau) ** 2
        return np.maximum(squares - (self.means(tau) - self.offset) ** 2, 0.0)


class Uniform(Part):
    """offset + tau_i * U(low, high) seconds. AsGrad (arXiv 2310.20452) has U(0, tau_i) + 1: the defaults."""

    kind: Literal["uniform"] = "uniform"
    low: Factor = 0.0
    high: Factor = 1.0
    offset: Offset = 1.0

    @model_validator(mode="after")
    def takes_time(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low is {exactly(self.low)}, above high, which is {exactly(self.high)}")
        if max(self.high, self.offset) < LEAST:
            raise ValueError(f"every job would take 0 s; high or offset must be at least {LEAST:g}")
        return self

    def work(self, tau: Floats) -> Work:
        least = self.offset + self.low * tau
        if self.low == self.high:
            return work(CONSTANT, base=least)
        return work(UNIFORM, base=least, spread=(self.high - self.low) * tau)

    def means(self, tau: Floats) -> Floats:
        """E = offset + tau_i (low + high) / 2."""
        return np.asarray(self.offset + tau * (self.low + self.high) / 2)

    def variances(self, tau: Floats) -> Floats:
        return np.asarray(((self.high - self.low) * tau) ** 2 / 12)


Jitter = Annotated[
    NoJitter | Exponential | ShiftedExponential | Gamma | Lognormal | HalfNormal | FoldedNormal | Poisson | Uniform,
    Field(discriminator="kind"),
]
