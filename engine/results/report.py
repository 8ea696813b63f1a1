"""What a method reports of the arrivals of a run: its own numbers, for each of them, and whose steps were taken."""

import numpy as np

from engine.kernel.replicate import setting_of
from engine.kernel.state import Floats
from engine.methods import METHODS
from engine.methods.base import Heard, Report
from engine.scenario import Scenario
from engine.simulation import Run


def heard_of(run: Run) -> Heard:
    """The arrivals that are on the film of `run`. Raises ValueError where there is none."""
    film = run.filmed
    log = run.arrivals[: len(film.moved)]
    begun = run.event_seconds[film.begun]
    return Heard(log["worker"], log["staleness"], film.version, log["used"], log["time"] - begun, film.moved > 0)


def report_of(scenario: Scenario, run: Run) -> Report:
    """The report of the run's method on each arrival that is on its film. Raises ValueError where there is none."""
    method = METHODS[run.settings.kind]
    server = method.prepare(run.settings, setting_of(scenario.cluster, run.problem, scenario.seed))
    return method.report(server, heard_of(run))


def step_shares(scenario: Scenario, run: Run) -> Floats:
    """Each worker's share (n,) of all steps that the arrivals on the film took; 0 where none was taken.

    A step counts with the total weight that its gradient ends with. Raises ValueError where there is no film.
    """
    heard, pull = heard_of(run), report_of(scenario, run).pull
    weights = np.broadcast_to(pull, heard.worker.shape) * heard.used
    sums = np.bincount(heard.worker, weights, minlength=scenario.cluster.workers)
    total = float(sums.sum())
    return sums / total if total else np.zeros(scenario.cluster.workers)
