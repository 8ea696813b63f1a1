"""OrMo's buckets: a column a bucket, a block a gradient, filled up to its weight. An SVG.

A block's colour and number say whose gradient it is; an outline alone stands for a job in flight.
"""

import numpy as np

from engine.theory.buckets import Shelf
from pages.parts.charts.drawing import svg
from pages.parts.style import FAINT, INK, METHOD_STYLES

WIDTH, LEFT, RIGHT, TOP = 560, 8, 8, 10
MOST_COLUMNS = 9
TALLEST, LOWEST = 30.0, 3.0
MOST_HEIGHT = 330.0
BELOW = 40
SMALLEST_NUMBER = 14.0
"""Pixels that a worker's number needs."""
NUMBER = 16.0
"""Room for it."""
COLOURS = tuple(dict.fromkeys(style.colour for style in METHOD_STYLES.values()))
"""Five that all eyes tell apart; of more workers the numbers tell."""


def columns_of(shelf: Shelf) -> range:
    """The buckets that are drawn: the newest ones, and those that jobs in flight will go to."""
    last = max(shelf.newest, int(shelf.flying.max()))
    return range(max(0, last - MOST_COLUMNS + 1), last + 1)


def buckets_picture(shelf: Shelf, workers: int, latest: int | None) -> str:
    """The buffer; `latest` is the number (from 0) of the arrival at the playhead, which is marked."""
    shown = columns_of(shelf)
    row = float(np.clip(MOST_HEIGHT / workers, LOWEST, TALLEST))
    wide = (WIDTH - LEFT - RIGHT) / max(len(shown), 6)
    base = TOP + row * workers
    parts: list[str] = []
    for number, bucket in enumerate(shown):
        parts += column(bucket, shelf.newest, LEFT + wide * number, wide, base)
    held = zip(shelf.worker, shelf.bucket, shelf.place, shelf.weight, strict=True)
    flying = ((worker, shelf.flying[worker], shelf.flying_place[worker], None) for worker in range(workers))
    for k, (worker, bucket, place, weight) in enumerate([*held, *flying]):
        if bucket in shown:
            x, y = LEFT + wide * (int(bucket) - shown.start), base - row * (int(place) + 1)
            parts += block(int(worker), x, y, wide, row, weight, weight is not None and k == latest)
    return svg(WIDTH, round(base + BELOW), 15, parts, INK)


def column(bucket: int, newest: int, x: float, wide: float, base: float) -> list[str]:
    """A bucket's floor and walls, its number, and which one is the newest."""
    ends = f"M{x + 3:.1f} {TOP}V{base + 2:.1f}H{x + wide - 3:.1f}V{TOP}"
    middle = x + wide / 2
    parts = [
        f'<path d="{ends}" fill="none" stroke="{FAINT}" stroke-width="2"/>',
        f'<text x="{middle:.1f}" y="{base + 18:.1f}" text-anchor="middle">{bucket}</text>',
    ]
    if bucket == newest:
        parts.append(
            f'<text x="{middle:.1f}" y="{base + 34:.1f}" text-anchor="middle" font-weight="bold">newest</text>'
        )
    return parts


def block(worker: int, x: float, y: float, wide: float, row: float, weight: float | None, latest: bool) -> list[str]:
    """One gradient, or a job in flight where there is no weight."""
    numbered = row >= SMALLEST_NUMBER
    left = x + (6 + NUMBER if numbered else 6)
    full, tall, colour = x + wide - 7 - left, max(row - 2, 1.0), COLOURS[worker % len(COLOURS)]
    area = f'x="{left:.1f}" y="{y + 1:.1f}" height="{tall:.1f}"'
    if weight is None:
        parts = [
            f'<rect class="flying" {area} width="{full:.1f}" fill="none" stroke="{colour}" stroke-width="1.5" '
            'stroke-dasharray="3 3"/>'
        ]
    else:
        parts = [
            f'<rect {area} width="{full:.1f}" fill="{colour}" fill-opacity="0.18"/>',
            f'<rect class="gradient" {area} width="{full * weight:.1f}" fill="{colour}" fill-opacity="0.9"/>',
        ]
    if latest:
        parts.append(f'<rect {area} width="{full:.1f}" fill="none" stroke="{INK}" stroke-width="3"/>')
    if numbered:
        where = f'x="{left - 4:.1f}" y="{y + row / 2 + 4.5:.1f}"'
        parts.append(f'<text {where} text-anchor="end">{worker + 1}</text>')
    return parts
