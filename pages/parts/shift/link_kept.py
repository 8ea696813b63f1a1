"""The two cures on a cluster, kept while they may be needed again, with progress and a way to stop."""

from typing import NamedTuple

from engine import Scenario
from engine.covariate_shift.cures import Cures, cures
from engine.covariate_shift.link import RESCALED, VANILLA, Pulls, pulls
from pages.parts.kept import Kept
from pages.parts.progress import Bar, Telling, Words, may_begin
from pages.parts.shift.link_controls import well_specified

MOST_KEPT = 100
WORDS = Words(
    what="This",
    instead="Lower the arrivals, the seeds or the dimension",
    stopped="Stopped before the end.",
    again="Run it again",
)


class Linked(NamedTuple):
    """What is found of one cluster."""

    right: Cures  # one truth for all workers
    wrong: Cures  # each worker has its own
    vanilla: Pulls
    rescaled: Pulls


KEPT: Kept[Scenario, Linked] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def linked_of(scenario: Scenario, telling: Telling) -> Linked | None:
    """What is found, simulated if need be; None where the page says why there is nothing."""
    found = KEPT.get(scenario)
    if found is not None:
        return found
    if not may_begin(scenario, 2 * scenario.work, WORDS, telling):
        return None
    bar = Bar(scenario, telling)
    halves = []
    for part, asked in enumerate((well_specified(scenario), scenario)):
        halves.append(cures(asked, progress=lambda done, part=part: bar.show((part + done) / 2, "Simulating")))
    bar.show(1.0, "Reading the pulls off the rules")
    right, wrong = halves
    found = Linked(right, wrong, pulls(scenario, VANILLA, wrong.heard), pulls(scenario, RESCALED, wrong.heard))
    bar.leave()
    KEPT.keep(scenario, found)
    return found
