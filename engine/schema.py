"""What all parts of the scenario schema share: frozen models and bounded numbers."""

from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Part(BaseModel):
    """A part of a scenario: immutable, hashable, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def from_array(value: Any) -> Any:
    """The value, a NumPy array as lists: arrays are welcome wherever lists of numbers are."""
    return value.tolist() if isinstance(value, np.ndarray) else value


def number_only(value: Any) -> Any:
    """The value. Raises ValueError for `true` and "8", which Python would take for numbers; a NumPy number is one."""
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

LONGEST = 40


def shortened(text: str) -> str:
    """The text in one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."


def exactly(value: float) -> str:
    """A number with all its digits, and without a needless .0: for messages on numbers that somebody gave."""
    return repr(float(value)).removesuffix(".0")
