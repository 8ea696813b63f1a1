"""Races of tuning for the page: every run is kept, with progress and a way to stop."""

import threading
from collections.abc import Callable
from typing import NamedTuple

from engine.zeroth_order.black_box import ValuesRun
from engine.zeroth_order.races import Entry, Race, Speeds, entries, race_of, run_entry
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce
from pages.parts.work.progress import Words
from pages.parts.work.runs import runs_of

BUSY = threading.Lock()
"""One run at a time: they hold Python's lock, so two at once would only slow each other."""
WORDS = Words(stopped="The race was stopped before its end; what was run is kept.", again="Go on")


class RaceSetting(NamedTuple):
    """What a visitor wants to see raced."""

    workers: int
    speed: Speeds
    seconds: float
    seeds: int


RACES: Cache[RaceSetting, Race] = Cache(100)
RUNS: Cache[Entry, ValuesRun] = Cache(2000)
"""Of some 20 kB each."""


def race_for(setting: RaceSetting) -> Race | None:
    """The race, its missing runs done now; None where the visitor stopped it."""

    def compute(announce: Announce) -> Race:
        wanted = entries(*setting)
        return race_of(wanted, runs_of(wanted, RUNS.get, run_and_keep, doing, BUSY, announce))

    return computed(RACES, setting, compute, WORDS)


def run_and_keep(entry: Entry, progress: Callable[[float], None]) -> ValuesRun:
    run = run_entry(entry, progress)
    RUNS.keep(entry, run)
    return run


def doing(entry: Entry) -> str:
    return f"Tuning, seed {entry.number + 1}: {entry.contestant}"
