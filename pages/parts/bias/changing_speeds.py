"""Random and drifting times: where known times are wrong, and what online estimates do."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from engine import Scenario
from engine.cluster import Cluster
from engine.cluster.speeds import Trace
from engine.methods import METHODS
from engine.results.changing_speeds import CASES, FIRST, KNOWN, ONLINE, PLAIN, Unsteady
from pages.parts.bias import answers, controls
from pages.parts.bias.slowdown import told
from pages.parts.charts.changing_speeds import look, quartiles, unsteady_picture
from pages.parts.controls import widgets
from pages.parts.controls.cluster import JITTER_FIELDS, JITTERS, POWER_FIELDS, filled
from pages.parts.controls.types import Choices
from pages.parts.words.numbers import number

MOST_ARRIVALS, LEAST_ARRIVALS = 200_000, 20_000
DRIFTS, SWAPS = 8.0, 80.0
"""A run lasts so many drifts, or periods of a swap."""
RELAXATIONS = 20.0
"""And at least so many times 1 / (step times smallest curvature) arrivals."""
RECORDS = 801
EQUAL = 0.05
"""Two biases this close, relatively to the larger one, count as equal."""
WHAT = {
    PLAIN: "one step for all",
    KNOWN: "the long run's mean times",
    FIRST: "each worker's usual time, before any change or jitter",
    ONLINE: "the mean of its own jobs so far",
}


def show_unsteady(choices: dict[str, object], base: Scenario) -> Callable[[], None]:
    """The section; what is returned simulates and fills it."""
    st.header("Random and drifting times", anchor=False)
    st.markdown(
        "No exact theory here: when times are random or change, the schedule has no period, so no linear map repeats "
        "itself. All lines are **measured**. **Small-step** numbers are for the long run, by the renewal theorem: "
        r"each worker pulls with its scale over its mean time, $w_i \propto s_i / \mathrm{E}\,\tau_i$."
    )
    widgets.draw_all((controls.CHANGING,), choices)
    with st.container(horizontal=True, gap="large"):
        widgets.draw_all(controls.TIMES_AND_SEEDS, choices)
    place = st.container()
    if isinstance(base.cluster.speed, Trace):
        place.info("Measured times bring their own scatter; choose other worker speeds to see this section.")
        return lambda: None
    scenario = scenario_of(choices, base)
    waiting = place.empty()
    waiting.caption("Simulating.")

    def later() -> None:
        found = answers.unsteady_of(scenario)
        waiting.empty()
        with place:
            show_found(found, scenario, choices)

    return later


def scenario_of(choices: Choices, base: Scenario) -> Scenario:
    """The cluster of the sidebar with changing times, ASGD's step, and a budget that shows the long run."""
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
    rate = float(np.sum(1 / cluster.means()))
    relaxed = RELAXATIONS * float(choices["condition"]) / float(choices["step"])
    wanted = max(LEAST_ARRIVALS, relaxed) / rate
    if power == controls.DRIFT:
        wanted = max(wanted, DRIFTS * float(choices["drift_seconds"]))
    if power == controls.SWAP:
        # Whole periods, an even number in the half that the mean is taken of.
        wanted = SWAPS * float(choices["swap_seconds"]) * max(1, round(wanted / SWAPS / choices["swap_seconds"]))
    seconds = min(wanted, MOST_ARRIVALS / rate)
    update = {"cluster": cluster, "seeds": choices["seeds"], "records": RECORDS}
    scenario = base.model_copy(update=update)
    return scenario.model_copy(update={"budget": type(base.budget)(seconds=seconds)})


def show_found(found: Unsteady, scenario: Scenario, choices: Choices) -> None:
    """The sentence, the picture and the figures."""
    st.markdown(words_of(found, str(choices["changing"])))
    left, right = st.columns(2, vertical_alignment="top")
    seeds = scenario.seeds
    with left:
        words = f"Distance of the mean model from the goal over time for {', '.join(CASES)}; the table has numbers."
        st.image(unsteady_picture(found), width="stretch", alt=words)
        st.caption(
            f"**Measured**: mean model over each fortieth of the run, median of {seeds} seed{'s' * (seeds > 1)}; band: "
            "interquartile range over the seeds. No gradient noise."
        )
    with right:
        st.table(table(found), border="horizontal")
        st.caption("Bias: of the mean model over the second half of the run. Small-step: in the long run.")


def medians(found: Unsteady) -> dict[str, float]:
    """The median bias over the seeds, by case."""
    _, middle, _ = quartiles(found.bias)
    return dict(zip(CASES, middle.tolist(), strict=True))


def words_of(found: Unsteady, changing: str) -> str:
    """What the numbers support: whether first times are wrong, and whether estimates help."""
    bias = medians(found)
    first, online, known, plain = (bias[case] for case in (FIRST, ONLINE, KNOWN, PLAIN))
    if not np.isfinite([first, online, known]).all():
        return "Rescaled ASGD diverges here at this step; a smaller step shows what its knowledge of the times does."
    begin = f"With {changing} times, Rescaled ASGD with its first times ends {told(first)} from the goal"
    begin += f" (ASGD: {told(plain)})"
    if first - online > EQUAL * first:
        end = f"; online estimates help: {told(online)}, {number(first / online)} times less"
    elif online - first > EQUAL * online:
        end = f"; online estimates do worse: {told(online)}"
    else:
        end = f"; online estimates change little: {told(online)}"
    if online - known > EQUAL * online:
        lag = ", because they average over all jobs so far" if changing in (controls.DRIFT, controls.SWAP) else ""
        return f"{begin}{end}. The true long-run means would leave {told(known)}; estimates stay behind{lag}."
    return f"{begin}{end}, as good as the true long-run means ({told(known)})."


def table(found: Unsteady) -> pd.DataFrame:
    """One row a case."""
    rows = []
    for case, low, middle, high, predicted in zip(CASES, *quartiles(found.bias), found.predicted, strict=True):
        style = look(case)
        kind = "asgd" if case == PLAIN else "rescaled_asgd"
        address = f"methods?method={kind}"
        title = METHODS[kind].title if case == PLAIN else case
        rows.append(
            {
                "Times": f':color[{style.glyph}]{{foreground="{style.colour}"}} [**{title}**]({address})',
                "Takes for them": WHAT[case],
                "Bias": told(middle),
                "Quartiles": f"{told(low)} to {told(high)}" if found.bias.shape[1] > 1 else "one seed",
                "Small-step": told(float(predicted)),
            }
        )
    return pd.DataFrame(rows).set_index("Times")
