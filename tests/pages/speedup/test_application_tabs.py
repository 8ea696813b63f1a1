"""The Speedup page's tabs on blending and tuning, without a browser."""

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.zeroth_order.black_box import ValuesRun
from engine.zeroth_order.blend_runs import blend_runs, blend_scenario
from engine.zeroth_order.kernel_ridge import diabetes
from engine.zeroth_order.races import CONTESTANTS, Race, run_race
from engine.zeroth_order.training import StoppedError, trained
from pages.parts.charts.figure import chart
from pages.parts.script.about import about
from pages.parts.script.call import call
from pages.parts.speedup import blending, races, tuning
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.tabs import TABS
from pages.parts.words.numbers import number
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from pages.parts.work.desk import LeftError
from tests.support.scripts import assert_remade, recorded
from tests.support.speedup_page import charts
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")

BLEND = {"tab": "Model blending", "blend_workers": "2", "blend_seeds": "2"}
TUNE = {"tab": "Hyper-parameter tuning", "tune_workers": "4", "tune_seconds": "20", "tune_seeds": "2"}
WHOLE = (4, "equal", 20, 2)
BLENDING, TUNING = blending.BlendSetting(2, 1, "inconsistent", 2), races.RaceSetting(*WHOLE)


def page(given: dict[str, str], **more: str) -> AppTest:
    app = new_app()
    app.query_params.update({OWN + key: value for key, value in (given | more).items()})
    return fine(app.switch_page("speedup.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def said(app: AppTest) -> str:
    return text(app) + captions(app) + "".join(table.value.to_string() for table in app.table)


def row(app: AppTest, table: int, begins: str) -> Any:
    frame = app.table[table].value
    (found,) = [name for name in frame.index if begins in name]
    return frame.loc[found]


@pytest.fixture(scope="module")
def race() -> Any:
    return run_race(*WHOLE)


def test_blends_are_the_engines() -> None:
    app = page(BLEND)
    assert [header.value for header in app.header] == ["Blending 48 models by values alone"]
    assert warnings(app) == []
    assert charts(app) == 2
    models = trained()
    found = blend_runs(models, blend_scenario(models, 2, 1, "inconsistent", 2))
    assert row(app, 0, "ASZD")["Validation"] == number(float(np.mean(found.validation[:, -1])))
    assert row(app, 0, "ASZD")["Held out"] == number(float(np.mean(found.test[:, -1])))
    for name, blend in (("optimum", found.optimum), ("average", found.average), ("single", found.best_model)):
        assert row(app, 0, name)["Validation"] == number(blend.validation)
        assert row(app, 0, name)["Held out"] == number(blend.test)
    assert f"{found.excess:.2%} above the exact optimum, after {found.values[-1]:,.0f} values" in text(app)
    assert f"within 1% after {found.values_to(0.01):,.0f}" in text(app)
    assert not re.search(r"\bnan\b|\binf\b", said(app))


@pytest.mark.parametrize(
    ("given", "every"),
    [
        (BLEND, ["blend_error", "blend_weights"]),
        (BLEND | {"blend_axis": "simulated seconds"}, ["blend_error"]),
        (TUNE | {"tune_seconds": "10", "tune_workers": "2"}, ["tuning_loss", "tuning_paths"]),
    ],
)
def test_the_scripts_make_the_charts(given: dict[str, str], every: list[str]) -> None:
    with recorded() as drawn:
        page(given)
    assert len(drawn) == 2
    assert_remade(drawn, *every)


def test_a_picture_says_what_was_blended_and_tuned_and_how() -> None:
    ways = [called(setting) for called, setting in ((blending.called, BLENDING), (tuning.called, TUNING))]
    blended, tuned = (about(call(len, made), chart([], {}, {})) for made in ways)
    assert blended.startswith(
        "ASZD blends 48 models by validation errors: workers 2, block 1, read inconsistent, seeds 2. Asynchrony Lab"
    )
    assert len(trained().names) == 48
    assert tuned.startswith(
        "Nine hyper-parameters of a kernel ridge regression: workers 4, speed equal, seconds 20, seeds 2. Asynchrony"
    )
    assert len(diabetes().hyperparameters) == 9


def test_the_sentence_on_held_out_rows_is_true() -> None:
    app = page(BLEND)
    shown = app.table[0].value["Held out"].astype(float)
    assert "**Held out:** the best single model is the best of the four" in text(app)
    assert "single" in shown.idxmin()
    assert "optimum" in shown.idxmax()
    assert "48 weights on 221 rows fit their noise" in text(app)


def test_blends_are_kept_and_only_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    page(BLEND)

    def again(*arguments: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr(blending, "blend_runs", again)
    app = page(BLEND, blend_axis="simulated seconds")
    assert charts(app) == 2
    assert warnings(app) == []


def test_too_large_a_blend_says_so() -> None:
    app = page(BLEND, blend_workers="64", blend_block="48", blend_seeds="5")
    assert "would touch" in warnings(app)[0]
    assert len(app.table) == 0


def test_a_stopped_training_can_be_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    blending.BLENDS.clear()
    blending.MODELS.clear()
    app = new_app()
    app.query_params.update({OWN + key: value for key, value in BLEND.items()})
    app.session_state[progress.STOPPED] = mark_of(blending.MODELS, blending.TRAINING)
    fine(app.switch_page("speedup.py").run())
    assert warnings(app) == ["Stopped before the end."]
    assert len(app.table) == 0
    press(app, "Run it again")
    assert warnings(app) == []
    assert len(app.table) == 1


def test_a_visitor_ends_a_training_by_leaving(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """What the desk raises when nobody waits any more goes through, and nobody waits for a lock afterwards."""
    from engine.zeroth_order import training

    def leave(fraction: float, doing: str) -> None:
        if fraction > 0.1:
            assert doing.startswith("Training a model: ")
            raise LeftError

    monkeypatch.setattr(training, "KEPT", [])
    monkeypatch.setattr(training, "base_folder", lambda: tmp_path)
    with pytest.raises(LeftError):
        blending.train(leave)
    assert training.LOCK.acquire(timeout=1)
    training.LOCK.release()
    with pytest.raises(StoppedError):
        trained(lambda fraction, name: False)


def test_races_are_the_engines(race: Any) -> None:
    app = page(TUNE)
    assert [header.value for header in app.header] == ["Tuning nine hyper-parameters by values alone", "What was found"]
    assert warnings(app) == []
    assert charts(app) == 2
    for name in CONTESTANTS:
        shown = row(app, 0, f"[{tuning.NAMES[name]}]")
        assert shown["Validation loss"] == f"{race.ends(name)[1]:.4f}"
        assert shown["Held out"] == f"{race.tests(name)[1]:.4f}"
        assert shown["Values"] == f"{race.evaluations(name):,.0f}"
    assert f"ends at a validation loss of {race.goal:.4f}" in text(app)
    reached = race.seconds_to("asynchronous", race.goal)
    assert f"workers have it after {number(reached)}, {number(race.ratio)} times sooner" in text(app)
    assert f"At the end {tuning.NAMES[race.winner]} has the lowest loss" in text(app)
    assert not re.search(r"\bnan\b|\binf\b", said(app))


def test_found_hyperparameters_are_numbers_with_units(race: Any) -> None:
    app = page(TUNE)
    shown = app.table[1].value
    assert len(shown) == 9
    assert (shown["Start"] == "1").all()
    for i, one in enumerate(race.tuned.hyperparameters):
        cell = row(app, 1, f"[{one.name}]")["Asynchronous"]
        assert cell.removeprefix("≤ ").removeprefix("≥ ") == number(float(race.found("asynchronous")[i]))
        assert one.unit in captions(app)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.01, "≤ 0.01"), (100.0, "≥ 100"), (0.0101, "0.0101"), (99.0, "99"), (1.0, "1")]
)
def test_a_bound_is_marked(value: float, shown: str) -> None:
    assert tuning.bounded(value, 0.01, 100.0) == shown


def test_one_worker_that_gets_nowhere_is_no_goal() -> None:
    """Nor has such a race a winner; and workers can be later than one alone."""
    flat = ValuesRun(np.arange(3.0), np.arange(3), np.zeros((3, 9)), np.array([3.0, 3.0, 3.0]), 6)
    better = flat._replace(value=np.array([3.0, 2.0, 2.0]))
    late = flat._replace(value=np.array([3.0, 3.0, 2.0]))
    runs = dict.fromkeys(CONTESTANTS, (flat,))
    still: Any = Race(runs, diabetes())
    wanted = races.RaceSetting(2, "equal", 2, 1)
    assert "does not come below the start" in tuning.gain_words(still, wanted)
    assert "nobody is ahead" in tuning.winner_words(still)
    later: Any = Race({**runs, "asynchronous": (late,), "one worker": (better,)}, diabetes())
    assert "have it after 2, 2 times later. Synchronous ones do not get there" in tuning.gain_words(later, wanted)
    assert "random search does not get there" in tuning.gain_words(later, wanted)


def test_runs_are_kept_across_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    page(TUNE)
    ran: list[Any] = []
    quick = races.run_entry

    def counted(entry: Any, tell: Any) -> ValuesRun:
        ran.append(entry)
        return quick(entry, tell)

    monkeypatch.setattr(races, "run_entry", counted)
    page(TUNE)
    assert ran == []
    page(TUNE, tune_workers="2")
    # One worker alone need not run again.
    assert {entry.contestant for entry in ran} == set(CONTESTANTS[:3])
    assert len(ran) == 6


def test_a_stopped_race_goes_on_with_what_it_has() -> None:
    app = new_app()
    app.query_params.update({OWN + key: value for key, value in (TUNE | {"tune_seconds": "10"}).items()})
    app.session_state[progress.STOPPED] = mark_of(races.RACES, races.RaceSetting(4, "equal", 10, 2))
    fine(app.switch_page("speedup.py").run())
    assert "stopped before its end" in warnings(app)[0]
    press(app, "Go on")
    assert warnings(app) == []
    assert len(app.table) == 2


def test_the_links_of_both_tabs() -> None:
    app = page(TUNE, tune_speed="linear", tune_seconds="10", tune_seeds="1")
    assert warnings(app) == []
    assert app.slider(key=OWN + "tune_seeds").value == 1
    assert app.select_slider(key=OWN + "tune_seconds").value == 10
    assert "one seed" in captions(app)
    wrong = page(TUNE, tune_workers="3", tune_seconds="10", tune_seeds="1")
    assert any("Workers n" in line and "not possible" in line for line in warnings(wrong))
    assert {OWN + key for key in (*BLEND, *TUNE)} <= set(TABS.known)


def test_other_tabs_keep_their_setting() -> None:
    app = page({"dimension": "20", "rows": "50", "most": "4", "seeds": "1"})
    switch = next(group for group in app.button_group if group.key == OWN + "tab")
    fine(switch.set_value("Model blending").run())
    switch = next(group for group in app.button_group if group.key == OWN + "tab")
    fine(switch.set_value("Speedup").run())
    assert app.select_slider(key=OWN + "dimension").value == 20
    assert app.select_slider(key=OWN + "most").value == 4
