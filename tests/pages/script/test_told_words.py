"""Scripts of settings with methods, and the line of a chart that tells its own words."""

import plotly.graph_objects as go

from engine.covariate_shift.contest import contest
from engine.covariate_shift.minmax import solve_quickly
from engine.covariate_shift.spectra import ShiftSettings, Spectrum
from pages.charts import linear_map_chart, shrinkage_chart, spectra_chart
from pages.parts.script.about import about
from pages.parts.script.call import Attribute, call
from pages.parts.script.source import script
from tests.support.scripts import remade

SETTINGS = ShiftSettings(dimension=2, target=Spectrum(shape="flat"))


def body(text: str) -> list[str]:
    """The lines below the imports, without those of the setting."""
    lines = text.split("\n")
    return [line for line in lines[lines.index("") + 1 :] if line and not line.startswith("shift_settings = ")]


def test_a_settings_attributes_and_methods_stand_behind_its_name() -> None:
    made = call(shrinkage_chart, call(contest, call(Attribute(SETTINGS, "shift")), Attribute(SETTINGS, "samples")))
    assert body(script(made)) == [
        "figure = shrinkage_chart(contest(shift_settings.shift(), shift_settings.samples))",
        "figure.show()",
    ]
    assert remade(made).to_json() == shrinkage_chart(contest(SETTINGS.shift(), SETTINGS.samples)).to_json()


def test_only_what_is_used_twice_has_a_name() -> None:
    """What a result with a name is made of stands within it: it is written once, as that is."""
    solved = call(solve_quickly, call(Attribute(SETTINGS, "shift")))
    made = call(linear_map_chart, solved.get("matrix"), minus=solved.get("matrix"))
    assert body(script(made)) == [
        "result = solve_quickly(shift_settings.shift())",
        "figure = linear_map_chart(result.matrix, minus=result.matrix)",
        "figure.show()",
    ]
    (zeros,) = remade(made).data
    assert not zeros.z.any()


def test_told_words_stand_for_the_names_of_settings() -> None:
    shift = call(Attribute(SETTINGS, "shift"))
    bare, told = call(spectra_chart, shift), call(spectra_chart, shift.told("Two directions.")).told("Spectra.")
    assert about(bare, go.Figure()).startswith("seed 0, dimension 2, samples 400, deviation 1, ")
    assert about(told, go.Figure()).startswith("Spectra. Two directions. Asynchrony Lab ")
    assert script(told) == script(bare)


def test_bands_and_bars_say_what_they_are_of() -> None:
    made = call(spectra_chart, call(Attribute(SETTINGS, "shift")).told("Spectra."))
    bar = {"array": [1]}
    traces = [go.Scatter(meta="8 seeds"), go.Scatter(meta="5 splits", error_x=bar), go.Heatmap(z=[[1]])]
    words = about(made, go.Figure(traces))
    assert "Bands: interquartile range, 8 seeds. Whiskers: interquartile range, 5 splits. " in words
