"""Lines of equal height on a grid (marching squares), and a grid of colours as a picture."""

import base64
import struct
import zlib
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats

Segment = tuple[float, float, float, float]

VIRIDIS = ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725")
"""Dark to bright in even steps, also for colour-blind eyes and without colours."""


def contour(field: Floats, level: float) -> list[Segment]:
    """Where a field (M, P) crosses a level: segments (column, row, column, row), straight within a cell."""
    above = field > level
    segments: list[Segment] = []
    mixed = above[:-1, :-1].astype(int) + above[1:, :-1] + above[:-1, 1:] + above[1:, 1:]
    for row, column in np.argwhere((mixed > 0) & (mixed < 4)):
        points = crossings(field, level, int(row), int(column))
        segments += [(*one, *other) for one, other in zip(points[::2], points[1::2], strict=True)]
    return segments


def crossings(field: Floats, level: float, row: int, column: int) -> list[tuple[float, float]]:
    """Points on the edges of a cell, around it; two, or four on a saddle."""
    corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    found = []
    for (x1, y1), (x2, y2) in pairwise([*corners, corners[0]]):
        one, other = field[y1, x1] - level, field[y2, x2] - level
        if (one > 0) != (other > 0):
            share = float(one / (one - other))
            found.append((x1 + share * (x2 - x1), y1 + share * (y2 - y1)))
    return found


def colours(shares: Floats) -> NDArray[np.uint8]:
    """Colours (..., 4) of numbers (...) from 0, dark, to 1, bright; transparent where there is none (nan)."""
    anchors = np.array([[int(one[i : i + 2], 16) for i in (1, 3, 5)] for one in VIRIDIS], np.float64)
    places = np.linspace(0, 1, len(VIRIDIS))
    known = np.nan_to_num(shares)
    mixed = [np.interp(known, places, anchors[:, part]) for part in range(3)]
    mixed.append(np.where(np.isnan(shares), 0.0, 255.0))
    return np.stack(mixed, axis=-1).round().astype(np.uint8)


def png(pixels: NDArray[np.uint8]) -> str:
    """A picture (rows, columns, 4), top row first, as the address of its data (PNG, RFC 2083)."""
    rows, columns, _ = pixels.shape
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
