"""Scenario in, simulation out; methods and seeds run side by side on threads."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.kernel.film import Film, Plane
from engine.kernel.flight import Records
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.replicate import Replicate
from engine.methods import MethodSettings
from engine.problems import Problem, ProblemSettings
from engine.results.path_grid import Grid, copied, grid_of, places_of
from engine.results.plane import plane_of
from engine.scenario import Scenario
from engine.simulation import Looks, Run, Simulation

PIECE_WORK = 2e7
"""Numbers touched between two looks at the stop flag: some 20 milliseconds."""


def simulate(
    scenario: Scenario, threads: int | None = None, progress: Progress | None = None, film: bool = False
) -> Simulation:
    """Run every method of `scenario` on the same times and samples.

    `threads` (default: one a processor) never changes the result. `progress` is called from this thread
    with the fraction done, 0 to 1, about 20 times a second; what it raises stops the simulation and
    is raised again here. With `film` every run holds its first seed's film, on the plane of the map (which
    needs the minimisers, so it may raise ArithmeticError). Raises RuntimeError when a method leaves every
    worker waiting. Gaps are computed when they are first asked for; they raise ArithmeticError when the
    minimiser cannot be found.
    """
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    simulation = Simulation(scenario, problem, {})
    plane = plane_of(simulation) if film else None
    seeds = scenario.seeds
    grid = grid_of(scenario, problem.dimension)
    makers = [
        partial(replicate, scenario, problem, settings, number, grid, None if number else plane)
        for settings in scenario.methods
        for number in range(seeds)
    ]
    finished = run_all(makers, scenario.piece(PIECE_WORK), threads, progress)
    for index, settings in enumerate(scenario.methods):
        row = finished[index * seeds : (index + 1) * seeds]
        simulation.runs[settings.name] = join(problem, settings, row, grid)
    return simulation


def replicate(
    scenario: Scenario, problem: Problem, settings: MethodSettings, number: int, grid: Grid, plane: Plane | None
) -> Replicate:
    """One method on one seed, with records of its own."""
    return Replicate(scenario.cluster, problem, settings, scenario.seed, number, copied(grid.records), plane=plane)


@lru_cache(maxsize=4)
def build_problem(settings: ProblemSettings, workers: int, seed: int) -> Problem:
    """The problem of these settings, kept for the next simulations: its minimisers are costly."""
    return settings.build(workers, seed)


class Finished(NamedTuple):
    """What one method on one seed leaves behind: its server and jobs in flight are gone."""

    records: Records
    arrivals: NDArray[np.void]
    film: Film | None


def run_all(
    makers: Sequence[Callable[[], Replicate]], piece: int, threads: int | None, progress: Progress | None
) -> list[Finished]:
    """Make each replicate when its turn comes, run it in pieces of so many arrivals, keep what it leaves behind."""

    def finish(make: Callable[[], Replicate], proceed: Proceed) -> Finished:
        replicate = make()
        while proceed(replicate.fraction) and replicate.advance(piece):
            pass
        return Finished(replicate.records, replicate.arrivals(), replicate.film())

    return side_by_side([partial(finish, make) for make in makers], threads, progress)


def join(problem: Problem, settings: MethodSettings, row: Sequence[Finished], grid: Grid) -> Run:
    """One method's run out of its seeds."""
    records = [finished.records for finished in row]
    times, updates, iterate = (np.stack([getattr(r, name) for r in records]) for name in ("time", "updates", "iterate"))
    recorded = np.full(len(grid.records.time), -1)
    recorded[grid.own] = np.arange(grid.own.size)
    others = grid.path[recorded[grid.path] < 0]
    return Run(
        settings=settings,
        problem=problem,
        times=times[:, grid.own],
        all_updates=updates[:, grid.own],
        all_gradients=np.stack([r.gradients[grid.own] for r in records]),
        iterate=iterate[:, grid.own],
        arrivals=row[0].arrivals,
        film=row[0].film,
        looks=Looks(
            places_of(grid.records)[grid.path],
            times[:, grid.path],
            updates[:, grid.path],
            recorded[grid.path],
            iterate[:, others],
        ),
    )
