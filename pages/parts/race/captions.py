"""What stands under the views of the live figure: only what is drawn in them is explained."""

from engine import Simulation
from engine.results.beside import same_objective
from engine.results.gap_picture import MOST_RUNS, gap_picture
from engine.results.plane import MOST_MARKS
from pages.parts.live.payload.gap import View
from pages.parts.race.result import Result
from pages.parts.style import need_marks
from pages.parts.words.gap_axes import TITLES
from pages.parts.words.lists import grouped, in_row
from pages.parts.words.numbers import measure, number

MOVING = (
    "Drag in map or gap to zoom, double-click to go back; Shift and drag moves, Ctrl and the wheel or two fingers "
    "zoom. With one of them in focus, + and − zoom, Shift and the arrow keys move, 0 goes back."
)
TOUCHING = "In map or gap two fingers zoom and move, and a tap tells the values."
CLICKING = (
    "Click a job to go to its arrival. With the figure in focus, the space bar plays, the arrow keys step, and ? lists "
    "all keys."
)
TAPPING = "Tap a job to go to its arrival."
ON_TOUCH = " touch"
"""Behind a view's name: its caption where there is no mouse."""
LIMITS = "★ goal, the minimiser of f. ◇ biased limit, the minimiser of the frequency-weighted F_p."


def captions(result: Result, view: View, pinned: Simulation | None = None) -> dict[str, str]:
    """One caption a view, by the view's name, and another for touch where it differs; `view` is seen of the gap."""
    gap, timeline = gap_caption(result, view), timeline_caption(result)
    if pinned:
        gap = f"{pinned_gap(view.relative)} {gap}"
    return {
        "map": f"{pinned_map(result, pinned)} {map_caption(result, view.theory)}".strip(),
        "gap": f"{gap} {MOVING}",
        f"gap{ON_TOUCH}": f"{gap} {TOUCHING}",
        "timeline": f"{timeline} {CLICKING}",
        f"timeline{ON_TOUCH}": f"{timeline} {TAPPING}",
        "staleness": "Staleness of the arrivals up to the playhead: filled for the method whose jobs are shown.",
        "contribution": "Each worker's share of all steps taken up to the playhead; a step counts with the total "
        "weight that its gradient ends with.",
    }


def map_caption(result: Result, theory: bool) -> str:
    """The marks of the map."""
    simulation = result.simulation
    known = simulation.problem.minimum_known
    parts = [LIMITS] if known else []
    parts.append(
        "○ start. Lines: the models of the first seed up to the playhead. □ models that the workers compute at. "
        "Arrow: the last arrival."
    )
    if result.map.workers is not None:
        shown = len(result.map.workers)
        which = "the workers'" if shown <= MOST_MARKS else f"the first {MOST_MARKS} workers'"
        parts.append(f"Grey discs: {which} own minimisers, larger the more often they are heard.")
    if marked(result):
        parts.append("Outlined marks: where each method stands.")
    if theory:
        parts.append("Filled diamonds with a pale rim: where each method ends, exactly.")
    if simulation.problem.dimension > 2:
        through = "start, goal and biased limit" if known else "the start and the ways down from it on f and on F_p"
        parts.append(f"Seen on the plane through {through}.")
    return " ".join(parts)


def pinned_gap(relative: bool) -> str:
    """What the lines of the pinned race are."""
    divided = ", divided by the smallest one of this race" if relative else ""
    return f"Thin, marked A: the pinned race{divided}."


def pinned_map(result: Result, pinned: Simulation | None) -> str:
    """What the paths of the pinned race are, or why there are none; "" where nothing is pinned."""
    if pinned is None:
        return ""
    if same_objective(result.simulation, pinned, result.map):
        return "Thin, marked A: the pinned race's first seed, whole."
    return "A is not on this map: its f is another one."


def gap_caption(result: Result, view: View) -> str:
    """The lines of the gap, and the real seconds that the simulation took."""
    seeds = result.simulation.scenario.seeds
    mean = mean_words(result, view)
    parts = [f"Lines: {mean} of one seed; thin behind them, the seed itself." if mean else "Lines: one seed."]
    if seeds > 1:
        median, band = f"median of {seeds} seeds", f"interquartile range, 25% to 75% of {seeds} seeds"
        parts = [f"Lines: {median}. Band: {band}."]
        if mean:
            behind = f"thin behind them, the {median} itself. Band: the same running mean of the {band}"
            parts = [f"Lines: {mean} of the {median}; {behind}."]
        if view.runs:
            which = "every seed" if seeds <= MOST_RUNS else f"the first {MOST_RUNS} of {seeds} seeds"
            parts.append(f"{'Palest' if mean else 'Thin'} lines: single runs of {which}.")
    if view.relative:
        what = measure(result.simulation.problem)
        smallest = f"smallest median {what}" if seeds > 1 else f"smallest {what}"
        parts.append(
            f"All are divided by the {smallest} among the methods, hidden ones included, after as many "
            f"{TITLES[view.axis]}: the best one lies at 1{', before the mean is taken' if mean else ''}. The lines end "
            "with the method that ends first."
        )
    elif result.simulation.problem.minimum_known:
        parts.append("Dotted line, where it is in the picture: gap of the biased limit.")
    if view.theory and not view.relative:
        parts.append(
            "Dotted on a curve: the expected gap, exact for quadratics at fixed times (the curve is a median, this a "
            "mean). Long dashes: the exact rate, from the slowest part of the way, down to the noise floor."
        )
    if marked(result):
        parts.append("Marks on the lines: which method it is; the large outlined one, where it stands.")
    parts.append(f"Cross: a method leaves the picture. Simulated in {result.seconds:.2f} real seconds.")
    return " ".join(parts)


def mean_words(result: Result, view: View) -> str:
    """What the lines are a running mean of, and over which window; "" where they are none."""
    if not view.smooth:
        return ""
    window = gap_picture(result.simulation, view.axis, view.logarithmic, view.relative, view.smooth).window or 0.0
    what = "running mean of the logarithm" if view.logarithmic else "running mean"
    return f"{what} over {number(window)} {TITLES[view.axis]} (less towards the ends)"


def marked(result: Result) -> bool:
    """Has each method a mark of its own?"""
    return need_marks(result.simulation.scenario.methods)


def timeline_caption(result: Result) -> str:
    """What can be done with the timeline, and where it ends."""
    parts = ["One row a worker, one block a job, of the first seed."]
    runs = result.simulation.values()
    lengths = grouped(((len(run.film.moved) if run.film else 0, len(run.arrivals)), run.label) for run in runs)
    parts += [
        f"{in_row(labels)}: the playhead covers the first {filmed:,} of {total:,} arrivals; the gap covers all."
        for (filmed, total), labels in lengths.items()
        if filmed < total
    ]
    return " ".join(parts)
