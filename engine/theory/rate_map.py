"""The rate over step and momentum: for asynchronous methods what is drawn of heavy ball in every course."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.state import Floats
from engine.scenario import Scenario
from engine.theory.cycle import Cycle, NoTheoryError
from engine.theory.exact import exact, lanes_of
from engine.theory.stability import in_proportion, worst_rates

FASTEST_GROWTH = 1.0
"""Rates that grow faster than by e an arrival count as that, for the edge between two points."""


@dataclass(frozen=True)
class RateMap:
    """Contraction of the distance to the limit per arrival, by step and momentum."""

    steps: Floats  # (P,)
    momenta: Floats  # (M,)
    rates: Floats  # (M, P); 1 or more where the method does not converge
    arrivals_per_second: float  # of the whole cluster

    @property
    def best(self) -> tuple[int, int]:
        """Row and column of the smallest rate."""
        row, column = np.unravel_index(np.nanargmin(self.rates), self.rates.shape)
        return int(row), int(column)


def costs_of(rates: Floats, arrivals_per_second: float | None = None) -> Floats:
    """Arrivals, or simulated seconds where their pace is given, that shrink the distance by 10 at these rates.

    Of any shape; inf where a rate is 1 or more.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        arrivals = np.where(rates < 1, np.log(0.1) / np.log(rates), np.inf)
    return np.asarray(arrivals if arrivals_per_second is None else arrivals / arrivals_per_second)


def speeds_of(rates: Floats) -> Floats:
    """-ln of rates per arrival, of any shape: above 0 where the method converges, and finite everywhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        speeds = -np.log(rates)
    return np.asarray(np.clip(np.nan_to_num(speeds, nan=-np.inf), -FASTEST_GROWTH, -np.log(1e-300)))


def rate_map(
    scenario: Scenario,
    label: str,
    steps: Floats,
    momenta: Floats,
    threads: int | None = None,
    progress: Progress | None = None,
) -> RateMap:
    """Rates of the method `label` at steps (P,) and momenta (M,), each exact to rounding.

    Quickest where all workers have the same curvatures and the steps are spaced like the curvatures' logarithms (see
    `steps_for`). Raises NoTheoryError as `exact` does, and for a method without momentum; `progress` as in `simulate`.
    """
    known = exact(scenario, label)
    if not hasattr(known.settings, "momentum"):
        raise NoTheoryError(f"The method {label} has no momentum, so it has no map.")
    lanes, smoothness = lanes_of(known.blocks), known.problem.smoothness
    proportional = in_proportion(known.cycle, smoothness)

    def row(momentum: float, proceed: Proceed) -> Floats:
        settings = known.settings.model_copy(update={"momentum": float(momentum)})
        cycle: Cycle = replace(known.cycle, settings=settings)
        if not proceed(0.0):
            return np.full(steps.size, np.nan)
        return worst_rates(cycle, steps, lanes, smoothness, proportional)

    rows = side_by_side([partial(row, momentum) for momentum in momenta], threads, progress)
    return RateMap(steps, momenta, np.stack(rows), known.arrivals_per_period / known.seconds_per_period)


def steps_for(curvatures: Floats, low: float, high: float, count: int) -> Floats:
    """About `count` steps (P,) from `low` to about `high`, evenly in the logarithm.

    Where the different `curvatures` (m,) stand evenly in the logarithm, too, the steps' spacing fits theirs, so that
    many products of the two agree, which saves work.
    """
    spacing = np.log(high / low) / max(1, count - 1)
    different = np.unique(curvatures[curvatures > 0])
    if different.size > 1:
        gaps = np.diff(np.log(different))
        if np.allclose(gaps, gaps[0], rtol=1e-9, atol=0):
            parts = gaps[0] / spacing
            spacing = gaps[0] / round(parts) if parts >= 1 else gaps[0] * round(1 / parts)
    return np.asarray(low * np.exp(spacing * np.arange(count)))
