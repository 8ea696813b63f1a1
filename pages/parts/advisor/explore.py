"""What the search learned: which settings matter, the design space, and what it expects around a point."""

import streamlit as st

from engine.advisor.landscape import GOOD, Landscape
from engine.methods import METHODS
from pages.parts.advisor.asked import Asked
from pages.parts.advisor.searches import Found
from pages.parts.advisor.tries import advice_call, made_words
from pages.parts.charts.advisor_landscape import importance_chart, prediction_chart
from pages.parts.charts.space_graph import space_graph_chart
from pages.parts.charts.space_words import graph_words
from pages.parts.script.call import Call, call
from pages.parts.show import show_chart
from pages.parts.words.settings import SPACE_NAMES, setting_name
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce

LANDSCAPES: Cache[tuple[Asked, int], Landscape] = Cache(20)
METHOD_SHOWN = "_advisor_method"
COLUMNS = 3


def landscape_of(asked: Asked, found: Found) -> Landscape | None:
    """What the tries say of all settings; None where the page says why nothing."""
    tries = found.advice.tries

    def compute(announce: Announce) -> Landscape:
        announce(0.0, "Learning from the tries")
        landscape = Landscape(asked.search.scenario, tries)
        _ = landscape.importance
        return landscape

    return computed(LANDSCAPES, (asked, len(tries)), compute)


def show_landscape(asked: Asked, found: Found) -> None:
    """Importance, the graph, and the predictions around the best try of a method; one try alone says nothing."""
    if len({one.settings for one in found.advice.tries}) < 2:
        return
    landscape = landscape_of(asked, found)
    if landscape is None:
        return
    tries = advice_call(asked, len(found.advice.tries), found.threads).get("tries")
    made = call(Landscape, asked.search.scenario, tries)
    st.header("Which settings matter", anchor=False)
    show_importance(asked, landscape, made)
    st.header("Around the best try of a method", anchor=False)
    kind = st.selectbox(
        "Method", landscape.kinds, format_func=lambda kind: METHODS[kind].title, key=METHOD_SHOWN,
        help="Of each method that was tried, the best try. The settings that only this method has come and go with it.",
    )  # fmt: skip
    show_predictions(asked, landscape, kind, made)
    show_graph(landscape, kind, made)


def show_importance(asked: Asked, landscape: Landscape, made: Call) -> None:
    """By which factor the result changes with each setting."""
    importance = landscape.importance
    first = next(iter(importance))
    words = (
        f"By which factor the predicted result changes when one setting alone is drawn anew; the most with "
        f"{setting_name(first)}."
    )
    chart = call(importance_chart, made.get("importance")).told(made_words(asked))
    show_chart(importance_chart(importance), words, "advisor_importance", chart)
    st.caption(
        f"Drawn anew within its whole range, around those of the best {GOOD:.0%} of the tries that have the setting: "
        "root mean square factor of what a Gaussian process predicts from all tries. Failures count as the search "
        "grades them, so what makes runs fail matters most."
    )


def show_predictions(asked: Asked, landscape: Landscape, kind: str, made: Call) -> None:
    """The predictions along each setting of a method's best try."""
    point, goal = landscape.best_of(kind), asked.search.goal
    names = landscape.settings_at(point)
    for begin in range(0, len(names), COLUMNS):
        places = st.columns(COLUMNS)
        for place, name in zip(places, names[begin : begin + COLUMNS], strict=False):
            words = f"Predicted result along {setting_name(name)}, around the best try of {METHODS[kind].title}."
            chart = call(prediction_chart, made, call(made.get("best_of"), kind), name, goal).told(made_words(asked))
            figure = prediction_chart(landscape, point, name, goal)
            show_chart(figure, words, f"advisor_along_{name}", chart, place=place)
    st.caption("Line or ring: predicted. Band or bar: one deviation to either side. Upright or disc: the best try.")


def show_graph(landscape: Landscape, kind: str, made: Call) -> None:
    """The design space graph, what this method lacks dimmed."""
    point = landscape.best_of(kind)
    chart = call(space_graph_chart, made.get("space"), call(made.get("best_of"), kind), SPACE_NAMES)
    st.header("The design space", anchor=False)
    show_chart(
        space_graph_chart(landscape.space, point, SPACE_NAMES),
        graph_words(landscape.space, SPACE_NAMES),
        "advisor_space",
        chart.told("The design space of the methods and their settings."),
        "Settings, and the values that others depend on. What is indented is there only for the value above it, or for "
        f"another from which a solid arrow leads to it. Dimmed: what {METHODS[kind].title} lacks.",
    )
