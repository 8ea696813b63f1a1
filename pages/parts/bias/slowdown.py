"""Bias against slowdown and heterogeneity: the curves, the figures, the map."""

from typing import Any

import numpy as np
import streamlit as st

from engine import Scenario
from engine.kernel.state import Floats
from engine.results.bias_lines import (
    BiasLine,
    bias_by_heterogeneity,
    bias_by_slowdown,
    bias_line,
    only,
    with_heterogeneity,
    with_slowdown,
)
from engine.theory import NoTheoryError, bias_grids
from engine.theory.bias_curves import BiasCurve, bias_over_slowdowns, scaled_bias
from pages.parts.bias import answers
from pages.parts.bias.controls import AGAINST, CURVES, GROUPS, MOMENTUM, SLOWDOWN, in_two_groups, scenario_at
from pages.parts.charts.bias_curves import bias_chart
from pages.parts.charts.bias_map import bias_map_chart
from pages.parts.controls import widgets
from pages.parts.controls.method import TITLES
from pages.parts.controls.types import Choices
from pages.parts.script.call import call
from pages.parts.script.words import scenario_words
from pages.parts.show import show_chart, show_table
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import distance_text

LINES = (
    "Thick line: **exact**, by the linear map of one period, at this step. Thin dotted line: **small-step**, the "
    "limit as the step tends to 0; where that is no bias, none is drawn. Ring: **measured**, simulated without noise. "
    "Cross: the method does not converge beyond. Upright: the setting. No bias, to rounding: no line."
)


def show_group_controls(choices: dict[str, object]) -> None:
    """What the curves and the map are of."""
    st.header("Bias against slowdown and heterogeneity", anchor=False)
    st.caption("Two groups of workers, equal within each; no noise; the quadratic problem.")
    row = st.container(horizontal=True, gap="large")
    widgets.draw_all((CURVES,), choices)
    with row:
        widgets.draw_all((AGAINST, *GROUPS, *MOMENTUM), choices)


def show_slowdown(choices: Choices, base: Scenario) -> None:
    """The curves with their measured points."""
    if not choices["curves"]:
        st.info("No curves: choose at least one method above.")
        return
    titles = tuple(choices["curves"])
    scenario = setting_of(choices, base, titles)
    curves = {}
    for title in titles:
        curve = answers.curve_of(at_unit(scenario), title)
        if curve is None:
            return
        curves[title] = curve
    section = Section(scenario, choices, curves)
    section.show_extremes()
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        # Emptied at every run, the chart would lose what a visitor zoomed to and hid.
        picture = st.container()
        st.caption(LINES)
    with right:
        figures = st.empty()
        # Why something is not known.
        for why in dict.fromkeys(curve.why for curve in curves.values() if curve.why):
            st.caption(f"No exact curve everywhere, so the measured points stand alone there: {why}")
    section.draw(picture, figures, section.measure())


def setting_of(choices: Choices, base: Scenario, titles: tuple[str, ...]) -> Scenario:
    """The setting with these methods: as many workers as `base` has, in two groups."""
    workers = scenario_at(choices, titles).model_copy(update={"cluster": base.cluster})
    return in_two_groups(workers, choices, float(choices["slowdown"]))


def at_unit(scenario: Scenario) -> Scenario:
    """What the curves over slowdowns depend on: neither the setting's slowdown nor its heterogeneity."""
    return with_heterogeneity(with_slowdown(scenario, 1.0), 1.0)


class Section:
    """The curves of one setting, against slowdown or heterogeneity."""

    def __init__(self, scenario: Scenario, choices: Choices, curves: dict[str, BiasCurve]) -> None:
        self.scenario = scenario
        self.choices = choices
        self.curves = curves
        self.by_slowdown = choices["against"] == SLOWDOWN
        self.simulated_at = bias_grids.SIMULATED_SLOWDOWNS if self.by_slowdown else bias_grids.SIMULATED_HETEROGENEITIES
        self.settings = {settings.name: settings for settings in scenario.methods}
        self.slowdown, self.heterogeneity = float(choices["slowdown"]), float(choices["heterogeneity"])
        self.unit_bias = {title: self.bias_at_unit(title) for title in curves}

    def bias_at_unit(self, title: str) -> tuple[float, float]:
        """Exact and small-step bias at the setting's slowdown and a heterogeneity of 1."""
        theory = answers.theory_of(with_heterogeneity(self.scenario, 1.0), title)
        if isinstance(theory, NoTheoryError):
            return np.nan, np.nan
        return theory.bias_at_step(self.settings[title].step), theory.small_bias()

    def bias_now(self, title: str) -> Floats:
        """Exact and small-step bias (2,) at the setting."""
        return scaled_bias(self.heterogeneity, np.array(self.unit_bias[title]))

    def line(self, title: str, measured: dict[float, float]) -> BiasLine:
        """A method's curve with its measured points, by slowdown or heterogeneity."""
        if self.by_slowdown:
            curve = self.curves[title].at_heterogeneity(self.heterogeneity)
        else:
            curve = bias_grids.bias_over_heterogeneities(*self.unit_bias[title])
        return bias_line(self.settings[title], curve, measured)

    def draw(self, picture: Any, figures: Any, measured: dict[str, dict[float, float]]) -> None:
        """The picture and the figures, with what has been measured."""
        lines = [self.line(title, measured.get(title, {})) for title in self.curves]
        what = "slowdown of the slow group" if self.by_slowdown else "heterogeneity"
        now = self.slowdown if self.by_slowdown else self.heterogeneity
        words = (
            f"Distance of the limit from the goal against {what} for {', '.join(self.curves)}; the table has values."
        )
        of = bias_by_slowdown if self.by_slowdown else bias_by_heterogeneity
        made = call(bias_chart, [call(of, self.scenario, title) for title in self.curves], what, self.by_slowdown, now)
        made = made.told(scenario_words(self.scenario, ("slowdown" if self.by_slowdown else "heterogeneity",)))
        show_chart(bias_chart(lines, what, self.by_slowdown, now), words, "bias_slowdown", made, place=picture)
        show_table(self.rows(measured), place=figures)

    def measure(self) -> dict[str, dict[float, float]]:
        """Measured bias by method and place."""
        places = [(title, float(place)) for title in self.curves for place in self.simulated_at]
        return answers.biases_of({(title, place): self.to_simulate(title, place) for title, place in places})

    def to_simulate(self, title: str, place: float) -> Scenario:
        """The scenario of one measured point."""
        return only((with_slowdown if self.by_slowdown else with_heterogeneity)(self.scenario, place), title)

    def rows(self, measured: dict[str, dict[float, float]]) -> list[dict[str, str]]:
        """A row a method: the setting's exact and small-step bias, and what was measured."""
        rows = []
        for title in self.curves:
            settings, (exact, small) = self.settings[title], map(distance_text, self.bias_now(title))
            row = {"Method": linked(settings.kind, settings.name), "Exact": exact, "Small-step": small}
            for place in map(float, self.simulated_at):
                bias = measured.get(title, {}).get(place)
                row[f"Measured at {place:g}"] = "…" if bias is None else distance_text(bias)
            rows.append(row)
        return rows

    def show_extremes(self) -> None:
        """Who ends furthest from the goal and who nearest; who does not converge."""
        biases = {title: float(self.bias_now(title)[0]) for title in self.curves}
        known = {title: bias for title, bias in biases.items() if np.isfinite(bias)}
        setting = f"At a slowdown of {self.slowdown:g}, heterogeneity {self.heterogeneity:g} and this step"
        if known:
            worst, best = max(known, key=lambda t: known[t]), min(known, key=lambda t: known[t])
            text = f"{setting}, {self.named(worst)} ends {distance_text(known[worst])} from the goal"
            text += f", {self.named(best)} {distance_text(known[best])}." if best != worst else "."
            st.markdown(text)
        parts = [
            f"{self.named(title)} from a slowdown of {curve.diverges_from:g}"
            for title, curve in self.curves.items()
            if np.isfinite(curve.diverges_from)
        ]
        if parts:
            st.markdown(f"Does not converge at this step: {', '.join(parts)}.")

    def named(self, title: str) -> str:
        return marked(self.settings[title].kind, title)


def show_map(choices: Choices, base: Scenario) -> None:
    """Bias of one method over both."""
    title = choices["focus"]
    unit = at_unit(setting_of(choices, base, (title,)))
    row = answers.curve_of(unit, title)
    if row is None:
        return
    bias = scaled_bias(bias_grids.HETEROGENEITIES[:, None], row.exact)
    st.subheader(f"Map of {title}", anchor=False)
    if np.isnan(row.exact).all():
        st.info(f"There is no map: {row.why}")
        return
    now = (float(choices["slowdown"]), float(choices["heterogeneity"]))
    kind = TITLES[title]
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        words = f"Bias of {title} over slowdown and heterogeneity; the sentence beside it tells its ends."
        made = call(bias_map_chart, call(bias_over_slowdowns, unit, title, bias_grids.SLOWDOWNS), kind, now)
        made = made.told(scenario_words(unit, ("slowdown", "heterogeneity")))
        show_chart(bias_map_chart(row, kind, now), words, "bias_map", made)
    with right:
        st.markdown(map_words(title, row, bias))
        st.caption(
            "**Exact.** Stronger colour: further from the goal, over three decades. Grey: does not converge here. "
            "Empty: not known. Ring: the setting. One row is computed: the workers' minimisers are proportional to the "
            "heterogeneity, so the limit is, too."
        )


def map_words(title: str, row: BiasCurve, bias: Floats) -> str:
    """The ends of the map, of which `row` is that of a heterogeneity of 1."""
    finite = np.isfinite(row.exact)
    if not finite.any():
        return f"{title} converges nowhere on this map."
    largest = float(bias[np.isfinite(bias)].max())
    text = f"Up to a slowdown of {row.x[finite][-1]:g}, {title} ends at most {distance_text(largest)} from the goal"
    if np.isnan(row.diverges_from):
        return f"{text}."
    return f"{text}; from {row.diverges_from:g} on it does not converge, however alike the data are."
