"""Exact theory and the simulator against each other, on random periodic clusters with any method."""

import os

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import Scenario
from engine.simulate import build_problem
from engine.theory import exact
from tests.support.periodic import contraction, models, scenarios, with_step, without_centers

pytestmark = pytest.mark.slow

MOST_ARRIVALS = 150_000
CLUSTERS = 200 if os.environ.get("LAB_THOROUGH") else 40
WATCHED = 5
"""Periods from which a rate is taken."""


def label(scenario: Scenario) -> str:
    return scenario.methods[0].name


def at_share(scenario: Scenario, share: float) -> Scenario:
    """The scenario at a share of its method's largest step."""
    return with_step(scenario, share * exact(scenario, label(scenario)).largest_step)


@settings(max_examples=CLUSTERS)
@given(scenarios(), st.floats(0.05, 0.8))
def test_the_limit_is_where_the_kernel_ends(scenario: Scenario, share: float) -> None:
    scenario = at_share(scenario, share)
    known = exact(scenario, label(scenario))
    assert known.converges
    period = known.arrivals_per_period
    arrivals = int(period + 40 / -np.log(known.rate)) if known.rate > 0 else 10 * period
    assume(arrivals < MOST_ARRIVALS)
    last = models(scenario, np.arange(arrivals, arrivals + period))
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    np.testing.assert_allclose(last.mean(axis=0), known.limit, rtol=0, atol=1e-8)
    assert abs(np.linalg.norm(last.mean(axis=0) - problem.optimum) - known.bias) < 1e-8
    np.testing.assert_allclose(problem.gaps(last).mean(), known.noise_floor, rtol=1e-6, atol=1e-12)


@settings(max_examples=CLUSTERS)
@given(scenarios(), st.floats(0.05, 0.8))
def test_the_rate_is_the_kernels(scenario: Scenario, share: float) -> None:
    scenario = at_share(without_centers(scenario), share)
    known = exact(scenario, label(scenario))
    period = known.arrivals_per_period
    assume(known.rate > 0.5)
    # To 1e-130: entries below 1e-150 become 0.
    periods = int(300 / -np.log(known.rate)) // period
    assume(periods > WATCHED and periods * period < MOST_ARRIVALS)
    begin = (periods - WATCHED) * period
    path = models(scenario, begin + np.arange(WATCHED * period)).reshape(WATCHED, -1)
    measured = contraction(path)
    assume(measured is not None)
    assert abs(measured ** (1 / period) - known.rate) < 1e-6


@settings(max_examples=CLUSTERS)
@given(scenarios())
def test_the_largest_step_lies_between_a_run_that_converges_and_one_that_diverges(scenario: Scenario) -> None:
    scenario = without_centers(scenario)
    largest = exact(scenario, label(scenario)).largest_step
    assume(largest < np.inf)
    for factor in (0.995, 1.005):
        tried = with_step(scenario, factor * largest)
        rate = exact(tried, label(tried)).rate
        assert (rate < 1) == (factor < 1)
        arrivals = int(20 / abs(np.log(rate))) if rate > 0 else 100
        assume(arrivals < MOST_ARRIVALS)
        period = exact(tried, label(tried)).arrivals_per_period
        sizes = [np.abs(models(tried, at + np.arange(period))).max() for at in (arrivals // 2, arrivals)]
        assert (sizes[1] < 1e-3 * sizes[0]) if factor < 1 else (sizes[1] > 1e3 * sizes[0])


@settings(max_examples=CLUSTERS)
@given(scenarios(noise=0.5), st.floats(0.05, 0.6))
def test_the_noise_floor_is_the_kernels(scenario: Scenario, share: float) -> None:
    scenario = at_share(scenario, share)
    known = exact(scenario, label(scenario))
    period = known.arrivals_per_period
    settled = int(12 / -np.log(known.rate)) if known.rate > 0 else period
    periods = 1 + 500 // period
    assume(settled + 16 * periods * period < MOST_ARRIVALS // 8)
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)

    def away(periods: int, seeds: range) -> float:
        """Standard errors between the measured floor and the known one."""
        moments = settled + np.arange(periods * period)
        floors = np.array([problem.gaps(models(scenario, moments, number)).mean() for number in seeds])
        return float(abs(floors.mean() - known.noise_floor) / (floors.std(ddof=1) / np.sqrt(floors.size)))

    # By chance one of 370 lies beyond 3; of these a longer run with other seeds decides.
    assert away(periods, range(24)) < 3 or away(16 * periods, range(24, 64)) < 3
