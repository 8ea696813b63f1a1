"""The Race's theory: computed when it is asked for, kept, and told in a table that says how it is known."""

import math

import streamlit as st

from engine import Scenario, Simulation
from engine.theory import arrivals_to
from engine.theory.complexity import FOR_EQUAL_DATA, Symbols, symbols, time_bound
from engine.theory.predicted_curves import Predictions, predictions_of
from engine.theory.prediction import Prediction
from pages.parts.show import show_table
from pages.parts.style import looks
from pages.parts.words.lists import grouped, in_row
from pages.parts.words.method_names import linked
from pages.parts.words.numbers import number
from pages.parts.words.plain_text import as_text
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce

THEORIES: Cache[Scenario, Predictions] = Cache(8)
NOTHING = "–"


def theory_of(simulation: Simulation) -> Predictions | None:
    """What is known of every method of the simulation; None where the page says why there is nothing."""
    scenario = simulation.scenario

    def compute(announce: Announce) -> Predictions:
        announce(0.0, "Working out the theory")
        return predictions_of(simulation)

    return computed(THEORIES, scenario, compute)


def show_theory(simulation: Simulation, theory: Predictions, share: float) -> None:
    """The table of what is known, why nothing is known of the others, and what the columns mean."""
    st.header("What theory says")
    known = symbols(simulation.scenario, simulation.problem, share)
    show_table(rows_of(simulation, theory, known))
    for sentence, labels in reasons(theory).items():
        st.caption(f"{as_text(in_row(labels))}: {sentence}" if len(labels) < len(theory) else sentence)
    st.caption(
        "Exact: from the linear map of one period of the method's own rule, at this step. Small-step: the limit as the "
        "step tends to 0. Bound: published time to bring |∇f|² to the target's share of its start, up to constants, so "
        f"only its order counts. {symbol_words(known)}"
    )


def reasons(theory: Predictions) -> dict[str, list[str]]:
    """Why nothing is known, and of which methods."""
    return grouped((prediction.why, label) for label, prediction in theory.items() if prediction.exact is None)


def symbol_words(of: Symbols) -> str:
    """The symbols with their values in this scenario."""
    values = {
        "L": of.smoothness,
        "σ²": of.noise,
        "ζ²": of.heterogeneity,
        "D": of.distance,
        "ε": of.eps,
        "largest τ": float(of.tau[-1]),
        "mean τ": float(of.tau.mean()),
    }
    known = ", ".join(f"{name} = {number(value)}" for name, value in values.items() if math.isfinite(value))
    return f"Here {known}."


def exact_columns(prediction: Prediction) -> dict[str, str]:
    """What is known exactly, by the column's title."""
    known = prediction.exact
    titles = (
        "Bias (exact)",
        "Bias (small-step)",
        "Noise floor of the gap (exact)",
        "Arrivals to a tenth of the distance (exact)",
        "Largest step (exact)",
    )
    if known is None:
        return dict.fromkeys(titles, NOTHING)
    small = NOTHING if prediction.small_step_bias is None else number(prediction.small_step_bias)
    if known.converges:
        texts = (number(known.bias), small, number(known.noise_floor), arrivals_to_a_tenth(known.rate))
    else:
        texts = (NOTHING, small, "diverges", "never")
    # Where looking for it would take too long it is not known.
    largest = NOTHING if math.isnan(known.largest_step) else number(known.largest_step)
    return dict(zip(titles, (*texts, largest), strict=True))


def arrivals_to_a_tenth(rate: float) -> str:
    """In the end, when only the slowest part of the way is left."""
    return number(arrivals_to(0.1, rate)) if rate > 0 else "at once"


def rows_of(simulation: Simulation, theory: Predictions, known: Symbols) -> list[dict[str, str]]:
    """One row a method, as texts; the measured end stands beside what was predicted."""
    rows, styles = [], looks(simulation.scenario.methods)
    for label, prediction in theory.items():
        kind = prediction.settings.kind
        bound = time_bound(kind, known)
        bound_text = NOTHING if bound is None else number(bound)
        if bound is not None and kind in FOR_EQUAL_DATA:
            bound_text += ", for equal data"
        name = linked(kind, label, styles[label])
        rows.append({"Method": name, **exact_columns(prediction), "Seconds to the target (bound)": bound_text})
    return rows
