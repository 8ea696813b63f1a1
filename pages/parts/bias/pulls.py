"""Which worker pulls where: weights as bars, and the points in the plane."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from engine import Scenario, Simulation
from engine.kernel.state import Floats
from engine.results.plane import plane_of
from engine.simulate import build_problem
from engine.theory import NoTheoryError
from engine.theory.bias_curves import Asked
from pages.parts.bias import answers
from pages.parts.bias.controls import scenario_at
from pages.parts.bias.slowdown import told
from pages.parts.charts.pulls import Spots, plane_picture, weights_picture
from pages.parts.controls.nearby import offer_nearby
from pages.parts.controls.types import Choices
from pages.parts.style import style_of
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import number, share_words

MOST_ROWS = 20


def show_pulls(choices: Choices, base: Scenario) -> Callable[[], None]:
    """The section; what is returned adds the measured limit."""
    st.header("Which worker pulls where", anchor=False)
    title = choices["focus"]
    st.caption(f"{title} in the cluster of the sidebar. Another method: “Map and pull of” in the sidebar.")
    scenario = scenario_at(choices, (title,)).model_copy(update={"cluster": base.cluster})
    asked = answers.asked_of(scenario, title)
    if isinstance(asked, NoTheoryError):
        st.info(f"No exact weights and limit here, only the measured point. {asked}")
        offer_nearby(scenario.cluster, asked, answers.nearby_arrivals(scenario), "_nearby_pulls")
    else:
        st.markdown(pull_words(scenario, asked))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        show_weights(scenario, asked)
    with right:
        picture = st.empty()
        st.caption(
            "Grey discs: the workers' own minimisers, with areas by weight. ★ goal. ◇ biased limit (**small-step**): "
            "the minimiser of the objective weighted so. × **exact** limit at this step. ○ **measured**, simulated "
            "without noise. Seen from above where the model has more than two numbers."
        )
    places = st.empty()
    draw(picture, places, scenario, asked, None)
    return lambda: draw(picture, places, scenario, asked, answers.measured(scenario, title).limit[0])


def pull_words(scenario: Scenario, asked: Asked) -> str:
    """Who pulls most and least, in multiples of the fair share."""
    shares = asked.weights * asked.weights.size
    name = marked(asked.settings.kind, asked.settings.name)
    bias = asked.bias_at_step(scenario.methods[0].step)
    rest = f"at this step it ends {told(bias)} from the goal" if np.isfinite(bias) else "it diverges at this step"
    if np.ptp(shares) < 1e-9:
        return f"{name}: every worker pulls with the same weight, so the small-step limit is the goal; {rest}."
    most, least = int(shares.argmax()), int(shares.argmin())
    return (
        f"{name}: worker {most + 1} pulls with {number(float(shares[most]))} times its fair share, worker {least + 1} "
        f"with {number(float(shares[least]))} times; {rest}."
    )


def show_weights(scenario: Scenario, asked: Asked | NoTheoryError) -> None:
    """Bars, and the same in numbers."""
    colour = style_of(scenario.methods[0].kind).colour
    exact = not isinstance(asked, NoTheoryError)
    weights = asked.weights if exact else scenario.cluster.frequencies()
    what = "Total weight of each worker's gradients" if exact else "Each worker's share of the arrivals at full speed"
    words = f"{what}, worker 1 to {weights.size}: {', '.join(share_words(float(w)) for w in weights[:MOST_ROWS])}."
    st.image(weights_picture(weights, colour), width="stretch", alt=words)
    st.caption(f"{what}{' (**small-step**: while gradients hardly change)' if exact else ''}. Dashed: fair share, 1/n.")


def draw(
    picture: st.delta_generator.DeltaGenerator,
    places: st.delta_generator.DeltaGenerator,
    scenario: Scenario,
    asked: Asked | NoTheoryError,
    measured: Floats | None,
) -> None:
    """The plane with all that is known, and the distances."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    plane = plane_of(Simulation(scenario, problem, {}))
    settings = scenario.methods[0]
    weights = scenario.cluster.frequencies() if isinstance(asked, NoTheoryError) else asked.weights
    limit = None if isinstance(asked, NoTheoryError) else asked.at_step(settings.step).limit
    biased = None if isinstance(asked, NoTheoryError) else problem.minimiser(weights)
    own = problem.worker_minimisers()
    assert own is not None
    marks = (None if point is None else plane.project(point) for point in (biased, limit, measured))
    spots = Spots(plane.project(own), plane.project(problem.optimum), *marks)
    words = f"The workers' minimisers, the goal and the limits of {settings.name} in a plane; the table has distances."
    picture.image(plane_picture(spots, weights, style_of(settings.kind).colour), width="stretch", alt=words)
    row = {"Method": linked(settings.kind, settings.name), "Exact limit": away(limit, problem.optimum)}
    row |= {"Small-step limit": away(biased, problem.optimum)}
    row |= {"Measured": "…" if measured is None else away(measured, problem.optimum)}
    if limit is not None and measured is not None and np.isfinite(limit).all():
        row["Measured from exact"] = told(float(np.linalg.norm(measured - limit)))
    places.table(pd.DataFrame([row]).set_index("Method"), border="horizontal")


def away(point: Floats | None, goal: Floats) -> str:
    """The distance of a point from the goal."""
    if point is None:
        return "not known"
    distance = float(np.linalg.norm(point - goal))
    return told(distance if np.isfinite(distance) else np.inf)
