"""Races of tuning for the page: every run is kept, with progress and a way to stop."""

import threading
from typing import NamedTuple

from engine.zeroth_order.black_box import ValuesRun
from engine.zeroth_order.races import Entry, Race, Speeds, entries, race_of, run_entry
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce, in_turn
from pages.parts.work.progress import Words

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
        runs = {entry: run for entry in wanted if (run := RUNS.get(entry)) is not None}
        total, done = sum(entry.cost for entry in wanted), sum(entry.cost for entry in runs)
        for entry in wanted:
            if entry not in runs:
                runs[entry] = run_once(entry, announce, done / total, (done + entry.cost) / total)
                done += entry.cost
        return race_of(wanted, runs)

    return computed(RACES, setting, compute, WORDS)


def run_once(entry: Entry, announce: Announce, begin: float, end: float) -> ValuesRun:
    """A run, or what another visitor's race made of it meanwhile."""
    doing = f"Tuning, seed {entry.number + 1}: {entry.contestant}"
    with in_turn(BUSY, announce, doing):
        run = RUNS.get(entry)
        if run is None:
            run = run_entry(entry, lambda done: announce(begin + (end - begin) * min(done, 1.0), doing))
            RUNS.keep(entry, run)
        return run
