"""What a link to a page looks like where it is shared: title, description and picture. No page loads the picture."""

import html
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pages.parts.fingerprint import fingerprint

LAB = "Asynchrony Lab"
PICTURE = Path(__file__).parent / "preview.png"
"""The default race, as `python -m benchmarks.preview_picture` takes it."""
PICTURE_ADDRESS = f"preview/{fingerprint([PICTURE])}.png"
PICTURE_SIZE = (1200, 630)
"""Pixels, the shape that most sites show."""


def window_title(title: str) -> str:
    """A page's title as the browser's window has it."""
    return title if title == LAB else f"{title} · {LAB}"


class Preview(NamedTuple):
    """A page's title and a sentence on it."""

    title: str
    description: str


PREVIEWS: Mapping[str, Preview] = {
    "": Preview(LAB, "An interactive laboratory for asynchronous optimization: set the workers' speeds, their data and "
                     "the momentum, and see where ASGD, Rescaled ASGD and OrMo go, how fast, and why."),
    "race": Preview("Race", "Methods race on one cluster: the map of their paths, their gaps and every job, simulated "
                            "while you drag speeds, data and momentum."),
    "advisor": Preview("Advisor", "Which method, with which step and settings, reaches a target the soonest on your "
                                  "cluster and data."),
    "methods": Preview("Methods", "Asynchronous methods on cards: update rule, memory, limit and source, each with a "
                                  "race for its strength and one for its weakness."),
    "bias": Preview("Bias", "How far each method's limit is from the goal where fast workers are heard too often, and "
                            "what cures it."),
    "momentum": Preview("Momentum", "What staleness does to momentum: exact rate maps, OrMo's buckets, and asynchrony "
                                    "as momentum."),
    "speedup": Preview("Speedup", "When more workers help and when they stop helping, from zeroth to first order."),
    "covariate-shift": Preview("Covariate shift", "Learning from one distribution of features and being judged on "
                                                  "another: the minimax estimator and its rivals."),
    "glossary": Preview("Glossary", "The words of asynchronous optimization, one sentence each."),
    "claims": Preview("Claims", "What the papers behind the lab claim, tried one by one: shown, partly, or not, with "
                                "numbers."),
    "lessons": Preview("Lessons", "Short lessons on asynchronous optimization: predict what a race does, then see what "
                                  "it did."),
}  # fmt: skip
"""By the pages' addresses, with the titles that pages/frame.py gives them."""


def head(path: str, site: str) -> str:
    """A page's title and what other sites read of it; `site` is the address of the lab, with a slash at its end."""
    preview = PREVIEWS[path]
    title, description = html.escape(window_title(preview.title)), html.escape(preview.description)
    width, height = PICTURE_SIZE
    return "\n".join(
        [
            f"<title>{title}</title>",
            f'<meta name="description" property="og:description" content="{description}">',
            f'<meta property="og:title" content="{title}">',
            '<meta property="og:type" content="website">',
            f'<meta property="og:image" content="{html.escape(site)}{PICTURE_ADDRESS}">',
            f'<meta property="og:image:width" content="{width}">',
            f'<meta property="og:image:height" content="{height}">',
            '<meta name="twitter:card" content="summary_large_image">',
        ]
    )
