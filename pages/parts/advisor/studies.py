"""Studies of optimisers for the page: every run is kept, with progress and a way to stop."""

import threading
from collections.abc import Callable

from engine.design_space.runs import Entry, Run, run_entry
from engine.design_space.study import Study, study_of
from pages.parts.advisor.benchmark_controls import BenchSetting
from pages.parts.charts.best_so_far import NAMES
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce
from pages.parts.work.progress import Words
from pages.parts.work.runs import runs_of

BUSY = threading.Lock()
"""One run at a time: they hold Python's lock, so two at once would only slow each other."""
WORDS = Words(stopped="Stopped before the end; the runs that were done are kept.", again="Go on")

STUDIES: Cache[BenchSetting, Study] = Cache(100)
RUNS: Cache[tuple[str, str, int], Run] = Cache(500)
"""By benchmark, optimiser and seed, the longest: some 50 kB each. Shorter ones are their beginnings."""


def study_for(setting: BenchSetting) -> Study | None:
    """The study, its missing runs done now; None where the visitor stopped it."""

    def compute(announce: Announce) -> Study:
        wanted = setting.entries
        return study_of(wanted, runs_of(wanted, kept, run_and_keep, doing, BUSY, announce))

    return computed(STUDIES, setting, compute, WORDS)


def kept(entry: Entry) -> Run | None:
    """The run from the cache, if one is there that is long enough."""
    run = RUNS.get((entry.benchmark, entry.optimiser, entry.seed))
    return run.first(entry.tries) if run is not None and run.values.size >= entry.tries else None


def run_and_keep(entry: Entry, progress: Callable[[float], None]) -> Run:
    run = run_entry(entry, progress)
    RUNS.keep((entry.benchmark, entry.optimiser, entry.seed), run)
    return run


def doing(entry: Entry) -> str:
    return f"Seed {entry.seed + 1}: {NAMES[entry.optimiser]}"
