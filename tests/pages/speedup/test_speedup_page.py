"""The Speedup page and its first tab without a browser."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from engine.speedup.setting import Setting
from engine.speedup.speedups import middle, patient, speedup
from pages.parts.links.own_link import own_link
from pages.parts.speedup import answers, blocks
from pages.parts.speedup.controls import DEFAULTS, OWN
from pages.parts.speedup.setting import setting_of
from pages.parts.speedup.tabs import TABS
from pages.parts.words.numbers import number
from pages.parts.work.computed import mark_of
from pages.parts.work.desk import RefusedError
from tests.support.scripts import assert_remade, recorded
from tests.support.speedup_page import charts, choices_of, page, row, text
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.quick
def test_the_first_tab_shows_the_engines_numbers() -> None:
    app = page()
    assert [title.value for title in app.title] == ["Speedup"]
    assert [header.value for header in app.header] == ["Speedup over the number of workers", "Other blocks"]
    assert warnings(app) == []
    assert charts(app) == 2
    made = setting_of(choices_of())
    scenario = patient(made.scenario, "ASZD", 0.1)
    assert scenario is not None
    found = speedup(scenario, "ASZD", (1, 2, 4, 8, 16), 0.1)
    for i, n in enumerate(found.workers):
        shown = row(app, 0, str(n))
        assert shown["Arrivals"] == number(middle(found.arrivals[i]))
        assert shown["IS"] == number(n * middle(found.arrivals[0]) / middle(found.arrivals[i]))
        assert shown["RTS"] == number(middle(found.seconds[0]) / middle(found.seconds[i]))
    assert "N / Y = 20" in text(app)
    assert not re.search(
        r"\bnan\b|\binf\b", text(app) + captions(app) + "".join(t.value.to_string() for t in app.table)
    )


def test_defaults_are_the_checked_setting() -> None:
    made = setting_of(DEFAULTS)
    problem, (method,) = made.scenario.problem, made.scenario.methods
    assert (problem.kind, problem.rows, problem.dimension, problem.noise) == ("least_squares", 300, 100, 0.03)
    assert (method.kind, method.block, method.smoothing, method.read) == ("aszd", 1, 1e-3, "inconsistent")
    assert method.step == pytest.approx(0.5 / (made.problem.smoothness * 100))
    assert made.scenario.cluster.speed.kind == "equal"
    assert made.scenario.cluster.jitter.kind == "exponential"
    assert made.counts == (1, 2, 4, 8, 16, 32, 64, 128, 256)
    assert made.target == 0.1


@pytest.mark.parametrize("given", [{}, {"noise": "0.5", "target": "0.3", "block": "2", "seeds": "1", "most": "4"}])
def test_the_scripts_make_the_charts(given: dict[str, str]) -> None:
    with recorded() as drawn:
        page(**given)
    assert set(drawn) == {"speedup", "speedup_blocks"}
    assert_remade(drawn, *drawn)


def test_larger_blocks_have_their_knees_earlier() -> None:
    app = page(most="64")
    shown = app.table[1].value
    assert [name.split("[")[-1].split("]")[0] for name in shown.index] == ["Y = 1", "Y = 4", "Y = 16", "Y = 20"]
    knees = [float(value) for value in shown["Measured knee"]]
    assert knees == sorted(knees, reverse=True)
    assert knees[0] > 2 * knees[-1]


@pytest.mark.parametrize(("seen", "told"), [((20.0, 5.0), "moves with N / Y: over 2"), ((20.0, 20.0), "does not move")])
def test_the_knee_is_not_said_to_move_where_it_does_not(seen: tuple[float, float], told: str) -> None:
    made = setting_of(choices_of())
    knees = dict(zip((1, 4), seen, strict=True))
    studies: Any = {size: SimpleNamespace(speedup=SimpleNamespace(knee=lambda at=at: at)) for size, at in knees.items()}
    assert told in blocks.words_of(made, studies)


def test_other_blocks_are_asked_for_where_they_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "QUICK", 0.0)
    app = page(seeds="4")
    assert len(app.table) == 1
    (button,) = [button for button in app.button if button.label.startswith("Compute the speedup of other blocks")]
    fine(button.click().run())
    assert len(app.table) == 2


def test_a_block_without_a_speedup_ends_the_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    known = answers.studied

    def studied(one: Setting, *more: Any) -> answers.Study:
        if one.blocks.block >= 16:
            raise RefusedError("Not for so large a block.")
        return known(one, *more)

    monkeypatch.setattr(answers, "studied", studied)
    app = page(seeds="2")
    assert warnings(app) == ["Not for so large a block."]
    assert "So blocks from Y = 16 on are not compared" in captions(app)
    assert len(app.table[1].value) == 2


def test_the_link_holds_the_setting() -> None:
    given = {"method": "ASCD", "block": "4", "factor": "0.3", "read": "consistent", "delay_bound": "10",
             "speed": "two groups", "jitter": "gamma", "variation": "0.25", "target": "0.3", "seeds": "2"}  # fmt: skip
    app = page(**given)
    assert warnings(app) == []
    now = {group.key: group.value for group in app.button_group}
    assert (now[OWN + "method"], now[OWN + "read"]) == ("ASCD", "consistent")
    assert app.selectbox(key=OWN + "delay_bound").value == "10"
    assert app.number_input(key=OWN + "factor").value == 0.3
    assert app.select_slider(key=OWN + "target").value == 0.3
    want = choices_of(method="ASCD", block=4, factor=0.3, read="consistent", delay_bound="10", speed="two groups",
                      jitter="gamma", variation=0.25, target=0.3, seeds=2)  # fmt: skip
    study = answers.STUDIES.get(answers.study_key(setting_of(want)))
    assert study is not None
    assert row(app, 0, "16")["IS"] == number(float(study.speedup.iterations_quartiles[1][-1]))


def test_a_table_leads_to_the_bound_with_the_same_setting() -> None:
    address = own_link("speedup", OWN, DEFAULTS, choices_of(method="ASCD"), {"tab": "Bound", "workers": 8})
    query = dict(part.split("=") for part in address.removeprefix("speedup?").split("&"))
    assert query == {
        OWN + "dimension": "20", OWN + "rows": "100", OWN + "most": "16", OWN + "seeds": "3", OWN + "noise": "0.05",
        OWN + "method": "ASCD", OWN + "tab": "Bound", OWN + "workers": "8",
    }  # fmt: skip
    app = page(**{key.removeprefix(OWN): value for key, value in query.items()})
    assert warnings(app) == []
    assert "With 8 workers" in text(app)


def test_a_bad_link_is_told() -> None:
    app = new_app()
    app.query_params.update(
        {OWN + "factor": "-1", OWN + "most": "3", OWN + "tab": "x", OWN + "dimension": "20", "zzz": "1",
         OWN + "seeds": "2", OWN + "rows": "100", OWN + "jitter": "none"}
    )  # fmt: skip
    fine(app.switch_page("speedup.py").run())
    told = " ".join(warnings(app))
    for part in ("Step, times Y / (L N): `-1`", "Largest number of workers: `3`", "Show: `x`", "`zzz` is not known"):
        assert part in told
    assert app.table


def test_what_does_not_fit_together_is_told_in_one_sentence() -> None:
    app = page(rows="20", dimension="50")
    assert any("does not determine 50 coordinates" in line for line in warnings(app))
    assert not app.table
    app = page(block="30")
    assert any("block of ASZD is 30" in line for line in warnings(app))


def test_one_worker_that_does_not_reach_the_target_is_told() -> None:
    app = page(noise="5", target="0.001")
    assert any("One worker alone does not bring the gap down to 0.001" in line for line in warnings(app))
    assert not app.table


def test_many_workers_that_do_not_reach_it_are_told() -> None:
    app = page(method="ASGD", most="64")
    assert "most seeds did not reach the target within" in text(app)
    assert row(app, 0, "64")["IS"] == "not reached"
    assert [header.value for header in app.header] == ["Speedup over the number of workers"]


@pytest.mark.parametrize(
    "given",
    [
        {"problem": "quadratic", "condition": "10"},
        {"problem": "quadratic", "method": "ASGD", "noise": "0"},
        {"problem": "breast cancer", "method": "ASCD", "batch": "8", "most": "4"},
        {"problem": "breast cancer", "smoothing": "0.1", "most": "4", "target": "0.3"},
        {"seconds_of": "value", "block": "4", "jitter": "none", "speed": "linear"},
        {"seeds": "1", "jitter": "lognormal", "speed": "power law", "most": "2"},
        {"delay_bound": "0", "noise": "0"},
        {"noise": "0.5", "target": "0.3"},
        {"smoothing": "1"},
        {"factor": "1.5", "jitter": "shifted exponential", "speed": "square root"},
    ],
)
def test_it_opens_with(given: dict[str, str]) -> None:
    for tab in ("Speedup", "Bound"):
        app = page(**given, tab=tab)
        assert warnings(app) == []
        assert charts(app) >= 1
        assert not re.search(r"\bnan\b|\binf\b|beyond all bounds", text(app) + captions(app))


def test_nothing_is_computed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page()
    for name in ("speedup", "patient"):
        monkeypatch.setattr(answers, name, None)
    fine(app.run())
    assert len(app.table) == 2


def test_a_study_that_was_stopped_can_be_run_again() -> None:
    answers.STUDIES.clear()
    app = page()
    answers.STUDIES.clear()
    made = setting_of(choices_of())
    app.session_state["_stopped"] = mark_of(answers.STUDIES, answers.study_key(made))
    fine(app.run())
    assert any("Stopped before the end" in line for line in warnings(app))
    assert not app.table
    press(app, "Run it again")
    assert len(app.table) == 2


def test_tabs_and_controls_are_told_apart() -> None:
    assert list(TABS.tabs) == ["Speedup", "Bound", "Real threads", "Model blending", "Hyper-parameter tuning"]
    assert all(key.startswith(OWN) and key == control.key for key, control in TABS.known.items())
    assert len(TABS.known) == 1 + len(DEFAULTS) + sum(len(tab.controls) for tab in TABS.tabs.values())
