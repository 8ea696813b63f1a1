"""Names at the right ends of lines."""

from collections.abc import Sequence

from pages.parts.charts.chart import Frame, Point, words

APART = 16.0


def line_names(frame: Frame, names: Sequence[tuple[Point, str, str]]) -> list[str]:
    """Place, name and colour each: one above the other where they would overlap, none below the base."""
    parts, free = [], frame.base
    for (_, y), name, colour in sorted(names, key=lambda one: -one[0][1]):
        free = min(y + 4, free)
        parts.append(words(frame.right + 6, free, name, more=f'style="fill:{colour}"'))
        free -= APART
    return parts
