"""Opening a scenario file on the Race."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.race.open_file import ASKED, FILE, MOST_BYTES
from tests.support.visit import expected_table, fine, race, shown, table, warnings

pytestmark = pytest.mark.usefixtures("warm")

CHANGES = {
    "speed": "custom",
    "tau": "1, 3, 4.5",
    "momentum": 0.5,
    "steps": "by hand",
    "step_ormo": 0.02,
    "arrivals": 200,
}


def give(app: AppTest, content: bytes | str) -> AppTest:
    data = content if isinstance(content, bytes) else content.encode()
    fine(app.toggle(key=ASKED).set_value(True).run())
    return fine(app.file_uploader(key=FILE).set_value(("scenario.json", data, "application/json")).run())


def told(app: AppTest) -> str:
    return " ".join(info.value for info in app.info)


def test_what_was_saved_is_shown_again() -> None:
    scenario = scenario_of({**DEFAULTS, **CHANGES})
    app = give(race(arrivals="500", axis="updates"), scenario.model_dump_json(indent=1))
    pd.testing.assert_frame_equal(table(app), expected_table(**CHANGES))
    assert "shown whole" in told(app)
    assert warnings(app) == []
    now = shown(app)
    assert (now["axis"], now["speed"], now["steps"], now["step_ormo"]) == ("updates", "custom", "by hand", 0.02)


def test_what_the_page_cannot_show_is_told_as_text() -> None:
    scenario = {"seeds": 2, "budget": {"arrivals": 210}, "methods": [{"kind": "asgd", "label": "*my* :red[method]"}]}
    app = give(race(), json.dumps(scenario))
    assert "budget\\.arrivals: 210" in told(app) or "budget.arrivals: 210 in the file, 200 here" in told(app)
    assert "*my*" not in told(app).replace("\\*my\\*", "")
    assert ":red[" not in told(app)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "it is no JSON"), ("{", "line 1 is no JSON"), ("[]", "The file was not opened"),
        ("[" * 5000, "not opened"), ('{"seeds": 2, "seeds": 3}', "the field 'seeds' stands twice"),
        ('{"seeds": 0}', "seeds"), ('{"sedes": 2}', "sedes"),
        ('{"problem": {"kind": "quadratic", "noise": NaN}}', "noise"), (b" " * (MOST_BYTES + 1), "at most 1 MB"),
        ('{"methods": [{"kind": "sgd"}]}', "methods"),
        ('{"budget": {"seconds": 0.001}, "cluster": {"speed": {"kind": "custom", "times": [1e-6]}}}', "do not fit"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_and_nothing_is_lost(content: bytes | str, words: str) -> None:
    app = race(arrivals="200", momentum="0.3", seeds="2")
    before = table(app)
    give(app, content)
    assert words in told(app).replace("\\", "")
    assert "not opened" in told(app)
    pd.testing.assert_frame_equal(table(app), before)
    assert shown(app)["momentum"] == 0.3
