"""The best step and momentum: a rate map, then finer ones around its best point."""

from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.scenario import Scenario
from engine.theory.rate_map import RateMap, rate_map

ZOOMS, SIDE = 3, 7
"""So many finer maps of SIDE x SIDE points, each over the neighbours of the best point so far."""
LARGEST_MOMENTUM = 0.999
PLAIN = "naive_momentum"
"""Without momentum it is ASGD."""


class Best(NamedTuple):
    """A point of a rate map; of rate 1 or more where nothing converges."""

    step: float
    momentum: float
    rate: float  # per arrival


def best_point(scenario: Scenario, label: str, seen: RateMap, zooms: int = ZOOMS) -> Best:
    """The best point of a method, found from its map `seen`: to a third of the map's spacing, each zoom.

    Raises NoTheoryError as `rate_map` does.
    """
    row, column = seen.best
    best = Best(float(seen.steps[column]), float(seen.momenta[row]), float(seen.rates[row, column]))
    ratio = float(seen.steps[1] / seen.steps[0]) if seen.steps.size > 1 else 1.0
    width = float(seen.momenta[1] - seen.momenta[0]) if seen.momenta.size > 1 else 0.0
    for _ in range(zooms):
        steps = best.step * ratio ** np.linspace(-1, 1, SIDE)
        around = best.momentum + width * np.linspace(-1, 1, SIDE)
        momenta = np.unique(np.clip(around, 0.0, max(LARGEST_MOMENTUM, best.momentum)))
        finer = rate_map(scenario, label, steps, momenta)
        row, column = finer.best
        if finer.rates[row, column] < best.rate:
            best = Best(float(steps[column]), float(momenta[row]), float(finer.rates[row, column]))
        ratio, width = ratio ** (2 / (SIDE - 1)), width * 2 / (SIDE - 1)
    return best


def best_plain_step(scenario: Scenario, steps: Floats) -> Best:
    """ASGD's best step on the cluster and problem of a scenario, looked for from the grid `steps` (P,) on.

    Raises NoTheoryError as `rate_map` does.
    """
    settings = METHODS[PLAIN].settings.model_validate({"kind": PLAIN, "momentum": 0.0})
    plain = scenario.model_copy(update={"methods": (settings,)})
    return best_point(plain, PLAIN, rate_map(plain, PLAIN, steps, np.zeros(1)))


def arrivals_to(share: float, rate: float) -> float:
    """Arrivals after which `rate` per arrival has shrunk a distance to the given share; inf where it does not."""
    return float(np.log(share) / np.log(rate)) if 0 < rate < 1 else (0.0 if rate == 0 else float("inf"))
