"""What the engine says of a scenario, in a page's words: its fields are the page's controls."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.reading.mistakes import explain, mistakes
from pages.parts.controls.catalogue import CANCER, CONTROLS, LEAST_SQUARES, OWN, QUADRATIC, SIGMOID
from pages.parts.controls.cluster import JITTER_FIELDS, POWER_FIELDS, SPEED_FIELDS
from pages.parts.controls.method import field_key
from pages.parts.controls.scenario import FIELDS

BLOCK_PROBLEMS = (QUADRATIC, LEAST_SQUARES, CANCER, SIGMOID)
"""Those that answer for blocks of coordinates, beside own data of two classes."""
Words = Mapping[str, str]
"""Pieces of the engine's sentences about parts that do not fit each other, and what a page says instead."""
RACE: Words = {
    "methods: block of": f"{CONTROLS['block'].label}: the block of",
    "methods: delay_bound of": f"{CONTROLS['delay_bound'].label}: the bound of",
    "methods: ": "Methods: ",
    "problem.rows is": f"{CONTROLS['rows'].label}: the number is",
    "problem.features has": "Your data: the file has",
    "problem.owner names": "Your data: the file names",
    "budget.seconds: means": f"{CONTROLS['seconds'].label}: the budget means",
    "budget: ": "The budget is too large: ",
    "records: ": "Too much memory: ",
    "lower records, ": "lower ",
    "has no answers for": f"has no answers for; possible are {', '.join(BLOCK_PROBLEMS)}, and {OWN} of two classes",
}
PARTS = {"speed": SPEED_FIELDS, "jitter": JITTER_FIELDS, "power": POWER_FIELDS}


def spoken(error: ValidationError, words: Words = RACE) -> str:
    """The first thing wrong with a scenario that a page made, in one sentence that names a control."""
    wrong = mistakes(error.errors(include_url=False))
    first, more = wrong[0], f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    text = explain(first)
    for engine, page in {**RACE, **words}.items():
        text = text.replace(engine, page)
    label = label_of(first["loc"])
    return f"{f'{label}: ' if label else ''}{text}{more}."


def label_of(path: tuple[Any, ...]) -> str:
    """The control that fills the field at pydantic's path; the field's own name where there is none."""
    match path:
        case ():
            return ""
        case ("problem", str(kind), str(field), *_) if field in FIELDS.get(kind, {}):
            key = FIELDS[kind][field]
        case ("cluster", str(part), str(kind), str(field), *_) if field in PARTS.get(part, {}).get(kind, {}):
            key = PARTS[part][kind][field]
        case ("cluster", "speed", "custom", *_):
            key = "tau"
        case ("cluster", "speed", "trace", *_):
            return "Measured times"
        case ("methods", int(), str(kind), str(field), *_):
            key = field_key(kind, field)
        case _:
            key = next(str(step) for step in reversed(path) if isinstance(step, str))
    return CONTROLS[key].label if key in CONTROLS else key.replace("_", " ").capitalize()
