"""Reads what `pages.parts.live.payload.binary` packs, as its docstring describes it and not as its code does."""

import json
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from pages.parts.live.payload.binary import Blob

KINDS = {"Uint8": "u1", "Uint16": "<u2", "Uint32": "<u4", "Float32": "<f4"}
"""JavaScript's names of typed arrays."""


class Unpacked(NamedTuple):
    """A header and the arrays that it names."""

    header: dict[str, Any]
    body: bytes

    def array(self, reference: list[Any]) -> NDArray[Any]:
        """The array that stands in the header as `reference`."""
        name, offset, length = reference
        kind = np.dtype(KINDS[name])
        assert offset % 8 == 0
        assert offset + length * kind.itemsize <= len(self.body)
        return np.frombuffer(self.body, kind, length, offset)

    def column(self, reference: Any) -> Any:
        """One number for all, or the numbers of a column."""
        if isinstance(reference, float):
            return reference
        values = self.array(reference["values"])
        return self.array(reference["table"])[values] if "table" in reference else values


def refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


def unpacked(packed: bytes) -> Unpacked:
    length = int.from_bytes(packed[:4], "little")
    # Browsers want typed arrays at multiples of their size, counted from the first byte.
    assert (4 + length) % 8 == 0
    return Unpacked(json.loads(packed[4 : 4 + length], parse_constant=refuse), packed[4 + length :])


def part_of(part: dict[str, Any], blob: Blob) -> Unpacked:
    """One part of the live figure by itself."""
    return unpacked(blob.packed(part))
