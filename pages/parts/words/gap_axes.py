"""What stands at the axes of a picture of gaps."""

from engine.problems import Problem
from pages.parts.words.numbers import measure

TITLES = {"seconds": "simulated seconds", "arrivals": "arrivals", "updates": "server updates"}
LABELS = {True: "gap f(x) − f*", False: "training loss f(x)"}
"""What is shown: without a known minimum the loss."""


def gap_label(problem: Problem, relative: bool) -> str:
    """What the vertical axis shows."""
    return f"{measure(problem)} relative to the best" if relative else LABELS[problem.minimum_known]
