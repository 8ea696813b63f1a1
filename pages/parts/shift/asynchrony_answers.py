"""The two cures on a cluster, kept while they may be needed again, with progress and a way to stop."""

from engine import Scenario
from engine.covariate_shift.asynchrony.truths import Truths, both_truths
from pages.parts.shift.answers import WORDS
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Report, stage

CURES: Cache[Scenario, Truths] = Cache(100)


def truths_of(scenario: Scenario) -> Truths | None:
    """Both cases, simulated if need be; None where the page says why there are none."""

    def compute(report: Report) -> Truths:
        one = stage(report, "Simulating one truth", 0.0, 0.5)
        return both_truths(scenario, one, stage(report, "Simulating a truth for each worker", 0.5, 1.0))

    return computed(CURES, scenario, compute, WORDS, 2 * scenario.work)
