"""All tries of a search as a chart, while it goes on and afterwards."""

from collections.abc import Sequence

import streamlit as st

from engine.advisor.advise import advise
from engine.advisor.objective import SEEDS
from engine.advisor.tries import Try
from pages.parts.advisor.asked import Asked
from pages.parts.charts.advisor_tries import SHOWN, result_words, tries_chart
from pages.parts.script.call import Call, call
from pages.parts.script.words import cluster_words, setting_words
from pages.parts.show import show_chart
from pages.parts.words.numbers import number

LONG = 86_400.0
"""Real seconds: a script ends by the number of its tries."""


def advice_call(asked: Asked, tries: int, threads: int) -> Call:
    """The advice in a script, which makes as many tries wherever it runs."""
    search = asked.search
    given = {"goal": search.goal, "optimiser": search.optimiser, "threads": threads, "tries": tries}
    return call(advise, search.scenario, LONG, search.seed, **given)


def made_words(asked: Asked) -> str:
    """What a search is of."""
    scenario, goal = asked.search.scenario, asked.search.goal
    target = (
        f"Target: {number(goal.share)} of the first gap." if goal.kind == "time" else "Judged by the gap at the end."
    )
    return f"{cluster_words(scenario.cluster)}. Problem: {setting_words(scenario.problem)}. {target}"


def show_tries(asked: Asked, tries: Sequence[Try], threads: int) -> None:
    """The chart, and what it shows in words."""
    made = call(tries_chart, advice_call(asked, len(tries), threads).get("tries"), asked.search.goal)
    reached = sum(one.reached for one in tries)
    words = (
        f"{len(tries)} tries in their order, each by its {result_words(asked.search.goal)}; {reached} of them reached "
        "what is wanted."
    )
    show_chart(tries_chart(tries, asked.search.goal), words, "advisor_tries", made.told(made_words(asked)))
    st.caption(
        f"Filled: reached, median of {SEEDS} seeds; the {SHOWN} best methods in their colours. Open: stopped once it "
        "was sure to be slower than this. Cross, at the top: failed; the pointer tells why. Line: the best so far."
    )
