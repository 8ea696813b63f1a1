"""Every method sees the same times and samples: job j of worker i is the same job in all of them."""

import copy
from functools import cache

import numpy as np
import pytest

from engine.problems.base import untracked
from tests.reference.dispatch_methods import witness
from tests.support.build import JITTERS, METHODS, problem_of, replicate, scenario

ARRIVALS = 100
Job = tuple[int, int]
"""A worker, and the number of its job."""


@cache
def jobs_of(method: str, jitter: str) -> tuple[dict[Job, float], dict[Job, float], set[Job]]:
    """Of the jobs that arrived: how long they lasted, which stream those that were used got, and who was not used.

    Where the cluster's seconds are those of one value, how long one value took.
    """
    cluster = {"workers": 7, "jitter": JITTERS[jitter]}
    given = scenario(cluster=cluster, methods=[METHODS[method]], budget={"arrivals": ARRIVALS})
    problem = copy.copy(problem_of(given))
    problem.gradient, problem.scratch = witness, 1
    problem.blocks = untracked(witness, problem.dimension)
    run = replicate(given, problem=problem)
    lasted: dict[Job, float] = {}
    samples: dict[Job, float] = {}
    unused: set[Job] = set()
    begun = np.zeros(7)
    for _ in range(ARRIVALS):
        numbers = run.flight.jobs.copy()
        run.advance(1)
        now, worker, _, used = run.logs[-1][0]
        job = (int(worker), int(numbers[worker]))
        lasted[job] = (now - begun[worker]) / run.jobs.values
        if used:
            samples[job] = float(run.flight.gradient[0])
        else:
            unused.add(job)
        begun[run.flight.jobs != numbers] = now
    assert len(lasted) == ARRIVALS
    assert run.flight.scratch[0] == len(samples)
    return lasted, samples, unused


@pytest.mark.parametrize("jitter", ["gamma", "lognormal"])
@pytest.mark.parametrize("method", METHODS)
def test_a_job_is_the_same_in_every_method(method: str, jitter: str) -> None:
    usual, streams, _ = jobs_of("asgd", jitter)
    lasted, samples, unused = jobs_of(method, jitter)
    cut = unused if method.startswith("mindflayer") else set()
    common = (usual.keys() & lasted.keys()) - cut
    assert len(common) > 30
    for job in common:
        assert lasted[job] == pytest.approx(usual[job], rel=1e-9, abs=1e-9)
    # What was cut off would have lasted longer.
    assert all(lasted[job] <= usual[job] + 1e-9 for job in cut & usual.keys())
    both = samples.keys() & streams.keys()
    assert len(both) > 30
    assert all(samples[job] == streams[job] for job in both)
    assert len(set(samples.values())) == len(samples)
