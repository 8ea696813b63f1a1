"""The tab "Known benchmarks" of the Advisor page, without a browser."""

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.design_space.adapters import extra
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.runs import Run
from engine.design_space.study import run_study
from pages.parts.advisor import benchmarks, studies
from pages.parts.advisor.benchmark_controls import CONTROLS, BenchSetting
from pages.parts.advisor.benchmark_words import rows_of, words_of
from pages.parts.advisor.tabs import TABS
from pages.parts.charts.figure import chart
from pages.parts.script.about import about
from pages.parts.script.call import call
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"tries": "20", "seeds": "2", "optimisers": ["own Bayesian", "random search"]}
SETTING = BenchSetting("goldstein", ("bayesian", "random"), 20, 2)


def page(**given: Any) -> AppTest:
    app = new_app()
    link = {"tab": "Known benchmarks"} | SMALL | given
    app.query_params.update({f"advisor_{key}": value for key, value in link.items()})
    return fine(app.switch_page("advisor.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


@pytest.mark.quick
def test_the_page_opens() -> None:
    app = page(optimisers=["random search"], seeds="1")
    assert [title.value for title in app.title] == ["Advisor"]
    assert [header.value for header in app.header] == ["Functions whose optimum is known", "What governs what"]
    assert warnings(app) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Goldstein", "goldstein"), ("neural network", "neural_network"), ("architecture", "architecture")],
)
def test_what_is_shown_is_the_engines(name: str, kind: str) -> None:
    app = page(benchmark=name)
    study = run_study(kind, ("bayesian", "random"), 20, 2)
    assert warnings(app) == []
    first, second, third = words_of(study).split("  \n")
    assert all(sentence in text(app) for sentence in (first, second, third))
    shown = app.table[0].value
    for row in rows_of(study):
        seen = shown.loc[row["Optimiser"]]
        assert [seen["After 20"], seen["Within 0.05"]] == [row["After 20"], row["Within 0.05"]]
    assert list(app.table[1].value.index) == [each.replace("_", " ") for each in BENCHMARKS[kind].space.names]
    assert len(app.get("bidi_component")) == 2
    assert not re.search(r"\bnan\b|\binf\b", text(app) + captions(app))


@pytest.mark.parametrize("point", ["best found", "optimum", "none"])
def test_the_scripts_make_the_charts(point: str) -> None:
    with recorded() as drawn:
        page(point=point, benchmark="architecture")
    assert_remade(drawn, "best_so_far", "space_graph")
    dimmed = [one for one in drawn["space_graph"][0].data if one.mode == "markers+text" and one.marker.opacity < 1]
    assert bool(dimmed) == (point != "none")


def test_the_value_can_be_drawn_and_a_script_says_so() -> None:
    with recorded() as drawn:
        page(best_axis="value")
    assert_remade(drawn, "best_so_far")
    assert drawn["best_so_far"][0].layout.yaxis.title.text == "best value so far"


def test_a_picture_says_what_was_solved() -> None:
    told = about(call(len, benchmarks.called(SETTING)), chart([], {}, {}))
    assert told.startswith(
        "own Bayesian, random search on a function whose optimum is known: benchmark goldstein, tries 20, seeds 2."
    )


def test_a_missing_library_is_told_once_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "find_spec", lambda module: None)
    app = page(optimisers=["random search", "SMT's Kriging", "Optuna's TPE"])
    assert [info.value for info in app.info] == [
        f"{name} is not installed: `python -m pip install -e '.[advisor]'` in the project's folder brings it."
        for name in ("SMT", "Optuna")
    ]
    assert len(app.table[0].value) == 1
    app = page(optimisers=["Optuna's TPE"], point="optimum")
    assert app.info[1].value == "Choose an optimiser that is installed."
    assert len(app.table) == 0
    assert len(app.get("bidi_component")) == 1, "the graph needs no optimiser"


def test_runs_are_kept_and_shorter_ones_are_cut_from_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    page(tries="30")

    def again(*arguments: Any) -> Run:
        raise AssertionError("run in vain")

    studies.STUDIES.clear()
    monkeypatch.setattr(studies, "run_entry", again)
    app = page(tries="20", seeds="1", optimisers=["random search"])
    assert words_of(run_study("goldstein", ("random",), 20, 1)).split("  \n")[0] in text(app)


def test_a_stopped_study_can_be_taken_up() -> None:
    studies.STUDIES.clear()
    app = new_app()
    app.query_params.update({f"advisor_{key}": value for key, value in ({"tab": "Known benchmarks"} | SMALL).items()})
    app.session_state[progress.STOPPED] = mark_of(studies.STUDIES, SETTING)
    fine(app.switch_page("advisor.py").run())
    assert warnings(app) == ["Stopped before the end; the runs that were done are kept."]
    assert len(app.table) == 0
    press(app, "Go on")
    assert warnings(app) == []
    assert len(app.table) == 2


def test_every_control_has_a_key_of_the_page() -> None:
    assert all(control.key.startswith("advisor_") for control in CONTROLS)
    assert {control.key for control in CONTROLS} <= TABS.known.keys()
