"""The lessons that come with the lab, in the order in which they build on each other."""

from functools import cache
from pathlib import Path

from pages.parts.lessons.lesson import Lesson
from pages.parts.lessons.reading import read_lesson

FOLDER = Path(__file__).parent / "texts"
NAMES = ("waiting", "staleness", "bias", "momentum", "ordering", "workers", "shift")


@cache
def lesson_of(name: str) -> Lesson:
    """One of NAMES."""
    return read_lesson((FOLDER / f"{name}.yaml").read_bytes())
