"""The Speedup page's tab on tuning, without a browser."""

import re
from typing import Any

import numpy as np
import pytest

from engine.zeroth_order.black_box import ValuesRun
from engine.zeroth_order.kernel_ridge import diabetes
from engine.zeroth_order.races import CONTESTANTS, Race, run_race
from pages.parts.speedup import races, tuning
from pages.parts.speedup.controls import OWN
from pages.parts.words.numbers import number
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from tests.support.application_tabs import TUNE, WHOLE, page, row, said
from tests.support.speedup_page import charts, text
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture(scope="module")
def race() -> Any:
    return run_race(*WHOLE)


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
