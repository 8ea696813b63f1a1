"""One claim of a paper, the number that tests it, and the rule that decides, which stands apart from any number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

Verdict = Literal["shown", "partly", "not shown", "not testable here"]
SEEDS = (0, 1, 2, 3, 4)


class Rule(NamedTuple):
    """Where a number must lie: every seed's, for the claim to be shown; the median, for it to be so partly."""

    sign: Literal["<", ">"]
    shown: float
    partly: float  # a weaker bound for the median

    def holds(self, value: float, bound: float) -> bool:
        """A number that is none holds nothing."""
        return value < bound if self.sign == "<" else value > bound

    def verdict(self, values: Sequence[float]) -> Verdict:
        """What the seeds' numbers say."""
        if all(self.holds(value, self.shown) for value in values):
            return "shown"
        return "partly" if self.holds(float(np.median(values)), self.partly) else "not shown"

    def words(self) -> str:
        """The rule as a sentence."""
        side = "below" if self.sign == "<" else "above"
        weaker = "" if self.partly == self.shown else f"; partly where their median is {side} {self.partly:g}"
        return f"Shown where every seed's number is {side} {self.shown:g}{weaker}."


@dataclass(frozen=True)
class Claim:
    """A claim in our words, and how it is tried here."""

    name: str
    says: str
    tried: str  # the experiment; for what is not testable here, why
    measure: str = ""  # what the number is
    rule: Rule | None = None
    number: Callable[[int], float] | None = None  # of a seed; None where the claim cannot be tested here
    ours: bool = False  # it follows from the paper, or asks what it leaves open; the paper does not say it
    link: str = ""  # the page and the setting where it can be seen

    def verdict(self, values: Sequence[float]) -> Verdict:
        """What the numbers of the seeds say."""
        return "not testable here" if self.rule is None else self.rule.verdict(values)


class Paper(NamedTuple):
    """A paper with its claims."""

    source: str  # arXiv number
    subject: str
    claims: tuple[Claim, ...]
