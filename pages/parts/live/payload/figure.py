"""One simulation as the live figure receives it: a header and typed arrays, in one piece of bytes."""

import hashlib
from collections.abc import Mapping
from typing import Any

from engine.problems import ProblemSettings
from engine.results.plane import Map
from engine.simulation import Simulation
from engine.theory.predicted_curves import Predictions
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.gap import View, gap_part
from pages.parts.live.payload.jobs import schedules
from pages.parts.live.payload.map import map_part
from pages.parts.live.payload.pinned import pinned_part
from pages.parts.live.payload.report import method_part
from pages.parts.live.payload.theory import limits_part
from pages.parts.style import FAINT, POINT, need_marks


def name_of(settings: ProblemSettings, dimension: int) -> str:
    """The same for problems that lie in the same place, so that a zoom into one fits the other."""
    return " ".join(str(part) for part in (settings.kind, getattr(settings, "shape", ""), dimension))


def key_of(simulation: Simulation, view: View, captions: dict[str, str], pinned: Simulation | None = None) -> str:
    """The payload's name: equal scenarios give equal simulations, so theirs tells whether anything has changed."""
    # Own data are short in a representation: as JSON they would take a hundred times as long.
    settings = f"{simulation.scenario!r} {view} {captions} {pinned and pinned.scenario!r}"
    return hashlib.blake2b(settings.encode(), digest_size=12).hexdigest()


def payload(
    key: str,
    simulation: Simulation,
    plane_map: Map,
    view: View,
    captions: dict[str, str],
    theory: Predictions | None = None,
    preview: Mapping[str, Any] | None = None,
    pinned: Simulation | None = None,
) -> bytes:
    """All that the live figure draws, under the name that `key_of` gives.

    `view` is of the gap; `captions` stand under views; `theory` is drawn where the view shows it;
    `preview` tells which one it is, where controls are still being moved; `pinned` is a race with gaps of the same
    kind that stays in sight, thin.
    """
    blob = Blob()
    runs = list(simulation.values())
    shared, which = schedules(runs, blob)
    header = {
        "workers": simulation.scenario.cluster.workers,
        "dimension": simulation.problem.dimension,
        "problem": name_of(simulation.scenario.problem, simulation.problem.dimension),
        "colours": {"point": POINT, "faint": FAINT},
        "marked": need_marks(simulation.scenario.methods),
        "schedules": shared,
        "methods": [
            {"schedule": index, **method_part(simulation, run, blob)} for run, index in zip(runs, which, strict=True)
        ],
        "map": map_part(plane_map, simulation.frequencies, blob)
        | {"limits": theory and limits_part(theory, plane_map.plane)},
        "gap": gap_part(simulation, view, blob, theory, pinned),
        "pinned": pinned_part(simulation, pinned, plane_map, blob) if pinned else [],
        "captions": captions,
        "key": key,
        "preview": preview,
    }
    return blob.packed(header)
