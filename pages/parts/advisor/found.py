"""An advice: the recommendation, how it was judged, why it is so, and what the search learned."""

import json
import math

import streamlit as st

from engine.advisor.advise import Advice
from engine.advisor.validation import Judged
from pages.parts.advisor.asked import Asked
from pages.parts.advisor.explore import show_landscape
from pages.parts.advisor.race_link import race_of
from pages.parts.advisor.reasons import show_reasons
from pages.parts.advisor.searches import Found, go_on_with
from pages.parts.advisor.tries import advice_call, show_tries
from pages.parts.advisor.words import recommendation, safe_words, short_words, untold_words
from pages.parts.controls.types import Choices
from pages.parts.links.open_race import race_button
from pages.parts.script.source import script
from pages.parts.show import show_table
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import from_to, number, number_or
from pages.parts.words.settings import settings_told

PRINTED = 'print(advice.recommended, advice.settings, sep="\\n")'


def show_found(asked: Asked, found: Found, choices: Choices) -> None:
    """The whole advice, the recommendation first."""
    advice = found.advice
    st.markdown(recommendation(advice))
    more = [safe_words(advice), untold_words(advice), short_words(advice)]
    if any(more):
        st.markdown("  \n".join(text for text in more if text))
    st.caption(spent_words(found))
    show_buttons(asked, found, choices)
    show_validation(advice)
    show_reasons(asked, advice)
    st.header("What was tried", anchor=False)
    show_tries(asked, advice.tries, found.threads)
    show_landscape(asked, found)


def spent_words(found: Found) -> str:
    """What the search took."""
    kinds = len({one.settings.kind for one in found.advice.tries})
    end = ", then it was stopped" if found.stopped else ""
    return f"{len(found.advice.tries)} tries of {kinds} methods in {number(found.spent)} real seconds{end}."


def show_buttons(asked: Asked, found: Found, choices: Choices) -> None:
    """What can be done with the advice."""
    advice = found.advice
    with st.container(horizontal=True):
        if advice.scenario is not None:
            words = "Beside ASGD and Minibatch SGD at their own best steps."
            race_button("Open in the Race", race_of(advice, choices), words)
        if found.stopped:
            st.button("Go on searching", on_click=go_on_with, args=(asked,))
        st.download_button(
            "Advice (JSON)", lambda: json.dumps(advice.as_json(), allow_nan=False), "advice.json", "application/json",
            on_click="ignore", help="The recommended scenario, the validation and all tries.",
        )  # fmt: skip
        with st.popover("Python"):
            st.markdown("As many tries on as many threads find the same on any machine:")
            st.code(script(advice_call(asked, len(advice.tries), found.threads), "advice", PRINTED), wrap_lines=True)


def show_validation(advice: Advice) -> None:
    """A row for each method that was judged on fresh seeds."""
    rows = [row(advice, label, found) for label, found in advice.validation.items()]
    if rows:
        st.header("On fresh seeds", anchor=False)
        seeds = len(next(iter(advice.validation.values())).ends)
        show_table(rows, " ".join([*failures(advice), note(advice, seeds)]))


def row(advice: Advice, label: str, found: Judged) -> dict[str, str]:
    """Figures of one method as texts."""
    time = advice.goal.kind == "time"
    none = "not reached" if time else "diverged"
    low, middle, high = (number_or(float(value), none) for value in advice.amounts(found))
    came = sum(math.isfinite(end.seconds) for end in found.ends)
    return {
        "Method": linked(found.settings.kind, label),
        "Settings": ", ".join(settings_told(found.settings)),
        "Simulated seconds to the target" if time else "Gap at the end": middle,
        "Quartiles": from_to(low, high),
        # With the goal "gap" there is no target to reach.
        **({"Seeds that reach it": f"{came} of {len(found.ends)}"} if time else {}),
        "Holds": "yes" if found.holds else "no",
    }


def failures(advice: Advice) -> list[str]:
    """Why methods do not hold, in one sentence; none where all do."""
    whys = [f"{label} ({why_not(found)})" for label, found in advice.validation.items() if not found.holds]
    return [f"Does not hold: {', '.join(whys)}."] if whys else []


def why_not(found: Judged) -> str:
    """Why a method may not be recommended."""
    if found.converges is False:
        return "unstable by theory"
    return found.worth.failure or "not on a longer budget"


def note(advice: Advice, seeds: int) -> str:
    """What the table shows."""
    return (
        f"Median and quartiles of {seeds} seeds that the search has not seen, within {number(advice.budget)} simulated "
        "seconds. Holds: no seed diverges, the median reaches what is wanted, theory does not call the step unstable, "
        "and three of the seeds say the same on a longer budget."
    )
