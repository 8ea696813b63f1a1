"""Opening pages without a browser, and reading what is on them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from engine import simulate
from engine.results.verdict import judge
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.live.feed import FEEDS
from pages.parts.race.table import rows_of
from pages.parts.show import frame_of
from tests.support.unpack import unpacked

SECONDS = 120
"""Far more than any page takes, also on a busy machine."""
FRAME = Path(__file__).parents[2] / "pages" / "frame.py"

# Every visitor would read the metadata of all installed packages again, which takes longer than most pages.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def new_app() -> AppTest:
    """A visitor who has not opened any page yet."""
    return AppTest.from_file(FRAME, default_timeout=SECONDS)


def fine(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    assert not app.error
    return app


def start_page() -> AppTest:
    return fine(new_app().run())


def race(**link: str | list[str]) -> AppTest:
    """The Race, opened with a link."""
    app = new_app()
    app.query_params.update(link)
    return fine(app.switch_page("race.py").run())


def framed(**link: str | list[str]) -> AppTest:
    """The Race in a frame of another site's page."""
    app = new_app()
    app.context["is_embedded"] = True
    app.query_params.update(link)
    return fine(app.switch_page("race.py").run())


def methods(**link: str | list[str]) -> AppTest:
    """The Methods page, opened with a link."""
    app = new_app()
    app.query_params.update(link)
    return fine(app.switch_page("methods.py").run())


def table(app: AppTest) -> pd.DataFrame:
    (only,) = app.table
    return only.value


def figures(app: AppTest) -> list[dict[str, str]]:
    """What each live figure is given: the name of its feed, the key of what it draws, and the same in words."""
    found = (figure.proto for figure in app.get("bidi_component"))
    return [json.loads(proto.json) for proto in found if proto.component_name == "live_figure"]


def drawn(app: AppTest) -> dict[str, Any]:
    """The header of what the page's only figure draws, which is what its feed holds."""
    (figure,) = figures(app)
    feed = FEEDS[figure["feed"]]
    header = unpacked(feed.payload).header
    assert header["key"] == feed.key == figure["key"]
    return header


def lines(app: AppTest) -> list[str]:
    """The sentences on the runs."""
    return [line.strip() for line in app.markdown[0].value.split("\n")]


def warnings(app: AppTest) -> list[str]:
    return [line.strip() for warning in app.warning for line in warning.value.split("\n")]


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def expected_table(**changes: Any) -> pd.DataFrame:
    """What the engine says of the same setting."""
    choices = DEFAULTS | changes
    simulation = simulate(scenario_of(choices))
    target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
    return frame_of(rows_of(simulation, judge(simulation, target), target))


def shown(app: AppTest) -> dict[str, Any]:
    """The values of all controls that are drawn and belong to the setting."""
    kinds = (
        app.slider,
        app.select_slider,
        app.selectbox,
        app.number_input,
        app.text_input,
        app.toggle,
        app.multiselect,
    )
    found = {widget.key: widget.value for widgets in kinds for widget in widgets}
    found |= {group.key: group.value for group in app.button_group}
    return {key: value for key, value in found.items() if not key.startswith("_")}


def press(app: AppTest, title: str) -> AppTest:
    return fine(next(button for button in app.button if button.label == title).click().run())
