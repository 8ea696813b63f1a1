"""Every problem against its own definition: values, gradients, minimisers, constants, and the jobs."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems import PROBLEMS as KINDS
from engine.problems import Problem
from engine.problems.samples import breast_cancer, digits, split_by_label
from engine.scenario import Scenario
from engine.state import Floats
from engine.streams import job_key
from tests.build import KNOWN, PROBLEMS, SAMPLED, WORKERS, own_rows, problem_of, scenario

EXACT: dict[str, dict[str, Any]] = {
    name: settings | ({"batch": 0} if "batch" in settings else {"noise": 0.0}) for name, settings in PROBLEMS.items()
}
"""The same problems, with jobs that give the workers' exact gradients."""
WIDE = {
    "ill-conditioned": {"kind": "quadratic", "dimension": 30, "condition": 1e8, "heterogeneity": 1e3},
    "one dimension": {"kind": "quadratic", "dimension": 1, "curvature_spread": 2.0},
    "no heterogeneity": {"kind": "quadratic", "heterogeneity": 0.0},
    "rosenbrock, far apart": {"kind": "landscape", "shape": "rosenbrock", "heterogeneity": 10.0},
    "two_wells, far apart": {"kind": "landscape", "shape": "two_wells", "heterogeneity": 10.0},
    "two_wells, together": {"kind": "landscape", "shape": "two_wells", "heterogeneity": 0.0},
    "logistic, little penalty": {"kind": "logistic", "penalty": 1e-4, "dirichlet": 0.01},
    "softmax, little penalty": {"kind": "softmax", "penalty": 1e-3, "dirichlet": 0.01},
    "csv, two classes, little penalty": {"kind": "csv", **own_rows(60, 5, 2), "penalty": 1e-4},
    "csv, twelve classes": {"kind": "csv", **own_rows(300, 30, 12), "penalty": 1e-4},
    "sigmoid, many wrong labels": {"kind": "sigmoid", "flipped": 0.2, "penalty": 1e-3, "dirichlet": 0.05},
}
"""Settings near the ends of what a scenario may hold."""
QUADRATICS = ("quadratic", "custom_quadratic", "bowl", "valley")


def build(name: str, exact: bool = False) -> Problem:
    return problem_of(scenario(problem=(EXACT if exact else PROBLEMS | WIDE)[name]))


def job(problem: Problem, worker: int, model: Floats, key: int = 0) -> Floats:
    out = np.full(problem.dimension, np.nan)
    problem.gradient(problem.data, worker, model, key, np.full(problem.scratch, np.nan), out)
    return out


def points(problem: Problem, count: int, seed: int = 0) -> Floats:
    """Points (count, d) as far from the start as that is from the minimiser, or what stands in for it."""
    rng = np.random.default_rng(seed)
    spread = rng.standard_normal((count, problem.dimension)) / math.sqrt(problem.dimension)
    return problem.start + (1 + np.linalg.norm(problem.start - problem.landmark())) * spread


def random_weights(problem: Problem, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).dirichlet(np.ones(problem.workers))


def weightings(problem: Problem) -> list[Floats | None]:
    return [None, random_weights(problem), random_weights(problem, 1)]


def test_every_kind_is_tested() -> None:
    assert {settings["kind"] for settings in PROBLEMS.values()} == set(KINDS)


@pytest.mark.parametrize("name", PROBLEMS)
def test_sizes(name: str) -> None:
    given = scenario(problem=PROBLEMS[name])
    problem = problem_of(given)
    assert problem.workers == WORKERS
    assert problem.dimension == given.problem.size() == problem.start.size
    at = points(problem, 6).reshape(2, 3, -1)
    assert problem.values(at).shape == (2, 3)
    assert problem.gaps(at).shape == (2, 3)
    assert problem.gradients(at).shape == at.shape
    np.testing.assert_allclose(problem.values(at)[1, 2], problem.values(at[1, 2]), rtol=1e-12)
    np.testing.assert_allclose(problem.gradients(at)[1, 2], problem.gradients(at[1, 2]), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", PROBLEMS)
def test_same_seed_same_problem_other_seed_another(name: str) -> None:
    """But for quadratics that are given in full."""
    settings = scenario(problem=PROBLEMS[name]).problem
    one, again, other = (settings.build(WORKERS, seed) for seed in (4, 4, 5))
    at = points(one, 1)[0]
    np.testing.assert_array_equal(job(one, 2, at, 9), job(again, 2, at, 9))
    assert np.array_equal(job(one, 2, at, 9), job(other, 2, at, 9)) == (name == "custom_quadratic")


@pytest.mark.parametrize("name", PROBLEMS)
def test_gradients_are_finite_differences_of_values(name: str) -> None:
    """Central differences along random directions: their error is of the order h^2 f''' and 1e-16 f / h."""
    problem, h = build(name), 1e-4
    directions = points(problem, 4, seed=1) - problem.start
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    for weights in weightings(problem):
        for at in points(problem, 4):
            ahead, behind = (problem.values(at + side * h * directions, weights) for side in (1, -1))
            slopes = directions @ problem.gradients(at, weights)
            scale = 1 + np.linalg.norm(problem.gradients(at, weights))
            np.testing.assert_allclose((ahead - behind) / (2 * h), slopes, rtol=0, atol=1e-6 * scale)


@pytest.mark.parametrize("name", PROBLEMS)
def test_gradients_are_the_mean_of_exact_jobs(name: str) -> None:
    problem = build(name, exact=True)
    for at in (problem.start, *points(problem, 3)):
        jobs = np.array([job(problem, worker, at) for worker in range(WORKERS)])
        scale = np.abs(jobs).max()
        np.testing.assert_allclose(jobs.mean(axis=0), problem.gradients(at), rtol=0, atol=1e-12 * scale)
        weights = random_weights(problem)
        np.testing.assert_allclose(weights @ jobs, problem.gradients(at, weights), rtol=0, atol=1e-12 * scale)


@pytest.mark.parametrize("name", [*KNOWN, *WIDE])
def test_the_gradient_is_zero_at_the_minimiser(name: str) -> None:
    problem = build(name)
    for weights in weightings(problem):
        assert np.linalg.norm(problem.gradients(problem.minimiser(weights), weights)) <= 1e-10


@pytest.mark.parametrize("name", KNOWN)
def test_exact_jobs_cancel_at_the_minimiser(name: str) -> None:
    """As above, but not by way of the minimiser itself, as the quadratics' own gradients are."""
    problem = build(name, exact=True)
    for weights in (problem.uniform, random_weights(problem)):
        at = problem.minimiser(weights)
        jobs = np.array([job(problem, worker, at) for worker in range(WORKERS)])
        assert np.linalg.norm(weights @ jobs) <= 1e-10


@pytest.mark.parametrize("name", [*KNOWN, *WIDE])
def test_nothing_nearby_is_lower_than_the_minimum(name: str) -> None:
    problem = build(name)
    rng = np.random.default_rng(2)
    for weights in weightings(problem):
        at = problem.minimiser(weights)
        lowest = problem.values(at, weights)
        for distance in (1e-3, 1e-1, 3.0):
            around = at + distance * rng.standard_normal((50, at.size)) / math.sqrt(at.size)
            assert np.all(problem.values(around, weights) >= lowest - 1e-14 * abs(lowest))
    assert problem.minimum == problem.values(problem.optimum)


@pytest.mark.parametrize("name", ["bowl", "valley", "rosenbrock", "two_wells", "two_wells, far apart"])
def test_the_minimum_of_a_landscape_is_the_lowest_of_all(name: str) -> None:
    """Two wells: the solver must not stop in the upper one. No point of a fine grid lies lower."""
    problem = build(name)
    ticks = np.linspace(-6, 6, 241)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1)
    for weights in weightings(problem):
        lowest = problem.values(problem.minimiser(weights), weights)
        assert problem.values(grid, weights).min() >= lowest - 1e-14 * (1 + abs(lowest))


@pytest.mark.parametrize("name", KNOWN)
def test_gaps_near_the_minimum(name: str) -> None:
    problem = build(name)
    tiny = problem.optimum + 1e-9 * (points(problem, 20) - problem.start)
    assert np.all(problem.gaps(tiny) >= 0)
    assert problem.gaps(problem.optimum) <= 1e-15 * (1 + abs(problem.minimum))
    assert problem.minimum_known
    np.testing.assert_array_equal(problem.landmark(), problem.optimum)


@pytest.mark.parametrize("name", PROBLEMS)
def test_gaps(name: str) -> None:
    problem = build(name)
    at = points(problem, 20)
    np.testing.assert_allclose(problem.gaps(at), problem.values(at) - problem.minimum, rtol=1e-9)
    broken = at[:4].copy()
    for row, entry in zip(broken, (np.nan, np.inf, -np.inf, 1e200), strict=True):
        row[-1] = entry
    broken = np.vstack([broken, np.full(problem.dimension, np.nan), problem.start])
    gaps = problem.gaps(broken)
    assert np.all(gaps[[0, 1, 2, 4]] == np.inf)
    # Finite, but too far for a square: large or infinite, and not nan.
    assert gaps[3] > 1e100
    np.testing.assert_allclose(gaps[5], problem.gaps(problem.start), rtol=1e-12)


@pytest.mark.parametrize("name", [*PROBLEMS, "ill-conditioned", "logistic, little penalty"])
def test_the_constants_bound_the_gradients_change(name: str) -> None:
    problem = build(name)
    if math.isnan(problem.smoothness):
        # These have none: a curvature that grows without bound, or is negative.
        assert name in ("rosenbrock", "two_wells", "network")
        assert math.isnan(problem.strong_convexity)
        return
    at = points(problem, 40)
    moved = np.linalg.norm(at[:20] - at[20:], axis=1)
    change = problem.gradients(at[:20]) - problem.gradients(at[20:])
    along = ((at[:20] - at[20:]) * change).sum(axis=1)
    assert np.all(np.linalg.norm(change, axis=1) <= problem.smoothness * moved * (1 + 1e-12))
    if math.isnan(problem.strong_convexity):
        assert name == "sigmoid"
        return
    assert np.all(along >= problem.strong_convexity * moved**2 * (1 - 1e-12))
    assert 0 < problem.strong_convexity <= problem.smoothness


@pytest.mark.parametrize("name", [*QUADRATICS, "ill-conditioned"])
def test_the_constants_of_quadratics_are_the_best(name: str) -> None:
    problem = build(name)
    hessian = problem.gradients(np.eye(problem.dimension)) - problem.gradients(np.zeros(problem.dimension))
    eigenvalues = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    # Differences of gradients round by the size of the gradients.
    rounding = 1e-14 * (1 + np.abs(problem.gradients(np.zeros(problem.dimension))).max())
    np.testing.assert_allclose(problem.smoothness, eigenvalues[-1], rtol=1e-12, atol=rounding)
    np.testing.assert_allclose(problem.strong_convexity, eigenvalues[0], rtol=1e-12, atol=rounding)


@pytest.mark.parametrize("name", [name for name in PROBLEMS if name not in SAMPLED])
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


@pytest.mark.parametrize("name", SAMPLED)
def test_the_objective_counts_every_worker_alike(name: str) -> None:
    """f = (1/n) sum f_i also where the workers' shares differ by a sample."""
    workers = 6
    problem = scenario(problem=PROBLEMS[name]).problem.build(workers, 0)
    assert len(set(problem.sizes)) > 1
    at = points(problem, 1)[0]
    own = [problem.values(at, row) for row in np.eye(workers)]
    np.testing.assert_allclose(np.mean(own), problem.values(at), rtol=1e-13)


@pytest.mark.parametrize("name", ["logistic", "softmax"])
def test_loss_of_one_sample(name: str) -> None:
    """From the definitions: minus the logarithm of the chance that the model gives the right label."""
    settings = scenario(problem={"kind": name, "penalty": 0.5}).problem
    samples = {"logistic": breast_cancer, "softmax": digits}[name]()
    problem = settings.build(len(samples.labels), 0)  # every worker has one sample
    at = points(problem, 1)[0]
    for worker in range(5):
        z = at.reshape(problem.outputs, -1) @ problem.features[worker]
        z = np.array([0, z[0]]) if name == "logistic" else z
        chance = np.exp(z) / np.exp(z).sum()
        expected = -math.log(chance[problem.labels[worker]]) + 0.5 / 2 * at @ at
        weights = np.eye(problem.workers)[worker]
        np.testing.assert_allclose(problem.values(at, weights), expected, rtol=1e-12)


@pytest.mark.parametrize("name", [*PROBLEMS, *WIDE])
def test_worker_minimisers(name: str) -> None:
    """Each is the minimiser of the worker's own objective; the two wells' bottoms are stated to six decimals."""
    problem = build(name)
    known = problem.worker_minimisers()
    if known is None:
        assert name.startswith(tuple(SAMPLED))
        return
    assert known.shape == (WORKERS, problem.dimension)
    for row, own in zip(np.eye(WORKERS), known, strict=True):
        tolerance = 0.5e-6 if name.startswith("two_wells") else 1e-9 * (1 + np.abs(own).max())
        np.testing.assert_allclose(problem.minimiser(row), own, rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", [*SAMPLED, "rosenbrock", "two_wells"])
def test_a_solved_landmark_does_not_depend_on_what_was_asked_before(name: str) -> None:
    """Else a scenario's gaps would differ in their last bits with what was looked at before."""
    settings = scenario(problem=PROBLEMS[name]).problem
    fresh, used = settings.build(WORKERS, 0), settings.build(WORKERS, 0)
    weights, other = random_weights(fresh), random_weights(fresh, 1)
    for asked_before in (other, None):
        used.landmark(asked_before)
    expected = fresh.landmark(weights), fresh.landmark()
    np.testing.assert_array_equal(used.landmark(weights), expected[0])
    late = settings.build(WORKERS, 0)
    late.landmark(weights)
    np.testing.assert_array_equal(late.landmark(), settings.build(WORKERS, 0).landmark())


def test_quadratic_has_the_stated_condition_and_spread() -> None:
    given = {"kind": "quadratic", "dimension": 40, "condition": 100.0, "heterogeneity": 3.0, "curvature_spread": 1.0}
    problem = scenario(problem=given).problem.build(2000, 0)
    curvatures, centers = problem.data.matrix, problem.data.centers
    np.testing.assert_allclose(curvatures.mean(axis=0), np.geomspace(1, 1 / 100, 40), rtol=1e-12)
    np.testing.assert_allclose(centers.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(np.linalg.norm(problem.start - 0), 3, rtol=1e-12)
    # 80,000 normal coordinates of variance 9 / 40, so a mean square distance of 9 to 4 sqrt(2 / 80000).
    assert np.mean((centers**2).sum(axis=1)) == pytest.approx(9, rel=4 * math.sqrt(2 / 80_000))
    spread = np.log(curvatures).std(axis=0)
    # A deviation estimated from 2000 has the standard error 1 / sqrt(4000); 40 of them.
    np.testing.assert_allclose(spread, 1, rtol=4.5 / math.sqrt(4000))


def test_custom_quadratic_is_its_formula() -> None:
    settings = PROBLEMS["custom_quadratic"]
    problem = build("custom_quadratic")
    matrices, centers = np.array(settings["matrices"]), np.array(settings["centers"])
    for at in points(problem, 3):
        own = [(at - c) @ m @ (at - c) / 2 for m, c in zip(matrices, centers, strict=True)]
        np.testing.assert_allclose(problem.values(at), np.mean(own), rtol=1e-13)
        weights = random_weights(problem)
        np.testing.assert_allclose(problem.values(at, weights), weights @ own, rtol=1e-13)
    np.testing.assert_array_equal(problem.start, settings["start"])


def test_custom_quadratic_starts_at_zero_unless_told() -> None:
    settings = {name: value for name, value in PROBLEMS["custom_quadratic"].items() if name != "start"}
    np.testing.assert_array_equal(problem_of(scenario(problem=settings)).start, np.zeros(2))


@pytest.mark.parametrize("shape", ["bowl", "valley", "rosenbrock", "two_wells"])
def test_landscape_is_its_formula(shape: str) -> None:
    problem = build(shape)
    c, s = math.cos(math.pi / 6), math.sin(math.pi / 6)
    height = {
        "bowl": lambda x, y: (x * x + y * y) / 2,
        "valley": lambda x, y: (c * x + s * y) ** 2 / 2 + (c * y - s * x) ** 2 / 40,
        "rosenbrock": lambda x, y: (1 - x) ** 2 / 20 + (y - x * x) ** 2 / 2,
        "two_wells": lambda x, y: (x * x - 1) ** 2 / 4 + x / 10 + y * y / 2,
    }[shape]
    np.testing.assert_allclose(problem.data.centers.mean(axis=0), 0, atol=1e-15)
    for at in points(problem, 4):
        expected = np.mean([height(*(at - shift)) for shift in problem.data.centers])
        np.testing.assert_allclose(problem.values(at), expected, rtol=1e-13)


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


def test_problems_are_kept_between_simulations() -> None:
    one, other = (scenario(problem=PROBLEMS["softmax"], methods=[{"kind": kind}]) for kind in ("asgd", "ormo"))
    assert isinstance(one, Scenario)
    assert problem_of(one) is problem_of(other)
