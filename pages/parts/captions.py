"""What stands under the views of the live figure: only what is drawn in them is explained."""

from engine.film import MOST_FILMED
from pages.parts.compute import Result
from pages.parts.figures.map import MOST_MARKS

LIMITS = "★ goal, the minimiser of f. ◇ biased limit, the minimiser of the frequency-weighted F_p."


def captions(result: Result) -> dict[str, str]:
    """One caption a view, by the view's name."""
    return {
        "map": map_caption(result),
        "gap": gap_caption(result),
        "timeline": timeline_caption(result),
        "staleness": "Staleness of the arrivals up to the playhead: filled for the method whose jobs are shown.",
        "contribution": "Each worker's share of all steps taken up to the playhead; a step counts with the total "
        "weight that its gradient ends with.",
    }


def map_caption(result: Result) -> str:
    """The marks of the map."""
    simulation = result.simulation
    known = simulation.problem.minimum_known
    parts = [LIMITS] if known else []
    parts.append(
        "○ start. Lines: the models of the first seed up to the playhead. □ models that the workers compute at. "
        "Arrow: the last arrival."
    )
    if result.drawn.workers is not None:
        shown = len(result.drawn.workers)
        which = "the workers'" if shown <= MOST_MARKS else f"the first {MOST_MARKS} workers'"
        parts.append(f"Grey discs: {which} own minimisers, larger the more often they are heard.")
    if simulation.problem.dimension > 2:
        through = "start, goal and biased limit" if known else "the start and the ways down from it on f and on F_p"
        parts.append(f"Seen on the plane through {through}.")
    return " ".join(parts)


def gap_caption(result: Result) -> str:
    """The lines of the gap, and the real seconds that the simulation took."""
    known = result.simulation.problem.minimum_known
    dotted = "Dotted line, where it is in the picture: gap of the biased limit. " if known else ""
    seeds = result.simulation.scenario.seeds
    lines = f"Lines: median of {seeds} seeds. Bands: the middle half (25% to 75%)." if seeds > 1 else "Lines: one seed."
    return (
        f"{lines} {dotted}Cross: a run leaves the picture. "
        f"Simulated in {result.seconds:.2f} real seconds. Drag to zoom, double-click to go back."
    )


def timeline_caption(result: Result) -> str:
    """What can be done with the timeline, and where it ends."""
    parts = [
        "One row a worker, one block a job, of the first seed. Click a job to go to its arrival. With the figure in "
        "focus, the space bar plays and the arrow keys step."
    ]
    longest = max((len(run.arrivals) for run in result.simulation.values()), default=0)
    if longest > MOST_FILMED:
        parts.append(
            f"The playhead covers the first {MOST_FILMED:,} of {longest:,} arrivals; the gap curves cover all."
        )
    return " ".join(parts)
