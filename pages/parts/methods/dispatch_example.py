"""A few workers under each method for some seconds: the picture of its dispatch, and the same in words."""

from functools import cache
from typing import Any, NamedTuple, get_args

import numpy as np

from engine import Scenario, simulate
from engine.methods import METHODS
from engine.results.job_fates import Dispatch, Fate, dispatch_of
from engine.results.report import report_of
from pages.parts.charts.dispatch_picture import picture

TIMES = (1.2, 2.7, 3.9, 5.1)
"""Seconds a job: evenly spread, and such that no two jobs end together."""
SECONDS = 10.4
JITTER = {"kind": "gamma", "variation": 0.5}

SHAPES = {
    Fate.LOCAL: "Pointed: a step of the worker's own.",
    Fate.IGNORED: "Hatched, with a cross before its end: it comes in vain.",
    Fate.CUT_OFF: "Hatched, with a jagged end: it is cut off.",
    Fate.CANCELLED: "Hatched, with a cross on its end: it is thrown away, and the worker begins anew.",
}
"""How jobs are drawn that do not change the model."""


class Example(NamedTuple):
    """What happened under one variant, its picture (SVG), and the same in words."""

    variant: str
    shown: Dispatch
    drawing: str
    words: str


def variants_of(kind: str) -> tuple[str, ...]:
    """The words of the method's setting `variant`, the default first; one empty word where there is none."""
    field = METHODS[kind].settings.model_fields.get("variant")
    if field is None:
        return ("",)
    return tuple(sorted(get_args(field.annotation), key=lambda word: word != field.default))


def scenario_of(kind: str, variant: str) -> Scenario:
    """The few workers, on data of their own, under one method."""
    facts = METHODS[kind].facts
    own: dict[str, Any] = dict(facts.example) if facts else {}
    if variant:
        own["variant"] = variant
    jitter = JITTER if facts and facts.jitter else {"kind": "none"}
    values = {
        "seeds": 1,
        "cluster": {"speed": {"kind": "custom", "times": TIMES}, "jitter": jitter},
        "problem": {"kind": "quadratic", "dimension": 2, "heterogeneity": 1.0},
        "methods": [{"kind": kind, **own}],
        "budget": {"seconds": SECONDS},
    }
    return Scenario.model_validate(values)


@cache
def dispatch(kind: str, variant: str) -> Dispatch:
    """What the few workers did."""
    scenario = scenario_of(kind, variant)
    (run,) = simulate(scenario, film=True).values()
    pulls = np.broadcast_to(report_of(scenario, run).pull, run.arrivals.shape)
    return dispatch_of(run, pulls, len(TIMES), SECONDS)


@cache
def examples(kind: str) -> tuple[Example, ...]:
    """A picture for each variant of the method."""
    pairs = [(variant, dispatch(kind, variant)) for variant in variants_of(kind)]
    return tuple(Example(variant, jobs, picture(jobs), words(jobs)) for variant, jobs in pairs)


def marks(*pictures: Dispatch) -> str:
    """What the shapes mean: only of those that are in the pictures."""
    parts = [
        "Block: a job; its number is that of the update whose model it computes at.",
        "Triangle: the job's end changes the model.",
    ]
    if any(shown.weighted for shown in pictures):
        parts.append("A larger one: by a larger step.")
    if any(job.fate is Fate.USED and not job.updates for shown in pictures for job in shown.jobs):
        parts.append("Ring: the gradient is kept for a later update.")
    parts += [shape for fate, shape in SHAPES.items() if any(shown.count(fate) for shown in pictures)]
    if any(shown.pauses for shown in pictures):
        parts.append("Dotted: the worker waits.")
    return " ".join(parts)


def words(shown: Dispatch) -> str:
    """The picture in numbers."""
    arrivals = len(shown.jobs) - shown.count(Fate.CANCELLED, Fate.RUNNING)
    wasted = {"in vain": Fate.IGNORED, "cut off": Fate.CUT_OFF, "as steps of the worker's own": Fate.LOCAL}
    text = f"In {shown.seconds:g} seconds {arrivals} jobs end"
    text += "".join(f", {shown.count(fate)} of them {how}" for how, fate in wasted.items() if shown.count(fate))
    if shown.count(Fate.CANCELLED):
        text += f"; {shown.count(Fate.CANCELLED)} are thrown away"
    count = len(shown.updates)
    idle = f"the workers wait for {shown.waiting:.0%} of the time" if shown.pauses else "no worker ever waits"
    return f"{text}. The model changes {count} time{'s' if count != 1 else ''}; {idle}."
