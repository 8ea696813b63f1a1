"""Filmed runs: their scenarios, and the arrivals that are shown."""

import numpy as np

from engine import Scenario, simulate
from engine.kernel.film import Film, Plane
from engine.kernel.replicate import setting_of
from engine.kernel.state import Server
from engine.methods import METHODS as KINDS
from engine.methods.base import Report
from engine.results.report import report_of
from engine.simulation import Run
from tests.support.build import JITTERS, METHODS, PROBLEMS, problem_of, scenario

ARRIVALS = 120
GAMMA = {"workers": 7, "jitter": JITTERS["gamma"]}


def given_scenario(method: str = "ormo", problem: str = "quadratic") -> Scenario:
    methods, budget = [METHODS[method]], {"arrivals": ARRIVALS}
    return scenario(cluster=GAMMA, problem=PROBLEMS[problem], methods=methods, budget=budget, seed=11)


def shown(film: Film | None) -> Film:
    assert film is not None
    return film


def some_plane(given: Scenario) -> Plane:
    """A plane that goes through nothing in particular."""
    points = np.random.default_rng(5).standard_normal((problem_of(given).dimension, 3))
    return Plane(points[:, 2], np.linalg.qr(points[:, :2])[0].T)


def told(given: Scenario) -> tuple[Server, Run, Film, Report]:
    """Of the only method: its server at the start, its run and film, and what it tells of each arrival."""
    (run,) = simulate(given, film=True).values()
    method, film = KINDS[run.settings.kind], shown(run.film)
    server = method.prepare(run.settings, setting_of(given.cluster, run.problem, given.seed))
    return server, run, film, report_of(given, run)
