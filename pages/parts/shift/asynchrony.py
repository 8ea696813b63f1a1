"""The tab "Asynchrony": a fast worker is an over-sampled source, and the two cures side by side."""

from typing import Any

import streamlit as st

from engine import Scenario
from engine.covariate_shift.asynchrony.cures import LINES, RESCALED_CORRECTED, VANILLA_CORRECTED, Cures, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA
from engine.covariate_shift.asynchrony.truths import Truths, both_truths, well_specified
from pages.parts.charts.shift_cures import NAMES, STYLES, shift_cures_chart
from pages.parts.controls import uploads, widgets
from pages.parts.controls.cluster import CLUSTER, JITTER, MEASURED
from pages.parts.controls.cluster_sidebar import show_cluster, show_speeds
from pages.parts.controls.complaints import attempt, wrong_times
from pages.parts.script.call import call
from pages.parts.shift.answers import WORDS
from pages.parts.shift.asynchrony_controls import REGRESSION, RUN, race_link, scenario_of
from pages.parts.shift.asynchrony_words import words_right, words_wrong
from pages.parts.shift.asynchrony_workers import pull_words, worker_rows
from pages.parts.show import show_chart, show_table
from pages.parts.style import glyph
from pages.parts.words.method_names import address
from pages.parts.words.numbers import number
from pages.parts.words.plain_text import unmarked
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce, stage

PAPER = "https://arxiv.org/abs/2605.13434"
MIN_MAX = "https://arxiv.org/abs/2502.09047"
SOURCES = {
    VANILLA: address("asgd"),
    RESCALED: address("rescaled_asgd"),
    VANILLA_CORRECTED: MIN_MAX,
    RESCALED_CORRECTED: MIN_MAX,
}
RACE = "Open this on the Race"
CURES: Cache[Scenario, Truths] = Cache(100)
ONE, OWN_TRUTHS = "One truth for all workers", "Every worker has its own truth"
KEYS = {ONE: "shift_cures_one_truth", OWN_TRUTHS: "shift_cures_own_truths"}


def show_sidebar(choices: dict[str, Any]) -> Scenario | None:
    """The Race's cluster and the tab's own controls; the scenario, or None where the page says why they make none."""
    with st.sidebar:
        show_cluster(CLUSTER, choices)
        speeds = st.container()
        with st.expander("Jitter of job times"):
            widgets.draw_all(JITTER, choices)
        widgets.draw_groups({"Regression": REGRESSION, "Run": RUN}, choices)
    if complaint := wrong_times(choices):
        st.warning(complaint)
    scenario = attempt(lambda: scenario_of(uploads.with_times(choices)))
    if scenario is not None:
        with speeds:
            show_speeds(scenario.cluster)
    return scenario


def truths_of(scenario: Scenario) -> Truths | None:
    """The two cures in both cases, simulated if need be; None where the page says why there are none."""

    def compute(announce: Announce) -> Truths:
        one = stage(announce, "Simulating one truth", 0.0, 0.5)
        return both_truths(scenario, one, stage(announce, "Simulating a truth for each worker", 0.5, 1.0))

    return computed(CURES, scenario, compute, WORDS, 2 * scenario.work)


def show(choices: dict[str, Any], scenario: Scenario) -> None:
    """Sentences, the two charts with their numbers, the workers as sources."""
    st.header("A fast worker is an over-sampled source", anchor=False)
    st.markdown(
        "Worker i draws fresh samples whose features have its own covariance $S_i$, and sends the share $p_i$ of all "
        "samples. So vanilla ASGD learns from the **source** $S = \\sum_i p_i S_i$, while the goal counts all workers "
        "alike: the **target** $T = \\frac{1}{n} \\sum_i S_i$. Rescaled ASGD multiplies worker i's steps by "
        f"$\\frac{{1}}{{n p_i}}$ ([arXiv 2605.13434]({PAPER})): the **importance weight** of that shift."
    )
    truths = truths_of(scenario)
    if truths is None:
        return
    several = scenario.problem.heterogeneity > 0
    st.markdown(words_right(truths.one) + ("  \n" + words_wrong(truths.own) if several else ""))
    show_cures(truths, scenario, several)
    show_workers(truths, scenario)
    if choices["speed"] != MEASURED:
        st.markdown(
            f"[{RACE}]({race_link(choices)}): the same two runs, arrival by arrival. The gap there is half the target "
            "risk of each single model, which scatters far more than the mean of many: most under Rescaled ASGD, whose "
            "slow workers take large steps, so that it may look worse there."
        )


def show_cures(truths: Truths, scenario: Scenario, several: bool) -> None:
    """The charts side by side, and what they say in numbers."""
    cases = {ONE: truths.one} | ({OWN_TRUTHS: truths.own} if several else {})
    for column, title in zip(st.columns(2, gap="large"), cases, strict=False):
        with column:
            st.subheader(title, anchor=False)
            show_case(title, cases, scenario)
    lines = ", ".join(f"{glyph(STYLES[name])} {NAMES[name]}" for name in LINES)
    band = f"medians of {scenario.seeds} seeds, bands: interquartile range" if scenario.seeds > 1 else "one seed"
    st.caption(
        f"**Measured**, {band}. After K arrivals the estimate is the mean of the models after each of "
        "the last K/2. "
        f"Lines: {lines}. A* is the min-max matrix of the first tab for these S and T, truths of length at most 1 and "
        "the noise of that mean; after Rescaled ASGD it is told what the weights do to the noise. Level and dotted, "
        "**exact**: the bias where ASGD ends, with A* or without, as arrivals grow and steps shrink. "
        "Rescaled ASGD's is 0."
    )
    if not several:
        st.caption("Misspecification is 0: raise it to see the cure for bias at work.")
    show_table(
        rows_of(cases),
        "At the last arrival. **Measured**: median over the seeds. **Small-step**: the mean that theory expects for "
        "small steps, once the start is forgotten, at fixed times. **Limit**: exact, for ever more arrivals.",
    )


def show_case(title: str, cases: dict[str, Cures], scenario: Scenario) -> None:
    """The chart of one case, with room on its axes for the other."""
    case, beside = cases[title], [other for name, other in cases.items() if name != title]
    # The scenario of either is written out, so that each chart's line tells its own misspecification.
    made = {name: call(cures, well_specified(scenario) if name == ONE else scenario) for name in cases}
    how = call(shift_cures_chart, made.pop(title), *([list(made.values())] if made else []))
    ends = ", ".join(f"{NAMES[name]} {number(float(case.curve(name).median[-1]))}" for name in LINES)
    words = f"{title}: target risk over {case.arrivals[-1]:,} arrivals. Last medians: {ends}."
    show_chart(shift_cures_chart(case, beside), unmarked(words), KEYS[title], how)


def rows_of(cases: dict[str, Cures]) -> list[dict[str, str]]:
    """A row a line."""
    rows = []
    for name in LINES:
        row = {"Estimate": f"{glyph(STYLES[name])} [{NAMES[name]}]({SOURCES[name]})"}
        for title, case in cases.items():
            line, short = case.lines[name], "one truth" if title == ONE else "own truths"
            row[f"Measured, {short}"] = number(float(case.curve(name).median[-1]))
            row[f"Small-step, {short}"] = number(float(line.expected[-1]))
            row[f"Limit, {short}"] = number(line.limit if line.limit > 1e-20 else 0.0)
        rows.append(row)
    return rows


def show_workers(truths: Truths, scenario: Scenario) -> None:
    """Every worker as a source."""
    st.header("Importance weights, worker by worker", anchor=False)
    st.markdown(pull_words(truths))
    exact = "computed from each method's own rule over one period of the schedule (**small-step**)."
    counted = f"from **measured** arrivals of one run, as theory does not reach here. {truths.vanilla.why}"
    how = exact if truths.vanilla.exact else counted
    show_table(worker_rows(truths, scenario), f"Pull: a worker's share of the way that the model goes, {how}")
