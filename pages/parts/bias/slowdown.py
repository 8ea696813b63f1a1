"""Bias against slowdown and heterogeneity: the curves, the figures, the map."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from engine import Scenario
from engine.methods import MethodSettings
from engine.theory import NoTheoryError
from engine.theory.bias_curves import BiasCurve
from pages.parts.bias import answers
from pages.parts.bias.controls import AGAINST, CURVES, SLOWDOWN, as_different, in_two_groups, scenario_at
from pages.parts.charts.bias_curves import Line, bias_picture
from pages.parts.charts.bias_map import map_picture
from pages.parts.controls import widgets
from pages.parts.controls.method import TITLES
from pages.parts.controls.types import Choices
from pages.parts.style import style_of
from pages.parts.words.method_names import linked, marked
from pages.parts.words.numbers import number
from pages.parts.work.progress import Bar

LINES = (
    "Thick line: **exact**, by the linear map of one period, at this step. Thin dotted line: **small-step**, the "
    "limit as the step tends to 0; where that is no bias, none is drawn. Ring: **measured**, simulated without noise. "
    "Cross: the method does not converge beyond. Triangle: the setting. On the lower edge: no bias, to rounding."
)
NONE = np.empty(0)
Later = Callable[[], None]


def show_slowdown(choices: dict[str, object], base: Scenario) -> Later:
    """The section; what is returned adds the measured points once all else stands."""
    st.header("Bias against slowdown and heterogeneity", anchor=False)
    st.caption("Two groups of workers, equal within each; no noise; the quadratic problem.")
    with st.container(horizontal=True, gap="large"):
        widgets.draw_all((AGAINST,), choices)
    widgets.draw_all((CURVES,), choices)
    place = st.container()
    if not choices["curves"]:
        place.info("Choose at least one method.")
        return lambda: None
    titles = tuple(choices["curves"])
    scenario = in_two_groups(scenario_at(choices, titles), choices, 1.0)
    scenario = scenario.model_copy(update={"cluster": in_two_groups(base, choices, 1.0).cluster})
    bar = Bar(scenario, lambda: place)
    curves = {}
    for index, title in enumerate(titles):
        curves[title] = answers.curve_of(
            as_different(scenario, 1.0), title,
            lambda done, i=index: bar.show((i + done) / len(titles), "Following the schedules"),
        )  # fmt: skip
    bar.leave()
    shown = Shown(scenario, choices, curves)
    with place:
        shown.tell()
        left, right = st.columns(2, vertical_alignment="top")
        with left:
            picture = st.empty()
            st.caption(LINES)
        with right:
            figures = st.empty()
            shown.tell_why()
    shown.draw(picture, figures, {})
    return lambda: shown.draw(picture, figures, shown.measure())


class Shown:
    """The curves of one setting, against slowdown or heterogeneity."""

    def __init__(self, scenario: Scenario, choices: Choices, curves: dict[str, BiasCurve]) -> None:
        self.scenario = scenario
        self.choices = choices
        self.curves = curves
        self.by_slowdown = choices["against"] == SLOWDOWN
        self.settings = {settings.name: settings for settings in scenario.methods}
        self.now = float(choices["slowdown"])
        self.exact_now = {title: self.at_now(title) for title in curves}

    def at_now(self, title: str) -> tuple[float, float]:
        """Exact and small-step bias at the setting."""
        unit = as_different(in_two_groups(self.scenario, self.choices, self.now), 1.0)
        asked = answers.asked_of(unit, title)
        if isinstance(asked, NoTheoryError):
            return np.nan, np.nan
        found = np.array([asked.bias_at_step(self.settings[title].step), asked.small_bias()])
        exact, small = answers.times_of_bias(self.choices["heterogeneity"], found)
        return float(exact), float(small)

    def line(self, title: str, measured: dict[float, float]) -> Line:
        """A method's curve with its measured points, by slowdown or heterogeneity."""
        kind, curve, factor = self.settings[title].kind, self.curves[title], self.choices["heterogeneity"]
        at, values = np.array(list(measured), np.float64), np.array(list(measured.values()), np.float64)
        if self.by_slowdown:
            exact, small = answers.times_of_bias(factor, curve.exact), answers.times_of_bias(factor, curve.small)
            return Line(kind, title, curve.x, exact, small, at, values)
        x = answers.HETEROGENEITIES
        unit = (value / factor if factor else np.nan for value in self.exact_now[title])
        exact, small = (np.array([answers.times_of_bias(h, np.array(value)) for h in x]) for value in unit)
        return Line(kind, title, x, exact, small, at, values)

    def draw(self, picture: st.delta_generator.DeltaGenerator, figures: st.delta_generator.DeltaGenerator,
             measured: dict[str, dict[float, float]]) -> None:  # fmt: skip
        """The picture and the figures, with what has been measured."""
        lines = [self.line(title, measured.get(title, {})) for title in self.curves]
        what = "slowdown of the slow group" if self.by_slowdown else "heterogeneity"
        now = self.now if self.by_slowdown else float(self.choices["heterogeneity"])
        words = (
            f"Distance of the limit from the goal against {what} for {', '.join(self.curves)}; the table has values."
        )
        drawing = bias_picture(lines, what, self.by_slowdown, now)
        picture.image(drawing, width="stretch", alt=words)
        figures.table(self.table(measured), border="horizontal")

    def measure(self) -> dict[str, dict[float, float]]:
        """Measured bias by method and place."""
        places = answers.MEASURED_SLOWDOWNS if self.by_slowdown else answers.MEASURED_HETEROGENEITIES
        asked = [(title, float(x)) for title in self.curves for x in places]
        values = answers.all_measured([(self.to_simulate(title, x), title) for title, x in asked])
        found: dict[str, dict[float, float]] = {title: {} for title in self.curves}
        for (title, x), value in zip(asked, values, strict=True):
            found[title][x] = value
        return found

    def to_simulate(self, title: str, x: float) -> Scenario:
        """The scenario of one measured point."""
        slowdown = x if self.by_slowdown else self.now
        scenario = in_two_groups(self.scenario, self.choices, slowdown)
        if not self.by_slowdown:
            scenario = as_different(scenario, x)
        return scenario.model_copy(update={"methods": (self.settings[title],)})

    def table(self, measured: dict[str, dict[float, float]]) -> pd.DataFrame:
        """One row a method: the setting's exact and small-step bias, and what was measured."""
        rows = []
        for title, (exact, small) in self.exact_now.items():
            settings: MethodSettings = self.settings[title]
            row = {"Method": linked(settings.kind, settings.name), "Exact": told(exact), "Small-step": told(small)}
            for place in answers.MEASURED_SLOWDOWNS if self.by_slowdown else answers.MEASURED_HETEROGENEITIES:
                value = measured.get(title, {}).get(float(place))
                row[f"Measured at {place:g}"] = "…" if value is None else told(value)
            rows.append(row)
        return pd.DataFrame(rows).set_index("Method")

    def tell(self) -> None:
        """Who ends furthest from the goal and who nearest; who does not converge."""
        known = {title: exact for title, (exact, _) in self.exact_now.items() if np.isfinite(exact)}
        setting = f"At a slowdown of {self.now:g}, heterogeneity {self.choices['heterogeneity']:g} and this step"
        if known:
            worst, best = max(known, key=lambda t: known[t]), min(known, key=lambda t: known[t])
            text = f"{setting}, {self.named(worst)} ends {told(known[worst])} from the goal"
            text += f", {self.named(best)} {told(known[best])}." if best != worst else "."
            st.markdown(text)
        stops = {}
        for title, curve in self.curves.items():
            gone = curve.x[np.isinf(curve.exact)]
            if gone.size:
                stops[title] = float(gone[0])
        if stops:
            parts = [f"{self.named(title)} from a slowdown of {place:g}" for title, place in stops.items()]
            st.markdown(f"Does not converge at this step: {', '.join(parts)}.")

    def tell_why(self) -> None:
        """Why something is not known."""
        for why in dict.fromkeys(curve.why for curve in self.curves.values() if curve.why):
            st.caption(f"No exact curve everywhere, so the measured points stand alone there: {why}")

    def named(self, title: str) -> str:
        return marked(self.settings[title].kind, title)


def told(bias: float) -> str:
    """A bias in words."""
    if np.isnan(bias):
        return "not known"
    if np.isinf(bias):
        return "diverges"
    return "0" if bias < 1e-6 else number(bias)


def show_map(choices: Choices, base: Scenario) -> None:
    """Bias of one method over both."""
    title = choices["focus"]
    scenario = scenario_at(choices, (title,))
    scenario = scenario.model_copy(update={"cluster": in_two_groups(base, choices, 1.0).cluster})
    row = answers.curve_of(as_different(scenario, 1.0), title, lambda done: None)
    bias = np.stack([answers.times_of_bias(h, row.exact) for h in answers.HETEROGENEITIES])
    st.subheader(f"Map of {title}", anchor=False)
    if np.isnan(row.exact).all():
        st.info(f"There is no map: {row.why}")
        return
    now = (float(choices["slowdown"]), float(choices["heterogeneity"]))
    colour = style_of(TITLES[title]).colour
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        words = f"Bias of {title} over slowdown and heterogeneity; the sentence beside it tells its ends."
        st.image(map_picture(answers.SLOWDOWNS, answers.HETEROGENEITIES, bias, colour, now), width="stretch", alt=words)
    with right:
        st.markdown(map_words(title, row, bias))
        st.caption(
            "**Exact.** Stronger colour: further from the goal, over three decades. Hatched: does not converge here. "
            "Empty: not known. Ring: the setting. One row is computed: the workers' minimisers are proportional to the "
            "heterogeneity, so the limit is, too."
        )


def map_words(title: str, row: BiasCurve, bias: np.ndarray) -> str:
    """The ends of the map."""
    finite = np.isfinite(row.exact)
    if not finite.any():
        return f"{title} converges nowhere on this map."
    largest = float(np.where(np.isfinite(bias), bias, 0).max())
    text = f"Up to a slowdown of {row.x[finite][-1]:g}, {title} ends at most {told(largest)} from the goal"
    gone = row.x[np.isinf(row.exact)]
    return f"{text}; from {gone[0]:g} on it does not converge, however alike the data are." if gone.size else f"{text}."
