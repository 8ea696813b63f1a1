"""A small bar a worker: its mean seconds a job. An SVG: nothing to load, nothing that flickers."""

import numpy as np

from engine.state import Floats
from pages.parts.figures.style import FAINT

WIDTH, HEIGHT = 280, 70
MOST_BARS = 100


def speeds_picture(means: Floats, frequencies: Floats) -> str:
    """Bars of the mean job times (n,) in seconds; each bar's title tells the worker's share of the arrivals."""
    # With many workers every k-th one stands for its neighbours.
    chosen = np.unique(np.linspace(0, len(means) - 1, min(len(means), MOST_BARS)).round().astype(int))
    pitch = WIDTH / len(chosen)
    bars = []
    for place, worker in enumerate(chosen):
        height = max(1.0, HEIGHT * float(means[worker] / means.max()))
        title = f"worker {worker + 1}: {means[worker]:.3g} s a job, {frequencies[worker]:.1%} of the arrivals"
        bars.append(
            f'<rect x="{place * pitch:.1f}" y="{HEIGHT - height:.1f}" width="{0.82 * pitch:.1f}" '
            f'height="{height:.1f}" fill="{FAINT}"><title>{title}</title></rect>'
        )
    words = f"{len(means)} workers, {means.min():.3g} to {means.max():.3g} seconds a job"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" aria-label="{words}">{"".join(bars)}</svg>'
        f"<small>{words}</small>"
    )
