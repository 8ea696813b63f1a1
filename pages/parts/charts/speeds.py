"""A small bar a worker: its mean seconds a job. An SVG: nothing to load, nothing that flickers."""

import numpy as np

from engine.kernel.state import Floats
from pages.parts.style import FAINT
from pages.parts.words.numbers import number, range_text, share_words

WIDTH, HEIGHT = 280, 54
MOST_BARS = 100


def speeds_picture(means: Floats) -> str:
    """Bars of the mean job times (n,) in seconds, the longest as high as the picture."""
    # With many workers every k-th one stands for its neighbours.
    chosen = np.unique(np.linspace(0, len(means) - 1, min(len(means), MOST_BARS)).round().astype(int))
    pitch = WIDTH / len(chosen)
    bars = [
        f'<rect x="{place * pitch:.1f}" y="{HEIGHT - height:.1f}" '
        f'width="{0.82 * pitch:.1f}" height="{height:.1f}" fill="{FAINT}"/>'
        for place, height in enumerate(np.maximum(1.0, HEIGHT * (means[chosen] / means.max())))
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(bars)}</svg>'


def speeds_words(means: Floats, frequencies: Floats) -> str:
    """The same in words: times from shortest to longest, and who is heard most and least."""
    low, high = float(means.min()), float(means.max())
    if low == high:
        return f"Every job takes {number(low)} s on average; all workers are heard equally often."
    most, least = int(frequencies.argmax()), int(frequencies.argmin())
    return (
        f"A job takes {range_text(low, high)} s. Worker {most + 1} sends "
        f"{share_words(float(frequencies[most]))} of the arrivals, worker {least + 1} "
        f"{share_words(float(frequencies[least]))}; a fair share is {share_words(1 / len(means))}."
    )
