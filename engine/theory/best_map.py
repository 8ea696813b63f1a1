"""A rate map as fine as its cost allows, and its best point."""

import time
from typing import NamedTuple

import numpy as np

from engine.kernel.pool import Progress
from engine.kernel.state import Floats
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.theory.best_point import SIDE, Best, best_plain_step, best_point
from engine.theory.exact import Exact, exact
from engine.theory.rate_map import RateMap, costs_of, rate_map, speeds_of, steps_for

LOWEST_STEP, HIGHEST_STEP = 0.08, 80.0
"""A map's steps, times the number of workers: a round of n gradients moves the model n times as far as one."""
LARGEST_MOMENTUM = 0.99
LEAST_SIDE, PLAIN_SIDE = 16, 60
"""Points a side of the coarsest map, and steps among which ASGD's best one is looked for."""
ZOOM_SECONDS = 1.0
"""What the finer maps around the best point may take, about."""
POINT_COST, ARRIVAL_COST, ROOT_COST = 1.5e-4, 7e-9, 1.3e-8
"""Seconds of one curvature at a point; of a row of the state and an arrival of the period; of the cube of the rows."""
MAP_SHARE = 0.9
"""What the map is of all progress; the rest is its best point."""


class BestMap(NamedTuple):
    """A method's map and its best point, looked for more finely around the map's own."""

    map: RateMap
    best: Best
    seconds: float  # real seconds that it took
    known: Exact

    @property
    def converges(self) -> bool:
        """Does the method converge at its best point?"""
        return self.best.rate < 1

    def best_cost(self, per_second: bool) -> float:
        """Arrivals, or simulated seconds, that shrink the distance by 10 at the best point; inf where none do."""
        return float(costs_of(np.array(self.best.rate), self.map.arrivals_per_second if per_second else None))

    def best_speed(self, per_second: bool) -> float:
        """-ln of the best rate per arrival, or per simulated second; above 0 where the method converges."""
        return float(speeds_of(np.array(self.best.rate))) * (self.map.arrivals_per_second if per_second else 1.0)


def best_map(scenario: Scenario, side: int, progress: Progress | None = None) -> BestMap:
    """The map of a scenario's only method, of `side` momenta and about as many steps, and its best point.

    `progress` as in `simulate`; from MAP_SHARE on the best point is looked for. Raises NoTheoryError as `rate_map`.
    """
    began, (settings,) = time.perf_counter(), scenario.methods
    known = exact(scenario, settings.name)

    def partly(done: float) -> None:
        if progress:
            progress(MAP_SHARE * done)

    momenta = np.linspace(0, LARGEST_MOMENTUM, side)
    seen = rate_map(scenario, settings.name, map_steps(scenario, side), momenta, progress=partly)
    best = best_point(scenario, settings.name, seen, zooms_of(known))
    return BestMap(seen, best, time.perf_counter() - began, known)


def best_asgd(scenario: Scenario) -> Best:
    """ASGD's best step on the cluster and problem of a map's scenario. Raises NoTheoryError as `rate_map`."""
    return best_plain_step(scenario, map_steps(scenario, PLAIN_SIDE))


def map_steps(scenario: Scenario, count: int) -> Floats:
    """About `count` steps of a map (P,), spaced so that it is quick."""
    workers = scenario.cluster.workers
    problem = build_problem(scenario.problem, workers, scenario.seed)
    return steps_for(problem.data.matrix.mean(axis=0), LOWEST_STEP / workers, HIGHEST_STEP / workers, count)


def lane_seconds(known: Exact) -> float:
    """Real seconds of one curvature at one point of a map, about."""
    rows = known.cycle.layout.rows
    return POINT_COST + ARRIVAL_COST * known.arrivals_per_period * rows + ROOT_COST * rows**3


def map_seconds(known: Exact, side: int) -> float:
    """Real seconds of a map with so many points a side, about."""
    d = known.problem.dimension
    differ = bool(np.ptp(known.blocks.curvatures, axis=0).any())
    # Where all workers share their curvatures, most products of step and curvature stand in the map several times.
    return side * (side * d if differ else side + d) * lane_seconds(known)


def side_of(known: Exact, most: int, seconds: float) -> int:
    """Points a side, LEAST_SIDE to `most`, of a map that takes about so many real seconds."""
    sides = range(most, LEAST_SIDE, -1)
    return next((side for side in sides if map_seconds(known, side) <= seconds), LEAST_SIDE)


def zooms_of(known: Exact) -> int:
    """How finely the best point is looked for: three times where that is quick."""
    return 3 if 3 * SIDE**2 * known.problem.dimension * lane_seconds(known) <= ZOOM_SECONDS else 1
