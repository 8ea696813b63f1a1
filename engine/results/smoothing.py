"""Running means of curves: what a noisy curve does over a stated window."""

import math

import numpy as np

from engine.kernel.state import Floats, Integers
from engine.results.curves import SMALLEST, Curve


def smoothed(curve: Curve, width: float, logarithmic: bool) -> Curve:
    """The running mean of a curve's three lines over a window of `width`, in units of x, around each x.

    The mean is of what is drawn: of straight lines between the points, over the window, so that points which stand
    close together weigh no more than others. On a logarithmic axis it is the mean of the logarithm, of straight lines
    between the logarithms, where values that are rounding count as SMALLEST. Towards the ends the window narrows on
    both sides alike: it stays centred, and the ends stay what they are. Where a window meets an infinite or a missing
    value the mean is infinite, as no finite number would be true; windows that do not meet it know nothing of it.
    """
    x = curve.x
    half = np.minimum(width / 2, np.minimum(x - x[0], x[-1] - x))
    begins, ends = np.maximum(x - half, x[0]), np.minimum(x + half, x[-1])
    return Curve(x, *(line_means(x, values, begins, ends, logarithmic) for values in curve[1:]))


def line_means(x: Floats, values: Floats, begins: Floats, ends: Floats, logarithmic: bool) -> Floats:
    """The mean (R,) of the line through (x, values), both (R,), over a window around each x; else the value itself."""
    known = np.where(np.isnan(values), math.inf, values)
    heights = np.log(np.maximum(known, SMALLEST)) if logarithmic else known
    first, last = np.searchsorted(x, begins, side="left"), np.searchsorted(x, ends, side="right") - 1
    # Each window holds the point in its middle: whole pieces between its points, and a part of one at either end.
    whole = window_sums(area(np.diff(x), heights[:-1], heights[1:]), first, last)
    left, right = height_at(x, heights, begins, first - 1), height_at(x, heights, ends, last)
    rest = area(x[first] - begins, left, heights[first]) + area(ends - x[last], heights[last], right)
    there = ends > begins
    mean = np.divide(whole + rest, ends - begins, out=heights.copy(), where=there)
    return np.where(there, np.exp(mean) if logarithmic else mean, known)


def area(width: Floats, left: Floats, right: Floats) -> Floats:
    """The area under a straight line; none without a width, however high the line."""
    high = left / 2 + right / 2
    return np.multiply(width, high, out=np.zeros_like(high), where=width > 0)


def height_at(x: Floats, heights: Floats, places: Floats, before: Integers) -> Floats:
    """The height (W,) of the line at `places` (W,), each at or after the point `before` (W,), and before the next."""
    one = np.clip(before, 0, len(x) - 1)
    other = np.minimum(one + 1, len(x) - 1)
    span = x[other] - x[one]
    share = np.divide(places - x[one], span, out=np.zeros_like(places), where=span > 0)
    # A share of 0 of something infinite is nothing.
    near: Floats = np.multiply(1 - share, heights[one], out=np.zeros_like(places), where=share < 1)
    far: Floats = np.multiply(share, heights[other], out=np.zeros_like(places), where=share > 0)
    return near + far


def window_sums(pieces: Floats, first: Integers, last: Integers) -> Floats:
    """The sums (W,) of pieces[first:last] of each window, put together from sums of 1, 2, 4, ... pieces.

    Differences of running totals would lose what is small beside something large elsewhere, and all after an infinite
    piece.
    """
    place, left = first.copy(), np.maximum(last - first, 0)
    total = np.zeros(len(first))
    sums, size = pieces, 1
    while left.any():
        taken = (left & size) > 0
        total[taken] += sums[place[taken]]
        place[taken] += size
        left = left & ~size
        sums, size = sums[:-size] + sums[size:], 2 * size
    return total
