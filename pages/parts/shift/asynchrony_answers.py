"""The two cures on a cluster, kept while they may be needed again, with progress and a way to stop."""

from typing import NamedTuple

from engine import Scenario
from engine.covariate_shift.asynchrony.cures import Cures, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, Pulls, pulls
from pages.parts.shift.answers import WORDS
from pages.parts.shift.asynchrony_controls import well_specified
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Report, stage


class Linked(NamedTuple):
    """What is found of one cluster."""

    right: Cures  # one truth for all workers
    wrong: Cures  # each worker has its own
    vanilla: Pulls
    rescaled: Pulls


CURES: Cache[Scenario, Linked] = Cache(100)


def linked_of(scenario: Scenario) -> Linked | None:
    """What is found, simulated if need be; None where the page says why there is nothing."""

    def compute(report: Report) -> Linked:
        right = cures(well_specified(scenario), progress=stage(report, "Simulating one truth", 0.0, 0.5))
        wrong = cures(scenario, progress=stage(report, "Simulating a truth for each worker", 0.5, 1.0))
        return Linked(right, wrong, pulls(scenario, VANILLA, wrong.heard), pulls(scenario, RESCALED, wrong.heard))

    return computed(CURES, scenario, compute, WORDS, 2 * scenario.work)
