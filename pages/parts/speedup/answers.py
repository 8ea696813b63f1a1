"""Numbers for the Speedup page, kept while they may be needed again."""

import threading
import time
from typing import Any, NamedTuple

from engine import Scenario
from engine.kernel.state import Integers
from engine.scenario import Budget
from engine.speedup.bound_check import Checked, check_bound
from engine.speedup.setting import Setting
from engine.speedup.speedups import Speedup, patient, speedup
from engine.speedup.study import simulated_staleness
from engine.speedup.threads import ThreadSpeedup, measure_threads
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed, when_idle
from pages.parts.work.desk import Announce, RefusedError, in_turn, stage
from pages.parts.work.progress import Words, refuse_too_much

WORDS = Words(instead="Lower the seeds, the workers or the problem's size, or set a nearer target")
BUSY = threading.Lock()
"""One study of real threads at a time: two would measure each other."""
Key = tuple[Any, ...]


class Study(NamedTuple):
    """The speedup, and the arrivals after which a run gave up."""

    speedup: Speedup
    budget: int
    seconds: float  # real ones that it took


class BlockStudies(NamedTuple):
    """Studies by their block, and why there are no more; '' where there are all."""

    studies: dict[int, Study]
    why: str


STUDIES: Cache[Key, Study] = Cache(100)
BLOCKS: Cache[Key, BlockStudies] = Cache(100)
CHECKS: Cache[Scenario, Checked] = Cache(100)
STALENESS: Cache[Key, Integers] = Cache(100)
THREADS: Cache[Key, ThreadSpeedup] = Cache(100)


def study_key(setting: Setting) -> Key:
    return setting.scenario, setting.counts, setting.target


def study_of(setting: Setting) -> Study | None:
    """The speedup of a setting; None where the page says why there is none. A control that is moved ends it."""
    return computed(STUDIES, study_key(setting), lambda announce: studied(setting, announce), WORDS)


def studied(setting: Setting, announce: Announce) -> Study:
    """One worker first, which tells when the others may give up. Raises RefusedError where it cannot."""
    began = time.perf_counter()
    alone = patient(setting.scenario, setting.label, setting.target, stage(announce, "One worker", 0.0, 0.2))
    if alone is None:
        raise RefusedError(
            f"One worker alone does not bring the gap down to {setting.target:g} of the first within "
            f"{setting.scenario.budget.arrivals:,} arrivals, so there is no speedup to speak of. A smaller step "
            "helps against noise, a larger one where the run was too short; or set a nearer target."
        )
    refuse_too_much(alone.work * len(setting.counts), WORDS)
    progress = stage(announce, f"1 to {max(setting.counts)} workers", 0.2, 1.0)
    found = speedup(alone, setting.label, setting.counts, setting.target, progress=progress)
    return Study(found, alone.budget.arrivals or 0, time.perf_counter() - began)


def blocks_of(settings: dict[int, Setting], asked: bool) -> BlockStudies | None:
    """The studies of several blocks; where nobody asked for them, None until they are there."""

    def compute(announce: Announce) -> BlockStudies:
        studies: dict[int, Study] = {}
        for block, setting in settings.items():
            key = study_key(setting)
            try:
                study = STUDIES.get(key) or studied(
                    setting, lambda done, doing, block=block: announce(done, f"Y = {block}. {doing}")
                )
            except RefusedError as error:
                return BlockStudies(studies, str(error))
            STUDIES.keep(key, study)
            studies[block] = study
        return BlockStudies(studies, "")

    key = tuple(study_key(setting) for setting in settings.values())
    return (computed if asked else when_idle)(BLOCKS, key, compute, WORDS)


def run_of(setting: Setting, workers: int, arrivals: int) -> Scenario:
    """So many arrivals of so many workers."""
    return setting.with_workers(workers).model_copy(update={"budget": Budget(arrivals=arrivals)})


def check_of(setting: Setting, workers: int, arrivals: int) -> Checked | None:
    """A run's gradients beside the bound; None where the page says why not."""
    scenario = run_of(setting, workers, arrivals)

    def compute(announce: Announce) -> Checked:
        return check_bound(scenario, setting.label, progress=stage(announce, "Measuring the gradients"))

    return computed(CHECKS, scenario, compute, WORDS, scenario.work)


def staleness_of(setting: Setting, workers: int, arrivals: int) -> Integers | None:
    """The simulated staleness (K,) of so many arrivals of so many workers."""

    def compute(announce: Announce) -> Integers:
        return simulated_staleness(setting, workers, arrivals, stage(announce, "Simulating the staleness"))

    return computed(STALENESS, (setting.scenario, workers, arrivals), compute, WORDS)


def thread_key(setting: Setting) -> Key:
    return (setting.scenario.problem, setting.scenario.seed, setting.blocks, setting.counts, setting.target)


def run_on_threads(setting: Setting) -> None:
    """Measure on real threads, however often it was done before; where that cannot be, the page says why."""
    key = thread_key(setting)

    def compute(announce: Announce) -> ThreadSpeedup:
        with in_turn(BUSY, announce, "Running real threads"):
            return measure_threads(setting, stage(announce, "Running real threads"))

    THREADS.forget(key)
    computed(THREADS, key, compute, WORDS)
