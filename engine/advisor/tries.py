"""A try: a method with its settings, and what became of it; to and from JSON, in which no number is infinite."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.advisor.seeds import MISSED
from engine.methods import METHODS, MethodSettings


@dataclass(frozen=True)
class Try:
    """What was tried, and what it is worth. Equal but for the real seconds where the same was tried again."""

    settings: MethodSettings  # without a label
    score: float  # to be small; finite
    seconds: tuple[float, ...]  # (S,) simulated, from which on each seed holds the target; inf where not, or stopped
    gap: float  # mean over the last fifth of the budget, median over the seeds that went there; inf where none did
    failure: str  # "": reached; else why not
    slower_than: float | None = None  # simulated seconds; the score is only a lower bound. None: it is exact
    converges: bool | None = None  # what theory says of the step; None where it does not, or not quickly
    work: float = 0.0  # numbers touched, about
    spent: float = field(default=0.0, compare=False)  # real seconds
    expected: float | None = None  # the score that the runs let expect where some were stopped; None: none was

    @property
    def estimate(self) -> float:
        """The score, or where it is only a lower bound what the runs let expect: for those who learn from tries."""
        return self.score if self.expected is None else max(self.score, self.expected)

    @property
    def reached(self) -> bool:
        """Did the method reach what was wanted, and nothing speak against it?"""
        return not self.failure

    @property
    def stopped(self) -> bool:
        """Was it ended as too slow, though it might have reached what was wanted? Its score is a lower bound then."""
        return not self.exact and self.failure != MISSED

    @property
    def exact(self) -> bool:
        """Is the score that of all seeds run to their end? Else a lower bound: some were stopped as too slow."""
        return self.slower_than is None

    def as_json(self) -> dict[str, Any]:
        """The try as JSON has it: no infinity, and every digit."""
        return {
            "settings": self.settings.model_dump(mode="json"),
            "score": self.score,
            "seconds": [finite(seconds) for seconds in self.seconds],
            "gap": finite(self.gap),
            "failure": self.failure,
            "slower_than": self.slower_than,
            "converges": self.converges,
            "work": self.work,
            "spent": self.spent,
            "expected": self.expected,
        }

    @classmethod
    def from_json(cls, given: Any) -> "Try":
        """The try that `as_json` wrote. Raises ValueError, TypeError or KeyError where it is none."""
        settings = METHODS[given["settings"]["kind"]].settings.model_validate(given["settings"])
        if not isinstance(given["score"], float):
            raise TypeError("a score is a number")
        seconds, gap = tuple(infinite(value) for value in given["seconds"]), infinite(given["gap"])
        return cls(**{**given, "settings": settings, "seconds": seconds, "gap": gap})


def best(tries: Sequence[Try]) -> Try | None:
    """The try of the smallest score, of equal ones the first; None where none has reached what was wanted."""
    return min((one for one in tries if one.reached), key=lambda one: one.score, default=None)


def finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def infinite(value: float | None) -> float:
    return math.inf if value is None else float(value)
