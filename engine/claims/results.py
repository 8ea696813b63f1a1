"""What came of the claims: tried, shipped with version and date, and compared with what a new try gives."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine import __version__
from engine.claims import CLAIMS
from engine.claims.claim import SEEDS, Claim, Verdict

SHIPPED = Path(__file__).parent / "results.json"
ROUNDING = 1e-9
"""Numbers so near to each other differ by the order of additions alone."""
LEAST = 0.01
"""A number agrees with a shipped one within the spread over its seeds, and within this share in any case."""


class Outcome(NamedTuple):
    """A claim's numbers, one a seed of SEEDS, and the verdict; no numbers where it cannot be tested here."""

    values: tuple[float, ...]
    verdict: Verdict

    @property
    def median(self) -> float:
        return float(np.median(self.values))

    @property
    def error(self) -> float:
        """Half of the way from the smallest number to the largest, or LEAST of the median where that is more."""
        return max((max(self.values) - min(self.values)) / 2, LEAST * abs(self.median), ROUNDING)

    def agrees(self, other: "Outcome") -> bool:
        """Is the other's median within this one's error?"""
        if not self.values or not other.values:
            return self.values == other.values
        return self.verdict == other.verdict and abs(self.median - other.median) <= self.error


class Results(NamedTuple):
    """Outcomes by the claims' names, and what made them."""

    version: str
    date: str
    outcomes: Mapping[str, Outcome]
    seeds: tuple[int, ...] = SEEDS


def tried(claim: Claim, progress: Callable[[float], None] | None = None) -> Outcome:
    """The claim's numbers over SEEDS. `progress` gets the share done; what it raises ends the work."""
    values = []
    for done, seed in enumerate(SEEDS if claim.number else ()):
        if progress:
            progress(done / len(SEEDS))
        assert claim.number is not None
        values.append(float(claim.number(seed)))
    return Outcome(tuple(values), claim.verdict(values))


def try_all(names: Iterable[str] = tuple(CLAIMS), progress: Callable[[float], None] | None = None) -> Results:
    """Try these claims, here and now."""
    wanted = list(names)
    outcomes = {}
    for index, name in enumerate(wanted):
        step = None if progress is None else part(progress, index, len(wanted))
        outcomes[name] = tried(CLAIMS[name], step)
    return Results(__version__, datetime.now(UTC).date().isoformat(), outcomes)


def part(progress: Callable[[float], None], index: int, count: int) -> Callable[[float], None]:
    """The progress of one of several pieces of work."""
    return lambda done: progress((index + done) / count)


def as_json(results: Results) -> dict[str, Any]:
    """The results for a file; every digit is kept. What is not finite is a text, as JSON has no number for it."""
    return {
        "version": results.version,
        "date": results.date,
        "seeds": list(results.seeds),
        "claims": {
            name: {"verdict": outcome.verdict, "values": [v if math.isfinite(v) else str(v) for v in outcome.values]}
            for name, outcome in results.outcomes.items()
        },
    }


def shipped() -> Results:
    """What the lab ships."""
    return from_json(json.loads(SHIPPED.read_text(encoding="utf-8")))


def from_json(given: Mapping[str, Any]) -> Results:
    """The results that `as_json` wrote."""
    outcomes = {
        name: Outcome(tuple(float(value) for value in one["values"]), one["verdict"])
        for name, one in given["claims"].items()
    }
    return Results(given["version"], given["date"], outcomes, tuple(given["seeds"]))
