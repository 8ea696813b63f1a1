"""Steps derived here: numbers by hand, jobs that overlap in runs, the exact largest step, noise and random times."""

import math
import os
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.cluster import Cluster
from engine.derived_step import CHECKED, DERIVED, PROVED, derived_step
from engine.methods import METHODS, MethodSettings
from engine.overlap import Paces, closed_form, least_delays, matrix_of, overlap, paces_of, perron
from engine.power import Steady
from engine.simulation import Run
from engine.state import Floats
from engine.theory.bias_curves import largest_stable_step
from engine.theory_step import Known, known, no_step, origin_of, theory_step
from tests.build import JITTERS, POWERS, PROBLEMS, problem_of, scenario
from tests.laws import draws, law
from tests.step_cases import case

CASES = 200 if os.environ.get("LAB_THOROUGH") else 30


def fixed(*times: float) -> Paces:
    return paces(times, kind="none")


def paces(times: tuple[float, ...], **jitter: Any) -> Paces:
    """Job times around these means, or for a part of the jitters around something near them."""
    speed = {"kind": "custom", "times": times}
    found = paces_of(Cluster.model_validate({"workers": len(times), "speed": speed, "jitter": jitter}))
    assert found is not None
    return found


def method(kind: str, **fields: Any) -> MethodSettings:
    return METHODS[kind].settings(kind=kind, step=0.1, **fields)


OVERLAPS: list[tuple[Paces, list[float], float]] = [
    (fixed(1.0), [3.0], 3.0),
    # Equal times: n - 1 when it begins, n - 1 until it ends, and itself.
    (fixed(*[0.3] * 8), [1.0] * 8, 15.0),
    # N = (1, 2; 3, 1).
    (fixed(1.0, 2.0), [1.0, 1.0], 1 + math.sqrt(6)),
    # A third more of the longer time: N = (1, 2; 4, 1).
    (fixed(0.3, 0.8), [1.0, 1.0], 1 + math.sqrt(8)),
    # 0.6 / 0.2 is 2.9999999999999996 and 0.3 / 0.1 is that, too: N = (1, 2; 4, 1).
    (fixed(0.1, 0.3), [1.0, 1.0], 1 + math.sqrt(8)),
    # Columns times 3/4 and 3/2, Rescaled ASGD's scales: (3/4, 3; 9/4, 3/2).
    (fixed(1.0, 2.0), [0.75, 1.5], 3.75),
    # Exponential times, in the mean 2 + 1 + 1 jobs of the other.
    (paces((2.0, 2.0), kind="exponential"), [1.0, 1.0], 5.0),
    (paces((2.0, 2.0), kind="gamma", variation=0.5), [1.0, 1.0], 4.25),
]


@pytest.mark.parametrize(("given", "pulls", "expected"), OVERLAPS)
def test_overlap(given: Paces, pulls: list[float], expected: float) -> None:
    assert overlap(given, np.array(pulls)) == pytest.approx(expected, rel=1e-8)


def test_measured_times_count_by_their_longest_and_shortest() -> None:
    speed = {"kind": "trace", "durations": [[1.0, 3.0], [2.0]]}
    found = paces_of(Cluster.model_validate({"workers": 2, "speed": speed}))
    assert found is not None
    # Up to 1 + ceil(3 / 2) of the second while one of the first, 1 + ceil(2 / 1) the other way round.
    assert overlap(found, np.ones(2)) == pytest.approx(1 + math.sqrt(9), rel=1e-8)
    assert least_delays(found).tolist() == [0.0, 0.0]


def test_workers_that_are_alike_are_one_row_and_the_closed_form_is_above() -> None:
    rng = np.random.default_rng(0)
    for kind in ("none", "gamma"):
        for _ in range(20):
            times = rng.choice([0.5, 1.0, 2.5, 7.0], int(rng.integers(1, 9)))
            given, pulls = paces(tuple(times), kind=kind), rng.uniform(0.1, 2.0, times.size)
            ratios = times[:, None] / times
            met = 1 + np.ceil(ratios) if kind == "none" else 2 + ratios + 0.25
            np.fill_diagonal(met, 1)
            exact = float(np.abs(np.linalg.eigvals(met * pulls)).max())
            assert overlap(given, pulls) == pytest.approx(exact, rel=1e-8)
            alone = np.stack([given.longest, given.shortest, np.full(times.size, 0.25), pulls], axis=1)
            vector, bound = closed_form(alone, np.ones(times.size))
            assert exact <= bound <= 3.5 * exact
            assert perron(matrix_of(alone, np.ones(times.size), kind == "none"), vector) == pytest.approx(exact, 1e-8)


def test_many_workers_are_quick_and_on_the_safe_side() -> None:
    many = fixed(*np.arange(1.0, 2001.0))
    found = overlap(many, np.ones(2000))
    # n (1 + sqrt(tau_avg mean(1 / tau))), without the rounding up.
    limit = 2000 * (1 + math.sqrt(1000.5 * float(np.mean(1 / many.means))))
    assert limit < found < 1.5 * limit
    assert not least_delays(many).any()


def between(run: Run, workers: int) -> tuple[Floats, Floats]:
    """Arrivals of worker j while worker i does a job, (n, n) each: the most and the least."""
    order = run.arrivals["worker"]
    most, least = np.zeros((workers, workers)), np.full((workers, workers), np.inf)
    for i in range(workers):
        own = np.flatnonzero(order == i)
        counts = np.array([np.bincount(order[a + 1 : b], minlength=workers) for a, b in pairwise(own)])
        most[i], least[i] = counts.max(axis=0), counts.min(axis=0)
    return most, least


@pytest.mark.parametrize(
    "times", [(1.0, 1.0, 1.0), (1.0, 2.0, 5.0), (0.1, 0.3, 0.7, 0.7), (1.0, math.sqrt(2), math.pi)]
)
def test_jobs_overlap_as_is_said(times: tuple[float, ...]) -> None:
    n = len(times)
    speed = {"kind": "custom", "times": times}
    run = simulate(scenario(cluster={"workers": n, "speed": speed}, budget={"arrivals": 3000}))["asgd"]
    most, least = between(run, n)
    ratios = np.array(times)[:, None] / np.array(times)
    off = ~np.eye(n, dtype=bool)
    # One more is under way when the job begins.
    np.testing.assert_array_equal(most[off], np.ceil(ratios - 1e-9)[off])
    assert (least_delays(fixed(*times)) <= run.arrivals["staleness"][100:].max()).all()
    np.testing.assert_array_equal(least_delays(fixed(*times)), np.where(off, np.floor(ratios + 1e-9), 0).sum(axis=1))
    assert (least[off] >= np.floor(ratios + 1e-9)[off]).all()


@pytest.mark.parametrize("jitter", [name for name in JITTERS if name != "none"])
def test_random_jobs_begin_in_the_mean_at_most_as_often_as_is_said(jitter: str) -> None:
    """Where a worker begins a job at once and then anew, `T / m + 1 + v^2` bounds the mean number in a time T."""
    cluster = Cluster.model_validate(
        {"workers": 1, "speed": {"kind": "custom", "times": [2.0]}, "jitter": JITTERS[jitter]}
    )
    found = paces_of(cluster)
    assert found is not None
    assert found.variation is not None
    ends = draws(cluster, 0, 60_000).reshape(1000, 60).cumsum(axis=1)
    for window in (0.3, 1.0, 5.0):
        counts = 1 + (ends < window * found.means[0]).sum(axis=1)
        assert counts.max() < 61
        assert counts.mean() < window + 1 + found.variation[0] + 4 * counts.std() / math.sqrt(1000)


@pytest.mark.parametrize("jitter", JITTERS)
@pytest.mark.parametrize("tau", [0.5, 9.0])
def test_variances_of_job_times(jitter: str, tau: float) -> None:
    given = {"workers": 1, "speed": {"kind": "custom", "times": [tau]}, "jitter": JITTERS[jitter]}
    variance = Cluster.model_validate(given).jitter.variances(np.array([tau]))
    np.testing.assert_allclose(variance, law(jitter, tau).var(), rtol=1e-9, atol=1e-200)


@pytest.mark.parametrize("power", POWERS)
def test_there_is_no_overlap_where_the_power_changes(power: str) -> None:
    cluster = Cluster.model_validate({"workers": 4, "power": POWERS[power]})
    assert (paces_of(cluster) is None) != isinstance(cluster.power, Steady)


ONE = np.ones(2)
BY_HAND: list[tuple[MethodSettings, float]] = [
    # Without noise: 1 / rho, L being 2 for both workers of 1 and 2 s; the smaller eigenvalue plays no part.
    (method("asgd"), 1 / (2 + 2 * math.sqrt(6))),
    (method("ormo", momentum=0.9), 1 / (2 + 2 * math.sqrt(6))),
    (method("rescaled_asgd"), 1 / 7.5),
    (method("rescaled_ormo"), 1 / 7.5),
    # Scales 1/2 and 1 in place of 3/4 and 3/2.
    (method("rescaled_asgd", normalisation="cycle"), 1 / 5),
    # A job of worker 2 waits for 2 arrivals, which is n.
    (method("delay_adaptive"), 1 / (2 + 2 * math.sqrt(6))),
    # 2 beta L / (1 - beta) = 4 for beta = 1/2.
    (method("naive_momentum", momentum=0.5), 1 / (6 + 2 * math.sqrt(6))),
]


@pytest.mark.parametrize(("settings", "expected"), BY_HAND)
def test_derived_steps(settings: MethodSettings, expected: float) -> None:
    assert derived_step(settings, 2 * ONE, fixed(1.0, 2.0), 0.0, 0.01) == pytest.approx(expected, rel=1e-8)


def test_a_delay_above_n_shortens_the_steps_of_delay_adaptive() -> None:
    """Jobs of 4 s wait for 4 arrivals of 1 s, so c = (1, 1/2): N c = (1, 1; 5, 1/2)."""
    found = derived_step(method("delay_adaptive"), ONE, fixed(1.0, 4.0), 0.0, 0.01)
    assert 1 / found == pytest.approx((1.5 + math.sqrt(0.25 + 20)) / 2, rel=1e-8)


def test_noise_shortens_derived_steps() -> None:
    """eps / (2 L s2); Rescaled ASGD's times sum p c / sum p c^2 = 1 / mean c, for scales 3/4 and 3/2."""
    for kind in DERIVED:
        calm = 1 / 1.125 if kind.startswith("rescaled") else 1.0
        found = derived_step(method(kind), np.array([1.0, 2.0]), fixed(1.0, 2.0), 5.0, 0.01)
        assert found == pytest.approx(calm * 0.01 / 20, rel=1e-12)


def test_the_kinds_are_labelled() -> None:
    assert {kind: origin_of(kind) for kind in METHODS if origin_of(kind)} == {
        **dict.fromkeys(("minibatch", "rennala", "ringmaster", "ringleader"), "published"),
        **dict.fromkeys(DERIVED, "derived here"),
    }
    for kind in DERIVED:
        facts = METHODS[kind].facts
        assert facts is not None
        assert ("checked" in facts.step_from) == (kind in CHECKED)
        assert ("and proved for convex" in facts.step_from) == (kind in PROVED)


def test_why_there_is_no_step() -> None:
    full = Known(2, 1.0, 0.0, 0.01, ONE, fixed(1.0, 2.0))
    assert no_step("asgd", full) == ""
    assert "convex" in no_step("asgd", full._replace(own=None))
    assert "power" in no_step("asgd", full._replace(paces=None))
    assert no_step("minibatch", full._replace(own=None, paces=None)) == ""
    assert "no step gets there" in no_step("ormo", full._replace(eps=0.0, noise=1.0))
    assert "no step by theory is known here" in no_step("fedbuff", full)
    for broken in (full._replace(own=None), full._replace(paces=None), full._replace(smoothness=math.nan)):
        assert theory_step(method("asgd"), broken) is None


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_workers_smoothness_bounds_its_curvature(name: str) -> None:
    """Along random short ways gradients of f_i differ by at most L_i times the way; n f's L bounds it from above."""
    problem = problem_of(scenario(problem=PROBLEMS[name]))
    own = problem.worker_smoothness
    convex = name not in ("rosenbrock", "two_wells", "network", "sigmoid")
    assert (own is not None) == convex
    if own is None:
        return
    rng = np.random.default_rng(0)
    n = problem.workers
    assert own.shape == (n,)
    assert (own <= n * problem.smoothness * (1 + 1e-9)).all()
    for i in range(n):
        for _ in range(5):
            x, y = problem.start + rng.standard_normal((2, problem.dimension))
            change = problem.gradients(x, np.eye(n)[i]) - problem.gradients(y, np.eye(n)[i])
            # Convex: the change and the way agree.
            assert change @ (x - y) > 0
            assert np.linalg.norm(change) <= own[i] * np.linalg.norm(x - y) * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(CASES))
def test_derived_steps_are_below_the_exact_largest(seed: int) -> None:
    """By the factor of 2 that the proof says, and OrMo's, too."""
    given = case(seed)
    facts = known(given, problem_of(given), 0.01)
    for settings in given.methods:
        step = theory_step(settings, facts)
        assert step is not None
        largest = largest_stable_step(given, settings.name)
        assert largest > (2 - 1e-6) * step, settings


def test_derived_steps_are_not_uselessly_small() -> None:
    """Equal workers and curvatures: ASGD's exact largest step is 2 sin(pi / (4 n - 2)) / L, near pi times it."""
    given = Scenario.model_validate(
        {
            "cluster": {"workers": 8, "speed": {"kind": "equal"}},
            "problem": {"kind": "quadratic", "dimension": 2},
            "methods": [{"kind": "asgd", "step": 0.1}, {"kind": "ormo", "step": 0.1}],
        }
    )
    facts = known(given, problem_of(given), 0.01)._replace(noise=0.0)
    for settings in given.methods:
        step = theory_step(settings, facts)
        assert step == pytest.approx(1 / 15)
    assert largest_stable_step(given, "asgd") == pytest.approx(2 * math.sin(math.pi / 30), rel=1e-8)
    assert largest_stable_step(given, "ormo") < 10 / 15


@pytest.mark.parametrize("seed", range(12))
def test_the_published_step_for_equal_data_is_smaller(seed: int) -> None:
    """Ringmaster ASGD with R above every delay is ASGD: 1 / (2 R L) then holds for it, too."""
    given = case(seed)
    facts = known(given, problem_of(given), 0.01)._replace(own=np.ones(given.cluster.workers), smoothness=1.0)
    run = simulate(given.model_copy(update={"budget": scenario(budget={"arrivals": 3000}).budget}))["asgd"]
    step = theory_step(given.methods[0], facts)
    assert step is not None
    assert step >= 1 / (2 * (run.arrivals["staleness"].max() + 1))


@pytest.mark.parametrize("kind", DERIVED)
@pytest.mark.parametrize("speed", ["equal", "linear", "two_groups"])
def test_with_noise_the_squared_gradient_falls_below_eps(kind: str, speed: str) -> None:
    """On equal data, in the mean over the second half of the arrivals and eight seeds; and not far below."""
    given = scenario(
        seeds=8,
        cluster={"workers": 6, "speed": {"kind": speed}},
        problem={"kind": "quadratic", "dimension": 3, "condition": 3, "heterogeneity": 0, "noise": 0.5},
        methods=[{"kind": kind, "step": 0.1}],
        budget={"arrivals": 40_000},
    )
    facts = known(given, problem_of(given), 0.01)
    step = theory_step(given.methods[0], facts)
    assert step is not None
    assert step < theory_step(given.methods[0], facts._replace(noise=0.0))  # type: ignore[operator]
    run = simulate(given.with_steps({kind: step}))[kind]
    late = (run.gradient_norm[:, run.gradients > 20_000] ** 2).mean()
    assert 0.05 * facts.eps < late < facts.eps


@pytest.mark.parametrize("kind", DERIVED)
@pytest.mark.parametrize("jitter", ["exponential", "gamma above 1", "uniform"])
def test_random_times_are_stable_at_derived_steps(kind: str, jitter: str) -> None:
    """Without noise and with workers that agree, x tends to the minimiser."""
    given = scenario(
        cluster={"workers": 6, "jitter": JITTERS[jitter]},
        problem={"kind": "quadratic", "dimension": 3, "heterogeneity": 0, "curvature_spread": 1.0, "noise": 0.0},
        methods=[{"kind": kind, "step": 0.1}],
        budget={"arrivals": 30_000},
    )
    step = theory_step(given.methods[0], known(given, problem_of(given), 0.01))
    assert step is not None
    run = simulate(given.with_steps({kind: step}))[kind]
    assert run.gap[0, -1] < 1e-6 * run.gap[0, 0]
