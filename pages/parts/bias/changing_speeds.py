"""Random and drifting times: where known times are wrong, and what online estimates do."""

import numpy as np
import streamlit as st

from engine import Scenario
from engine.cluster import Cluster
from engine.cluster.speeds import Trace
from engine.results.changing_speeds import (
    CASES,
    FIRST,
    KNOWN,
    ONLINE,
    PLAIN,
    CaseBiases,
    compare_cases,
    long_run_seconds,
)
from pages.parts.bias import answers, controls
from pages.parts.charts.changing_speeds import changing_speeds_chart, look
from pages.parts.controls import widgets
from pages.parts.controls.cluster import JITTER_FIELDS, JITTERS, POWER_FIELDS, filled
from pages.parts.controls.types import Choices
from pages.parts.script.call import call
from pages.parts.script.words import run_words, scenario_words
from pages.parts.show import show_chart, show_table
from pages.parts.style import glyph
from pages.parts.words.numbers import distance_text, from_to, number

RECORDS = 801
EQUAL = 0.05
"""Two biases this close, relatively to the larger one, count as equal."""
WHAT = {
    PLAIN: "one step for all",
    KNOWN: "the long run's mean times",
    FIRST: "each worker's usual time, before any change or jitter",
    ONLINE: "the mean of its own jobs so far",
}


def show_changing_speeds(choices: dict[str, object], base: Scenario) -> None:
    """The section, simulated when the machine is idle."""
    st.header("Random and drifting times", anchor=False)
    st.markdown(
        "No exact theory here: when times are random or change, the schedule has no period, so no linear map repeats "
        "itself. All lines are **measured**. **Small-step** numbers are for the long run, by the renewal theorem: "
        r"each worker pulls with its scale over its mean time, $w_i \propto s_i / \mathrm{E}\,\tau_i$."
    )
    widgets.draw_all((controls.CHANGING,), choices)
    with st.container(horizontal=True, gap="large"):
        widgets.draw_all(controls.TIMES_AND_SEEDS, choices)
    if isinstance(base.cluster.speed, Trace):
        st.info("Measured times bring their own scatter; choose other worker speeds to see this section.")
        return
    scenario = scenario_of(choices, base)
    changes = answers.changes_of(scenario)
    if changes is not None:
        show_cases(changes, scenario, choices)


def scenario_of(choices: Choices, base: Scenario) -> Scenario:
    """The chosen cluster with changing times, ASGD's step, and a budget that shows the long run."""
    changing = choices["changing"]
    jitter = changing if changing in JITTERS else controls.LOGNORMAL
    power = changing if changing in (controls.DRIFT, controls.SWAP) else "steady"
    cluster = Cluster.model_validate(
        {
            "workers": base.cluster.workers,
            "speed": base.cluster.speed,
            "jitter": filled(JITTERS[jitter], JITTER_FIELDS, choices),
            "power": filled(power, POWER_FIELDS, choices),
        }
    )
    scenario = base.model_copy(update={"cluster": cluster, "seeds": choices["seeds"], "records": RECORDS})
    seconds = long_run_seconds(scenario, float(choices["condition"]))
    return scenario.model_copy(update={"budget": type(base.budget)(seconds=seconds)})


def show_cases(cases: CaseBiases, scenario: Scenario, choices: Choices) -> None:
    """The sentence, the picture and the figures."""
    st.markdown(words_of(cases, str(choices["changing"])))
    left, right = st.columns(2, vertical_alignment="top")
    seeds = scenario.seeds
    with left:
        show_chart(
            changing_speeds_chart(cases),
            f"Distance of the mean model from the goal over time for {', '.join(CASES)}; the table has numbers.",
            "bias_changing",
            call(changing_speeds_chart, call(compare_cases, scenario)).told(made_words(scenario)),
            f"**Measured**: mean model over each fortieth of the run, median of {seeds} seed{'s' * (seeds > 1)}; band: "
            "interquartile range over the seeds. No gradient noise.",
        )
    with right:
        show_table(
            rows_of(cases), "Bias: of the mean model over the second half of the run. Small-step: in the long run."
        )


def made_words(scenario: Scenario) -> str:
    """What the four lines are made of."""
    methods = f"ASGD and Rescaled ASGD with true, first and estimated times (step {number(scenario.methods[0].step)})"
    return f"{scenario_words(scenario, methods=methods)} {run_words(scenario)}"


def words_of(cases: CaseBiases, changing: str) -> str:
    """What the numbers support: whether first times are wrong, and whether estimates help."""
    bias = dict(zip(CASES, cases.bias_quartiles[1].tolist(), strict=True))
    first, online, known, plain = (bias[case] for case in (FIRST, ONLINE, KNOWN, PLAIN))
    if not np.isfinite([first, online, known]).all():
        return "Rescaled ASGD diverges here at this step; a smaller step shows what its knowledge of the times does."
    begin = f"With {changing} times, Rescaled ASGD with its first times ends {distance_text(first)} from the goal"
    begin += f" (ASGD: {distance_text(plain)})"
    if first - online > EQUAL * first:
        end = f"; online estimates help: {distance_text(online)}, {number(first / online)} times less"
    elif online - first > EQUAL * online:
        end = f"; online estimates do worse: {distance_text(online)}"
    else:
        end = f"; online estimates change little: {distance_text(online)}"
    if online - known > EQUAL * online:
        lag = ", because they average over all jobs so far" if changing in (controls.DRIFT, controls.SWAP) else ""
        return f"{begin}{end}. The true long-run means would leave {distance_text(known)}; estimates stay behind{lag}."
    return f"{begin}{end}, as good as the true long-run means ({distance_text(known)})."


def rows_of(cases: CaseBiases) -> list[dict[str, str]]:
    """A row a case."""
    rows = []
    for case, low, middle, high, predicted in zip(CASES, *cases.bias_quartiles, cases.predicted, strict=True):
        kind = "asgd" if case == PLAIN else "rescaled_asgd"
        quartiles = from_to(distance_text(low), distance_text(high))
        rows.append(
            {
                "Times": f"{glyph(look(case))} [**{case}**](methods?method={kind})",
                "Takes for them": WHAT[case],
                "Bias": distance_text(middle),
                "Quartiles": quartiles if cases.bias.shape[1] > 1 else "one seed",
                "Small-step": distance_text(predicted),
            }
        )
    return rows
