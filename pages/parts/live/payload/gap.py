"""The gap of each run, or its ratio to the best one, against seconds, arrivals or updates, for the live figure."""

from typing import Any, NamedTuple

from engine.kernel.state import Floats
from engine.results.curves import Axis
from engine.results.gap_picture import BEYOND, Line, gap_picture, single_runs
from engine.simulation import Simulation
from engine.theory.predicted_curves import Predictions
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.theory import theory_part
from pages.parts.words.gap_axes import TITLES, gap_label
from pages.parts.words.numbers import measure


class View(NamedTuple):
    """What a visitor wants to see of the gap."""

    axis: Axis = "seconds"
    logarithmic: bool = True
    relative: bool = False  # to the best method at the same place of the axis
    runs: bool = False  # single ones, too
    theory: bool = False  # what can be known without simulating, too
    smooth: float = 0.0  # the running mean's window, as a share of the axis; 0 for none


def curve_part(line: Line, band: bool, blob: Blob) -> dict[str, Any]:
    """One method's median, and the interquartile band where there is one."""
    return {
        "x": blob.numbers(line.x),
        "median": blob.numbers(line.median),
        "low": blob.numbers(line.low) if band else None,
        "high": blob.numbers(line.high) if band else None,
        "raw": None if line.raw is None else blob.numbers(line.raw),
        "leaves": line.leaves,
    }


def runs_part(runs: list[tuple[Floats, Floats]], blob: Blob) -> dict[str, Any]:
    """A method's single runs; `x` is sent once where all share it."""
    places = [blob.numbers(x) for x, _ in runs]
    shared = all(place == places[0] for place in places)
    return {"x": places[:1] if shared else places, "gaps": [blob.numbers(gap) for _, gap in runs]}


def gap_part(
    simulation: Simulation, view: View, blob: Blob, theory: Predictions | None = None, pinned: Simulation | None = None
) -> dict[str, Any]:
    """Median over seeds with the interquartile band, cut where it leaves the picture; single runs and theory on demand.

    There is neither band nor single run of one seed alone. `pinned` is another race, of which the medians are drawn.
    """
    axis, relative = view.axis, view.relative
    picture = gap_picture(simulation, axis, view.logarithmic, relative, view.smooth, pinned)
    several = simulation.scenario.seeds > 1
    top = picture.y[1] * BEYOND
    return {
        "axis": axis,
        "title": TITLES[axis],
        "measure": measure(simulation.problem).capitalize(),
        "label": gap_label(simulation.problem, relative),
        "logarithmic": view.logarithmic,
        "relative": relative,
        "window": picture.window,
        "x": list(picture.x),
        "y": list(picture.y),
        "biased": picture.biased,
        "curves": [curve_part(line, several, blob) for line in picture.lines],
        "pinned": [curve_part(line, False, blob) for line in picture.lines_beside],
        "runs": [runs_part(own, blob) for own in single_runs(simulation, picture)] if view.runs and several else None,
        # Of ratios to the best method theory says nothing.
        "theory": theory_part(simulation, theory, axis, top, blob) if theory and not relative else None,
    }
