"""Numbers for the Speedup page, kept while they may be needed again, with progress and a way to stop."""

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from engine import Scenario, simulate
from engine.kernel.state import Integers
from engine.scenario import Budget
from engine.speedup.bound_check import Checked, check_bound
from engine.speedup.speedups import Speedup, patient, speedup
from engine.speedup.threads import ThreadSpeedup, thread_speedup
from pages.parts.speedup.setting import Setting
from pages.parts.work.cache import Kept
from pages.parts.work.progress import Bar, Telling, Words, may_begin

MOST_KEPT = 100
Found = TypeVar("Found")
Compute = Callable[[Bar], Found | None]


class Study(NamedTuple):
    """The speedup, and the arrivals after which a run gave up."""

    found: Speedup
    budget: int
    seconds: float  # real ones that it took


STUDIES: Kept[tuple[Any, ...], Study] = Kept(lambda keys: len(keys) <= MOST_KEPT)
CHECKS: Kept[Scenario, Checked] = Kept(lambda keys: len(keys) <= MOST_KEPT)
STALENESS: Kept[Scenario, Integers] = Kept(lambda keys: len(keys) <= MOST_KEPT)
THREADS: Kept[tuple[Any, ...], ThreadSpeedup] = Kept(lambda keys: len(keys) <= MOST_KEPT)
BUSY = threading.Lock()
"""One study of real threads at a time: two would measure each other."""
WORDS = Words(
    what="This",
    instead="Lower the seeds, the workers or the problem's size, or set a nearer target",
    stopped="Stopped before the end.",
    again="Run it again",
)


def told(compute: Callable[[], Found], telling: Telling) -> Found | None:
    """What `compute` finds; where it cannot, why, inside `telling()`."""
    try:
        return compute()
    except (ArithmeticError, RuntimeError, ValueError) as error:
        with telling():
            st.warning(f"This could not be computed: {error}.")
        return None


def study_key(setting: Setting, counts: tuple[int, ...] | None = None) -> tuple[Any, ...]:
    return setting.scenario, setting.counts if counts is None else counts, setting.target


def asked(setting: Setting, workers: tuple[int, ...]) -> Scenario:
    """What a study is stopped as: not as another one of the same scenario."""
    return setting.scenario.model_copy(update={"records": 2 + len(workers)})


def study_of(setting: Setting, telling: Telling, counts: tuple[int, ...] | None = None) -> Study | None:
    """The speedup of a setting; None where the page says why there is none. A control that is moved ends it."""
    workers, key = setting.counts if counts is None else counts, study_key(setting, counts)
    found = STUDIES.get(key)
    if found is not None:
        return found
    mark = asked(setting, workers)
    if not may_begin(mark, 0.0, WORDS, telling):
        return None
    bar = Bar(mark, telling)
    found = told(lambda: computed(setting, workers, bar, telling), telling)
    bar.leave()
    if found is not None:
        STUDIES.keep(key, found)
    return found


def computed(setting: Setting, workers: tuple[int, ...], bar: Bar, telling: Telling) -> Study | None:
    """One worker first, which tells when the others may give up."""
    alone = patient(
        setting.scenario, setting.label, setting.target, lambda done: bar.show(0.2 * done, f"One worker: {done:.0%}")
    )
    if alone is None:
        with telling():
            st.warning(
                f"One worker alone does not bring the gap down to {setting.target:g} of the first within "
                f"{setting.scenario.budget.arrivals:,} arrivals, so there is no speedup to speak of. A smaller step "
                "helps against noise, a larger one where the run was too short; or set a nearer target."
            )
        return None
    budget = alone.budget.arrivals or 0
    work = alone.work * len(workers)
    if not may_begin(alone, work, WORDS, telling):
        return None
    found = speedup(
        alone, setting.label, workers, setting.target,
        progress=lambda done: bar.show(0.2 + 0.8 * done, f"1 to {max(workers)} workers: {done:.0%}"),
    )  # fmt: skip
    return Study(found, budget, time.perf_counter() - bar.began)


def check_of(setting: Setting, workers: int, arrivals: int, telling: Telling) -> Checked | None:
    """A run's gradients beside the bound; None where the page says why not."""
    scenario = setting.with_workers(workers).model_copy(update={"budget": Budget(arrivals=arrivals)})
    found = CHECKS.get(scenario)
    if found is not None:
        return found
    if not may_begin(scenario, scenario.work, WORDS, telling):
        return None
    bar = Bar(scenario, telling)
    found = told(
        lambda: check_bound(
            scenario, setting.label, progress=lambda done: bar.show(done, f"Measuring the gradients: {done:.0%}")
        ),
        telling,
    )
    bar.leave()
    if found is not None:
        CHECKS.keep(scenario, found)
    return found


def staleness_of(setting: Setting, workers: int, arrivals: int) -> Integers:
    """The simulated staleness (K,) of so many arrivals of so many workers."""
    scenario = setting.with_workers(workers)
    scenario = scenario.model_copy(update={"budget": Budget(arrivals=arrivals), "seeds": 1})
    found = STALENESS.get(scenario)
    if found is None:
        found = simulate(scenario)[setting.label].arrivals["staleness"].copy()
        STALENESS.keep(scenario, found)
    return found


def thread_key(setting: Setting, threads: tuple[int, ...]) -> tuple[Any, ...]:
    return (setting.scenario.problem, setting.scenario.seed, setting.blocks, threads, setting.target)


def run_on_threads(setting: Setting, threads: tuple[int, ...], telling: Telling) -> None:
    """Measure on real threads and keep it; where somebody else does, say so."""
    if not BUSY.acquire(blocking=False):
        with telling():
            st.info("Another visitor's threads run on this machine now. Try again in a few seconds.")
        return
    try:
        bar = Bar(setting.scenario, telling)
        found = told(
            lambda: thread_speedup(
                setting.scenario.problem, setting.blocks, threads, setting.target, setting.scenario.seed,
                lambda done: bar.show(done, f"Running real threads: {done:.0%}"),
            ),
            telling,
        )  # fmt: skip
        bar.leave()
    finally:
        BUSY.release()
    if found is not None:
        THREADS.keep(thread_key(setting, threads), found)
