"""What Rescaled ASGD leaves behind at a finite step, and how it shrinks."""

import math
from typing import Any

import streamlit as st

from engine import Scenario
from engine.results.bias_lines import bias_by_step, bias_line, only
from engine.theory import NoTheoryError
from engine.theory.bias_curves import BiasCurve
from engine.theory.bias_grids import LARGEST_STEP, NEAR, nearby_arrivals, simulated_steps, small_step_exponent
from pages.parts.bias import answers
from pages.parts.bias.controls import scenario_at
from pages.parts.charts.bias_curves import bias_chart
from pages.parts.controls.nearby import offer_nearby
from pages.parts.controls.types import Choices
from pages.parts.script.call import call
from pages.parts.script.words import scenario_words
from pages.parts.show import show_chart, show_table
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import distance_text, number

TITLES = ("ASGD", "Rescaled ASGD")


def show_steps(choices: Choices, base: Scenario) -> None:
    """The curves with their measured points."""
    st.header("What Rescaled ASGD leaves behind", anchor=False)
    st.caption("In the cluster chosen above; no noise.")
    scenario = scenario_at(choices, TITLES).model_copy(update={"cluster": base.cluster})
    known = {title: answers.steps_at(only(scenario, title), title) for title in TITLES}
    curves = {title: curve for title, curve in known.items() if isinstance(curve, BiasCurve)}
    reasons = [curve for curve in known.values() if isinstance(curve, NoTheoryError)]
    if reasons:
        st.info(f"No exact curve here, only measured points. {reasons[0]}")
        most = nearby_arrivals(scenario.cluster.workers)
        offer_nearby(scenario.cluster, reasons[0], most, "_nearby_steps")
    if "Rescaled ASGD" in curves:
        st.markdown(rescaled_words(scenario, choices, curves))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        picture = st.container()
        st.caption(
            "Thick lines: **exact**, up to the largest stable step. Thin dotted line: **small-step**. Rings: "
            "**measured**, simulated without noise. Long dashes: slope 1, bias proportional to the step. Upright: the "
            "setting's step."
        )
    with right:
        figures = st.empty()
    draw(picture, figures, scenario, choices, curves)


def rescaled_words(scenario: Scenario, choices: Choices, curves: dict[str, BiasCurve]) -> str:
    """The fitted exponent, the bias at the setting's step, and how much is gained."""
    curve = curves["Rescaled ASGD"]
    exponent, largest = small_step_exponent(curve), float(curve.x[-1]) / NEAR
    name, step = marked("rescaled_asgd", "Rescaled ASGD"), float(choices["step"])
    exact = {title: bias_at(scenario, title, step) for title in curves}
    if math.isnan(exponent):
        return f"{name} has no bias here at any step: all workers are heard alike."
    text = f"The bias of {name} falls with the step to the power {exponent:.2f} (fitted at small steps)"
    if not math.isfinite(exact["Rescaled ASGD"]):
        return f"{text}; at step {number(step)} it does not converge, the largest stable step being {number(largest)}."
    text += f"; at step {number(step)} it is {distance_text(exact['Rescaled ASGD'])}"
    if "ASGD" in exact and math.isfinite(exact["ASGD"]) and exact["Rescaled ASGD"] > 0:
        text += f", that of {marked('asgd', 'ASGD')} {distance_text(exact['ASGD'])}"
    return f"{text}. It converges below a step of {number(largest)}." if largest < LARGEST_STEP else f"{text}."


def bias_at(scenario: Scenario, title: str, step: float) -> float:
    """The exact bias at one step."""
    theory = answers.theory_of(scenario, title)
    return math.nan if isinstance(theory, NoTheoryError) else theory.bias_at_step(step)


def measure(scenario: Scenario, curves: dict[str, BiasCurve]) -> dict[str, dict[float, float]]:
    """Measured bias by method and step."""
    steps = [(title, float(step)) for title in TITLES for step in simulated_steps(curves.get(title))]
    return answers.biases_of({(title, step): only(scenario, title).with_steps({title: step}) for title, step in steps})


def draw(picture: Any, figures: Any, scenario: Scenario, choices: Choices, curves: dict[str, BiasCurve]) -> None:
    """The picture and the figures, with what has been measured."""
    measured = measure(scenario, curves)
    lines = [bias_line(one, curves.get(one.name), measured.get(one.name, {})) for one in scenario.methods]
    if not any(line.x.size or line.measured_at.size for line in lines):
        return
    words = "Distance of the limit from the goal against the step for ASGD and Rescaled ASGD; the table has values."
    look = {"now": float(choices["step"]), "guide": "Rescaled ASGD"}
    made = call(bias_chart, [call(bias_by_step, scenario, title) for title in TITLES], "step", **look)
    made = made.told(scenario_words(scenario, ("step",)))
    show_chart(bias_chart(lines, "step", **look), words, "bias_steps", made, place=picture)
    show_table(rows_of(scenario, curves, measured), place=figures)


def rows_of(
    scenario: Scenario, curves: dict[str, BiasCurve], measured: dict[str, dict[float, float]]
) -> list[dict[str, str]]:
    """A row a method and measured step."""
    return [
        {
            "Method": linked(one.kind, one.name),
            "Step": number(step),
            "Exact": distance_text(bias_at(scenario, one.name, step)),
            "Measured": "…" if (bias := measured.get(one.name, {}).get(step)) is None else distance_text(bias),
        }
        for one in scenario.methods
        for step in map(float, simulated_steps(curves.get(one.name)))
    ]
