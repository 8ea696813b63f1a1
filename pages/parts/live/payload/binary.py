"""Typed arrays and a header in one piece of bytes: what the live figure receives.

Four bytes tell the length of the header (little endian), then the header in JSON, then the arrays, each at a
multiple of 8 bytes from the end of the header. An array stands in the header as [type, offset, length].
"""

import json
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

ALIGNED = 8
FEW = 256
"""A column of at most so many different numbers is sent as a table and one byte an entry."""
TYPES = {"u1": "Uint8", "u2": "Uint16", "u4": "Uint32", "f4": "Float32"}

Reference = list[Any]


class Blob:
    """Collects arrays; `packed` puts the header in front of them."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.stored: dict[tuple[str, bytes], Reference] = {}

    def add(self, values: ArrayLike, kind: str) -> Reference:
        """Store `values` as numbers of `kind` (a key of TYPES), once; where they stand, for the header."""
        with np.errstate(over="ignore", invalid="ignore"):
            array = np.ascontiguousarray(values, dtype=f"<{kind}")
        piece = array.tobytes()
        if (kind, piece) not in self.stored:
            self.stored[kind, piece] = [TYPES[kind], self.size, array.size]
            self.pieces.append(piece + bytes(-len(piece) % ALIGNED))
            self.size += len(self.pieces[-1])
        return self.stored[kind, piece]

    def numbers(self, values: ArrayLike) -> Reference:
        """Store numbers in single precision."""
        return self.add(values, "f4")

    def whole(self, values: ArrayLike) -> Reference:
        """Store whole numbers from 0 on in as few bytes as hold the largest."""
        largest = int(np.max(values, initial=0))
        return self.add(values, "u1" if largest < 2**8 else "u2" if largest < 2**16 else "u4")

    def column(self, values: NDArray[Any] | float) -> Any:
        """One number for all, or one an entry: where they stand, as shortly as they allow."""
        if np.ndim(values) == 0:
            return float(values)
        array = np.asarray(values)
        if array.dtype.kind in "iub" and (array >= 0).all():
            return {"values": self.whole(array)}
        table, codes = np.unique(array, return_inverse=True)
        if len(table) <= FEW:
            return {"values": self.whole(codes), "table": self.numbers(table)}
        return {"values": self.numbers(array)}

    def packed(self, header: dict[str, Any]) -> bytes:
        """Everything in one piece. The header holds no number that JSON cannot hold."""
        text = json.dumps(header, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
        text += b" " * (-(len(text) + 4) % ALIGNED)
        return b"".join([len(text).to_bytes(4, "little"), text, *self.pieces])
