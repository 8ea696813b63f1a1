"""Where ASGD and Rescaled ASGD end, on random quadratics with periodic times and no noise.

Over one period the arrivals k = 0 ... P - 1 read the model x_(k - delay_k) and move it by
`-gamma s_k A_k (x_(k - delay_k) - c_k)`, s_k being the factor of worker k's step: 1 for ASGD, proportional to its
time for Rescaled ASGD. In the limit the moves of one period cancel. To leading order the limit is therefore the
point z where `sum_k s_k A_k (z - c_k) = 0`: the minimiser of F_p for ASGD, and of f for Rescaled ASGD.

The next order: near z the model is `x_k = z + gamma (a + y_k) + O(gamma^2)` with
`y_(k+1) - y_k = -s_k A_k (z - c_k)`, y of mean 0, and the moves cancel for
`a = -(sum_k s_k A_k)^-1 sum_k s_k A_k y_(k - delay_k)`. With L the largest |s_k A_k|, mu the smallest eigenvalue of the
mean of s_k A_k, Y the largest |y_k| and `q = gamma P L (1 + L / mu) < 1`, the mean over a period is within
`gamma^2 (P L^2 / mu) (|a| + Y) / (1 - q)` of `z + gamma a`.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from engine import Scenario
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats
from tests.support.build import replicate

NEAR = 0.1
"""How far the distance may be from its leading order, as a part of it: the step is chosen so."""


@dataclass(frozen=True)
class Case:
    """Quadratics with eigenvalues between 1/2 and 2, and times that are multiples of one unit."""

    matrices: Floats  # (n, d, d)
    centers: Floats  # (n, d)
    multiples: tuple[int, ...]
    unit: float

    def scenario(self, method: dict[str, Any], start: Floats, step: float) -> Scenario:
        return Scenario.model_validate(
            {
                "seeds": 1,
                "cluster": {"speed": {"kind": "custom", "times": [m * self.unit for m in self.multiples]}},
                "problem": {
                    "kind": "custom_quadratic", "matrices": self.matrices, "centers": self.centers, "start": start
                },
                "methods": [method | {"step": step}],
                # No record is wanted but the first; the run is ended by hand.
                "budget": {"arrivals": 10_000_000},
                "records": 2,
            }
        )  # fmt: skip

    @property
    def period(self) -> int:
        """Arrivals until all workers end at the same second."""
        return sum(math.lcm(*self.multiples) // m for m in self.multiples)

    def minimiser(self, weights: Floats) -> Floats:
        """Of sum_i weights_i f_i."""
        pulls = np.einsum("i,ijk,ik->j", weights, self.matrices, self.centers)
        return np.linalg.solve(np.tensordot(weights, self.matrices, axes=1), pulls)

    @property
    def rates(self) -> Floats:
        return 1 / np.array(self.multiples)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n, d = draw(st.integers(2, 5)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    axes = np.linalg.qr(rng.standard_normal((n, d, d)))[0]
    matrices = axes @ (rng.uniform(0.5, 2.0, (n, d))[:, :, None] * axes.transpose(0, 2, 1))
    # Multiples of a power of two: sums of them are exact, so ties are ties in every period.
    multiples = tuple(draw(st.lists(st.sampled_from([1, 2, 3, 4]), min_size=n, max_size=n)))
    unit = draw(st.sampled_from([0.25, 1.0, 8.0]))
    return Case((matrices + matrices.transpose(0, 2, 1)) / 2, rng.standard_normal((n, d)), multiples, unit)


@dataclass(frozen=True)
class Expansion:
    """The limit z + step * slope, and what bounds the rest."""

    slope: Floats  # a
    wobble: float  # Y
    largest: float  # L
    smallest: float  # mu
    period: int

    def step(self) -> float:
        """The step at which the rest is NEAR times |a|, or less."""
        a, y = float(np.linalg.norm(self.slope)), self.wobble
        rest = self.period * self.largest**2 / self.smallest * (a + y)
        # Solves step * rest / (1 - step * q) = NEAR * a.
        q = self.period * self.largest * (1 + self.largest / self.smallest)
        return NEAR * a / (rest + NEAR * a * q)

    def arrivals(self, step: float, from_: float, to: float) -> int:
        """After so many, a distance `from_` has shrunk to `to`: by 1 - step * mu an arrival, less 1 / 10."""
        return math.ceil(math.log(from_ / to) / (0.9 * step * self.smallest))


def expansion(case: Case, factors: Floats, goal: Floats) -> Expansion:
    """From the schedule of the second period, which a run without any step follows just as well."""
    period = case.period
    run = under_way(case, {"kind": "asgd"}, goal, step=1e-9, number=0)
    run.advance(2 * period)
    log = run.arrivals()[period:]
    scaled = factors[log["worker"], None, None] * case.matrices[log["worker"]]
    moves = -np.einsum("kij,kj->ki", scaled, goal - case.centers[log["worker"]])
    before = np.cumsum(moves, axis=0) - moves
    y = before - before.mean(axis=0)
    read = y[np.arange(period) - log["staleness"]]
    slope = -np.linalg.solve(scaled.sum(axis=0), np.einsum("kij,kj->i", scaled, read))
    return Expansion(
        slope=slope,
        wobble=float(np.linalg.norm(y, axis=1).max()),
        largest=float(np.linalg.norm(scaled, 2, axis=(1, 2)).max()),
        smallest=float(np.linalg.eigvalsh(scaled.mean(axis=0)).min()),
        period=period,
    )


def under_way(case: Case, method: dict[str, Any], start: Floats, step: float, number: int) -> Replicate:
    """Nothing is random here, so the number only decides about the log: replicate 0 keeps one."""
    return replicate(case.scenario(method, start, step), number=number)


def limit(case: Case, method: dict[str, Any], start: Floats, step: float, arrivals: int) -> Floats:
    """The mean model over one period, after at least so many arrivals."""
    run = under_way(case, method, start, step, number=1)
    run.advance(arrivals)
    models = []
    for _ in range(case.period):
        run.advance(1)
        models.append(run.server.model.copy())
    return np.mean(models, axis=0)


def check(case: Case, method: dict[str, Any], factors: Floats, goal: Floats, start: Floats) -> float:
    """The limit's distance to the goal halves with the step, as the expansion says; returns the distance."""
    known = expansion(case, factors, goal)
    size = float(np.linalg.norm(known.slope))
    # Where the leading order all but vanishes, only a tiny step would show it.
    assume(size > 0.03 * known.wobble)
    step = known.step()
    distances = []
    for part in (1, 2):
        gamma = step / part
        transient = 1e-4 * gamma * size
        arrivals = known.arrivals(gamma, 1 + float(np.linalg.norm(start - goal)), transient)
        found = limit(case, method, start, gamma, arrivals) - goal
        assert np.linalg.norm(found - gamma * known.slope) <= (NEAR / part) * gamma * size + transient
        distances.append(float(np.linalg.norm(found)))
    # By the line above each distance is 1 +- NEAR / part times its leading order, to 1e-4 of it.
    slack = 1e-4
    least = 2 * (1 - NEAR - slack) / (1 + NEAR / 2 + slack)
    most = 2 * (1 + NEAR + slack) / (1 - NEAR / 2 - slack)
    assert least <= distances[0] / distances[1] <= most
    return distances[0]


@given(cases())
def test_asgd_tends_to_the_minimiser_of_the_frequency_weighted_objective(case: Case) -> None:
    """Even from the minimiser of f, and however small the step."""
    biased, right = case.minimiser(case.rates / case.rates.sum()), case.minimiser(np.ones(len(case.rates)))
    distance = check(case, {"kind": "asgd"}, np.ones(len(case.rates)), biased, start=right)
    apart = float(np.linalg.norm(biased - right))
    if len(set(case.multiples)) == 1:
        assert apart < 1e-12
    # Where the two points differ, it is plain which one the limit belongs to.
    assert distance < apart / 4 or apart < 0.2


@given(cases(), st.sampled_from(["mean", "cycle"]))
def test_rescaled_asgd_tends_to_the_minimiser_of_f(case: Case, normalisation: str) -> None:
    """Even from the minimiser of F_p."""
    times = np.array(case.multiples) * case.unit
    factors = times / times.max() if normalisation == "cycle" else times * np.mean(1 / times)
    biased, right = case.minimiser(case.rates / case.rates.sum()), case.minimiser(np.ones(len(case.rates)))
    method = {"kind": "rescaled_asgd", "normalisation": normalisation}
    distance = check(case, method, factors, right, start=biased)
    apart = float(np.linalg.norm(biased - right))
    assert distance < apart / 4 or apart < 0.2
