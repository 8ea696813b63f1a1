"""What needs no advice: two simple methods, each at its own best step."""

from engine.advisor.evaluation import evaluate
from engine.advisor.objective import Objective
from engine.advisor.tries import best
from engine.kernel.pool import Progress, part_of
from engine.methods import METHODS, MethodSettings
from engine.search import Tuning, search
from engine.theory.stability import with_step

RIVALS = ("asgd", "minibatch")
"""The simplest asynchronous method and the simplest synchronous one."""
SEARCHING = 0.7
"""The share of the work that the step search is."""


def simple_methods() -> list[MethodSettings]:
    """The rivals, at any step."""
    return [METHODS[kind].settings(kind=kind) for kind in RIVALS]


def rivals(
    objective: Objective, threads: int | None = None, progress: Progress | None = None
) -> dict[str, MethodSettings]:
    """ASGD and Minibatch SGD at their own best steps, by title, on the objective's seeds.

    Of the steps that the step search tried, and that hold on fresh seeds as it says, each gets the one of the best
    score; where none reaches what is wanted, that of the smallest gap at the end. One that has no step that holds is
    missing. `threads` (default: one a processor) never changes the result; `progress` is called from this thread with
    the fraction done. Raises as `engine.search.search` does.
    """
    methods = simple_methods()
    scenario = objective.scenario.model_copy(update={"methods": tuple(methods)})
    found = search(scenario, objective.goal, threads, part_of(progress, 0.0, SEARCHING))
    # The search judges the median of the gaps, which rewards steps at which single seeds rise above the target again:
    # by its score alone a rival would look worse than it is.
    asked = [with_step(settings, step) for settings in methods for step in held_steps(found[settings.name])]
    tries = evaluate(objective, asked, threads=threads, progress=part_of(progress, SEARCHING, 1.0))
    chosen: dict[str, MethodSettings] = {}
    for settings in methods:
        first, otherwise = best([one for one in tries if one.settings.kind == settings.kind]), found[settings.name].best
        if first is not None:
            chosen[METHODS[settings.kind].title] = first.settings
        elif otherwise is not None:
            chosen[METHODS[settings.kind].title] = with_step(settings, otherwise)
    return chosen


def held_steps(found: Tuning) -> list[float]:
    """The steps that were tried and may be chosen, ascending."""
    return [float(step) for step in found.steps[found.holds]]
