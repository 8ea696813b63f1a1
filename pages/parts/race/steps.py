"""Where the steps of a race come from: one for all, each method's best, theory, or the visitor's hand."""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from engine import Scenario
from engine.results.ending import HEARD
from engine.search.best_steps import Search, search, search_work
from engine.search.tuning import Goal, Tuning
from engine.simulate import build_problem
from engine.theory.theory_step import Known, known, no_step, origin_of, theory_step
from pages.parts.controls.method import BY_HAND, THEORY, TUNED
from pages.parts.controls.types import Choices
from pages.parts.words.lists import grouped, in_row
from pages.parts.words.numbers import number
from pages.parts.words.plain_text import as_text
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed, when_idle
from pages.parts.work.desk import Announce, stage
from pages.parts.work.progress import Words

ANY_STEP = 0.05
SEARCHES: Cache[tuple[Scenario, Goal], Search] = Cache(30)
WORDS = Words(
    what="The best steps could not be found: trying all steps",
    instead="Lower the seeds, the budget or the methods, or use --tune on the command line",
    stopped="The search for the best steps was stopped before its end.",
    again="Search again",
    failed="The best steps could not be found",
)


class Steps(NamedTuple):
    """A scenario with the steps that were asked for, and a sentence on where they come from."""

    scenario: Scenario
    words: str


def goal_of(choices: Choices) -> Goal:
    """What a step is tuned for."""
    # The target does not matter to the gap in the end.
    return Goal(kind="time", share=choices["target"]) if choices["goal"] == "time to target" else Goal(kind="gap")


def stepless(scenario: Scenario) -> Scenario:
    """The scenario as a search sees it: neither its steps nor its records matter."""
    alike = dict.fromkeys((settings.name for settings in scenario.methods), ANY_STEP)
    return scenario.with_steps(alike).model_copy(update={"records": 2})


def searched(key: tuple[Scenario, Goal], announce: Announce) -> Search:
    """The search for the best steps of a scenario without steps."""
    return search(*key, progress=stage(announce, "Trying steps"))


def search_of(scenario: Scenario, goal: Goal) -> Search | None:
    """Each method's best step; None where the page says why there is none. A control that is moved ends it."""
    key = stepless(scenario), goal
    return computed(SEARCHES, key, partial(searched, key), WORDS, search_work(scenario))


def search_when_idle(scenario: Scenario, goal: Goal) -> Search | None:
    """The same, which nobody asked for: None until it is there."""
    key = stepless(scenario), goal
    return when_idle(SEARCHES, key, partial(searched, key), WORDS)


def steps_of(scenario: Scenario, choices: Choices) -> Steps | None:
    """The scenario with the steps that `choices` ask for; None where they are not to be had."""
    if choices["steps"] != TUNED:
        return untuned(scenario, choices)
    best = search_of(scenario, goal_of(choices))
    return None if best is None else Steps(best.tuned(scenario), tuned_words(best))


def untuned(scenario: Scenario, choices: Choices) -> Steps:
    """The same for steps that no search need find."""
    source = choices["steps"]
    if source == THEORY:
        return by_theory(scenario, choices)
    if source == BY_HAND:
        return Steps(scenario, "Steps set by hand, one for each method.")
    equal = f"Equal steps: {number(choices['step'])} for every method; each may do better with a step of its own."
    return Steps(scenario, equal)


def tuned_words(best: Search) -> str:
    """What the steps are the best at, and who keeps the common one and why."""
    kept = grouped((tuning.why_none, as_text(label)) for label, tuning in best.items() if tuning.best is None)
    chosen = {label: tuning for label, tuning in best.items() if tuning.best is not None}
    parts = [best_words(chosen, best.goal)] if chosen else []
    parts += [f"{in_row(labels)}: {why}, so the common one." for why, labels in kept.items()]
    if chosen and best.short:
        parts.append(f"The slowest worker is heard fewer than {HEARD} times: longer runs may need other steps.")
    return " ".join(parts)


def best_words(chosen: Mapping[str, Tuning], goal: Goal) -> str:
    """What the steps that were found are the best at."""
    wanted = "the time to the target" if goal.kind == "time" else "what is left at the end"
    fewest = min(tuning.steps.size for tuning in chosen.values())
    text = f"Tuned steps: each method at its best of {fewest} or more tried for {wanted}, and confirmed on fresh seeds"
    missed = [as_text(label) for label, tuning in chosen.items() if tuning.scored_by != goal.kind]
    if not missed:
        return f"{text}."
    return f"{text}; what never stays at the target ({in_row(missed)}) has the step that leaves least at the end."


def theory_of(scenario: Scenario, share: float) -> Known:
    """What theorems need to know of the scenario."""
    return known_once(stepless(scenario), share)


@lru_cache(maxsize=16)
def known_once(scenario: Scenario, share: float) -> Known:
    """The same, measured once: the noise of own data takes a while."""
    return known(scenario, build_problem(scenario.problem, scenario.cluster.workers, scenario.seed), share)


def by_theory(scenario: Scenario, choices: Choices) -> Steps:
    """Steps by theory for those methods that have one; the others keep the common step."""
    facts = theory_of(scenario, choices["target"])
    each = [(settings.kind, settings.name, theory_step(settings, facts)) for settings in scenario.methods]
    steps = {name: step for _, name, step in each if step}
    origins = grouped(
        (origin_of(kind) or "", f"{as_text(name)} at {number(step)}") for kind, name, step in each if step
    )
    kept = grouped((no_step(kind, facts), as_text(name)) for kind, name, step in each if not step)
    aim = f"for a squared gradient norm of {number(choices['target'])} times the first"
    given = "; ".join(f"{in_row(each)} ({origin})" for origin, each in origins.items())
    parts = [f"Steps by theory, {aim}: {given}."] if given else []
    common = number(choices["step"])
    parts += [f"{in_row(labels)}: {why}, so the common one, {common}." for why, labels in kept.items()]
    return Steps(scenario.with_steps(steps), " ".join(parts))
