"""The Speedup page's tab on blending, without a browser."""

import re
from typing import Any

import numpy as np
import pytest

from engine.zeroth_order.blend_runs import blend_runs, blend_scenario
from engine.zeroth_order.training import StoppedError, trained
from pages.parts.speedup import blending
from pages.parts.speedup.controls import OWN
from pages.parts.words.numbers import number
from pages.parts.work import progress
from pages.parts.work.computed import mark_of
from pages.parts.work.desk import LeftError
from tests.support.application_tabs import BLEND, page, row, said
from tests.support.speedup_page import charts, text
from tests.support.visit import fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")


def test_blends_are_the_engines() -> None:
    app = page(BLEND)
    assert [header.value for header in app.header] == ["Blending 48 models by values alone"]
    assert warnings(app) == []
    assert charts(app) == 2
    models = trained()
    found = blend_runs(models, blend_scenario(models, 2, 1, "inconsistent", 2))
    assert row(app, 0, "ASZD")["Validation"] == number(float(np.mean(found.validation[:, -1])))
    assert row(app, 0, "ASZD")["Held out"] == number(float(np.mean(found.test[:, -1])))
    for name, blend in (("optimum", found.optimum), ("average", found.average), ("single", found.best_model)):
        assert row(app, 0, name)["Validation"] == number(blend.validation)
        assert row(app, 0, name)["Held out"] == number(blend.test)
    assert f"{found.excess:.2%} above the exact optimum, after {found.values[-1]:,.0f} values" in text(app)
    assert f"within 1% after {found.values_to(0.01):,.0f}" in text(app)
    assert not re.search(r"\bnan\b|\binf\b", said(app))


def test_the_sentence_on_held_out_rows_is_true() -> None:
    app = page(BLEND)
    shown = app.table[0].value["Held out"].astype(float)
    assert "**Held out:** the best single model is the best of the four" in text(app)
    assert "single" in shown.idxmin()
    assert "optimum" in shown.idxmax()
    assert "48 weights on 221 rows fit their noise" in text(app)


def test_blends_are_kept_and_only_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    page(BLEND)

    def again(*arguments: Any) -> None:
        raise AssertionError("simulated in vain")

    monkeypatch.setattr(blending, "blend_runs", again)
    app = page(BLEND, blend_axis="simulated seconds")
    assert charts(app) == 2
    assert warnings(app) == []


def test_too_large_a_blend_says_so() -> None:
    app = page(BLEND, blend_workers="64", blend_block="48", blend_seeds="5")
    assert "would touch" in warnings(app)[0]
    assert len(app.table) == 0


def test_a_stopped_training_can_be_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    blending.BLENDS.clear()
    blending.MODELS.clear()
    app = new_app()
    app.query_params.update({OWN + key: value for key, value in BLEND.items()})
    app.session_state[progress.STOPPED] = mark_of(blending.MODELS, blending.TRAINING)
    fine(app.switch_page("speedup.py").run())
    assert warnings(app) == ["Stopped before the end."]
    assert len(app.table) == 0
    press(app, "Run it again")
    assert warnings(app) == []
    assert len(app.table) == 1


def test_a_visitor_ends_a_training_by_leaving(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """What the desk raises when nobody waits any more goes through, and nobody waits for a lock afterwards."""
    from engine.zeroth_order import training

    def leave(fraction: float, doing: str) -> None:
        if fraction > 0.1:
            assert doing.startswith("Training a model: ")
            raise LeftError

    monkeypatch.setattr(training, "KEPT", [])
    monkeypatch.setattr(training, "base_folder", lambda: tmp_path)
    with pytest.raises(LeftError):
        blending.train(leave)
    assert training.LOCK.acquire(timeout=1)
    training.LOCK.release()
    with pytest.raises(StoppedError):
        trained(lambda fraction, name: False)
