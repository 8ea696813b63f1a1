"""The part of the Race that shows how much depends on the step: a curve a method, its best step and usable range."""

import math
import os

import numpy as np
import streamlit as st

from engine import Scenario
from engine.search.best_steps import Search, search, search_work
from engine.search.tuning import Goal, Tuning
from engine.simulate import build_problem
from engine.theory.theory_step import theory_step
from pages.parts.controls.types import Choices
from pages.parts.race.steps import SEARCHES, goal_of, search_of, search_when_idle, stepless, theory_of
from pages.parts.script.call import call
from pages.parts.script.words import run_words, scenario_words
from pages.parts.show import show_chart, show_table
from pages.parts.style import looks
from pages.parts.words.lists import in_row
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import measure, number, range_text
from pages.parts.words.plain_text import as_text
from pages.parts.work.progress import MOST_WORK, STOPPED

AUTOMATIC_WORK = float(os.environ.get("LAB_AUTOMATIC_WORK", "3e8"))
"""Numbers touched by a search that starts by itself: about a second. A busy host may set 0: then all are asked for."""
WORK_A_SECOND = 2e8
BEST = "Best step, confirmed on fresh seeds"
WANTED = "_sensitivity"


def show_sensitivity(scenario: Scenario, choices: Choices) -> None:
    """The curves, computed once the visitor rests, or on demand where they take long."""
    st.header("Step sensitivity", anchor=False)
    best = sensitivity_of(scenario, goal_of(choices))
    if best is not None:
        show_search(best, scenario, choices)


def sensitivity_of(scenario: Scenario, goal: Goal) -> Search | None:
    """The search, where it is there or asked for; else the page offers it or says when it comes."""
    work = search_work(scenario)
    if (stepless(scenario), goal) in SEARCHES or st.session_state.get(WANTED) == (stepless(scenario), goal):
        return search_of(scenario, goal)
    if work > MOST_WORK:
        st.caption("Trying all steps would take the app too long; the command line does it with --tune.")
    elif work <= AUTOMATIC_WORK:
        return search_when_idle(scenario, goal)
    else:
        label = f"Try 24 steps or more for each method (some {work / WORK_A_SECOND:,.0f} s)"
        st.button(label, on_click=ask, args=(stepless(scenario), goal), key="ask_steps")
    return None


def ask(*key: Scenario | Goal) -> None:
    """Note that the visitor asks for this search, stopped before or not."""
    st.session_state[WANTED] = key
    st.session_state.pop(STOPPED, None)


def show_search(best: Search, scenario: Scenario, choices: Choices) -> None:
    """The chart, what it shows in words, and the same in numbers."""
    # Plotly takes a second to load, for which a first race need not wait.
    from pages.parts.charts.sensitivity import result_words, sensitivity_chart

    now = {settings.name: settings.step for settings in scenario.methods}
    left_over = measure(build_problem(scenario.problem, scenario.cluster.workers, scenario.seed))
    what = result_words(best)
    words = f"Result against step for {in_row(best)}: the {what} at each step tried; the table has the numbers."
    left, right = st.columns([5, 4], vertical_alignment="top")
    made = call(sensitivity_chart, call(search, scenario, best.goal), now)
    made = made.told(f"{scenario_words(scenario, ('step',))} {run_words(scenario)} {goal_words(best)}")
    show_chart(sensitivity_chart(best, now), words, "sensitivity", made, place=left)
    with right:
        seeds = best.scenario.seeds
        st.caption(
            f"Lines: {what}, of the median over {seeds} seed{'s' if seeds > 1 else ''}, on common times and samples. "
            "Disc: best step, confirmed on fresh seeds and up to four times the budget. Thick: usable range, within a "
            "factor 2 of the best. Upright: step of this race. A line ends where runs end above their start or miss "
            "the target."
        )
        if notes := notes_on(best):
            st.caption(" ".join(notes))
    show_table(rows_of(best, scenario, choices, left_over))


def goal_words(best: Search) -> str:
    """What a step was tried for."""
    return (
        f"Target: {number(best.goal.share)} of the first gap." if best.timed else "Judged by what is left at the end."
    )


def notes_on(best: Search) -> list[str]:
    """Who has no line, and who has a smaller step than the curve alone would say."""
    notes = []
    without = [as_text(label) for label, values in best.results().items() if not np.isfinite(values).any()]
    if without:
        why = "never stay at the target" if best.timed else "have no step that holds"
        notes.append(f"No line: {in_row(without)}, which {why}.")
    failed = {as_text(label): t.failed_step for label, t in best.items() if 0 < t.failed_step < math.inf and t.best}
    if failed:
        steps = in_row(f"{label} from {number(step)} on" for label, step in failed.items())
        notes.append(f"Larger steps did not hold on fresh seeds or a longer budget: {steps}.")
    return notes


def rows_of(best: Search, scenario: Scenario, choices: Choices, left_over: str) -> list[dict[str, str]]:
    """One row a method, as texts; `left_over` is what a run leaves: a gap or a training loss."""
    facts = theory_of(scenario, choices["target"])
    rows, styles = [], looks(scenario.methods)
    for settings in scenario.methods:
        tuning, theory = best[settings.name], theory_step(settings, facts)
        row = {
            "Method": linked(settings.kind, settings.name, styles[settings.name]),
            "Step now": number(settings.step),
            BEST: tuning.why_none if tuning.best is None else number(tuning.best),
            "Usable": "none" if tuning.usable is None else range_text(*tuning.usable),
            "Theory": "none known" if theory is None else number(theory),
            "At best": at_best(tuning, left_over),
        }
        rows.append(row)
    return rows


def at_best(tuning: Tuning, left_over: str) -> str:
    """The result at the best step, with its unit."""
    if tuning.best_index is None:
        return "none"
    value = number(float(tuning.score[tuning.best_index]))
    return f"{value} s" if tuning.scored_by == "time" else f"{left_over} {value}"
