"""What each method tells of its arrivals, for the live figure."""

from typing import Any

from engine.methods import METHODS
from engine.results.report import report_of
from engine.simulation import Run, Simulation
from pages.parts.live.payload.binary import Blob
from pages.parts.style import MARKS, looks


def method_part(simulation: Simulation, run: Run, blob: Blob) -> dict[str, Any]:
    """A method's name, style, path and the numbers of its arrivals."""
    film, style = run.filmed, looks(simulation.scenario.methods)[run.label]
    told = report_of(simulation.scenario, run)
    return {
        "label": run.label,
        "colour": style.colour,
        "dash": style.dash,
        "mark": MARKS[style.dash],
        "formula": METHODS[run.settings.kind].facts.formula,
        "lines": [list(line) for line in told.lines],
        "columns": {name: blob.column(values) for name, values in told.columns.items()},
        "pull": blob.column(told.pull),
        "place": blob.numbers(film.place),
        "moved": blob.numbers(film.moved),
    }
