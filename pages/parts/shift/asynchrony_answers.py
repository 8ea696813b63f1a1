"""The two cures on a cluster, kept while they may be needed again, with progress and a way to stop."""

from collections.abc import Callable
from typing import NamedTuple

from engine import Scenario
from engine.covariate_shift.asynchrony.cures import Cures, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, Pulls, pulls
from pages.parts.shift.answers import MOST_KEPT, found_or_told
from pages.parts.shift.asynchrony_controls import well_specified
from pages.parts.work.cache import Kept
from pages.parts.work.progress import Telling

DOING = "Simulating"


class Linked(NamedTuple):
    """What is found of one cluster."""

    right: Cures  # one truth for all workers
    wrong: Cures  # each worker has its own
    vanilla: Pulls
    rescaled: Pulls


KEPT: Kept[Scenario, Linked] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def linked_of(scenario: Scenario, telling: Telling) -> Linked | None:
    """What is found, simulated if need be; None where the page says why there is nothing."""

    def compute(progress: Callable[[float], None]) -> Linked:
        right = cures(well_specified(scenario), progress=lambda done: progress(done / 2))
        wrong = cures(scenario, progress=lambda done: progress((1 + done) / 2))
        return Linked(right, wrong, pulls(scenario, VANILLA, wrong.heard), pulls(scenario, RESCALED, wrong.heard))

    return found_or_told(KEPT, scenario, DOING, compute, telling, 2 * scenario.work)
