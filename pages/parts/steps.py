"""Where the steps of a race come from: one for all, each method's best, published theory, or the visitor's hand."""

import threading
from collections import OrderedDict
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from engine import Scenario
from engine.search import Search, TooMuchWorkError, search, search_work
from engine.simulate import build_problem
from engine.theory_step import Known, known, theory_step
from engine.tuning import Goal
from pages.parts.compute import MOST_WORK, STOPPED, Bar, Telling
from pages.parts.control_types import Choices
from pages.parts.method_controls import BY_HAND, THEORY, TUNED
from pages.parts.sentences import number

MOST_KEPT = 30
ANY_STEP = 0.05
KEPT: OrderedDict[tuple[Scenario, Goal], Search] = OrderedDict()
LOCK = threading.Lock()


class Steps(NamedTuple):
    """A scenario with the steps that were asked for, and a sentence on where they come from."""

    scenario: Scenario
    words: str


def goal_of(choices: Choices) -> Goal:
    """What a step is tuned for."""
    # The target does not matter to the last gap.
    return Goal(kind="time", share=choices["target"]) if choices["goal"] == "time to target" else Goal(kind="gap")


def stepless(scenario: Scenario) -> Scenario:
    """The scenario as a search sees it: neither its steps nor its records matter."""
    methods = tuple(settings.model_copy(update={"step": ANY_STEP}) for settings in scenario.methods)
    return scenario.model_copy(update={"methods": methods, "records": 2})


def kept_search(scenario: Scenario, goal: Goal) -> Search | None:
    """The search, where it has been made already."""
    with LOCK:
        return KEPT.get((stepless(scenario), goal))


def search_of(scenario: Scenario, goal: Goal, telling: Telling) -> Search | None:
    """Each method's best step; None when the visitor stopped the search or it is too large.

    A control that is moved meanwhile ends it. What is to be told stands inside `telling()`.
    """
    found = kept_search(scenario, goal)
    if found is not None:
        return found
    asked = stepless(scenario)
    if st.session_state.get(STOPPED) == asked:
        with telling():
            st.warning("The search for the best steps was stopped before its end.")
            if st.button("Search again"):
                del st.session_state[STOPPED]
                st.rerun()
        return None
    try:
        if search_work(asked) > MOST_WORK:
            raise TooMuchWorkError(
                f"trying all steps would touch about {search_work(asked):.1e} numbers; the app stops at "
                f"{MOST_WORK:.0e}. Lower the seeds, the budget or the methods, or use --tune on the command line"
            )
        bar = Bar(asked, telling)
        found = search(asked, goal, progress=lambda done: bar.show(done, f"Trying steps: {done:.0%}"))
        bar.leave()
    except (ArithmeticError, RuntimeError, TooMuchWorkError) as error:
        with telling():
            st.warning(f"The best steps could not be found: {error}.")
        return None
    with LOCK:
        KEPT[asked, goal] = found
        while len(KEPT) > MOST_KEPT:
            KEPT.popitem(last=False)
    return found


def steps_of(scenario: Scenario, choices: Choices, telling: Telling) -> Steps | None:
    """The scenario with the steps that `choices` ask for; None where they are not to be had."""
    match choices["steps"]:
        case source if source == TUNED:
            found = search_of(scenario, goal_of(choices), telling)
            return None if found is None else Steps(found.tuned(scenario), tuned_words(found))
        case source if source == THEORY:
            return by_theory(scenario, choices)
        case source if source == BY_HAND:
            return Steps(scenario, "Steps set by hand, one for each method.")
    return Steps(
        scenario, f"Equal steps: {number(choices['step'])} for every method; each may do better with a step of its own."
    )


def tuned_words(found: Search) -> str:
    """What the steps are the best at."""
    missed = [label for label, tuning in found.items() if tuning.scored_by != found.goal.kind]
    wanted = "the time to the target" if found.goal.kind == "time" else "what is left at the end"
    fewest = min(tuning.steps.size for tuning in found.values())
    text = f"Tuned steps: each method at its best of {fewest} or more tried for {wanted}"
    if not missed:
        return f"{text}."
    return f"{text}; what never reaches the target ({', '.join(missed)}) has the step that leaves least at the end."


def theory_of(scenario: Scenario, share: float) -> Known:
    """What theorems need to know of the scenario."""
    return facts_of(stepless(scenario), share)


@lru_cache(maxsize=16)
def facts_of(scenario: Scenario, share: float) -> Known:
    """The same, measured once: the noise of own data takes a while."""
    return known(scenario, build_problem(scenario.problem, scenario.cluster.workers, scenario.seed), share)


def by_theory(scenario: Scenario, choices: Choices) -> Steps:
    """Published steps for those methods that have one; the others keep the common step."""
    facts = theory_of(scenario, choices["target"])
    steps = {settings.name: theory_step(settings, facts) for settings in scenario.methods}
    methods = tuple(
        settings.model_copy(update={"step": steps[settings.name] or settings.step}) for settings in scenario.methods
    )
    given = [f"{label} {number(step)}" for label, step in steps.items() if step is not None]
    without = [label for label, step in steps.items() if step is None]
    aim = f"for a squared gradient norm of {number(choices['target'])} times the first"
    parts = [f"Steps by theory, {aim}: {', '.join(given)}."] if given else []
    if without:
        why = "no published step is known here" if facts.smoothness > 0 else "L of this problem is not known"
        parts.append(f"{', '.join(without)}: {why}, so the common one, {number(choices['step'])}.")
    return Steps(scenario.model_copy(update={"methods": methods}), " ".join(parts))
