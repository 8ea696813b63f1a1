"""The tab "Known benchmarks": optimisers over design spaces on functions whose optimum is known, and their graph."""

from typing import Any

import streamlit as st

from engine.design_space.benchmarks import BENCHMARKS, benchmark
from engine.design_space.optimisers import missing
from engine.design_space.study import Study, run_study
from pages.parts.advisor.benchmark_controls import AXIS, FOUND, OPTIMUM, POINT, REGRET, BenchSetting
from pages.parts.advisor.benchmark_words import point_rows, rows_of, words_of
from pages.parts.advisor.missing import show_missing
from pages.parts.advisor.studies import study_for
from pages.parts.charts.best_so_far import FLOOR, NAMES, STYLES, best_so_far_chart, best_so_far_words
from pages.parts.charts.space_graph import space_graph_chart
from pages.parts.charts.space_words import graph_words
from pages.parts.script.call import Call, call
from pages.parts.script.words import listed
from pages.parts.show import show_chart, show_table
from pages.parts.style import glyph
from pages.parts.words.numbers import seeds_words

TOLD = {
    "goldstein": "**Goldstein** ([arXiv 2003.03300](https://arxiv.org/abs/2003.03300)): a category says which of two "
    "inputs are numbers and which are levels.",
    "neural_network": "**Neural network** ([arXiv 2204.00886](https://arxiv.org/abs/2204.00886)): a formula in place "
    "of the tuning of a network, whose number of layers says how many of them have a size.",
    "architecture": "**Architecture**: the milliseconds that a cluster of 16 machines needs for a sample, in a formula "
    "that this project invented. Settings have settings of their own, limits depend on others, and some pairs exclude "
    "each other.",
}


def called(setting: BenchSetting) -> Call:
    """The study in a script."""
    given = setting._asdict()
    names = ", ".join(NAMES[kind] for kind in setting.optimisers)
    return call(run_study, **given).told(f"{names} on a function whose optimum is known: {listed(given)}.")


def show(choices: dict[str, Any], setting: BenchSetting) -> None:
    """Sentences, the best so far and the table, the graph."""
    st.header("Functions whose optimum is known", anchor=False)
    st.markdown(TOLD[setting.benchmark])
    there = setting._replace(optimisers=tuple(kind for kind in setting.optimisers if missing(kind) is None))
    show_missing(setting.optimisers)
    study = None
    if there.optimisers:
        study = study_for(there)
    else:
        st.info("Choose an optimiser that is installed.")
    if study is not None:
        show_study(choices, there, study)
    if study is not None or choices[POINT] != FOUND:
        show_graph(choices, there, study)


def show_study(choices: dict[str, Any], setting: BenchSetting, study: Study) -> None:
    """What was reached."""
    st.markdown(words_of(study))
    left, right = st.columns([1, 1], gap="large", vertical_alignment="top")
    shown = "regret" if choices[AXIS] == REGRET else "value"
    with left:
        looks = ", ".join(f"{glyph(STYLES[kind])} {NAMES[kind]}" for kind in study.runs)
        band = f", median of {seeds_words(study.seeds)}, band: interquartile range" if study.seeds > 1 else ", one seed"
        foot = f" Less than {FLOOR:g} stands at {FLOOR:g}." if shown == "regret" else ""
        show_chart(
            best_so_far_chart(study, shown),
            best_so_far_words(study),
            "best_so_far",
            call(best_so_far_chart, called(setting), shown),
            f"**Measured**{band}: {looks}.{foot}",
        )
    with right:
        show_table(
            rows_of(study),
            "Best so far less the optimum, as median (quartiles) over the seeds. Seconds are processor seconds on this "
            "machine: to choose a point, to evaluate it and to learn from it.",
        )


def show_graph(choices: dict[str, Any], setting: BenchSetting, study: Study | None) -> None:
    """The space, at the point that was chosen."""
    st.header("What governs what", anchor=False)
    left, right = st.columns([1, 1], gap="large", vertical_alignment="top")
    space, made = BENCHMARKS[setting.benchmark].space, call(benchmark, setting.benchmark)
    given: tuple[Any, ...] = ()
    written: tuple[Any, ...] = ()
    if choices[POINT] == OPTIMUM:
        given, written = (BENCHMARKS[setting.benchmark].minimiser,), (made.get("minimiser"),)
    elif choices[POINT] == FOUND and study is not None:
        given, written = (study.winner.point,), (study.winner.point,)
    dimmed = " Dimmed: what is not there at this point." if given else ""
    show_chart(
        space_graph_chart(space, *given),
        graph_words(space),
        "space_graph",
        call(space_graph_chart, made.get("space"), *written).told(f"The design space of {setting.benchmark}."),
        "Variables, and the values that others depend on. What is indented is there only for the value above it, or "
        f"for another from which a solid arrow leads to it.{dimmed}",
        left,
    )
    if study is not None:
        show_table(point_rows(study), "–: not there at this point.", right)
