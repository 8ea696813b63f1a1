"""The Bias page without a browser, and what its figures draw."""

import math
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.kernel.state import Floats
from engine.results.changing_speeds import CASES, CaseBiases
from engine.theory import exact
from pages.parts.bias import controls
from pages.parts.charts.bias_curves import Line, bias_chart
from pages.parts.charts.bias_map import map_chart
from pages.parts.charts.changing_speeds import look, unsteady_chart
from pages.parts.charts.pulls import Spots, plane_chart, weights_chart
from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.style import POINT, style_of
from pages.parts.words.numbers import distance_text
from tests.support.visit import captions, fine, new_app, press, warnings

pytestmark = pytest.mark.usefixtures("warm")

SECTIONS = [
    "Bias against slowdown and heterogeneity",
    "What Rescaled ASGD leaves behind",
    "Which worker pulls where",
    "Random and drifting times",
]


def bias(**link: str | list[str]) -> AppTest:
    app = new_app()
    app.query_params.update({"workers": "4", "dimension": "3", "seeds": "2"} | link)
    return fine(app.switch_page("bias.py").run())


def text(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def cell(app: AppTest, number: int, row: str, column: str) -> str:
    """The first row of a method."""
    frame = app.table[number].value
    (found,) = {name for name in frame.index if f"[**{row}**]" in name}
    return str(frame.loc[[found], column].iloc[0])


def expected(title: str, in_groups: bool, **changes: object) -> float:
    choices = DEFAULTS | {"workers": 4, "dimension": 3} | changes
    scenario = controls.scenario_at(choices, (title,))
    if in_groups:
        scenario = controls.in_two_groups(scenario, choices, choices["slowdown"])
    return exact(scenario, title).bias


@pytest.mark.quick
def test_the_page_shows_all_sections_with_the_engines_numbers() -> None:
    app = bias()
    assert [title.value for title in app.title] == ["Bias"]
    assert [header.value for header in app.header] == SECTIONS
    assert warnings(app) == []
    assert not app.info
    assert len(app.table) == 4
    assert len(app.get("bidi_component")) == 6
    for title in controls.LINES:
        assert cell(app, 0, title, "Exact") == distance_text(expected(title, True))
        assert cell(app, 0, title, "Measured at 10") == cell(app, 0, title, "Exact")
    assert (
        cell(app, 2, "ASGD", "Exact limit")
        == cell(app, 2, "ASGD", "Measured")
        == distance_text(expected("ASGD", False))
    )
    steps = app.table[1].value
    assert (steps["Exact"] == steps["Measured"]).mean() > 0.8
    assert "to the power 1.0" in text(app) or "to the power 0.9" in text(app)
    assert not re.search(
        r"\bnan\b|\binf\b", text(app) + captions(app) + "".join(t.value.to_string() for t in app.table)
    )


@pytest.mark.parametrize(
    ("key", "value"), [("heterogeneity", 5.0), ("slowdown", 5.0), ("share", 0.5), ("curvature_spread", 1.0)]
)
def test_a_moved_slider_changes_the_numbers(key: str, value: float) -> None:
    app = bias()
    before = app.table[0].value
    fine(app.slider(key=key).set_value(value).run())
    assert not app.table[0].value.equals(before)
    for title in ("ASGD", "Rescaled OrMo"):
        assert cell(app, 0, title, "Exact") == distance_text(expected(title, True, **{key: value}))


def test_against_heterogeneity_the_measured_points_lie_on_the_line() -> None:
    app = bias(against="heterogeneity", curves=["ASGD", "Rescaled ASGD"])
    for place in (1, 3, 5):
        for title in ("ASGD", "Rescaled ASGD"):
            want = expected(title, True, heterogeneity=float(place))
            assert cell(app, 0, title, f"Measured at {place}") == distance_text(want)


def test_without_a_period_the_simulation_stands_alone_and_nearby_times_help() -> None:
    app = bias(speed="square root", curves="ASGD")
    assert all("no common multiple" in info.value for info in app.info)
    assert len(app.info) == 2
    assert cell(app, 1, "ASGD", "Exact") == "not known"
    assert float(cell(app, 1, "ASGD", "Measured")[:5]) > 0.01
    press(app, next(button.label for button in app.button if "nearby times" in button.label))
    assert not app.info
    assert app.selectbox(key="speed").value == "custom"
    assert app.query_params["tau"] == app.text_input(key="tau").value
    assert cell(app, 1, "ASGD", "Exact") == cell(app, 1, "ASGD", "Measured")


def test_a_random_method_is_told_and_measured() -> None:
    app = bias(focus="Random ASGD", curves=["Random ASGD"])
    assert ["at random" in info.value for info in app.info] == [True, True]
    assert not [button for button in app.button if "nearby" in button.label]
    assert cell(app, 0, "Random ASGD", "Exact") == "not known"
    assert cell(app, 2, "Random ASGD", "Measured") not in ("not known", "…")


def test_a_bad_link_is_told_and_the_races_settings_are_no_mistake() -> None:
    app = bias(foo="1", momentum="7", noise="0.5", arrival="12", problem="digits")
    told_notes = " ".join(warnings(app))
    assert "`foo` is not known here" in told_notes
    assert "Momentum" in told_notes
    assert "Problem: `digits` is not possible" in told_notes
    assert "oise" not in told_notes
    assert "rrival" not in told_notes


def test_no_curves_is_told() -> None:
    app = fine(bias().pills(key="curves").set_value([]).run())
    assert "at least one method" in app.info[0].value


@pytest.mark.parametrize("changing", controls.CHANGING.options)
def test_every_kind_of_changing_times_is_simulated(changing: str) -> None:
    app = bias(changing=changing, curves="ASGD")
    assert f"With {changing} times" in text(app)
    assert len(app.table[3].value) == len(CASES)


def test_a_step_that_diverges_is_told() -> None:
    app = bias(step="10", curves=["ASGD", "Rescaled ASGD"])
    assert "Does not converge" in text(app)
    assert cell(app, 0, "ASGD", "Exact") == cell(app, 0, "ASGD", "Measured at 10") == "diverges"


X = np.array([1.0, 10.0, 100.0])
NONE = np.zeros(3)


def line(exact_values: list[float], small: Floats = NONE, measured: tuple[float, ...] = ()) -> Line:
    return Line("asgd", "ASGD", X, np.array(exact_values), small, X[: len(measured)], np.array(measured))


def test_the_curve_ends_in_a_cross_and_one_trace_tells_all_of_a_place() -> None:
    figure = bias_chart([line([0.1, 1.0, math.inf], np.array([0.1, 0.2, 0.3]), (0.11,))], "slowdown", now=10.0)
    dotted, beyond, exact, cross, ring = figure.data
    np.testing.assert_array_equal(exact.y, [0.1, 1.0, np.nan])
    assert (exact.name, exact.line.color, exact.line.dash) == ("ASGD", style_of("asgd").colour, "solid")
    assert exact.text[:2] == ("0.1, small-step 0.1,<br>measured 0.11", "1, small-step 0.2")
    # Both parts of the dotted line meet.
    assert [list(part.y) for part in (dotted, beyond)] == [[0.1, 0.2, 0.3], [0.3]]
    assert beyond.text == ("diverges, small-step 0.3",)
    assert [trace.hoverinfo for trace in figure.data] == ["none", None, None, "none", "none"]
    assert [(mark.x[0], mark.y[0], mark.marker.symbol) for mark in (cross, ring)] == [
        (10.0, 1.0, "x-thin"),
        (1.0, 0.11, "circle-open"),
    ]
    assert {trace.legendgroup for trace in figure.data} == {"ASGD"}
    assert [trace.showlegend is not False for trace in figure.data] == [False, False, True, False, False]
    (now,) = figure.layout.shapes
    assert (now.x0, now.name, now.showlegend) == (10.0, "the setting", True)
    assert figure.layout.hovermode == "x unified"
    assert 10 ** np.array(figure.layout.yaxis.range) == pytest.approx([0.1 / 1.3, 1.3])


def test_rings_speak_where_there_is_no_curve_and_where_curves_share_no_places() -> None:
    (alone,) = (t for t in bias_chart([line([np.nan] * 3, NONE, (0.2,))], "step").data if t.mode == "markers")
    assert (alone.name, alone.hovertemplate) == ("ASGD, measured", "%{y:.3~g}")
    other = line([0.1, 1.0, 2.0])._replace(x=X / 2)
    figure = bias_chart([line([0.1, 1.0, 2.0], measured=(0.1,)), other], "step")
    assert figure.layout.hovermode == "closest"
    assert all(trace.hovertemplate.endswith(" at step %{x:.3~g}") for trace in figure.data)
    assert all("measured" not in (trace.text or "")[:1] for trace in figure.data)


@pytest.mark.parametrize(
    ("values", "ends"),
    [([1e-16, 0.5, 1.0], (0.5, 1.0)), ([1e-9, 2e-3, 1e3], (1e-2, 1e3)), ([0.0, 0.0, 0.0], (1e-3 * 1.3, 1 / 1.3))],
)
def test_neither_rounding_nor_nothing_stretches_the_picture(values: list[float], ends: tuple[float, float]) -> None:
    figure = bias_chart([line(values)], "slowdown")
    assert 10 ** np.array(figure.layout.yaxis.range) == pytest.approx([ends[0] / 1.3, ends[1] * 1.3])
    linear = bias_chart([line(values)], "heterogeneity", logarithmic=False)
    assert (linear.data[-1].y[0] == 0) == (values[0] < 1e-6 * max(values) or not any(values))


def test_the_map_has_a_cell_for_each_number() -> None:
    het = np.array([0.0, 1.0])
    values = np.array([[0.0, np.nan, math.inf], [0.1, 1.0, math.inf]])
    figure = map_chart(X, het, values, "#123456", (10.0, 1.0))
    known, lost, *rings = figure.data
    # Three decades from the largest down; what is less is as pale as the least.
    np.testing.assert_allclose(known.z, [[-3, np.nan, np.nan], [-1, 0, np.nan]], atol=1e-12)
    assert (known.zmin, known.zmax) == pytest.approx((-3, 0))
    np.testing.assert_array_equal(known.customdata, values)
    np.testing.assert_array_equal(np.isfinite(lost.z), np.isinf(values))
    assert "does not converge" in lost.hovertemplate
    assert {(ring.x[0], ring.y[0], ring.hoverinfo) for ring in rings} == {(10.0, 1.0, "skip")}
    assert known.colorbar.ticktext[0] == "0.001"
    assert (figure.layout.xaxis.type, *figure.layout.xaxis.range) == ("log", 0, 2)


def test_weights_are_bars_of_their_height() -> None:
    figure = weights_chart(np.array([0.75, 0.25]), "#123456")
    assert [list(values) for values in (figure.data[0].x, figure.data[0].y)] == [[1, 2], [0.75, 0.25]]
    assert list(figure.data[0].customdata) == [1.5, 0.5]
    (fair,) = figure.layout.shapes
    assert (fair.y0, fair.name) == (0.5, "fair share, 1/n = 0.5")


def test_the_plane_shows_what_is_known() -> None:
    workers, here, lost = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0.5, 0.25]), np.array([np.inf, 0.0])
    full = plane_chart(Spots(workers, here, here, here, here), np.array([0.8, 0.2]), "#123456")
    bare = plane_chart(Spots(workers, here, None, lost, None), np.array([0.8, 0.2]), "#123456")
    assert [trace.name for trace in full.data] == ["workers", "goal", "biased limit", "exact limit", "measured"]
    assert [trace.marker.color for trace in full.data[1:]] == [POINT, POINT, "#123456", "#123456"]
    assert [trace.name for trace in bare.data] == ["workers", "goal"]
    assert (bare.data[1].x[0], bare.data[1].y[0]) == (0.5, 0.25)
    # Areas by weight, equal lengths in both directions.
    assert full.data[0].marker.size[0] == pytest.approx(2 * full.data[0].marker.size[1])
    assert full.data[0].text == ("1", "2")
    assert full.layout.yaxis.scaleanchor == "x"


def test_a_run_that_diverges_ends_its_line_and_its_band() -> None:
    away = np.ones((4, 2, 40)) * np.array([1.0, 2.0])[:, None]
    away[2, :, 10:] = np.nan
    figure = unsteady_chart(CaseBiases(np.arange(1.0, 41.0), away, np.ones((4, 2)), np.zeros(4)))
    bands, lines = figure.data[::2], figure.data[1::2]
    assert [np.isfinite(line.y).sum() for line in lines] == [40, 40, 10, 40]
    # There and back, and a gap behind each area.
    assert [np.isfinite(band.y).sum() for band in bands] == [80, 80, 20, 80]
    assert all(np.isnan(band.y).sum() == 1 for band in bands)
    assert [(line.name, line.legendgroup, line.line.color) for line in lines] == [
        (case, case, look(case).colour) for case in CASES
    ]
    assert len({(line.line.color, line.line.dash) for line in lines}) == 4
    assert lines[0].text[0] == "1 to 2"
    assert "2 seeds" in lines[0].hovertemplate
    assert figure.layout.xaxis.unifiedhovertitle.text.endswith(" s")
    assert 10 ** np.array(figure.layout.yaxis.range) == pytest.approx([1 / 1.2, 2 * 1.2])
    nothing = unsteady_chart(CaseBiases(np.arange(1.0, 41.0), away * np.nan, np.ones((4, 2)), np.zeros(4)))
    assert np.isfinite(nothing.layout.yaxis.range).all()
