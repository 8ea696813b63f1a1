"""What each method tells of its arrivals, for the live figure."""

from typing import Any

import numpy as np

from engine.methods import METHODS, Heard
from engine.replicate import setting_of
from engine.simulation import Run, Simulation
from pages.parts.figures.blob import Blob
from pages.parts.figures.style import style_of


def method_part(simulation: Simulation, run: Run, blob: Blob) -> dict[str, Any]:
    """A method's name, style, path and the numbers of its arrivals."""
    film, method, style = run.film, METHODS[run.settings.kind], style_of(run.settings.kind)
    assert film is not None
    arrivals = run.arrivals[: len(film.moved)]
    server = method.prepare(run.settings, setting_of(simulation.scenario, run.problem))
    begun = np.concatenate([[0.0], arrivals["time"]])[film.begun]
    heard = Heard(arrivals["worker"], arrivals["staleness"], film.version, arrivals["used"], arrivals["time"] - begun)
    told = method.tell(server, heard)
    return {
        "label": run.label,
        "colour": style.colour,
        "dash": style.dash,
        "formula": method.formula,
        "lines": [list(line) for line in told.lines],
        "columns": {name: blob.column(values) for name, values in told.columns.items()},
        "pull": blob.column(told.pull),
        "place": blob.numbers(film.place),
        "moved": blob.numbers(film.moved),
    }
