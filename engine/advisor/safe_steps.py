"""How far the step of a method may be off: the steps around it at which it is hardly worse."""

import math
from typing import NamedTuple

from engine.advisor.evaluation import evaluate
from engine.advisor.objective import PATIENCE, Objective
from engine.advisor.tries import Try
from engine.advisor.validation import FRESH
from engine.kernel.pool import Progress, part_of
from engine.methods import MethodSettings
from engine.theory.stability import with_step

FACTOR = 2**0.5
"""Between neighbouring steps that are tried."""
REACH = 8
"""So many are tried to either side at most: up to 16 times the step, and down to a sixteenth of it."""
SEEDS = 3


class SafeSteps(NamedTuple):
    """Steps at which a method was at most `worse` times as slow as at its own one, or its gap as large.

    Every step that was tried from `low` to `high` was; steps are FACTOR apart. An `open` end is where nothing further
    was tried.
    """

    low: float
    high: float
    worse: float
    open_below: bool
    open_above: bool


def safe_steps(
    objective: Objective, settings: MethodSettings, threads: int | None = None, progress: Progress | None = None
) -> SafeSteps | None:
    """The safe steps around those of the settings, on SEEDS fresh seeds; None where its own step fails on these.

    `threads` never changes the result; `progress` as in `engine.advisor.evaluation`.
    """
    fresh = Objective(objective.scenario, objective.goal, SEEDS, FRESH)
    (own,) = evaluate(fresh, [settings], threads=threads, progress=part_of(progress, 0.0, 1 / (REACH + 1)))
    if not own.reached:
        return None
    reached = {0}
    sides = [-1, 1]
    for away in range(1, REACH + 1):
        asked = [with_step(settings, settings.step * FACTOR ** (side * away)) for side in sides]
        part = part_of(progress, away / (REACH + 1), (away + 1) / (REACH + 1))
        tries = evaluate(fresh, asked, 10**own.score, threads=threads, progress=part)
        sides = [side for side, one in zip(sides, tries, strict=True) if hardly_worse(one, own)]
        reached.update(side * away for side in sides)
        if not sides:
            break
    low, high = min(reached), max(reached)
    step = settings.step
    return SafeSteps(step * FACTOR**low, step * FACTOR**high, PATIENCE, low == -REACH, high == REACH)


def hardly_worse(one: Try, own: Try) -> bool:
    """Is it at most PATIENCE times as slow, or its gap at most as many times as large? A try that was stopped is not.

    A try is stopped once it is slower than PATIENCE times the bound.
    """
    return one.reached and one.exact and one.score <= own.score + math.log10(PATIENCE)
