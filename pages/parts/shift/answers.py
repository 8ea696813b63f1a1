"""Numbers for the Covariate shift page, kept while they may be needed again, with progress and a way to stop."""

import time
from collections.abc import Callable, Hashable
from typing import NamedTuple, TypeVar

import streamlit as st

from engine.covariate_shift import ShiftError
from engine.covariate_shift.contest import Contest, contest
from engine.covariate_shift.contest_curves import RiskCurves, risk_curves
from engine.covariate_shift.measured import Measured
from engine.covariate_shift.measured_risks import measured_risks
from engine.covariate_shift.minmax import solve_quickly
from engine.covariate_shift.spectra import ShiftSettings
from engine.kernel.pool import side_by_side
from pages.parts.work.cache import Kept
from pages.parts.work.progress import Bar, Telling, Words, may_begin

MOST_KEPT = 100
LARGE = 50
"""From this dimension on the curves have fewer numbers of samples, and seconds to solve each."""
FINE = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
COARSE = (10, 100, 1000, 10_000)
"""Numbers of samples."""
SECONDS = 4.0
"""Real seconds for each solution of a curve; where they are too few, the curve tells its gap."""
WORDS = Words(
    what="This",
    instead="Take fewer directions, samples or arrivals",
    stopped="Stopped before the end.",
    again="Run it again",
)
Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Study(NamedTuple):
    """All estimators on one shift."""

    contest: Contest
    seconds: float  # real ones that the min-max solver took


CONTESTS: Kept[ShiftSettings, Study] = Kept(lambda keys: len(keys) <= MOST_KEPT)
CURVES: Kept[ShiftSettings, RiskCurves] = Kept(lambda keys: len(keys) <= MOST_KEPT)
MEASURED: Kept[ShiftSettings, dict[str, Measured]] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def found_or_told(
    kept: Kept[Key, Found],
    settings: Key,
    what: str,
    compute: Callable[[Callable[[float], None]], Found],
    telling: Telling,
    work: float = 0.0,
) -> Found | None:
    """What is kept, or computed with a bar that says `what`; None where the page tells why there is none.

    `work` counts the numbers to be touched, where that may be too many.
    """
    found = kept.get(settings)
    if found is not None:
        return found
    asked = (what, settings)
    if not may_begin(asked, work, WORDS, telling):
        return None
    bar = Bar(asked, telling)
    try:
        found = compute(lambda done: bar.show(done, f"{what}: {done:.0%}"))
    except ShiftError as error:
        with telling():
            st.warning(f"This could not be computed: {error}")
        return None
    finally:
        bar.leave()
    kept.keep(settings, found)
    return found


def study_of(settings: ShiftSettings, telling: Telling) -> Study | None:
    """All estimators; None where the page says why there are none."""

    def compute(progress: Callable[[float], None]) -> Study:
        shift, began = settings.shift(), time.perf_counter()
        # On a thread of its own, so that the bar with its way to stop stands meanwhile.
        (best,) = side_by_side([lambda tell: solve_quickly(shift)], 1, lambda done: progress(0.0))
        seconds = time.perf_counter() - began
        return Study(contest(shift, settings.samples, best, progress), seconds)

    return found_or_told(CONTESTS, settings, "Tuning every estimator", compute, telling)


def curves_of(settings: ShiftSettings, telling: Telling) -> RiskCurves | None:
    """Risks over the number of samples, which are the same for every n of the visitor."""
    samples = COARSE if settings.dimension >= LARGE else FINE
    alike = settings.model_copy(update={"samples": FINE[-1]})

    def compute(progress: Callable[[float], None]) -> RiskCurves:
        return risk_curves(*alike.matrices, alike.deviation, samples, seconds=SECONDS, progress=progress)

    return found_or_told(CURVES, alike, "Risks over the number of samples", compute, telling)


def measured_of(settings: ShiftSettings, study: Study, telling: Telling) -> dict[str, Measured] | None:
    """Every estimator on real samples, each for its own worst truth."""

    def compute(progress: Callable[[float], None]) -> dict[str, Measured]:
        return measured_risks(study.contest, settings.samples, settings.seed, progress)

    return found_or_told(MEASURED, settings, "Real samples", compute, telling)
