"""Numbers for the Covariate shift page's own tabs, kept while they may be needed again."""

import time
from typing import NamedTuple

from engine.covariate_shift.contest import Contest, contest
from engine.covariate_shift.contest_curves import RiskCurves, risks_over_samples
from engine.covariate_shift.measured import Measured
from engine.covariate_shift.measured_risks import measured_risks
from engine.covariate_shift.minmax import solve_quickly
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed, when_idle
from pages.parts.work.desk import Announce, stage
from pages.parts.work.progress import Words

LARGE = 50
"""From this dimension on the curves have fewer numbers of samples, and seconds to solve each."""
FINE = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
COARSE = (10, 100, 1000, 10_000)
"""Numbers of samples."""
WORDS = Words(instead="Take fewer directions, samples or arrivals")


class Study(NamedTuple):
    """All estimators on one shift."""

    contest: Contest
    seconds: float  # real ones that the min-max solver took


STUDIES: Cache[ShiftSettings, Study] = Cache(100)
CURVES: Cache[ShiftSettings, RiskCurves] = Cache(100)
MEASURED: Cache[ShiftSettings, dict[str, Measured]] = Cache(100)


def study_of(settings: ShiftSettings) -> Study | None:
    """All estimators; None where the page says why there are none."""

    def compute(announce: Announce) -> Study:
        shift, began = settings.shift(), time.perf_counter()
        announce(0.0, "Solving for the min-max estimator")
        best = solve_quickly(shift)
        seconds = time.perf_counter() - began
        return Study(contest(shift, settings.samples, best, stage(announce, "Tuning every estimator")), seconds)

    return computed(STUDIES, settings, compute, WORDS)


def samples_of(settings: ShiftSettings) -> tuple[int, ...]:
    """The numbers of samples of the curves."""
    return COARSE if settings.dimension >= LARGE else FINE


def curves_of(settings: ShiftSettings) -> RiskCurves | None:
    """Risks over the number of samples, which are the same for every n of the visitor; None until they are there."""
    samples = samples_of(settings)
    alike = settings.model_copy(update={"samples": FINE[-1]})

    def compute(announce: Announce) -> RiskCurves:
        return risks_over_samples(alike, samples, progress=stage(announce, "Risks over the number of samples"))

    return when_idle(CURVES, alike, compute, WORDS)


def measured_of(settings: ShiftSettings, study: Study) -> dict[str, Measured] | None:
    """Every estimator on real samples, each for its own worst truth; None where the page says why there are none."""

    def compute(announce: Announce) -> dict[str, Measured]:
        return measured_risks(study.contest, settings.samples, settings.seed, stage(announce, "Real samples"))

    return computed(MEASURED, settings, compute, WORDS)
