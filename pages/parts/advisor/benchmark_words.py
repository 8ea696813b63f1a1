"""Sentences and rows of the tab "Known benchmarks", all of them computed."""

import math

from engine.design_space.study import CLOSE, Study, milestones
from pages.parts.charts.best_so_far import FLOOR, NAMES, STYLES
from pages.parts.charts.space_words import value_words
from pages.parts.style import glyph
from pages.parts.words.numbers import from_to, number


def words_of(study: Study) -> str:
    """Who is nearest to the optimum, who solves it, and what the best point is."""
    return "  \n".join((ranking_words(study), solved_words(study), found_words(study)))


def medians(study: Study) -> dict[str, float]:
    """The median regret of each optimiser in the end, lowest first."""
    ends = {kind: float(study.quartiles(kind)[1, -1]) for kind in study.runs}
    return dict(sorted(ends.items(), key=lambda each: each[1]))


def ranking_words(study: Study) -> str:
    """Who is nearest in the end."""
    ends = medians(study)
    first, *others = ends
    text = f"**Measured:** after {study.tries} tries the median of {NAMES[first]} is {regret(ends[first])} the optimum"
    if not others:
        return f"{text}."
    second = others[0]
    if level(ends[first], ends[second]):
        return f"{text}, and so is that of {NAMES[second]}."
    return f"{text}, before {NAMES[second]} with {regret(ends[second])} it."


def level(one: float, other: float) -> bool:
    """Are two regrets told alike?"""
    return regret(one) == regret(other)


def regret(value: float) -> str:
    """A regret as people read it: below FLOOR it is told as such."""
    return f"less than {FLOOR:g} above" if value < FLOOR else f"{number(value)} above"


def solved_words(study: Study) -> str:
    """Which medians come within CLOSE, and when."""
    when = {kind: study.tries_to(kind) for kind in study.runs}
    there = sorted((kind for kind in when if math.isfinite(when[kind])), key=when.__getitem__)
    if not there:
        return f"In the median nobody comes within {CLOSE:g} of the optimum."
    each = ", ".join(f"{NAMES[kind]} after {when[kind]:.0f}" for kind in there)
    rest = "" if len(there) == len(when) else ", the others not at all"
    return f"In the median these come within {CLOSE:g} of the optimum: {each} tries{rest}."


def found_words(study: Study) -> str:
    """The best point of all."""
    best, optimum = study.winner, study.benchmark.optimum
    return (
        f"The best of all {study.evaluations:,} evaluations, by {NAMES[best.optimiser]}, has {best.value:.6g}; the "
        f"optimum has {optimum:.6g}."
    )


def rows_of(study: Study) -> list[dict[str, str]]:
    """A row an optimiser."""
    return [
        {"Optimiser": f"{glyph(STYLES[kind])} {NAMES[kind]}"}
        | {f"After {tried}": quartiles_text(study, kind, tried) for tried in milestones(study.tries)}
        | {f"Within {CLOSE:g}": f"{study.solved(kind)} of {study.seeds}", "Seconds a try": number(study.seconds(kind))}
        for kind in study.runs
    ]


def point_rows(study: Study) -> list[dict[str, str]]:
    """A row a variable: its value at the best point that was found, and at the optimum."""
    space, _, _, minimiser = study.benchmark
    columns = {"Best found": study.winner.point, "Optimum": minimiser}
    return [
        {"Variable": value_words(name)}
        | {title: value_words(point[name]) if name in point else "–" for title, point in columns.items()}
        for name in space.names
    ]


def quartiles_text(study: Study, kind: str, tried: int) -> str:
    """Median and quartiles of the regret after so many tries."""
    low, median, high = (small(float(value)) for value in study.quartiles(kind)[:, tried - 1])
    return median if low == high else f"{median} ({from_to(low, high)})"


def small(value: float) -> str:
    return f"< {FLOOR:g}" if value < FLOOR else number(value)
