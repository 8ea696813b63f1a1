"""The Advisor page with a small cluster, and a search on it from the button to the advice."""

import time

from streamlit.testing.v1 import AppTest

from pages.parts.advisor.search_controls import GAP, GOAL, OPTIMISER, SECONDS, SEED
from pages.parts.advisor.searches import FOUND, Found
from tests.support.visit import fine, new_app, press

SMALL = {
    "workers": "3",
    "dimension": "2",
    "noise": "0",
    "arrivals": "500",
    "target": "0.1",
    "advisor_seconds": "10",
}
OWN = {SECONDS.key: 30, GOAL.key: GAP, OPTIMISER.key: "random search", SEED.key: 3}
"""Values of the page's own controls."""
FIND, STOP = "Find a method", "Stop and judge"
LONGEST = 60.0
"""Real seconds."""


def only() -> Found:
    """The advice that was found, where it is the only one."""
    (found,) = FOUND.values.values()
    return found


def page(**given: str) -> AppTest:
    app = new_app()
    app.query_params.update(SMALL | given)
    return fine(app.switch_page("advisor.py").run())


def buttons(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def ended(app: AppTest) -> AppTest:
    """The page once the search that was begun has ended."""
    until = time.monotonic() + LONGEST
    while STOP in buttons(app):
        assert time.monotonic() < until
        time.sleep(0.1)
        fine(app.run())
    return app


def searched(**given: str) -> AppTest:
    """The page with an advice."""
    return ended(press(page(**given), FIND))


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)
