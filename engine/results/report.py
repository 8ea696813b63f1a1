"""What a method reports of the arrivals of a run: its own numbers, for each of them."""

import numpy as np

from engine.kernel.replicate import setting_of
from engine.methods import METHODS
from engine.methods.base import Heard, Report
from engine.scenario import Scenario
from engine.simulation import Run


def heard_of(run: Run) -> Heard:
    """The arrivals that are on the film of `run`."""
    film = run.film
    assert film is not None
    log = run.arrivals[: len(film.moved)]
    # Event k is arrival number k - 1, and event 0 the start.
    begun = np.concatenate([[0.0], log["time"]])[film.begun]
    return Heard(log["worker"], log["staleness"], film.version, log["used"], log["time"] - begun, film.moved > 0)


def report_of(scenario: Scenario, run: Run) -> Report:
    """The report of the run's method on each arrival that is on its film."""
    method = METHODS[run.settings.kind]
    server = method.prepare(run.settings, setting_of(scenario.cluster, run.problem, scenario.seed))
    return method.report(server, heard_of(run))
