"""Statements about a race that are true or not: `gap of ASGD > 10 * gap of OrMo`, `ASGD is at the biased limit`.

A lesson's facts, options and answers are made of them; each can be told with its numbers. Knows nothing of the screen.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.results.verdict import Outcome
from pages.parts.lessons.quantities import Measured, Races, measured
from pages.parts.words.numbers import number

ENDS = {
    "at the goal": (Outcome.AT_GOAL,),
    "at the biased limit": (Outcome.AT_BIASED,),
    "diverged": (Outcome.DIVERGED, Outcome.UNSTABLE),
    "moving": (Outcome.MOVING,),
    "settled elsewhere": (Outcome.SETTLED,),
}
"""What a method can be at the end of a run."""
SIGNS = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
COMPARED = re.compile(r"(.+?) (<=|>=|<|>) (.+)")
NEAR = re.compile(r"(.+?) = (.+) within (\d+)%")
IS = re.compile(rf"(.+?) is (not )?({'|'.join(ENDS)})( in A)?")
PLACE = re.compile(r"\{([^{}]+)\}")
Labels = Mapping[str, tuple[str, ...]]


class Value(NamedTuple):
    """A product and quotient of numbers and quantities, as it is written."""

    text: str
    parts: tuple[tuple[str, float | Measured], ...]  # "*" or "/", and what is multiplied or divided by

    def read(self, races: Races) -> float:
        value = 1.0
        for sign, part in self.parts:
            other = part.read(races) if isinstance(part, Measured) else part
            value = value * other if sign == "*" else divided(value, other)
        return value

    def number(self, races: Races) -> str:
        """The value as people write it: a quantity in its unit."""
        value = self.read(races)
        if len(self.parts) == 1 and isinstance(only := self.parts[0][1], Measured):
            return only.text(value)
        return number(value) if math.isfinite(value) else "no number"

    def check(self, labels: Labels) -> None:
        for _, part in self.parts:
            if isinstance(part, Measured):
                part.check(labels)


def divided(one: float, other: float) -> float:
    """The quotient; nothing can be said of two that are both 0 or both infinite."""
    if other == 0 or (math.isinf(one) and math.isinf(other)):
        return math.nan
    return one / other


def value_in(text: str) -> Value:
    """The value that a text writes. Raises ValueError."""
    first, *rest = re.split(r"\s+([*/])\s+", text.strip())
    pairs = [("*", first), *zip(rest[::2], rest[1::2], strict=True)]
    return Value(text.strip(), tuple((sign, number_or_measured(part)) for sign, part in pairs))


def number_or_measured(text: str) -> float | Measured:
    try:
        return float(text)
    except ValueError:
        return measured(text)


class Statement(NamedTuple):
    """A comparison of two values, or where a method is at the end."""

    text: str
    left: Value | None = None
    sign: str = ""  # of SIGNS, or "=" within `tolerance`
    right: Value | None = None
    tolerance: float = 0.0
    label: str = ""
    end: str = ""
    negated: bool = False
    race: str = ""

    def holds(self, races: Races) -> bool:
        if self.left is None or self.right is None:
            return (races[self.race].verdicts[self.label].outcome in ENDS[self.end]) != self.negated
        left, right = self.left.read(races), self.right.read(races)
        if self.sign == "=":
            return abs(left - right) <= self.tolerance * abs(right)
        return bool(SIGNS[self.sign](left, right))

    def numbers(self, races: Races) -> str:
        """What it compares, with the numbers of these races."""
        if self.left is None or self.right is None:
            return f"{self.label} is {races[self.race].verdicts[self.label].outcome.value}"
        sides = [f"{side.text} is {side.number(races)}" for side in (self.left, self.right) if not is_number(side)]
        return " and ".join(sides)

    def check(self, labels: Labels) -> None:
        """Raises ValueError where it says something of what is not there."""
        for side in (self.left, self.right):
            if side is not None:
                side.check(labels)
        if self.label and (self.race not in labels or self.label not in labels[self.race]):
            raise ValueError(f"{self.label!r} does not race here; there are {', '.join(labels[''])}")


def is_number(value: Value) -> bool:
    return all(isinstance(part, float) for _, part in value.parts)


def statement(text: str) -> Statement:
    """What a text states. Raises ValueError."""
    line = text.strip()
    if found := NEAR.fullmatch(line):
        return Statement(line, value_in(found[1]), "=", value_in(found[2]), int(found[3]) / 100)
    if found := COMPARED.fullmatch(line):
        return Statement(line, value_in(found[1]), found[2], value_in(found[3]))
    if found := IS.fullmatch(line):
        return Statement(line, label=found[1], end=found[3], negated=bool(found[2]), race="A" if found[4] else "")
    raise ValueError(
        f"{text!r} states nothing: write `gap of ASGD < gap of OrMo`, `gap of ASGD = 0.1 within 5%` or "
        f"`ASGD is {next(iter(ENDS))}` (or {', '.join(list(ENDS)[1:])})"
    )


def places(template: str) -> Iterator[Value]:
    """The values that stand in braces in a text. Raises ValueError where one is none."""
    for found in PLACE.finditer(template):
        yield value_in(found[1])


def filled(template: str, races: Races) -> str:
    """The text with its numbers in place."""
    return PLACE.sub(lambda found: value_in(found[1]).number(races), template)
