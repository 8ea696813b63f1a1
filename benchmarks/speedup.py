"""`python -m benchmarks.speedup`: the checked speedup table, what an arrival on a block costs, and real threads."""

import math
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from engine import Scenario
from engine.kernel.replicate import Replicate
from engine.results.path_grid import own_records
from engine.simulate import build_problem
from engine.speedup.shared_memory import run_threads
from engine.speedup.speedups import speedup

WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
SEEDS = 20
ROUNDS = 5


def checked_setting(
    dimension: int = 100, kind: str = "aszd", rows: int = 300, seeds: int = SEEDS, arrivals: int = 300_000
) -> Scenario:
    """Least squares with linear noise, equal workers with exponential times, inconsistent reads."""
    method = {"kind": kind} | ({} if kind == "asgd" else {"read": "inconsistent"})
    scenario = Scenario.model_validate(
        {
            "cluster": {"workers": 1, "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}},
            "problem": {
                "kind": "least_squares",
                "rows": rows,
                "dimension": dimension,
                "noise": 0.3 / math.sqrt(dimension),
            },
            "methods": [method],
            "budget": {"arrivals": arrivals},
            "seeds": seeds,
        }
    )
    smoothness = build_problem(scenario.problem, 1, 0).smoothness
    return scenario.with_steps({kind: 0.5 / (smoothness * dimension)})


def table() -> None:
    begin = time.perf_counter()
    found = speedup(checked_setting(), "aszd", WORKERS, 0.1)
    print(f"IS and RTS, medians of {SEEDS} seeds ({time.perf_counter() - begin:.1f} s)")
    for row, n in enumerate(found.workers):
        iterations, seconds = np.median(found.in_iterations[row]), np.median(found.in_seconds[row])
        print(f"  n = {n:3d}: IS {iterations:6.1f}, RTS {seconds:6.1f}, largest delay {found.staleness[row]}")
    print(f"  knee at n = {found.knee():.0f}")


def arrival_seconds(kind: str, rows: int, dimension: int, arrivals: int) -> float:
    """Real seconds an arrival with 8 workers, median of ROUNDS."""
    scenario = checked_setting(dimension, kind, rows, 1, arrivals + 1)
    scenario = scenario.model_copy(update={"cluster": scenario.cluster.model_copy(update={"workers": 8}), "records": 2})
    problem = build_problem(scenario.problem, 8, 0)
    taken = []
    for _ in range(ROUNDS):
        records = own_records(scenario, problem.dimension)
        run = Replicate(scenario.cluster, problem, scenario.methods[0], 0, 0, records, logged=False)
        taken.append(seconds(lambda run=run: run.advance(arrivals)) / arrivals)
    return median(taken)


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def costs() -> None:
    print("microseconds an arrival on least squares, 8 workers: aszd (Y = 1), asgd (all coordinates)")
    for rows, dimension in ((300, 100), (1000, 100), (1000, 1000), (10_000, 100), (10_000, 1000)):
        block = arrival_seconds("aszd", rows, dimension, 3000)
        whole = arrival_seconds("asgd", rows, dimension, max(20, 3_000_000 // (rows * dimension)))
        print(f"  {rows:6d} rows, d = {dimension:4d}: {1e6 * block:7.1f} {1e6 * whole:9.1f}")


def threads() -> None:
    print("real threads, 40,000 updates: updates a second, mean and largest delay")
    scenario = checked_setting()
    problem = build_problem(scenario.problem, 1, 0)
    for count in (1, 2, 4, 8):
        found = [run_threads(problem, scenario.methods[0], count, 40_000) for _ in range(ROUNDS)]
        rate = median(run.done.size / run.seconds for run in found)
        mean, most = found[-1].staleness.mean(), found[-1].staleness.max()
        print(f"  {count} threads: {rate:9,.0f}, {mean:5.2f}, {most}")


if __name__ == "__main__":
    table()
    costs()
    threads()
