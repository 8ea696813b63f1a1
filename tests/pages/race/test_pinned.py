"""A against B: a pinned race stays in sight, and what changed since is told."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import simulate
from engine.results.curves import gap_curve
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.feed import FEEDS
from pages.parts.live.payload.gap import View
from pages.parts.race.preview import Previews
from pages.parts.words.numbers import number
from tests.support.unpack import Unpacked, unpacked
from tests.support.visit import captions, drawn, figures, fine, race, table

pytestmark = pytest.mark.usefixtures("warm")

LINK = {"seeds": "2", "arrivals": "500"}
CHANGES = {"seeds": 2, "arrivals": 500}


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return fine(button.click().run())


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button if re.search(r" A$|instead", button.label)]


def told(app: AppTest) -> str:
    (found,) = [markdown.value for markdown in app.markdown if "**A**" in markdown.value]
    return found


def picture(app: AppTest) -> Unpacked:
    return unpacked(FEEDS[figures(app)[0]["feed"]].payload)


def test_a_pinned_race_is_drawn_beside_what_follows_and_the_difference_is_told() -> None:
    app = race(**LINK)
    assert buttons(app) == ["Pin as A"]
    press(app, "Pin as A")
    assert buttons(app) == ["Unpin A"]
    assert told(app).startswith("**A** is this race.")
    assert table(app)["Gap against A"].tolist() == ["the same"] * 3
    app.slider(key="heterogeneity").set_value(5.0)
    app.pills(key="methods").set_value(["ASGD", "Minibatch SGD"])
    fine(app.run())
    assert "Data heterogeneity: 2 → 5" in told(app)
    assert "Methods: ASGD, Rescaled ASGD, OrMo → ASGD, Minibatch SGD" in told(app)
    assert buttons(app) == ["Pin this race instead", "Unpin A"]
    before, now = (simulate(scenario_of(DEFAULTS | CHANGES | more)) for more in ({}, {"heterogeneity": 5.0}))
    # What the figure draws of A is A's own median.
    found = picture(app)
    assert [method["label"] for method in found.header["pinned"]] == list(before)
    for run, curve in zip(before.values(), found.header["gap"]["pinned"], strict=True):
        expected = gap_curve(run, "seconds", found.array(curve["x"]).astype(float)).median
        low, high = found.header["gap"]["y"]
        np.testing.assert_allclose(found.array(curve["median"]), np.clip(expected, low, high), rtol=2e-2)
    assert found.array(found.header["pinned"][0]["path"]).size == 2 * before["ASGD"].iterate.shape[1]
    assert "Thin, marked A: the pinned race's first seed" in found.header["captions"]["map"]
    # And the table holds the difference.
    first, second = table(app)["Gap against A"].tolist()
    ends = [np.median(each["ASGD"].gap[:, -100:].mean(axis=1)) for each in (before, now)]
    assert ends[1] > 2 * ends[0]
    assert " larger" in first
    assert first.endswith("in A)")
    assert second == "not in A"
    assert "Only in A: Rescaled ASGD (" in app.markdown[0].value
    press(app, "Pin this race instead")
    assert told(app).startswith("**A** is this race.")
    press(app, "Unpin A")
    assert drawn(app)["pinned"] == drawn(app)["gap"]["pinned"] == []
    assert "Gap against A" not in table(app).columns
    assert "marked A" not in captions(app) + str(drawn(app)["captions"])


def test_it_stays_on_the_way_to_other_pages_and_through_presets() -> None:
    app = press(race(**LINK), "Pin as A")
    fine(app.switch_page("methods.py").run())
    fine(app.switch_page("race.py").run())
    assert told(app).startswith("**A** is this race.")
    press(app, "One straggler")
    assert "Worker speeds: linear → two groups" in told(app)
    assert len(drawn(app)["pinned"]) == 3


def test_what_cannot_be_compared_is_told_and_not_drawn() -> None:
    app = press(race(**LINK), "Pin as A")
    app.selectbox(key="problem").set_value("small network")
    fine(app.run())
    assert told(app).startswith("**A** has a gap and this race a training loss")
    assert drawn(app)["pinned"] == drawn(app)["gap"]["pinned"] == []
    assert not [name for name in table(app).columns if "against A" in name]


def test_another_objective_has_no_path_on_the_map() -> None:
    app = press(race(**LINK), "Pin as A")
    app.selectbox(key="problem").set_value(
        "Rosenbrock" if "Rosenbrock" in str(app.selectbox(key="problem").options) else "rosenbrock"
    )
    fine(app.run())
    assert [method["path"] for method in drawn(app)["pinned"]] == [None] * 3
    assert len(drawn(app)["gap"]["pinned"]) == 3
    assert "A is not on this map" in drawn(app)["captions"]["map"]


def test_a_preview_shows_it_as_the_page_does() -> None:
    choices = DEFAULTS | CHANGES
    of = scenario_of(choices)
    pinned = simulate(scenario_of(choices | {"step": 0.02}))
    alone, both = (Previews(choices, of, View(), held) for held in (None, pinned))
    asked = {"preview": 1, "values": {"heterogeneity": 4.0}}
    assert unpacked(alone(asked)).header["pinned"] == []
    found = unpacked(both(asked))
    assert [method["label"] for method in found.header["pinned"]] == list(pinned)
    for run, curve in zip(pinned.values(), found.header["gap"]["pinned"], strict=True):
        assert number(found.array(curve["median"])[-1]) == number(np.median(run.gap[:, -1]))
