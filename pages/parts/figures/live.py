"""One simulation as the live figure receives it: a header and typed arrays, in one piece of bytes."""

import hashlib

from engine.curves import Axis
from engine.plane import Map
from engine.simulation import Simulation
from pages.parts.figures.blob import Blob
from pages.parts.figures.gap import gap_part
from pages.parts.figures.jobs import schedules
from pages.parts.figures.map import map_part
from pages.parts.figures.style import FAINT, POINT
from pages.parts.figures.tell import method_part


def payload(
    simulation: Simulation, drawn: Map, axis: Axis, logarithmic: bool, captions: dict[str, str], words: str
) -> bytes:
    """Everything the live figure draws. `captions` stand under its views; `words` say what is seen."""
    blob = Blob()
    runs = list(simulation.values())
    shared, which = schedules(runs, blob)
    header = {
        "workers": simulation.scenario.cluster.workers,
        "dimension": simulation.problem.dimension,
        "colours": {"point": POINT, "faint": FAINT},
        "schedules": shared,
        "methods": [
            {"schedule": index, **method_part(simulation, run, blob)} for run, index in zip(runs, which, strict=True)
        ],
        "map": map_part(drawn, simulation.frequencies, blob),
        "gap": gap_part(simulation, axis, logarithmic, blob),
        "captions": captions,
        "words": words,
    }
    # The figure tells by this whether anything has changed.
    digest = hashlib.blake2b(digest_size=8)
    for piece in blob.pieces:
        digest.update(piece)
    header["key"] = f"{digest.hexdigest()} {axis} {logarithmic} {simulation.scenario.model_dump_json()}"
    return blob.packed(header)
