"""Linear maps (d, d) as pictures: blue below 0, orange above, nothing at 0; row i is what becomes of direction i."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.kernel.state import Floats
from pages.parts.charts.chart import rule, svg, words
from pages.parts.charts.contour import png
from pages.parts.style import BLUE, FAINT, ORANGE

SIDE, EDGE = 220, 22
"""Pixels of a map and of what stands around it."""
FULL = 1.0
"""From this size on an entry has its whole colour."""


def shades(matrix: Floats, full: float = FULL) -> NDArray[np.uint8]:
    """Colours (d, d, 4) of the entries, the more opaque the larger; what is not finite is grey."""
    size = np.minimum(np.abs(np.nan_to_num(matrix, nan=full, posinf=full, neginf=full)) / full, 1.0)
    pixels = np.zeros((*matrix.shape, 4))
    for name, mask in ((ORANGE, matrix > 0), (BLUE, matrix < 0), (FAINT, ~np.isfinite(matrix))):
        pixels[mask, :3] = [int(name[i : i + 2], 16) for i in (1, 3, 5)]
    # The square root shows small entries, too.
    pixels[..., 3] = 255 * np.sqrt(size)
    return pixels.round().astype(np.uint8)


def map_picture(matrix: Floats, full: float = FULL) -> str:
    """One map with its frame; the first direction is at the top and at the left."""
    low, high = EDGE, EDGE + SIDE
    corners = [(low, low), (high, low), (high, high), (low, high), (low, low)]
    parts = [
        f'<image x="{low}" y="{low}" width="{SIDE}" height="{SIDE}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="{png(shades(matrix, full))}"/>',
        *(rule(one, other, FAINT, 0.8) for one, other in pairwise(corners)),
        words(low, EDGE - 7, "from direction 1"),
        words(high, EDGE - 7, f"{matrix.shape[1]}", "end"),
        words(EDGE - 7, high, f"to {matrix.shape[0]}", "start", f'transform="rotate(-90 {EDGE - 7} {high})"'),
        words(EDGE - 7, low, "1", "end", f'transform="rotate(-90 {EDGE - 7} {low})"'),
    ]
    whole = SIDE + EDGE + 6
    return svg(whole, whole, 12, parts)
