"""Races of tuning for the page: every run is kept, with progress and a way to stop."""

import threading
from typing import NamedTuple

from engine.zeroth_order.black_box import ValuesRun
from engine.zeroth_order.races import Entry, Race, Speeds, entries, race_of, run_entry
from pages.parts.work.cache import Kept
from pages.parts.work.progress import Bar, Telling, Words, may_begin

MOST_KEPT = 2000
"""Runs of some 20 kB."""
BUSY = threading.Lock()
"""One run at a time: they hold Python's lock, so two at once would only slow each other."""
WAIT_SECONDS = 0.1
WORDS = Words(
    what="This",
    instead="Take fewer workers, seconds or seeds",
    stopped="The race was stopped before its end; what was run is kept.",
    again="Go on",
)


class Asked(NamedTuple):
    """What a visitor wants to see raced."""

    workers: int
    speed: Speeds
    seconds: float
    seeds: int


KEPT: Kept[Entry, ValuesRun] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def race_for(asked: Asked, telling: Telling) -> Race | None:
    """The race, its missing runs done now; None where the visitor stopped it."""
    wanted = entries(*asked)
    found = {entry: run for entry in wanted if (run := KEPT.get(entry)) is not None}
    missing = [entry for entry in wanted if entry not in found]
    if not missing:
        return race_of(wanted, found)
    if not may_begin(asked, 0.0, WORDS, telling):
        return None
    bar = Bar(asked, telling)
    total, done = sum(entry.cost for entry in wanted), sum(entry.cost for entry in found)
    for entry in missing:
        found[entry] = run_or_wait(entry, bar, done / total, entry.cost / total)
        done += entry.cost
    bar.leave()
    return race_of(wanted, found)


def run_or_wait(entry: Entry, bar: Bar, before: float, share: float) -> ValuesRun:
    """A run, or what another visitor's session made of it meanwhile."""
    doing = f"Tuning, seed {entry.number + 1}: {entry.contestant}"
    while not BUSY.acquire(timeout=WAIT_SECONDS):
        bar.show(before, f"{doing}: waiting for another visitor's run")
    try:
        run = KEPT.get(entry)
        if run is None:
            run = run_entry(entry, lambda fraction: bar.show(before + share * min(fraction, 1.0), doing))
            KEPT.keep(entry, run)
        return run
    finally:
        BUSY.release()
