"""Scenario in, simulation out; methods and seeds run side by side on threads."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache
from threading import Event

import numpy as np

from engine.problems import Problem, ProblemSettings
from engine.replicate import Replicate
from engine.scenario import Scenario
from engine.simulation import Run, Simulation

PIECE_WORK = 2e7
"""Numbers touched between two looks at the stop flag: some 20 milliseconds."""
PROGRESS_SECONDS = 0.05


def simulate(
    scenario: Scenario, threads: int | None = None, progress: Callable[[float], None] | None = None
) -> Simulation:
    """Run every method of `scenario` on the same times and samples.

    `threads` (default: one a processor) never changes the result. `progress` is called from this thread
    with the fraction done, 0 to 1, about 20 times a second; what it raises stops the simulation and
    is raised again here. Raises RuntimeError when a method leaves every worker waiting, and
    ArithmeticError when the problem's minimiser cannot be found.
    """
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    jobs = [
        [Replicate(scenario, problem, settings, number) for number in range(scenario.seeds)]
        for settings in scenario.methods
    ]
    piece = max(100, int(PIECE_WORK / (scenario.problem.work() + 20)))
    run_all([replicate for row in jobs for replicate in row], piece, threads, progress)
    runs = [join(problem, row, index, scenario) for index, row in enumerate(jobs)]
    return Simulation(scenario, problem, {run.label: run for run in runs})


@lru_cache(maxsize=4)
def build_problem(settings: ProblemSettings, workers: int, seed: int) -> Problem:
    """The problem, kept for the next simulations on the same data: its minimisers are costly."""
    return settings.build(workers, seed)


def run_all(
    replicates: list[Replicate], piece: int, threads: int | None, progress: Callable[[float], None] | None
) -> None:
    """Bring all replicates to their end."""
    stop = Event()

    def finish(replicate: Replicate) -> None:
        while not stop.is_set() and replicate.advance(piece):
            pass

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        pending: set[Future[None]] = {pool.submit(finish, replicate) for replicate in replicates}
        try:
            while pending:
                done, pending = wait(pending, timeout=PROGRESS_SECONDS if progress else None)
                for future in done:
                    future.result()
                if progress:
                    progress(float(np.mean([replicate.fraction for replicate in replicates])))
        finally:
            stop.set()


def join(problem: Problem, row: list[Replicate], index: int, scenario: Scenario) -> Run:
    """One method's run out of its replicates."""
    records = [replicate.records for replicate in row]
    return Run(
        settings=scenario.methods[index],
        problem=problem,
        times=np.stack([r.time for r in records]),
        all_updates=np.stack([r.updates for r in records]),
        all_gradients=np.stack([r.gradients for r in records]),
        iterate=np.stack([r.iterate for r in records]),
        arrivals=row[0].arrivals(),
    )
