"""Many numbers as one value of a scenario: unchangeable, compared and hashed by their content, quick to check."""

import hashlib
import math
from collections.abc import Callable
from itertools import chain
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.kernel.state import Floats, Integers
from engine.schema import exactly, shortened

LARGEST = 1e12


class Packed:
    """An array that cannot be written to. In a file it stands as lists."""

    __slots__ = ("array", "digest")
    kind: ClassVar[DTypeLike]

    def __init__(self, array: NDArray[Any]) -> None:
        # Adding 0 makes -0 and 0, which are equal, the same bytes.
        self.array = np.ascontiguousarray(array, dtype=self.kind) + np.zeros((), self.kind)
        self.array.setflags(write=False)
        self.digest = hashlib.blake2b(f"{self.array.shape}".encode() + self.array.tobytes(), digest_size=16).digest()

    def __len__(self) -> int:
        return len(self.array)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.digest == getattr(other, "digest", None)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        """A short text, the same for equal numbers alone."""
        return f"{type(self).__name__}({self.array.shape}, {self.digest.hex()})"

    @classmethod
    def read(cls, value: Any) -> Self:
        """The packed numbers of a list, tuple or array. Raises ValueError with a sentence."""
        raise TypeError("rows and codes are read each in their way")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.read,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda packed: packed.array.tolist()),
        )


class Rows(Packed):
    """Rows (N, p) of finite numbers."""

    __slots__ = ()
    kind = np.float64
    array: Floats

    @classmethod
    def read(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        rows = [listed(row, "rows of numbers") for row in listed(value, "rows of numbers")]
        width = len(rows[0]) if rows else 0
        for i, row in enumerate(rows):
            if len(row) != width:
                raise ValueError(f"row {i} has {len(row)} numbers, but row 0 has {width}")
        flat = list(chain.from_iterable(rows))
        array = as_numbers(flat, lambda k: f"row {k // width}, column {k % width}")
        wrong = np.flatnonzero(~(np.abs(array) <= LARGEST))
        if wrong.size:
            i, j = divmod(int(wrong[0]), width)
            raise ValueError(f"row {i}, column {j}: must be a finite number of at most 1e12 (given: {array[wrong[0]]})")
        return cls(array.reshape(len(rows), width))


class Codes(Packed):
    """Whole numbers (N,) from 0."""

    __slots__ = ()
    kind = np.int64
    array: Integers

    @classmethod
    def read(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        entries = listed(value, "whole numbers")
        numbers = as_numbers(entries, lambda k: f"entry {k}")
        wrong = np.flatnonzero(~((numbers >= 0) & (numbers <= LARGEST) & (numbers == np.floor(numbers))))
        if wrong.size:
            raise ValueError(f"entry {wrong[0]}: must be a whole number from 0 (given: {exactly(numbers[wrong[0]])})")
        return cls(numbers.astype(np.int64))


def listed(value: Any, what: str) -> list[Any] | tuple[Any, ...]:
    """A list or tuple; arrays become lists. Raises ValueError."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple):
        raise ValueError(f"must be a list of {what} (given: {shortened(repr(value))})")
    return value


def as_numbers(entries: list[Any] | tuple[Any, ...], place: Callable[[int], str]) -> Floats:
    """An array of the entries; infinite where one is too large. Raises ValueError where one is no number.

    `true` and "8" are none, though NumPy would take them; `place` names the entry of an index.
    """
    # The set of types first: looking at each of 200,000 numbers takes ten times as long.
    if not set(map(type, entries)) <= {int, float}:
        for k, entry in enumerate(entries):
            if isinstance(entry, bool) or not isinstance(entry, int | float | np.integer | np.floating):
                raise ValueError(f"{place(k)}: must be a number (given: {shortened(repr(entry))})")
    try:
        return np.array(entries, dtype=np.float64)
    except OverflowError:
        return np.array([entry if abs(entry) <= LARGEST else math.inf for entry in entries], dtype=np.float64)
