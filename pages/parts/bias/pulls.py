"""Which worker pulls where: weights as bars, and the points in the plane."""

from typing import Any

import numpy as np
import streamlit as st

from engine import Scenario
from engine.kernel.state import Floats
from engine.problems import Problem
from engine.results.limits import MeasuredLimit, measure_limit
from engine.results.worker_pulls import Pulls, pulls_of
from engine.simulate import build_problem
from engine.theory import NoTheoryError
from engine.theory.bias_curves import StepQuestion
from engine.theory.bias_grids import nearby_arrivals
from pages.parts.bias import answers
from pages.parts.bias.controls import scenario_at
from pages.parts.charts.pulls import pull_plane_chart, pull_weights_chart
from pages.parts.controls.nearby import offer_nearby
from pages.parts.controls.types import Choices
from pages.parts.script.call import call
from pages.parts.show import show_chart, show_table
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import distance_text, number, share_words

MOST_ROWS = 20


def show_pulls(choices: Choices, base: Scenario) -> None:
    """The weights, and the points in the plane with the measured limit."""
    st.header("Which worker pulls where", anchor=False)
    title = choices["focus"]
    st.caption(f"{title} in the cluster chosen above. Another method: “Map and pull of” above the map.")
    scenario = scenario_at(choices, (title,)).model_copy(update={"cluster": base.cluster})
    theory = answers.theory_of(scenario, title)
    if isinstance(theory, NoTheoryError):
        st.info(f"No exact weights and limit here, only the measured point. {theory}")
        offer_nearby(scenario.cluster, theory, nearby_arrivals(scenario.cluster.workers), "_nearby_pulls")
    else:
        st.markdown(pull_words(scenario, theory))
    left, right = st.columns(2, vertical_alignment="top")
    with right:
        picture = st.container()
        st.caption(
            "Grey discs: the workers' own minimisers, with areas by weight. ★ goal. ◇ biased limit (**small-step**): "
            "the minimiser of the objective weighted so. × **exact** limit at this step. ○ **measured**, simulated "
            "without noise. Where the model has more than two numbers, all are seen in the plane through start, goal "
            "and ASGD's limit, from above."
        )
    figures = st.empty()
    limit = answers.limits_of({(title, 0.0): scenario}).get((title, 0.0))
    pulls = pulls_of(scenario, title, limit)
    with left:
        show_weights(pulls, scenario, not isinstance(theory, NoTheoryError))
    draw(picture, figures, pulls, scenario, limit)


def pull_words(scenario: Scenario, theory: StepQuestion) -> str:
    """Who pulls most and least, in multiples of the fair share."""
    shares = theory.weights * theory.weights.size
    name = marked(theory.settings.kind, theory.settings.name)
    bias = theory.bias_at_step(scenario.methods[0].step)
    rest = (
        f"at this step it ends {distance_text(bias)} from the goal" if np.isfinite(bias) else "it diverges at this step"
    )
    if np.ptp(shares) < 1e-9:
        return f"{name}: every worker pulls with the same weight, so the small-step limit is the goal; {rest}."
    most, least = int(shares.argmax()), int(shares.argmin())
    return (
        f"{name}: worker {most + 1} pulls with {number(float(shares[most]))} times its fair share, worker {least + 1} "
        f"with {number(float(shares[least]))} times; {rest}."
    )


def show_weights(pulls: Pulls, scenario: Scenario, exact: bool) -> None:
    """Bars, and the same in numbers; `exact` where theory knows them."""
    what = "Total weight of each worker's gradients" if exact else "Each worker's share of the arrivals at full speed"
    shares = ", ".join(share_words(float(weight)) for weight in pulls.weights[:MOST_ROWS])
    small = " (**small-step**: while gradients hardly change)" if exact else ""
    show_chart(
        pull_weights_chart(pulls),
        f"{what}, worker 1 to {pulls.weights.size}: {shares}.",
        "pulls_weights",
        call(pull_weights_chart, call(pulls_of, scenario, scenario.methods[0].name)),
        f"{what}{small}. Dashed: fair share, 1/n.",
    )


def draw(picture: Any, figures: Any, pulls: Pulls, scenario: Scenario, measured: MeasuredLimit | None) -> None:
    """The plane with all that is known, and the distances."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    settings = scenario.methods[0]
    words = f"The workers' minimisers, the goal and the limits of {settings.name} in a plane; the table has distances."
    made = call(pull_plane_chart, call(pulls_of, scenario, settings.name, call(measure_limit, scenario, settings.name)))
    show_chart(pull_plane_chart(pulls), words, "pulls_plane", made, place=picture)
    limit, biased = pulls.ends.limit, pulls.ends.biased
    end = None if measured is None else measured.limit[0]
    row = {
        "Method": linked(settings.kind, settings.name),
        "Exact limit": away(limit, problem),
        "Small-step limit": away(biased, problem),
        "Measured": "…" if end is None else away(end, problem),
    }
    if limit is not None and end is not None and np.isfinite(limit).all():
        row["Measured from exact"] = distance_text(float(np.linalg.norm(end - limit)))
    show_table([row], place=figures)


def away(point: Floats | None, problem: Problem) -> str:
    """The distance of a point from the goal."""
    return distance_text(np.nan if point is None else float(problem.distances(point)))
