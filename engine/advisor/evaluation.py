"""Many tries at once, on threads, and what was tried before from the log."""

import math
import os
from collections.abc import Sequence
from functools import partial

from engine.advisor.horizon import alone
from engine.advisor.log import Log
from engine.advisor.objective import Objective
from engine.advisor.tries import Try
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.methods import MethodSettings
from engine.search.best_steps import most_at_once


def evaluate(
    objective: Objective,
    asked: Sequence[MethodSettings],
    bound: float = math.inf,
    log: Log | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> list[Try]:
    """The try of each of the settings, in their order; what the `log` holds is not run again, the rest is added to it.

    The same `bound` (`Objective.score`) holds for all, so that `threads` (default: one a processor) never changes a
    score. `progress` is called from this thread with the fraction done, 0 to 1; what it raises ends the tries under
    way, which leave nothing behind, and is raised again here: what was finished by then stands in the log. Raises
    ValueError for settings that do not fit the problem, and OSError when the log cannot be written.
    """
    for settings in asked:
        objective.check(settings)
    tasks = [partial(one_try, objective, settings, bound, log) for settings in asked]
    return side_by_side(tasks, at_once(objective, asked, threads), progress)


def one_try(objective: Objective, settings: MethodSettings, bound: float, log: Log | None, proceed: Proceed) -> Try:
    """The try from the log, or a new one, which is kept there."""
    known = None if log is None else log.find(settings, bound)
    if known is not None:
        return known
    found = objective.score(settings, proceed, bound)
    if log is not None:
        log.add(found)
    return found


def at_once(objective: Objective, asked: Sequence[MethodSettings], threads: int | None) -> int:
    """Tries that go on at the same time: as many as there are threads, whose models in flight fit into memory."""
    most = [most_at_once(alone(objective.scenario, settings)) for settings in asked]
    return max(1, min([threads or os.cpu_count() or 1, *most]))
