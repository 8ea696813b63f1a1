"""What jobs send: their noise, their samples, and the workers' shares of those."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernel.streams import job_key
from engine.problems.samples import breast_cancer, digits, split_by_label
from tests.support.build import ALIKE, PROBLEMS, SAMPLED, STREAMED, WORKERS, problem_of, scenario
from tests.support.problems import build, job, points


@pytest.mark.parametrize("name", [name for name in PROBLEMS if name not in (*SAMPLED, "blend")])
def test_noise_is_normal_with_the_stated_deviation(name: str) -> None:
    problem, count = build(name), 4000
    at = points(problem, 1)[0]
    exact = job(build(name, exact=True), 3, at)
    draws = np.array([job(problem, 3, at, job_key(1, 3, j)) for j in range(count)]) - exact
    s = problem.data.noise
    assert s > 0
    # 4 standard errors: of a mean s / sqrt(N), of a variance s^2 sqrt(2 / N), of a covariance s^2 / sqrt(N).
    assert np.all(np.abs(draws.mean(axis=0)) < 4 * s / math.sqrt(count))
    covariance = draws.T @ draws / count - s**2 * np.eye(at.size)
    assert np.all(np.abs(np.diag(covariance)) < 4 * s**2 * math.sqrt(2 / count))
    assert np.all(np.abs(covariance - np.diag(np.diag(covariance))) < 4 * s**2 / math.sqrt(count))


@pytest.mark.parametrize("name", SAMPLED)
def test_minibatches_are_unbiased(name: str) -> None:
    """Each coordinate within 5 standard errors: some 1300 of them leave a right one outside once in 1300."""
    problem, full, count = build(name), build(name, exact=True), 3000
    at = points(problem, 1)[0]
    for worker in (0, WORKERS - 1):
        draws = np.array([job(problem, worker, at, job_key(7, worker, j)) for j in range(count)])
        expected = job(full, worker, at)
        errors = draws.std(axis=0) / math.sqrt(count)
        # Pixels that are dark in all samples have no noise, and round only.
        assert np.all(np.abs(draws.mean(axis=0) - expected) <= 5 * errors + 1e-14)
        assert errors.max() > 1e-4


@pytest.mark.parametrize("name", SAMPLED)
def test_the_noise_of_a_minibatch_falls_with_its_size(name: str) -> None:
    """Four times the samples, a quarter of the variance; both estimated from 3000 jobs, to some 5 percent."""
    count = 3000
    variances = []
    for batch in (2, 8):
        problem = problem_of(scenario(problem=PROBLEMS[name] | {"batch": batch}))
        draws = np.array([job(problem, 1, problem.start, job_key(7, 1, j)) for j in range(count)])
        variances.append(draws.var(axis=0).sum())
    assert variances[0] / variances[1] == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize("name", [name for name in SAMPLED if name not in (*ALIKE, *STREAMED)])
def test_the_objective_counts_every_worker_alike(name: str) -> None:
    """f = (1/n) sum f_i also where the workers' shares differ by a sample."""
    workers = 6
    problem = scenario(problem=PROBLEMS[name]).problem.build(workers, 0)
    assert len(set(problem.sizes)) > 1
    at = points(problem, 1)[0]
    own = [problem.values(at, row) for row in np.eye(workers)]
    np.testing.assert_allclose(np.mean(own), problem.values(at), rtol=1e-13)


@given(
    st.integers(1, 60).flatmap(lambda size: st.lists(st.integers(0, 3), min_size=size, max_size=size)),
    st.integers(1, 80),
    st.sampled_from([1e-3, 0.1, 1.0, 1e4]),
    st.integers(0, 1000),
)
def test_split_uses_every_sample_once(labels: list[int], workers: int, dirichlet: float, seed: int) -> None:
    shares = split_by_label(np.array(labels), workers, dirichlet, seed)
    sizes = [len(share) for share in shares]
    assert len(shares) == workers
    if workers <= len(labels):
        assert sorted(np.concatenate(shares)) == list(range(len(labels)))
        assert max(sizes) - min(sizes) <= 1
    else:
        # One sample each, every sample as often as any other, to within one.
        assert set(sizes) == {1}
        uses = np.bincount(np.concatenate(shares), minlength=len(labels))
        assert uses.max() - uses.min() <= 1


@pytest.mark.parametrize("samples", [breast_cancer, digits])
def test_small_dirichlet_gives_skewed_labels(samples: Any) -> None:
    labels, workers = samples().labels, 10

    def largest_share(dirichlet: float) -> float:
        """The share of a worker's commonest label, averaged over workers and five seeds."""
        shares = [share for seed in range(5) for share in split_by_label(labels, workers, dirichlet, seed)]
        return float(np.mean([np.bincount(labels[share]).max() / len(share) for share in shares]))

    skew = [largest_share(dirichlet) for dirichlet in (0.01, 0.3, 1.0, 1e4)]
    assert skew == sorted(skew, reverse=True)
    overall = np.bincount(labels).max() / len(labels)
    # All alike: by chance alone the commonest of ten labels stands out by some two standard deviations.
    assert skew[-1] < overall + 3 * math.sqrt(overall * (1 - overall) * workers / len(labels))
    assert skew[0] > 0.75


@pytest.mark.parametrize("name", ["logistic", "softmax", "network", "sigmoid"])
def test_more_workers_than_samples(name: str) -> None:
    workers = 2000
    problem = scenario(problem=PROBLEMS[name]).problem.build(workers, 0)
    assert np.all(problem.sizes == 1)
    jobs = np.mean([job(problem, worker, problem.start, key=worker) for worker in range(workers)], axis=0)
    # A batch of one sample drawn again and again is the whole share.
    np.testing.assert_allclose(jobs, problem.gradients(problem.start), rtol=0, atol=1e-13)
