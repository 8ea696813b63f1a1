"""`python -m benchmarks.applications`: what blending and tuning by values alone are worth, and how long they take."""

import time

from engine.zeroth_order.blend_runs import blend_runs, blend_scenario
from engine.zeroth_order.blending import Blend
from engine.zeroth_order.races import CONTESTANTS, entries, race_of, run_entry
from engine.zeroth_order.training import trained

WORKERS, BLEND_SEEDS, TUNE_SEEDS, SECONDS = 8, 3, 5, 100.0


def blending() -> None:
    begin = time.perf_counter()
    models = trained()
    print(f"{len(models.names)} models trained or read in {time.perf_counter() - begin:.1f} s")
    begin = time.perf_counter()
    found = blend_runs(models, blend_scenario(models, WORKERS, 1, "inconsistent", BLEND_SEEDS))
    print(
        f"{WORKERS} workers, Y = 1, {BLEND_SEEDS} seeds: {time.perf_counter() - begin:.1f} s; RMSE validation, held out"
    )
    known: dict[str, Blend] = {
        "average": found.average,
        "best model": found.best_model,
        "optimum": found.optimum,
    }
    for name, blend in known.items():
        print(f"  {name:12s} {blend.validation:.4f} {blend.test:.4f}")
    print(f"  {'ASZD':12s} {found.ends('validation')[1]:.4f} {found.ends('test')[1]:.4f}")
    print(f"  {found.excess:.3%} above the optimum after {found.values[-1]:,.0f} values")
    print(f"  within 1% after {found.values_to(0.01):,.0f}, within 0.1% after {found.values_to(0.001):,.0f}")


def tuning() -> None:
    begin = time.perf_counter()
    wanted = entries(WORKERS, "equal", SECONDS, TUNE_SEEDS)
    race = race_of(wanted, {entry: run_entry(entry) for entry in wanted})
    print(f"tuning, {WORKERS} equal workers, {SECONDS:g} s, {TUNE_SEEDS} seeds: {time.perf_counter() - begin:.1f} s")
    for contestant in CONTESTANTS:
        values, seconds = race.evaluations(contestant), race.seconds_to(contestant, race.goal)
        losses = f"{race.ends(contestant)[1]:.4f}, held out {race.tests(contestant)[1]:.4f}"
        print(f"  {contestant:14s} {losses}, {values:4.0f} values, where one worker ends after {seconds:g} s")


if __name__ == "__main__":
    blending()
    tuning()
