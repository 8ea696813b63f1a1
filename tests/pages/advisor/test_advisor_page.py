"""The tab that finds a method, without a browser."""

import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest

from engine import Scenario
from engine.advisor import Advice, Validation
from engine.advisor.advise import advice_of
from engine.methods import METHODS
from engine.search import Goal
from pages.parts.advisor import reasons, searches
from pages.parts.advisor.asked import asked_of
from pages.parts.advisor.search_controls import GAP
from pages.parts.advisor.searches import UNDER_WAY
from pages.parts.advisor.words import recommendation, safe_words, untold_words
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.work import progress
from tests.support.advisor_page import FIND, LONGEST, OWN, STOP, buttons, ended, only, page, searched, text
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, press, shown, warnings

PLAIN = ("asgd", "minibatch", "delay_adaptive", "ia2sgd", "random_asgd", "shuffled_asgd")
"""Methods without settings but the step."""
pytestmark = pytest.mark.usefixtures("warm", "quick_searches")


@pytest.mark.quick
def test_from_the_button_to_the_advice() -> None:
    app = page()
    assert [title.value for title in app.title] == ["Advisor"]
    assert FIND in buttons(app)
    assert warnings(app) == []
    app = press(app, FIND)
    assert STOP in buttons(app)
    app = ended(app)
    advice = only().advice
    assert recommendation(advice) in text(app)
    assert safe_words(advice) in text(app)
    assert untold_words(advice) in text(app)
    assert f"{len(advice.tries)} tries of" in captions(app)
    rows = app.table[0].value
    assert len(rows) == len(advice.validation)
    assert all((row["Holds"] == "yes") == found.holds
               for (_, row), found in zip(rows.iterrows(), advice.validation.values(), strict=True))  # fmt: skip
    gone = [label for label, found in advice.validation.items() if not found.holds]
    assert ("Does not hold: " in captions(app)) == bool(gone)
    assert [header.value for header in app.header] == [
        "On fresh seeds", "Why", "What was tried", "Which settings matter", "Around the best try of a method",
        "The design space",
    ]  # fmt: skip
    assert not re.search(r"\bnan\b|\binf\b", text(app) + captions(app) + rows.to_string())


def test_the_scripts_make_the_charts() -> None:
    with recorded() as drawn:
        app = searched(speed="two groups")
    assert {"advisor_tries", "advisor_importance", "advisor_along_relative_step", "advisor_space"} <= set(drawn)
    assert_remade(drawn, "advisor_tries", "advisor_importance", "advisor_along_relative_step", "advisor_space")
    (code,) = [one.value for one in app.code]
    names: dict[str, Any] = {}
    exec(compile(code, "script", "exec"), names)
    assert names["advice"].settings == only().advice.settings
    assert json.dumps(names["advice"].as_json()["validation"]) == json.dumps(only().advice.as_json()["validation"])


def test_another_method_brings_its_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SEARCHING", 1.0)
    with recorded() as drawn:
        app = press(page(advisor_seconds="60"), FIND)
        (known,) = UNDER_WAY.values.values()
        until = time.monotonic() + LONGEST
        while known.search is None or all(one.settings.kind in PLAIN for one in known.search.tries):
            assert time.monotonic() < until
            time.sleep(0.05)
        app = ended(press(app, STOP))
        kinds = {one.settings.kind for one in only().advice.tries}
        own = next(kind for kind in kinds if kind not in PLAIN)
        drawn.clear()
        box = next(one for one in app.selectbox if one.key == "_advisor_method")
        fine(box.set_value(own).run())
    along = {key.removeprefix("advisor_along_") for key in drawn if key.startswith("advisor_along_")}
    assert "relative_step" in along
    assert len(along) > 1
    dimmed = [one for one in drawn["advisor_space"][0].data if one.mode == "markers+text" and one.marker.opacity < 1]
    assert dimmed
    assert not any(METHODS[own].title in str(one.text) for one in dimmed if one.name == "meta variable")


def test_a_stop_keeps_what_was_found_and_the_search_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "SEARCHING", 1.0)
    app = press(page(), FIND)
    app = ended(press(app, STOP))
    first = only()
    assert first.stopped
    assert len(first.advice.tries) >= 2
    assert "then it was stopped" in captions(app)
    monkeypatch.setattr(searches, "SEARCHING", 0.05 + first.spent / 10)
    app = ended(press(app, "Go on searching"))
    second = only()
    assert not second.stopped
    assert second.advice.tries[: len(first.advice.tries)] == first.advice.tries
    assert len(second.advice.tries) > len(first.advice.tries)


def test_the_recommendation_opens_in_the_race() -> None:
    app = searched()
    settings = only().advice.settings
    assert settings is not None
    fine(press(app, "Open in the Race"))
    title = METHODS[settings.kind].title
    assert [one.value for one in app.title] == ["Race"]
    set_to = shown(app)
    assert set_to["workers"] == 3
    assert title in set_to["methods"]
    assert {"ASGD", "Minibatch SGD"} <= set(set_to["methods"])
    assert set_to[f"step_{settings.kind}"] == settings.step


def test_a_link_of_the_race_is_taken_and_a_wrong_one_is_told() -> None:
    app = page(speed="two groups", slowdown="20", methods="ASGD", axis="updates", step="0.1")
    assert warnings(app) == []
    assert shown(app)["slowdown"] == 20
    app = page(workers="1000", advisor_seconds="7")
    assert any("Workers: `1000` is not possible here" in line for line in warnings(app))
    assert any("Search for (real seconds): `7` is not possible here" in line for line in warnings(app))


def test_files_that_are_missing_are_asked_for() -> None:
    app = page(speed="measured")
    assert [one.value for one in app.info] == [
        "Measured times: choose a CSV file, with worker,duration or worker,start,end."
    ]
    assert FIND not in buttons(app)


def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "MOST_WORK", 10.0)
    app = searched()
    assert any("Trying the simple methods' steps would touch about" in line for line in warnings(app))


def test_nothing_holds_where_the_target_is_out_of_reach() -> None:
    app = searched(arrivals="200", target="1e-06", noise="2", dimension="50")
    assert only().advice.recommended is None
    assert "Nothing can be recommended" in text(app)
    assert "Open in the Race" not in buttons(app)


def test_what_is_asked_for_is_the_races_cluster_and_the_pages_goal() -> None:
    asked = asked_of({**DEFAULTS, **OWN, "workers": 5, "target": 0.1, "methods": ("SMEGA2",), "seeds": 31})
    assert asked.search.scenario.cluster.workers == 5
    assert asked.search.scenario.methods == Scenario().methods
    assert asked.search.scenario.seeds == Scenario().seeds
    assert asked.search[1:] == (Goal(kind="gap", share=0.1), "random", 3)
    assert asked.seconds == 30


def test_the_reasons_are_those_of_a_race_of_these_methods() -> None:
    app = searched(speed="two groups", heterogeneity="5")
    advice = only().advice
    (simulation,) = reasons.RACES.values.values()
    assert simulation.scenario.budget.seconds == advice.budget
    assert advice.settings is not None
    assert METHODS[advice.settings.kind].title in [one.name for one in simulation.scenario.methods]
    shares = simulation.frequencies * 3
    assert f"hears worker {int(shares.argmax()) + 1} " in text(app)


def test_without_a_method_there_is_no_race_and_one_try_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "advice_of", lambda *given: bare(advice_of(*given)))
    app = searched()
    assert warnings(app) == []
    assert [header.value for header in app.header] == ["What was tried"]


def bare(advice: Advice) -> Advice:
    """The same of one try, where nothing could be judged."""
    return replace(advice, scenario=None, tries=advice.tries[:1], validation=Validation({}), safe=None)


def test_a_smallest_gap_has_no_target_to_reach() -> None:
    assert "Seeds that reach it" not in searched(advisor_goal=GAP).table[0].value.columns
    assert "Seeds that reach it" in searched(arrivals="600").table[0].value.columns
