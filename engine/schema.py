"""What all parts of the scenario schema share: frozen models, bounded numbers, errors in sentences."""

from difflib import get_close_matches
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Part(BaseModel):
    """A part of a scenario: immutable, hashable, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def from_array(value: Any) -> Any:
    """NumPy arrays are welcome wherever a list of numbers is."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def number_only(value: Any) -> Any:
    """Neither `true` nor "8" is a number here, though Python would take them; a NumPy number is."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")
    if isinstance(value, str):
        raise ValueError("must be a number, not a text")
    return value


Number = Annotated[float, BeforeValidator(number_only)]
Whole = Annotated[int, BeforeValidator(number_only)]
Positive = Annotated[Number, Field(gt=0, le=1e12)]
NotNegative = Annotated[Number, Field(ge=0, le=1e12)]
LEAST_SECONDS, MOST_SECONDS = 1e-6, 1e9
Seconds = Annotated[Number, Field(ge=LEAST_SECONDS, le=MOST_SECONDS)]
Bounded = Annotated[Number, Field(ge=-1e12, le=1e12)]
Vector = Annotated[tuple[Bounded, ...], BeforeValidator(from_array)]
Matrix = Annotated[tuple[Vector, ...], BeforeValidator(from_array)]
Matrices = Annotated[tuple[Matrix, ...], BeforeValidator(from_array)]

PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "finite_number": "must be a finite number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number within its bounds",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "model_type": "must be an object with named fields",
    "model_attributes_type": "must be an object with named fields",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be above {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be below {lt}",
    "too_short": "needs at least {min_length} entries",
    "too_long": "takes at most {max_length} entries",
    "literal_error": "must be {expected}",
    "union_tag_not_found": "needs a kind",
}


KIND_AT = {
    ("problem",): 1,
    ("cluster", "speed"): 2,
    ("cluster", "jitter"): 2,
    ("cluster", "power"): 2,
    ("methods",): 2,
}
"""Where pydantic's path holds the kind of one of several parts: that is no field of the file."""
LONGEST = 40
MOST_LISTED, NEAREST = 12, 5


def one_of(tags: str, given: str) -> str:
    """The words that are possible, as pydantic lists them; of many, those most like the one given."""
    words = tags.split(", ")
    if len(words) <= MOST_LISTED:
        return f"one of {tags}"
    near = get_close_matches(repr(given), words, NEAREST, cutoff=0.0)
    return f"one of {', '.join(near)}, or {len(words) - len(near)} more that the documentation lists"


def path_of(steps: tuple[str | int, ...]) -> str:
    """The field's path in the file."""
    for start, place in KIND_AT.items():
        if steps[: len(start)] == start:
            steps = steps[:place] + steps[place + 1 :]
    return shortened(".".join(map(str, steps)))


def shortened(text: str) -> str:
    """One line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."


def exactly(value: float) -> str:
    """A number with all its digits, and without a needless .0: for messages on numbers that somebody gave."""
    return repr(float(value)).removesuffix(".0")


def describe(error: Any) -> str:
    """One pydantic error in one line: the field, what must hold, and what was given."""
    kind, context = error["type"], error.get("ctx", {})
    path = path_of(error["loc"])
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        path = f"{path}.kind"
    if kind == "union_tag_invalid":
        text = f"must be {one_of(context['expected_tags'], context['tag'])}"
    elif kind in PLAIN:
        text = PLAIN[kind].format(**context)
    else:
        text = " ".join(error["msg"].removeprefix("Value error, ").split())
    sentence = f"{path or 'scenario'}: {text}"
    if kind in ("missing", "union_tag_not_found", "value_error"):
        return sentence
    given = context["tag"] if kind == "union_tag_invalid" else error["input"]
    return f"{sentence} (given: {shortened(repr(given))})"
