"""The pinned race for the live figure: the looks of its methods, and their paths on the current race's map."""

from typing import Any

from engine.results.beside import paths_beside
from engine.results.plane import Map
from engine.simulation import Simulation
from pages.parts.live.payload.binary import Blob
from pages.parts.style import looks_beside


def pinned_part(simulation: Simulation, pinned: Simulation, plane_map: Map, blob: Blob) -> list[dict[str, Any]]:
    """A method each, in the order of the gap's pinned curves; a path is None where the map is not of its objective."""
    paths = paths_beside(simulation, pinned, plane_map) or [None] * len(pinned)
    known = looks_beside(pinned.scenario.methods, simulation.scenario.methods)
    return [
        {
            "label": label,
            "colour": look.colour,
            "dash": look.dash,
            "path": None if path is None else blob.numbers(path),
        }
        for (label, look), path in zip(known.items(), paths, strict=True)
    ]
