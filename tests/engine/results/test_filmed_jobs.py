"""Jobs of a film as arrays: the same as those that are told one by one, and the span that shows some of each worker."""

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.results.filmed_jobs import FATES, FIRST_JOBS, Jobs, jobs_of, usual_span
from engine.results.job_fates import Fate, dispatch_of
from engine.results.report import report_of, step_shares
from tests.support.build import METHODS, scenario
from tests.support.strategies import FIELDS, scenarios

MOST = 60


def check_jobs(given: Scenario) -> None:
    (run,) = simulate(given, film=True).values()
    jobs = jobs_of(run)
    told = dispatch_of(run, np.ones(len(run.arrivals)), given.cluster.workers, np.inf).jobs
    found = sorted(
        (worker, begin, end, FATES[fate])
        for worker, begin, end, fate in zip(jobs.worker, jobs.begin, jobs.end, jobs.fate, strict=True)
        if FATES[fate] is not Fate.RUNNING
    )
    known = sorted(
        (job.worker, job.begin, job.end, Fate.USED if job.fate is Fate.LOCAL else job.fate)
        for job in told
        if job.fate is not Fate.RUNNING
    )
    assert found == known
    running = jobs.chosen(jobs.fate == FATES.index(Fate.RUNNING))
    assert run.film is not None
    np.testing.assert_array_equal(np.sort(running.end), np.sort(run.film.flying[:, 3]))
    arrived = jobs.staleness >= 0
    assert sorted(jobs.staleness[arrived]) == sorted(run.arrivals["staleness"])
    assert (np.diff(jobs.begin) >= 0).all()


@pytest.mark.parametrize("method", ["asgd", "ringmaster, stop", "ringmaster, ignore", "rennala, stop", "fedbuff"])
def test_jobs_are_those_of_the_film(method: str) -> None:
    check_jobs(scenario(methods=[METHODS[method]], cluster={"workers": 5, "jitter": {"kind": "gamma"}}))


@examples(st.sampled_from(sorted(FIELDS)).flatmap(lambda kind: scenarios(kind, MOST)))
def test_jobs_of_any_scenario(given: Scenario) -> None:
    check_jobs(given)


@examples(st.sampled_from(sorted(FIELDS)).flatmap(lambda kind: scenarios(kind, MOST)))
def test_shares_are_of_all_steps(given: Scenario) -> None:
    (run,) = simulate(given, film=True).values()
    shares, pull = step_shares(given, run), report_of(given, run).pull
    used = run.arrivals["used"]
    weights = np.broadcast_to(pull, used.shape)
    steps = [float(weights[used & (run.arrivals["worker"] == worker)].sum()) for worker in range(len(shares))]
    assert shares.sum() == pytest.approx(1 if sum(steps) else 0)
    np.testing.assert_allclose(shares * sum(steps), steps, atol=1e-12)


def test_a_run_without_a_film_says_how_to_get_one() -> None:
    (run,) = simulate(scenario(methods=[METHODS["asgd"]])).values()
    for ask in (lambda: jobs_of(run), lambda: step_shares(scenario(), run)):
        with pytest.raises(ValueError, match=r"film=True"):
            ask()


def jobs_at(*durations: list[float]) -> Jobs:
    """Jobs one after the other, a list a worker, in the order in which they begin."""
    ends = [np.cumsum(own) for own in durations]
    worker = np.repeat(np.arange(len(durations)), [len(own) for own in durations])
    end, length = np.concatenate(ends), np.concatenate([np.array(own) for own in durations])
    zeros = np.zeros(len(worker), np.int8)
    jobs = Jobs(worker, end - length, end, zeros.astype(np.int64), zeros)
    return jobs.chosen(np.argsort(jobs.begin, kind="stable"))


def test_the_usual_span() -> None:
    assert usual_span(jobs_at([1.0] * 9, [4.0] * 3), 100.0) == 16
    assert usual_span(jobs_at([1.0] * 9, [10.0] * 3), 100.0) == pytest.approx(30)
    assert usual_span(jobs_at([1.0] * 9, [50.0] * 3), 500.0) == pytest.approx(60)
    # A worker that gets slower later is as fast as in its first jobs.
    assert usual_span(jobs_at([1.0] * FIRST_JOBS + [90.0] * 50), 100.0) == pytest.approx(16)
    assert usual_span(jobs_at([]), 7.0) == 7
