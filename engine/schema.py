"""What all parts of the scenario schema share: frozen models, bounded numbers, errors in sentences."""

from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Part(BaseModel):
    """A part of a scenario: immutable, hashable, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def from_array(value: Any) -> Any:
    """NumPy arrays are welcome wherever a list of numbers is."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def no_switch(value: Any) -> Any:
    """`true` is not a number here, though Python thinks it is 1."""
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")
    return value


Number = Annotated[float, BeforeValidator(no_switch)]
Whole = Annotated[int, BeforeValidator(no_switch)]
Positive = Annotated[Number, Field(gt=0, le=1e12)]
NotNegative = Annotated[Number, Field(ge=0, le=1e12)]
Seconds = Annotated[Number, Field(ge=1e-6, le=1e9)]
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
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "model_type": "must be an object with named fields",
    "model_attributes_type": "must be an object with named fields",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be above {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "less_than": "must be below {lt:g}",
    "too_short": "needs at least {min_length} entries",
    "too_long": "takes at most {max_length} entries",
    "union_tag_invalid": "must be one of {expected_tags}",
    "literal_error": "must be {expected}",
    "union_tag_not_found": "needs a kind",
}


def describe(error: Any, tags: frozenset[str]) -> str:
    """One pydantic error as 'field: what must hold (given: value)'."""
    kind, context = error["type"], error.get("ctx", {})
    # Pydantic puts the chosen kind of a union into the path; it is no field of the file.
    path = ".".join(str(step) for step in error["loc"] if step not in tags)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        path = f"{path}.kind" if path else "kind"
    text = PLAIN.get(kind, error["msg"].removeprefix("Value error, ")).format(**context)
    given = error["input"]
    if kind == "union_tag_invalid":
        given = context["tag"]
    elif kind in ("missing", "union_tag_not_found", "value_error"):
        return f"{path or 'scenario'}: {text}"
    shown = repr(given)
    return f"{path or 'scenario'}: {text} (given: {shown if len(shown) <= 40 else shown[:37] + '...'})"
