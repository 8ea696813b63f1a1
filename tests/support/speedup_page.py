"""The Speedup page with a small setting, and what stands on it."""

from typing import Any

from streamlit.testing.v1 import AppTest

from pages.parts.speedup.controls import DEFAULTS, OWN
from tests.support.visit import fine, new_app

SMALL = {"dimension": "20", "rows": "100", "most": "16", "seeds": "3", "noise": "0.05"}


def page(**given: str) -> AppTest:
    app = new_app()
    app.query_params.update({OWN + key: value for key, value in (SMALL | given).items()})
    return fine(app.switch_page("speedup.py").run())


def choices_of(**changes: Any) -> dict[str, Any]:
    small = {"dimension": 20, "rows": 100, "most": 16, "seeds": 3, "noise": 0.05}
    return DEFAULTS | {OWN + key: value for key, value in (small | changes).items()}


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def row(app: AppTest, table: int, begins: str) -> Any:
    frame = app.table[table].value
    (found,) = [name for name in frame.index if f"[{begins}]" in name]
    return frame.loc[found]


def charts(app: AppTest) -> int:
    return len(app.get("bidi_component"))
