"""Links to the Race, whole ones and broken ones, without a browser."""

import re
from typing import Any

import pandas as pd
import pytest

from pages.parts.controls import widgets
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.links.texts import in_link
from tests.support.visit import drawn, expected_table, fine, race, shown, table, warnings

pytestmark = pytest.mark.usefixtures("warm")


def test_a_link_holds_the_whole_setting() -> None:
    link: dict[str, Any] = {
        "workers": "5", "speed": "power law", "exponent": "0.5", "jitter": "lognormal", "variation": "0.25",
        "heterogeneity": "1.5", "noise": "0.05", "dimension": "4", "condition": "30", "momentum": "0.5",
        "methods": ["Rescaled ASGD", "OrMo"], "steps": "by hand", "step_rescaled_asgd": "0.02", "step_ormo": "0.03",
        "normalisation": "cycle", "until": "seconds", "seconds": "200", "target": "0.1", "seeds": "3", "seed": "7",
    }  # fmt: skip
    changes: dict[str, Any] = {
        "workers": 5, "speed": "power law", "exponent": 0.5, "jitter": "lognormal", "variation": 0.25,
        "heterogeneity": 1.5, "noise": 0.05, "dimension": 4, "condition": 30.0, "momentum": 0.5,
        "methods": ("Rescaled ASGD", "OrMo"), "steps": "by hand", "step_rescaled_asgd": 0.02, "step_ormo": 0.03,
        "normalisation": "cycle", "until": "seconds", "seconds": 200, "target": 0.1, "seeds": 3, "seed": 7,
    }  # fmt: skip
    app = race(**link)
    assert warnings(app) == []
    pd.testing.assert_frame_equal(table(app), expected_table(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"speed": "two groups", "jitter": "uniform", "power": "outages", "steps": "by hand", "until": "seconds"},
        {"speed": "custom", "tau": "1, 2.5", "problem": "valley", "methods": ("FedBuff", "MindFlayer SGD", "ASGD")},
    ],
)
def test_the_whole_link_writes_everything_out_and_says_the_same(changes: dict[str, Any]) -> None:
    choices = {**DEFAULTS, "arrivals": 200, "seconds": 30, "seeds": 2, "block": "all", **changes}
    whole, short = widgets.whole_setting(choices), widgets.setting(choices)
    assert whole.keys() == {key for key, control in CONTROLS.items() if control.when(choices)}
    assert "seed" in whole
    assert short == {key: text for key, text in whole.items() if choices[key] != CONTROLS[key].default}
    app = race(**whole)
    assert warnings(app) == []
    pd.testing.assert_frame_equal(table(app), expected_table(**choices))


@pytest.mark.parametrize("value", [0.0123456789, 1 / 3, 1e-6, 2.5, 100.0, 7, 1e6, 123456.7])
def test_a_number_in_a_link_is_the_number_itself(value: float) -> None:
    assert float(str(in_link(value))) == value


@pytest.mark.parametrize(("text", "steps"), [("true", "by hand"), ("True", "by hand"), ("false", "equal")])
def test_a_link_of_an_older_version_keeps_working(text: str, steps: str) -> None:
    """Where the steps come from was once a switch."""
    app = race(own_steps=text, step_ormo="0.03", arrivals="200", seeds="1")
    assert warnings(app) == []
    expected = {"steps": steps, "step_ormo": 0.03, "arrivals": 200, "seeds": 1}
    pd.testing.assert_frame_equal(table(app), expected_table(**expected))
    assert app.selectbox(key="steps").value == steps
    fine(app.run())
    assert app.selectbox(key="steps").value == steps


def test_a_link_holds_what_is_seen_of_the_gap() -> None:
    link = {"axis": "arrivals", "scale": "linear", "show": "relative to the best", "runs": "true", "smooth": "5%"}
    app = race(**link, seeds="2", arrivals="200")
    assert warnings(app) == []
    gap = drawn(app)["gap"]
    assert (gap["axis"], gap["logarithmic"], gap["relative"]) == ("arrivals", False, True)
    assert [len(run["gaps"]) for run in gap["runs"]] == [2, 2, 2]
    assert gap["window"] == pytest.approx(0.05 * gap["x"][1])
    now = shown(app)
    assert (now["show"], now["runs"], now["smooth"]) == (link["show"], True, "5%")


def test_one_seed_has_no_single_runs_to_choose() -> None:
    app = race(seeds="1", arrivals="200", runs="true")
    assert "runs" not in shown(app)
    assert drawn(app)["gap"]["runs"] is None


NONSENSE: dict[str, str | list[str]] = {
    "speed": "",
    "workers": "800",
    "heterogeneity": "nan",
    "noise": "many",
    "dimension": ["3", "4"],
    "condition": "31",
    "momentum": "1",
    "methods": ["ASGD", "SGD"],
    "step": "0.051",
    "steps": "perhaps",
    "until": "",
    "seeds": "-1",
    "seed": "1e99",
    "axis": "weeks",
    "show": "everything",
    "runs": "some",
}


def test_a_link_edited_into_nonsense_gives_a_page_and_says_what_it_corrected() -> None:
    app = race(**NONSENSE, unheard_of="1")
    said = warnings(app)
    assert len(said) == len(NONSENSE) + 1
    for key in NONSENSE:
        assert any(text.startswith(f"{CONTROLS[key].label}: ") for text in said), key
    assert any("unheard_of" in text for text in said)
    pd.testing.assert_frame_equal(table(app), expected_table(methods=("ASGD",)))


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ({"steps": "by hand", "step_ormo": "1e9"}, "Step of OrMo"),
        ({"jitter": "gamma", "variation": "0"}, "Coefficient of variation"),
        ({"until": "seconds", "seconds": "1e9"}, "Simulated seconds"),
        ({"problem": "breast cancer", "dirichlet": "2"}, "Label mix"),
        ({"speed": "custom", "tau": "1, x, 3"}, "Seconds per job"),
        ({"speed": "custom", "tau": "nonsense"}, "Seconds per job"),
        ({"speed": "custom", "tau": ""}, "Seconds per job"),
        ({"speed": "custom", "tau": "1," * 5000}, "Seconds per job"),
        ({"x" * 5000: "y" * 5000}, "xxx"),
    ],
)
def test_nonsense_in_controls_that_are_seldom_shown(link: dict[str, str], label: str) -> None:
    """Sentences stay short whatever the link holds."""
    app = race(arrivals="200", seeds="1", **link)
    said = warnings(app)
    assert any(label in text for text in said)
    assert all(len(text) < 300 for text in said)
    assert len(table(app)) == 3


@pytest.mark.parametrize(
    "link",
    [
        {"problem": "digits", "arrivals": "100000", "seeds": "32"},
        {"speed": "custom", "tau": "0.000001, 0.000001", "until": "seconds", "seconds": "10000"},
    ],
)
def test_too_much_work_gets_a_sentence(link: dict[str, str]) -> None:
    app = race(**link)
    assert re.search(r"budget", " ".join(warnings(app)))
    assert not app.table
