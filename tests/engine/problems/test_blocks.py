"""What must hold of methods on blocks of coordinates: their special cases, their limits, and traces by hand."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from engine import Run, Scenario, simulate
from engine.kernel.state import Floats
from engine.kernel.streams import SAMPLES, job_key, run_key
from engine.problems.base import Oracle
from engine.theory import NoTheoryError, exact, worker_weights
from tests.reference import streams
from tests.reference.blocks import MISSED, block_of
from tests.support.build import JITTERS, METHODS, POWERS, PROBLEMS, fits, own_rows, replicate, scenario, takes_blocks

GAMMA = {"workers": 7, "jitter": JITTERS["gamma"]}
WHOLE = {
    "least_squares": PROBLEMS["least_squares"],
    "least_squares, batch": PROBLEMS["least_squares, batch"] | {"noise": 0.2},
    "quadratic": {"kind": "quadratic", "dimension": 6, "curvature_spread": 0.5, "noise": 0.3},
    "custom_quadratic": PROBLEMS["custom_quadratic"],
    "logistic": {"kind": "logistic", "batch": 3},
    "logistic, all": {"kind": "logistic", "batch": 0},
    "logistic, shared": PROBLEMS["logistic, shared"],
    "sigmoid": {"kind": "sigmoid", "batch": 3},
    "csv": {"kind": "csv", **own_rows(40, 3, 2), "batch": 2},
    "blend": PROBLEMS["blend"],
}
ANSWERING = {settings["kind"] for settings in WHOLE.values()}
"""The kinds of problems that answer for blocks; a table of more than two classes does not."""
QUADRATICS = ["least_squares", "least_squares, batch", "quadratic", "custom_quadratic"]


def runs(problem: dict[str, Any], *methods: dict[str, Any], **fields: Any) -> list[Run]:
    """Of the methods, on two seeds, with a record every tenth arrival."""
    many = [method | {"label": str(place)} for place, method in enumerate(methods)]
    given = {"seeds": 2, "cluster": GAMMA, "budget": {"arrivals": 1000}, "records": 101}
    return list(simulate(scenario(**given | fields, problem=problem, methods=many)).values())


@pytest.mark.parametrize("name", WHOLE)
def test_a_block_of_all_coordinates_is_asgd(name: str) -> None:
    """Other sums of the same numbers, and the same noise and samples."""
    plain, whole = runs(WHOLE[name], {"kind": "asgd"}, {"kind": "ascd", "block": None})
    np.testing.assert_allclose(whole.iterate, plain.iterate, rtol=0, atol=1e-9)
    assert whole.arrivals.tobytes() == plain.arrivals.tobytes()
    assert np.abs(plain.iterate[:, -1] - plain.iterate[:, 0]).max() > 0.1


@pytest.mark.parametrize("smoothing", [1e-8, 10.0, None])
@pytest.mark.parametrize("name", QUADRATICS)
def test_differences_of_a_quadratic_are_its_derivatives(name: str, smoothing: float | None) -> None:
    """Whatever they are taken over, also where each coordinate has its own mu."""
    d = scenario(problem=WHOLE[name]).problem.size()
    mu = list(np.geomspace(1e-6, 1e3, d)) if smoothing is None else smoothing
    for block in (None, 2):
        first, zeroth = runs(
            WHOLE[name], {"kind": "ascd", "block": block}, {"kind": "aszd", "block": block, "smoothing": mu}
        )
        np.testing.assert_allclose(zeroth.iterate, first.iterate, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ["logistic", "sigmoid", "blend"])
def test_differences_tend_to_derivatives_like_the_square_of_mu(name: str) -> None:
    ways = [{"kind": "aszd", "block": 2, "step": 0.005, "smoothing": mu} for mu in (1e-1, 1e-2, 1e-3)]
    first, *zeroth = runs(WHOLE[name], {"kind": "ascd", "block": 2, "step": 0.005}, *ways)
    away = np.array([np.abs(run.iterate - first.iterate).max() for run in zeroth])
    assert away[0] > 1e-3
    # The next order is mu^4, times features of up to some 10.
    assert away[0] / away[1] == pytest.approx(100, rel=0.15)
    assert away[1] / away[2] == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "custom_quadratic"])
@pytest.mark.parametrize("block", [1, 2, None])
def test_no_delay_alone_is_the_sequential_method(block: int | None, name: str) -> None:
    """One worker reads its own last model; a mixture that may miss nothing is that very model, to the last bit."""
    method = {"kind": "ascd", "block": block}
    mixed = method | {"read": "inconsistent", "delay_bound": 0}
    plain, bounded = runs(WHOLE[name], method, mixed, cluster={"workers": 1})
    assert bounded.iterate.tobytes() == plain.iterate.tobytes()


def recursion(given: Scenario) -> tuple[Floats, Floats]:
    """The iterates (K + 1, d) of the run; and of x <- x - gamma G(x), on the draws of the jobs in their order."""
    run = replicate(given)
    while run.advance(1000):
        pass
    problem, oracle, jobs, step = run.problem, run.problem.blocks, run.jobs, given.methods[0].step
    assert isinstance(oracle, Oracle)
    key, numbers = run_key(given.seed, 0, SAMPLES), [0] * problem.workers
    x, out = problem.start.copy(), np.empty(problem.dimension)
    points = [x.copy()]
    for worker in run.arrivals()["worker"].tolist():
        seen = np.concatenate([x, oracle.tracked(x)])
        jobs.gradient(jobs.data, worker, seen, job_key(key, worker, numbers[worker]), np.empty(jobs.scratch), out)
        numbers[worker] += 1
        x = x - step * out
        points.append(x)
    return run.records.iterate, np.array(points)


@pytest.mark.parametrize("read", ["consistent", "inconsistent"])
@pytest.mark.parametrize("name", WHOLE)
def test_no_delay_with_many_workers_is_a_plain_recursion(name: str, read: str) -> None:
    """To the last bit where nothing is tracked; else the tracked numbers are summed in another order."""
    method = {"kind": "ascd", "block": 2, "read": read, "delay_bound": 0}
    budget = {"arrivals": 300}
    run, plain = recursion(scenario(cluster=GAMMA, problem=WHOLE[name], methods=[method], budget=budget, records=301))
    if name in ("quadratic", "custom_quadratic"):
        np.testing.assert_array_equal(run, plain)
    np.testing.assert_allclose(run, plain, rtol=0, atol=1e-11)


def test_delays_and_reads_matter() -> None:
    """Otherwise the comparisons with the reference would show nothing of them."""
    ways = [
        {"kind": "ascd", "block": 2, "read": read, "delay_bound": bound}
        for read in ("consistent", "inconsistent")
        for bound in (None, 0, 1, 2, 5)
    ]
    found = runs(WHOLE["quadratic"], *ways)
    ends = [run.iterate[:, -1].tobytes() for run in found]
    # Without delay there is nothing to miss, so the two reads agree there, and nowhere else.
    assert len(set(ends)) == len(ways) - 1
    assert ends[1] == ends[6]


def test_a_bound_above_every_delay_changes_nothing() -> None:
    for read in ("consistent", "inconsistent"):
        method = {"kind": "aszd", "block": 2, "read": read}
        free, bound = runs(WHOLE["least_squares"], method, method | {"delay_bound": 500})
        assert bound.iterate.tobytes() == free.iterate.tobytes()
        assert free.arrivals["staleness"].max() < 500 - 3


# By hand: f_i = 1/2 (x - c_i)' A (x - c_i) with A = (2 1; 1 2), c_0 = (0, 0), c_1 = (2, -2), from (4, 2); step 1/8,
# so a drawn coordinate moves by 1/8 * 2 / 1 = 1/4 of its slope. Worker 0 arrives at seconds 2, 4 and 6 (there before
# worker 1, by its number), worker 1 at 3. In the seed below their jobs take the coordinates 1, 1, 0, 0 in this order.
# Of the last three updates the job of arrival 3 misses number 0; that of arrival 4 misses 0 and 2, but not 1.
SEED = 36
JOBS = [(0, 0), (1, 0), (0, 1), (0, 2)]
BY_HAND = {
    "cluster": {"speed": {"kind": "custom", "times": [2, 3]}},
    "problem": {
        "kind": "custom_quadratic", "matrices": [[[2, 1], [1, 2]]] * 2, "centers": [[0, 0], [2, -2]], "start": [4, 2]
    },
    "budget": {"arrivals": 4}, "records": 5, "seed": SEED,
}  # fmt: skip
TRACES = [
    # Slopes: 4 + 2 * 2 = 8 at (4, 2); (4 - 2) + 2 * (2 + 2) = 10 at (4, 2); 2 * 4 + 0 = 8 at (4, 0); 2 * 2 - 5/2 = 3/2.
    ({}, [[4, 2], [4, 0], [4, -5 / 2], [2, -5 / 2], [13 / 8, -5 / 2]]),
    # Arrival 3 read (4, 0) - (0, -2) = (4, 2), of slope 10; arrival 4 (3/2, -5/2) - (0, -2) - (-5/2, 0) = (4, -1/2),
    # of slope 15/2.
    ({"read": "inconsistent"}, [[4, 2], [4, 0], [4, -5 / 2], [3 / 2, -5 / 2], [-3 / 8, -5 / 2]]),
    # T = 1: arrivals 2 and 3 read what was there one update ago, (4, 2) and (4, 0), of slopes 10 and 8. Arrival 4 has
    # no delay and misses update 2, the only one that it may: it reads (4, -5/2), of slope 11/2.
    ({"read": "inconsistent", "delay_bound": 1}, [[4, 2], [4, 0], [4, -5 / 2], [2, -5 / 2], [5 / 8, -5 / 2]]),
    # Without delay: slopes 8 at (4, 2), 2 + 2 * 2 = 6 at (4, 0), 8 - 3/2 at (4, -3/2), 2 * 19/8 - 3/2 = 13/4.
    ({"delay_bound": 0}, [[4, 2], [4, 0], [4, -3 / 2], [19 / 8, -3 / 2], [25 / 16, -3 / 2]]),
]


def test_the_draws_of_the_traces() -> None:
    keys = [streams.job_key(streams.run_key(SEED, 0, SAMPLES), *job) for job in JOBS]
    assert [block_of(key, 2, 1) for key in keys] == [[1], [1], [0], [0]]
    missed = [[streams.uniform(streams.job_key(key, MISSED, 0), place) >= 0.5 for place in range(3)] for key in keys]
    assert missed[2][0]
    assert missed[3] == [True, False, True]


@pytest.mark.parametrize(("fields", "expected"), TRACES)
def test_a_trace_by_hand(fields: dict[str, Any], expected: list[list[float]]) -> None:
    """Binary fractions, so equal to the last bit."""
    for kind in ("ascd", "aszd"):
        (run,) = simulate(scenario(**BY_HAND, methods=[{"kind": kind, "step": 1 / 8} | fields])).values()
        assert run.arrivals["worker"].tolist() == [0, 1, 0, 0]
        assert run.arrivals["staleness"].tolist() == [0, 1, 1, 0]
        assert run.iterate[0].tolist() == expected


@pytest.mark.parametrize("power", ["steady", "drift", "day_night"])
@pytest.mark.parametrize(("kind", "block", "values"), [("ascd", 3, 3), ("aszd", 3, 6), ("aszd", None, 10)])
def test_seconds_of_a_value(kind: str, block: int | None, values: int, power: str) -> None:
    """Each job is so many times the work; where the power drifts, that many jobs done one after the other end then."""
    method = {"kind": kind, "block": block}
    cluster = {"workers": 1, "speed": {"kind": "custom", "times": [0.3]}, "power": POWERS[power]}
    problem = {"kind": "quadratic", "dimension": 5}
    of_job, of_value = runs(problem, method, method | {"seconds_of": "value"}, cluster=cluster, seeds=1, records=1001)
    ends = of_job.times[0, values::values]
    np.testing.assert_allclose(of_value.times[0, 1 : ends.size + 1], ends, rtol=1e-9)


@pytest.mark.parametrize("jitter", [name for name in JITTERS if name != "none"])
def test_seconds_of_a_value_are_random_once_a_job(jitter: str) -> None:
    """A job's one draw is multiplied: the times of one worker's jobs are those of the usual ones, times 2 Y."""
    method = {"kind": "aszd", "block": 2}
    cluster = {"workers": 1, "jitter": JITTERS[jitter]}
    usual, longer = runs(WHOLE["quadratic"], method, method | {"seconds_of": "value"}, cluster=cluster)
    np.testing.assert_allclose(longer.times, 4 * usual.times, rtol=1e-9)


@pytest.mark.parametrize("method", [name for name in METHODS if takes_blocks(name)])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_problems_without_answers_are_refused(problem: str, method: str) -> None:
    answered = PROBLEMS[problem]["kind"] in ANSWERING and problem != "csv"
    assert fits(problem, method) == answered
    if not answered:
        with pytest.raises(ValidationError, match="takes blocks of coordinates, which this problem has no answers for"):
            scenario(problem=PROBLEMS[problem], methods=[METHODS[method]])


@pytest.mark.parametrize("kind", ["ascd", "aszd"])
def test_there_is_no_theory_of_random_blocks(kind: str) -> None:
    given = scenario(methods=[{"kind": kind}])
    for ask in (exact, worker_weights):
        with pytest.raises(NoTheoryError, match="draws its coordinates at random, so it has no period"):
            ask(given, kind)
