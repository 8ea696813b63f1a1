"""The Speedup page's tabs on blending and tuning with small settings, and what stands on them."""

from typing import Any

from streamlit.testing.v1 import AppTest

from pages.parts.speedup.blending import BlendSetting
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.races import RaceSetting
from tests.support.speedup_page import text
from tests.support.visit import captions, fine, new_app

BLEND = {"tab": "Model blending", "blend_workers": "2", "blend_seeds": "2"}
TUNE = {"tab": "Hyper-parameter tuning", "tune_workers": "4", "tune_seconds": "20", "tune_seeds": "2"}
WHOLE = (4, "equal", 20, 2)
BLENDING, TUNING = BlendSetting(2, 1, "inconsistent", 2), RaceSetting(*WHOLE)


def page(given: dict[str, str], **more: str) -> AppTest:
    app = new_app()
    app.query_params.update({OWN + key: value for key, value in (given | more).items()})
    return fine(app.switch_page("speedup.py").run())


def said(app: AppTest) -> str:
    return text(app) + captions(app) + "".join(table.value.to_string() for table in app.table)


def row(app: AppTest, table: int, begins: str) -> Any:
    frame = app.table[table].value
    (found,) = [name for name in frame.index if begins in name]
    return frame.loc[found]
