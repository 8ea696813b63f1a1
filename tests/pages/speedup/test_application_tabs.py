"""What the Speedup page's tabs on blending and tuning have in common, without a browser."""

import pytest

from engine.zeroth_order.kernel_ridge import diabetes
from engine.zeroth_order.training import trained
from pages.parts.charts.figure import chart
from pages.parts.script.about import about
from pages.parts.script.call import call
from pages.parts.speedup import blending, tuning
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.tabs import TABS
from tests.support.application_tabs import BLEND, BLENDING, TUNE, TUNING, page
from tests.support.scripts import assert_remade, recorded
from tests.support.visit import captions, fine, warnings

pytestmark = pytest.mark.usefixtures("warm")


@pytest.mark.parametrize(
    ("given", "every"),
    [
        (BLEND, ["blend_error", "blend_weights"]),
        (BLEND | {"blend_axis": "simulated seconds"}, ["blend_error"]),
        (TUNE | {"tune_seconds": "10", "tune_workers": "2"}, ["tuning_loss", "tuning_paths"]),
    ],
)
def test_the_scripts_make_the_charts(given: dict[str, str], every: list[str]) -> None:
    with recorded() as drawn:
        page(given)
    assert len(drawn) == 2
    assert_remade(drawn, *every)


def test_a_picture_says_what_was_blended_and_tuned_and_how() -> None:
    ways = [called(setting) for called, setting in ((blending.called, BLENDING), (tuning.called, TUNING))]
    blended, tuned = (about(call(len, made), chart([], {}, {})) for made in ways)
    assert blended.startswith(
        "ASZD blends 48 models by validation errors: workers 2, block 1, read inconsistent, seeds 2. Asynchrony Lab"
    )
    assert len(trained().names) == 48
    assert tuned.startswith(
        "Nine hyper-parameters of a kernel ridge regression: workers 4, speed equal, seconds 20, seeds 2. Asynchrony"
    )
    assert len(diabetes().hyperparameters) == 9


def test_the_links_of_both_tabs() -> None:
    app = page(TUNE, tune_speed="linear", tune_seconds="10", tune_seeds="1")
    assert warnings(app) == []
    assert app.slider(key=OWN + "tune_seeds").value == 1
    assert app.select_slider(key=OWN + "tune_seconds").value == 10
    assert "one seed" in captions(app)
    wrong = page(TUNE, tune_workers="3", tune_seconds="10", tune_seeds="1")
    assert any("Workers n" in line and "not possible" in line for line in warnings(wrong))
    assert {OWN + key for key in (*BLEND, *TUNE)} <= set(TABS.known)


def test_other_tabs_keep_their_setting() -> None:
    app = page({"dimension": "20", "rows": "50", "most": "4", "seeds": "1"})
    switch = next(group for group in app.button_group if group.key == OWN + "tab")
    fine(switch.set_value("Model blending").run())
    switch = next(group for group in app.button_group if group.key == OWN + "tab")
    fine(switch.set_value("Speedup").run())
    assert app.select_slider(key=OWN + "dimension").value == 20
    assert app.select_slider(key=OWN + "most").value == 4
