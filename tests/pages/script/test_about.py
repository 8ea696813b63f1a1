"""The line below a picture: what it was asked for by name, bands and whiskers."""

import numpy as np
import plotly.graph_objects as go
import pytest

from engine.zeroth_order.races import run_race
from pages.parts.charts.figure import chart, spread
from pages.parts.charts.tuning_loss import tuning_loss_chart
from pages.parts.script.about import about
from pages.parts.script.call import call
from pages.parts.style import style_of

ONE = np.ones(2)


def test_what_was_asked_for_by_name_is_told_and_looks_are_not() -> None:
    made = call(tuning_loss_chart, call(run_race, workers=8, speed="equal", seconds=12.5, counts=(1, 2)), width=3)
    told = about(made, chart([], {}, {}))
    assert told.startswith("Workers 8, speed equal, seconds 12.5. Asynchrony Lab")
    assert about(call(tuning_loss_chart, width=3), chart([], {}, {})).startswith("Asynchrony Lab")


@pytest.mark.parametrize("of", ["8 seeds", "one seed", "1 seed"])
def test_bands_and_whiskers_of_several_runs_are_told(of: str) -> None:
    band, whiskers = (
        spread("name", style_of("asgd"), ONE, ONE, ONE, ONE, of),
        go.Bar(x=ONE, y=ONE, meta=of, error_y={"array": ONE}),
    )
    told = about(call(tuning_loss_chart), chart([*band, *band, whiskers], {}, {}))
    several = "Bands: interquartile range, 8 seeds. Whiskers: interquartile range, 8 seeds. "
    assert told.startswith((several if of == "8 seeds" else "") + "Asynchrony Lab")
