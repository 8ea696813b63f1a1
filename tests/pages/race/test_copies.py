"""The same method twice on the Race: copied, changed, removed, in the link, in a file, in all that names a method."""

import csv
import io
from urllib.parse import parse_qs

import pandas as pd
import pytest

from engine import simulate
from engine.files import result_table
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.race.open_file import ASKED, FILE
from tests.support.visit import (
    captions,
    drawn,
    expected_table,
    fine,
    lines,
    press,
    race,
    shown,
    table,
    warnings,
)

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"arrivals": "500", "seeds": "2"}
TWO = ("ormo,momentum=0.5", "ormo,momentum=0.5,number=2")


def test_a_method_is_copied_changed_and_removed() -> None:
    app = race(**SMALL, momentum="0.8")
    fine(app.button(key="_copy_ormo").click().run())
    assert app.query_params["copy"] == "ormo,momentum=0.8"
    assert [method["label"] for method in drawn(app)["methods"]][-2:] == ["OrMo", "OrMo 2"]
    fine(app.slider(key="_copy_0_momentum").set_value(0.5).run())
    assert app.query_params["copy"] == "ormo,momentum=0.5"
    pd.testing.assert_frame_equal(
        table(app), expected_table(arrivals=500, seeds=2, momentum=0.8, copy=("ormo,momentum=0.5",))
    )
    (line,) = (line for line in lines(app) if "**OrMo, momentum 0.5** " in line)
    (first,) = (line for line in lines(app) if "**OrMo** " in line)
    assert line.split(" ")[0] != first.split(" ")[0], "another line before its name"
    methods = drawn(app)["methods"][-2:]
    assert methods[0]["colour"] == methods[1]["colour"]
    assert methods[0]["dash"] != methods[1]["dash"]
    assert drawn(app)["marked"]
    for _ in range(3):
        fine(app.button(key="_copy_asgd").click().run())
    assert app.button(key="_copy_ormo").disabled
    assert app.button(key="_copy_asgd").disabled
    assert "ASGD has no constants; with steps by hand its step can differ." in captions(app)
    for _ in range(3):
        fine(app.button(key="_copy_1_remove").click().run())
    assert not app.button(key="_copy_asgd").disabled
    fine(app.button(key="_copy_0_remove").click().run())
    assert "copy" not in app.query_params
    assert len(table(app)) == 3
    assert warnings(app) == []


def test_a_link_brings_copies_and_share_gives_them_back() -> None:
    app = race(**SMALL, copy=list(TWO), steps="by hand", follow="OrMo 2, momentum 0.5")
    assert warnings(app) == []
    assert shown(app)["copy"] == list(TWO)
    assert [app.slider(key=f"_copy_{place}_momentum").value for place in range(2)] == [0.5, 0.5]
    assert app.number_input(key="_copy_1_step").value == 0.05
    for code in (one.value for one in app.code if "?" in one.value and "<" not in one.value):
        assert parse_qs(code.split("?")[1])["copy"] == [
            "ormo,momentum=0.5,step=0.05",
            "ormo,momentum=0.5,step=0.05,number=2",
        ]
    fine(app.number_input(key="_copy_1_step").set_value(0.1).run())
    assert app.query_params["copy"] == ["ormo,momentum=0.5", "ormo,momentum=0.5,step=0.1"]
    assert drawn(app)["methods"][-1]["label"] == "OrMo, momentum 0.5, step 0.1"
    press(app, "The bias and its cure")
    assert "copy" not in app.query_params
    assert len(table(app)) == 3


def test_a_wrong_copy_is_told_and_nothing_else_is_lost() -> None:
    app = race(**SMALL, copy=["ormo,momentum=0.5", "ormo,momentum=7"], momentum="0.3")
    assert warnings(app) == [
        "Copies: `ormo,momentum=7` was left out: Momentum: `7` is not possible here, only numbers from 0 to 0.99."
    ]
    assert shown(app)["momentum"] == 0.3
    assert [method["label"] for method in drawn(app)["methods"]][-1] == "OrMo, momentum 0.5"


@pytest.mark.parametrize("steps", ["theory", "tuned"])
def test_steps_are_told_of_copies(steps: str) -> None:
    app = race(arrivals="500", seeds="1", methods="OrMo", copy=TWO[0], steps=steps, theory="true")
    assert len(app.table[0].value) == len(app.table[1].value) == 2
    if steps == "theory":
        assert "; OrMo, momentum 0.5 at " in captions(app)
    labels = [one.split("[**")[1].split("**")[0] for one in app.table[1].value.index]
    assert labels == ["OrMo", "OrMo, momentum 0.5"]


def test_a_saved_scenario_brings_copies_back() -> None:
    changes = {"arrivals": 200, "seeds": 2, "copy": ("ormo,momentum=0.5",)}
    saved = scenario_of({**DEFAULTS, **changes}).model_dump_json(indent=1)
    app = race(**SMALL, copy="asgd")
    fine(app.toggle(key=ASKED).set_value(True).run())
    fine(app.file_uploader(key=FILE).set_value(("scenario.json", saved.encode(), "application/json")).run())
    assert "shown whole" in " ".join(info.value for info in app.info)
    pd.testing.assert_frame_equal(table(app), expected_table(**changes))
    assert app.query_params["copy"] == "ormo,momentum=0.5"


def test_the_records_name_each_run() -> None:
    of = scenario_of({**DEFAULTS, "arrivals": 200, "seeds": 1, "copy": TWO})
    rows = list(csv.reader(io.StringIO(result_table(simulate(of)))))
    column = rows[0].index("method")
    assert {row[column] for row in rows[1:]} == {settings.name for settings in of.methods}
