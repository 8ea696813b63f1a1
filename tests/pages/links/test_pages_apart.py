"""What is set on one page stays there, but for what means the same on another."""

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.controls.catalogue import CONTROLS
from tests.support.visit import FRAME, fine, race, shown, start_page

pytestmark = pytest.mark.usefixtures("warm")

TITLES = dict(re.findall(r'st\.Page\("(\w+\.py)", title="(.+?)"', FRAME.read_text()))
OTHERS = [page for page in TITLES if page != "race.py"]
SET = {
    "speed": "square root", "dimension": "20", "condition": "30", "momentum": "0.5",
    "step": "0.02", "heterogeneity": "3", "noise": "0.2", "seed": "3", "seeds": "2", "axis": "arrivals",
    "methods": ["ASGD", "OrMo"],
}  # fmt: skip


def go(app: AppTest, page: str) -> AppTest:
    """The app on a page, which it is known by: a page that AppTest does not find is the start page instead."""
    fine(app.switch_page(page).run())
    assert page == "race.py" or app.title[0].value == TITLES[page]
    return app


def own(app: AppTest) -> dict[str, Any]:
    """What is set on a page and no control of the Race."""
    return {key: value for key, value in shown(app).items() if key not in CONTROLS}


def address(app: AppTest) -> dict[str, list[str]]:
    return {key: app.query_params[key] for key in app.query_params}


@pytest.mark.parametrize("page", OTHERS)
def test_a_visit_of_a_page_leaves_the_race_as_it_was_and_the_race_leaves_the_page(page: str) -> None:
    fresh = go(start_page(), page)
    first = own(fresh)
    go(fresh, "race.py")
    untouched = race()
    assert shown(fresh) == shown(untouched), "a page's defaults are its own"
    assert not address(fresh)
    app = race(**SET)
    before, link = shown(app), address(app)
    assert {key for key in SET if before[key] == shown(untouched)[key]} == set(), "none of it is the default"
    go(app, page)
    assert own(app) == first, "the Race's settings do not change what this page alone asks"
    go(app, "race.py")
    assert (shown(app), address(app)) == (before, link)
