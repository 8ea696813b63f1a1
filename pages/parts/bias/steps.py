"""What Rescaled ASGD leaves behind at a finite step, and how it shrinks."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from engine import Scenario
from engine.theory import NoTheoryError
from engine.theory.bias_curves import BiasCurve
from pages.parts.bias import answers
from pages.parts.bias.controls import scenario_at
from pages.parts.bias.slowdown import told
from pages.parts.charts.bias_curves import NOTHING, Line, bias_picture
from pages.parts.controls.nearby import offer_nearby
from pages.parts.controls.types import Choices
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import number

TITLES = ("ASGD", "Rescaled ASGD")
SMALL = 0.1
"""The slope is fitted up to this share of the largest step."""
UNKNOWN_STEPS = np.array([5e-3, 1e-2, 2e-2, 5e-2])
"""Steps to measure at where no largest one is known."""


def show_steps(choices: Choices, base: Scenario) -> Callable[[], None]:
    """The section; what is returned adds the measured points."""
    st.header("What Rescaled ASGD leaves behind", anchor=False)
    st.caption("In the cluster of the sidebar; no noise.")
    scenario = scenario_at(choices, TITLES).model_copy(update={"cluster": base.cluster})
    found = {title: answers.steps_at(alone(scenario, title), title) for title in TITLES}
    curves = {title: curve for title, curve in found.items() if isinstance(curve, BiasCurve)}
    whys = [curve for curve in found.values() if isinstance(curve, NoTheoryError)]
    if whys:
        st.info(f"No exact curve here, only measured points. {whys[0]}")
        offer_nearby(scenario.cluster, whys[0], answers.nearby_arrivals(scenario), "_nearby_steps")
    if "Rescaled ASGD" in curves:
        st.markdown(rescaled_words(scenario, choices, curves))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        picture = st.empty()
        st.caption(
            "Thick lines: **exact**, up to the largest stable step. Thin dotted line: **small-step**. Rings: "
            "**measured**, simulated without noise. Long dashes: slope 1, bias proportional to the step. Triangle: the "
            "setting's step."
        )
    with right:
        figures = st.empty()
    draw(picture, figures, scenario, choices, curves, {})
    return lambda: draw(picture, figures, scenario, choices, curves, measure(scenario, curves))


def slope_of(curve: BiasCurve) -> float:
    """Exponent of the step that the bias falls with, at small steps; nan where there is no bias."""
    near = (curve.x <= SMALL * curve.x[-1]) & np.isfinite(curve.exact)
    if not near.any() or not (curve.exact[near] > NOTHING).all():
        return math.nan
    return float(np.polyfit(np.log(curve.x[near]), np.log(curve.exact[near]), 1)[0])


def rescaled_words(scenario: Scenario, choices: Choices, curves: dict[str, BiasCurve]) -> str:
    """The fitted slope, the bias at the setting's step, and how much is gained."""
    slope, largest = slope_of(curves["Rescaled ASGD"]), curves["Rescaled ASGD"].x[-1] / answers.NEAR
    name, step = marked("rescaled_asgd", "Rescaled ASGD"), float(choices["step"])
    exact = {title: bias_at(scenario, title, step) for title in curves}
    if math.isnan(slope):
        return f"{name} has no bias here at any step: all workers are heard alike."
    text = f"The bias of {name} falls with the step to the power {slope:.2f} (fitted at small steps)"
    if not math.isfinite(exact["Rescaled ASGD"]):
        return f"{text}; at step {number(step)} it does not converge, the largest stable step being {number(largest)}."
    text += f"; at step {number(step)} it is {told(exact['Rescaled ASGD'])}"
    if "ASGD" in exact and math.isfinite(exact["ASGD"]) and exact["Rescaled ASGD"] > 0:
        text += f", that of {marked('asgd', 'ASGD')} {told(exact['ASGD'])}"
    return f"{text}. It converges below a step of {number(largest)}." if largest < answers.LARGEST_STEP else f"{text}."


def bias_at(scenario: Scenario, title: str, step: float) -> float:
    """The exact bias at one step."""
    asked = answers.asked_of(scenario, title)
    return math.nan if isinstance(asked, NoTheoryError) else asked.bias_at_step(step)


def measured_steps(title: str, curves: dict[str, BiasCurve]) -> np.ndarray:
    """Where a method is simulated: inside its curve."""
    if title not in curves:
        return UNKNOWN_STEPS
    largest = curves[title].x[-1]
    return np.array([float(f"{step:.2g}") for step in largest * np.geomspace(3e-3, 0.5, answers.MEASURED_STEPS)])


def measure(scenario: Scenario, curves: dict[str, BiasCurve]) -> dict[str, dict[float, float]]:
    """Measured bias by method and step."""
    asked = [(title, float(step)) for title in TITLES for step in measured_steps(title, curves)]
    values = answers.all_measured([(alone(scenario, title).with_steps({title: step}), title) for title, step in asked])
    found: dict[str, dict[float, float]] = {title: {} for title in TITLES}
    for (title, step), value in zip(asked, values, strict=True):
        found[title][step] = value
    return found


def alone(scenario: Scenario, title: str) -> Scenario:
    """The scenario with this method alone."""
    return scenario.model_copy(update={"methods": tuple(m for m in scenario.methods if m.name == title)})


def draw(
    picture: st.delta_generator.DeltaGenerator,
    figures: st.delta_generator.DeltaGenerator,
    scenario: Scenario,
    choices: Choices,
    curves: dict[str, BiasCurve],
    measured: dict[str, dict[float, float]],
) -> None:
    """The picture and the figures."""
    lines = []
    for settings in scenario.methods:
        curve, points = curves.get(settings.name), measured.get(settings.name, {})
        at, values = np.array(list(points), np.float64), np.array(list(points.values()), np.float64)
        nothing = np.empty(0)
        parts = (nothing, nothing, nothing) if curve is None else (curve.x, curve.exact, curve.small)
        lines.append(Line(settings.kind, settings.name, *parts, at, values))
    if not any(line.x.size or line.measured_at.size for line in lines):
        picture.caption("Simulating.")
        return
    guide = None
    rescaled = curves.get("Rescaled ASGD")
    if rescaled is not None and not math.isnan(slope_of(rescaled)):
        middle = int(np.searchsorted(rescaled.x, SMALL * rescaled.x[-1]))
        guide = float(rescaled.x[middle]), 1.6 * float(rescaled.exact[middle])
    words = "Distance of the limit from the goal against the step for ASGD and Rescaled ASGD; the table has values."
    drawing = bias_picture(lines, "step", now=float(choices["step"]), guide=guide)
    picture.image(drawing, width="stretch", alt=words)
    figures.table(table(scenario, curves, measured), border="horizontal")


def table(scenario: Scenario, curves: dict[str, BiasCurve], measured: dict[str, dict[float, float]]) -> pd.DataFrame:
    """One row a method and measured step."""
    rows = []
    for settings in scenario.methods:
        for step in measured_steps(settings.name, curves):
            exact = bias_at(scenario, settings.name, float(step))
            value = measured.get(settings.name, {}).get(float(step))
            rows.append(
                {
                    "Method": linked(settings.kind, settings.name),
                    "Step": number(float(step)),
                    "Exact": told(exact),
                    "Measured": "…" if value is None else told(value),
                }
            )
    return pd.DataFrame(rows).set_index("Method")
