"""One job on a block of coordinates: unbiased for the smoothed gradient, each block as often as another, and cheap."""

import math
import time
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy.stats import chi2

from engine.kernel.jobs import Jobs, jobs_of
from engine.kernel.state import Floats
from engine.kernel.streams import job_key
from engine.problems import Problem
from engine.problems.base import Oracle
from tests.support.build import PROBLEMS, WORKERS, own_rows, predictions, problem_of, replicate, scenario
from tests.support.problems import points

CSV = {"kind": "csv", **own_rows(40, 4, 2)}
FIXED = {
    "quadratic": {"kind": "quadratic", "dimension": 5, "curvature_spread": 0.5},
    "least_squares": {"kind": "least_squares", "rows": 20, "dimension": 5, "residual": 1.0},
    "csv": CSV,
    "blend": {"kind": "blend", **predictions(25, 5)},
}
"""Of five coordinates."""
RANDOM = {
    "quadratic": FIXED["quadratic"] | {"noise": 0.3},
    "least_squares": FIXED["least_squares"] | {"noise": 0.3, "batch": 3},
    "csv": CSV | {"batch": 2},
    "logistic": PROBLEMS["logistic"],
    "sigmoid": PROBLEMS["sigmoid"],
}
KEYS = 20_000


def built(settings: dict[str, Any], smoothing: bool = True, block: int = 2) -> tuple[Problem, Jobs]:
    """The problem, and its jobs: differences over a large and uneven mu, or derivatives."""
    d = scenario(problem=settings).problem.size()
    method = {"kind": "aszd", "smoothing": list(np.linspace(0.1, 0.6, d))} if smoothing else {"kind": "ascd"}
    given = scenario(problem=settings, methods=[method | {"block": block}])
    problem = problem_of(given)
    return problem, jobs_of(problem, given.methods[0])


def result(problem: Problem, jobs: Jobs, worker: int, at: Floats, key: int) -> Floats:
    assert isinstance(problem.blocks, Oracle)
    out = np.full(problem.dimension, np.nan)
    read = np.concatenate([at, problem.blocks.tracked(at)])
    jobs.gradient(jobs.data, worker, read, key, np.full(jobs.scratch, np.nan), out)
    return out


def smoothed(problem: Problem, worker: int, at: Floats, mu: Floats) -> Floats:
    """The smoothed gradient of the worker's objective, from its values."""
    weights = np.eye(problem.workers)[worker]
    steps = np.diag(mu)
    return np.asarray((problem.values(at + steps, weights) - problem.values(at - steps, weights)) / (2 * mu))


@pytest.mark.parametrize("name", FIXED)
def test_the_mean_over_all_blocks_is_the_smoothed_gradient(name: str) -> None:
    """Exactly, where neither noise nor samples are drawn: some job of each of the ten blocks."""
    quiet = {"batch": 0} if name == "csv" else {} if name == "blend" else {"noise": 0.0}
    problem, jobs = built(FIXED[name] | quiet)
    at = points(problem, 1)[0]
    for worker in (0, WORKERS - 1):
        found: dict[tuple[int, ...], Floats] = {}
        for number in range(200):
            out = result(problem, jobs, worker, at, job_key(1, worker, number))
            found[tuple(np.flatnonzero(out).tolist())] = out
        assert set(found) == set(combinations(range(5), 2))
        mean = np.mean(list(found.values()), axis=0)
        np.testing.assert_allclose(mean, smoothed(problem, worker, at, jobs.data.smoothing), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("block", "seed"), [(1, 1), (2, 2), (3, 3), (4, 4)])
def test_each_block_comes_as_often_as_another(block: int, seed: int) -> None:
    """A chi-square beyond its 99.99 per cent point comes once in 10,000 for a right one."""
    problem, jobs = built(FIXED["quadratic"] | {"noise": 0.0}, block=block)
    counts = dict.fromkeys(combinations(range(5), block), 0)
    for number in range(KEYS):
        out = result(problem, jobs, 0, problem.start, job_key(seed, 0, number))
        counts[tuple(np.flatnonzero(out).tolist())] += 1
    expected = KEYS / math.comb(5, block)
    statistic = sum((count - expected) ** 2 / expected for count in counts.values())
    assert statistic < chi2.ppf(0.9999, len(counts) - 1)


@pytest.mark.slow
@pytest.mark.parametrize("smoothing", [True, False])
@pytest.mark.parametrize("name", RANDOM)
def test_jobs_are_unbiased(name: str, smoothing: bool) -> None:
    """Noise and samples drawn, too: each of some 80 coordinates within 5 standard errors, once in 20,000 not so."""
    problem, jobs = built(RANDOM[name], smoothing)
    at, worker = points(problem, 1)[0], 3
    draws = np.array([result(problem, jobs, worker, at, job_key(5, worker, number)) for number in range(KEYS)])
    if smoothing:
        expected = smoothed(problem, worker, at, jobs.data.smoothing)
    else:
        expected = problem.gradients(at, np.eye(WORKERS)[worker])
    errors = draws.std(axis=0) / math.sqrt(KEYS)
    assert np.all(np.abs(draws.mean(axis=0) - expected) < 5 * errors)
    assert np.all(np.count_nonzero(draws, axis=1) == 2)


def test_the_noise_is_that_of_a_linear_term() -> None:
    """F(x; xi) = f(x) + xi . x: a drawn slope varies by s^2 about the exact one, its pull by (d / Y)^2 s^2."""
    problem, jobs = built(FIXED["quadratic"] | {"noise": 0.3})
    quiet, exact = built(FIXED["quadratic"] | {"noise": 0.0})
    keys = [job_key(7, 2, number) for number in range(KEYS)]
    at = points(problem, 1)[0]
    away = np.array([result(problem, jobs, 2, at, key) - result(quiet, exact, 2, at, key) for key in keys])
    drawn = away[away != 0] * 2 / 5
    assert drawn.size == 2 * KEYS
    # 4 standard errors: of a mean, of a variance, and of the correlation of a job's two.
    assert abs(drawn.mean()) < 4 * 0.3 / math.sqrt(2 * KEYS)
    assert drawn.var() == pytest.approx(0.09, rel=4 * math.sqrt(1 / KEYS))
    assert abs(np.corrcoef(drawn.reshape(-1, 2).T)[0, 1]) < 4 / math.sqrt(KEYS)


def arrival_seconds(dimension: int) -> float:
    """Of the processor, for 2,000 arrivals of one coordinate each, on 2,000 rows."""
    problem = {"kind": "least_squares", "rows": 2000, "dimension": dimension, "noise": 0.03}
    method = {"kind": "aszd", "step": 1e-4}
    given = scenario(problem=problem, methods=[method], budget={"arrivals": 10_000_000}, records=2)
    run = replicate(given, number=1)
    begun = time.thread_time()
    run.advance(2000)
    return time.thread_time() - begun


def test_an_arrival_costs_rows_and_not_rows_times_coordinates() -> None:
    """The least of some runs in turn: a busy machine slows some of them down, never all alike."""
    few, many = (
        min(column) for column in zip(*((arrival_seconds(50), arrival_seconds(400)) for _ in range(15)), strict=True)
    )
    assert many < 3 * few


@pytest.mark.parametrize("method", [{"kind": "asgd"}, {"kind": "ascd", "block": 2}, {"kind": "aszd", "block": 2}])
def test_an_exact_blend_stays_where_it_is(method: dict[str, Any]) -> None:
    """Where the error is 0 it has a corner: the slope 0 is one of those there, and no number is lost."""
    problem = {"kind": "blend", "predictions": [[1, 3], [2, 2], [3, 1]], "target": [2, 2, 2]}
    (run,) = (replicate(scenario(problem=problem, methods=[method])),)
    while run.advance(100):
        pass
    assert run.problem.start.tolist() == [0.5, 0.5]
    assert np.all(run.records.iterate == 0.5)
    assert math.isnan(run.problem.smoothness)
    np.testing.assert_allclose(run.problem.gaps(run.records.iterate), 0, atol=1e-15)
    assert np.isfinite(run.problem.gradients(run.problem.start)).all()
