"""Rescaled ASGD where job times are random or change: with true mean times, with those of the start, with estimates.

No exact theory reaches here. While the step is small, each worker pulls with its share of the arrivals times the scale
of its step: `w_i` proportional to `scale_i / E[tau_i]`, the means being those of the long run (renewal theorem).
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from engine.cluster.power import Drift, Swap
from engine.kernel.pool import Proceed, Progress, side_by_side
from engine.kernel.replicate import Replicate
from engine.kernel.state import Floats
from engine.methods import METHODS, MethodSettings
from engine.methods.rescaling import step_scales
from engine.results.curves import quartiles
from engine.results.path_grid import own_records
from engine.scenario import Scenario
from engine.simulate import PIECE_WORK, build_problem

PLAIN, KNOWN, FIRST, ONLINE = "ASGD", "True means", "First times", "Online estimates"
CASES = (PLAIN, KNOWN, FIRST, ONLINE)
"""ASGD, and Rescaled ASGD with three ideas of the times: the long run's means, each worker's usual time before any
change or jitter, and the mean of its own jobs so far."""
WINDOWS = 40
MOST_ARRIVALS, LEAST_ARRIVALS = 200_000, 20_000
DRIFTS, SWAPS = 8.0, 80.0
"""A run that shows the long run lasts so many drifts, or periods of a swap,"""
RELAXATIONS = 20.0
"""and at least so many times 1 / (step times smallest curvature) arrivals."""


class CaseBiases(NamedTuple):
    """What each of CASES (C,) did on S seeds; nan where a run diverged."""

    seconds: Floats  # (W,) simulated second at which each window ends
    away: Floats  # (C, S, W) distance of the mean model over each window to the goal
    bias: Floats  # (C, S) the same of the second half of the run
    predicted: Floats  # (C,) small-step bias in the long run

    @property
    def away_quartiles(self) -> Floats:
        """Lower quartile, median and upper quartile (3, C, W) of the distances over the seeds; inf for lost runs."""
        return quartiles(self.away.swapaxes(0, 1))

    @property
    def bias_quartiles(self) -> Floats:
        """The same of the bias (3, C)."""
        return quartiles(self.bias.T)


def long_run_seconds(scenario: Scenario, condition: float) -> float:
    """Simulated seconds in which a run shows what becomes of it, within MOST_ARRIVALS of all workers.

    Long enough to forget its start at the step of the scenario's first method, on a quadratic of largest curvature 1
    and this `condition`, and to see drifts end and swaps even out.
    """
    rate = float(np.sum(1 / scenario.cluster.means()))
    seconds = max(LEAST_ARRIVALS, RELAXATIONS * condition / scenario.methods[0].step) / rate
    match scenario.cluster.power:
        case Drift() as drift:
            seconds = max(seconds, DRIFTS * drift.seconds)
        case Swap() as swap:
            # Whole periods, an even number in the half that the mean is taken of.
            seconds = SWAPS * swap.period * max(1, round(seconds / SWAPS / swap.period))
    return min(seconds, MOST_ARRIVALS / rate)


def compare_cases(scenario: Scenario, threads: int | None = None, progress: Progress | None = None) -> CaseBiases:
    """Simulate all CASES at the step and in the cluster of the scenario, whose budget is in seconds.

    The scenario's first method gives the step. `progress` as in `simulate`.
    """
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    usual = scenario.cluster.speed.tau(scenario.cluster.workers)

    def model(case: str, number: int, proceed: Proceed) -> Floats:
        settings, records = settings_of_case(case, scenario), own_records(scenario, problem.dimension)
        run = Replicate(scenario.cluster, problem, settings, scenario.seed, number, records, logged=False)
        if case == FIRST:
            run.server.scales[:] = step_scales(usual, "mean")
        piece = scenario.piece(PIECE_WORK)
        while proceed(run.fraction) and run.advance(piece):
            pass
        return run.records.iterate

    tasks = [partial(model, case, number) for case in CASES for number in range(scenario.seeds)]
    with np.errstate(all="ignore"):
        found = np.stack(side_by_side(tasks, threads, progress))
        paths = found.reshape(len(CASES), scenario.seeds, *found.shape[1:])[:, :, 1:] - problem.optimum
        per_window = paths.shape[2] // WINDOWS
        paths = paths[:, :, paths.shape[2] - WINDOWS * per_window :]
        windows = paths.reshape(*paths.shape[:2], WINDOWS, per_window, -1).mean(axis=3)
        away = np.linalg.norm(windows, axis=-1)
        bias = np.linalg.norm(windows[:, :, WINDOWS // 2 :].mean(axis=2), axis=-1)
    seconds = float(scenario.budget.seconds or 0.0) * np.arange(1, WINDOWS + 1) / WINDOWS
    return CaseBiases(seconds, away, bias, predictions(scenario))


def settings_of_case(case: str, scenario: Scenario) -> MethodSettings:
    """ASGD, or Rescaled ASGD with known or estimated times."""
    kind = "asgd" if case == PLAIN else "rescaled_asgd"
    times = {} if case == PLAIN else {"times": "online" if case == ONLINE else "known"}
    return METHODS[kind].settings.model_validate({"kind": kind, "step": scenario.methods[0].step, **times})


def pulls(scenario: Scenario) -> dict[str, Floats]:
    """w_i (n,), of sum 1, of each of CASES in the long run while the step is small.

    Online estimates tend to the true means.
    """
    means = scenario.cluster.means()
    usual = scenario.cluster.speed.tau(scenario.cluster.workers)
    scales = {PLAIN: np.ones(means.size), KNOWN: means, FIRST: usual, ONLINE: means}
    return {case: scale / means / np.sum(scale / means) for case, scale in scales.items()}


def predictions(scenario: Scenario) -> Floats:
    """Small-step bias (C,) of each of CASES in the long run."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    return problem.distances(np.stack([problem.minimiser(weights) for weights in pulls(scenario).values()]))
