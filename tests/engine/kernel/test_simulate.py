"""From a scenario to its runs: the public contract."""

import numpy as np
import pytest

import engine
from engine import Scenario, Simulation, simulate
from engine.kernel.flight import ARRIVAL
from engine.kernel.state import Floats
from tests.support.build import EXAMPLE, PROBLEMS, scenario
from tests.support.runs import several


def test_contract() -> None:
    """Names, shapes and types, on the example of the documentation."""
    given = Scenario.model_validate(EXAMPLE)
    simulation = simulate(given)
    seeds, records, d = 4, 200, 10
    assert isinstance(simulation, Simulation)
    assert list(simulation) == ["asgd", "rescaled_asgd", "ormo"]
    assert len(simulation) == 3
    assert simulation.scenario is given
    for label in simulation:
        run = simulation[label]
        assert run.label == label
        assert run.settings.kind == label
        assert run.time.shape == run.updates.shape == run.gradients.shape == (records,)
        assert run.time.dtype == np.float64
        assert run.updates.dtype == run.gradients.dtype == np.int64
        assert run.iterate.shape == (seeds, records, d)
        assert run.value.shape == run.gap.shape == run.gradient_norm.shape == (seeds, records)
        assert run.iterate.dtype == run.value.dtype == run.gap.dtype == run.gradient_norm.dtype == np.float64
        assert run.time[0] == run.updates[0] == run.gradients[0] == 0
        assert np.all(np.diff(run.time) > 0)
        assert run.gradients[-1] == run.updates[-1] == 5000
        np.testing.assert_array_equal(run.iterate[:, 0], np.tile(simulation.problem.start, (seeds, 1)))
        assert run.arrivals.dtype == ARRIVAL
        assert run.arrivals.dtype.names == ("time", "worker", "staleness", "used")
        assert run.arrivals.shape == (5000,)
        assert np.all(run.arrivals["used"])
        assert np.all(np.diff(run.arrivals["time"]) >= 0)
        assert set(run.arrivals["worker"]) == set(range(8))
        np.testing.assert_array_equal(run.time[1:], run.arrivals["time"][run.gradients[1:] - 1])


def test_measures_are_the_problems_own() -> None:
    simulation = simulate(several(problem=PROBLEMS["two_wells"]))
    problem = simulation.problem
    run = simulation["ormo"]
    np.testing.assert_allclose(run.value, problem.values(run.iterate), rtol=1e-12)
    np.testing.assert_allclose(run.gap, problem.values(run.iterate) - problem.values(problem.optimum), atol=1e-14)
    np.testing.assert_allclose(run.gradient_norm**2, (problem.gradients(run.iterate) ** 2).sum(axis=-1), rtol=1e-12)
    np.testing.assert_array_equal(simulation.optimum, problem.minimiser())
    np.testing.assert_array_equal(simulation.frequencies, simulation.scenario.cluster.frequencies())
    np.testing.assert_array_equal(simulation.biased_optimum, problem.minimiser(simulation.frequencies))


def test_labels() -> None:
    methods = [{"kind": "asgd", "step": 0.1, "label": "large"}, {"kind": "asgd", "step": 0.01}, {"kind": "ormo"}]
    simulation = simulate(scenario(methods=methods))
    assert list(simulation) == ["large", "asgd", "ormo"]
    assert [run.settings.step for run in simulation.values()] == [0.1, 0.01, 0.05]
    assert "rescaled_asgd" not in simulation
    with pytest.raises(KeyError):
        simulation["rescaled_asgd"]


@pytest.mark.parametrize("arrivals", [1, 7, 150, 1000])
@pytest.mark.parametrize("records", [2, 3, 101])
def test_records_stand_at_equal_steps(arrivals: int, records: int) -> None:
    """From 0 to the budget, within half an arrival of equal steps; one for each arrival where those are fewer."""
    run = simulate(scenario(budget={"arrivals": arrivals}, records=records))["asgd"]
    count = min(records, arrivals + 1)
    assert run.time.shape == (count,)
    steps = np.arange(count) * arrivals / (count - 1)
    assert np.all(np.abs(run.gradients - steps) <= 0.5)
    assert (run.gradients[0], run.gradients[-1]) == (0, arrivals)
    assert len(run.arrivals) == arrivals


def test_seconds_may_pass_without_an_arrival() -> None:
    """Equal workers of 1 s in a budget of 2.5 s: the records at 0, 0.5, ... see 0, 0, 3, 3, 6, 6 arrivals."""
    cluster = {"workers": 3, "speed": {"kind": "equal"}}
    run = simulate(scenario(cluster=cluster, budget={"seconds": 2.5}, records=6))["asgd"]
    np.testing.assert_array_equal(run.time, [0, 0.5, 1, 1.5, 2, 2.5])
    np.testing.assert_array_equal(run.gradients, [0, 0, 3, 3, 6, 6])
    np.testing.assert_array_equal(run.updates, [0, 0, 3, 3, 6, 6])
    np.testing.assert_array_equal(run.iterate[:, 0], run.iterate[:, 1])
    assert len(run.arrivals) == 6


def test_a_budget_may_end_before_the_first_arrival() -> None:
    run = simulate(scenario(cluster={"workers": 2, "speed": {"kind": "custom", "times": [5, 9]}},
                            budget={"seconds": 4.0}, records=3))["ormo"]  # fmt: skip
    np.testing.assert_array_equal(run.gradients, [0, 0, 0])
    assert run.arrivals.shape == (0,)
    assert run.arrivals.dtype == ARRIVAL


def test_one_worker_and_one_dimension() -> None:
    """SGD: x <- x - step (x - c), and the mean of one center is 0."""
    given = scenario(
        cluster={"workers": 1},
        problem={"kind": "quadratic", "dimension": 1, "noise": 0.0},
        budget={"arrivals": 50},
        methods=[{"kind": kind, "step": 0.1} for kind in ("asgd", "rescaled_asgd")],
    )
    for run in simulate(given).values():
        expected: Floats = 3 * 0.9 ** np.arange(51)
        np.testing.assert_allclose(run.iterate[0, :, 0], expected, rtol=1e-13)
        np.testing.assert_allclose(run.gap[0], expected**2 / 2, rtol=1e-12)
        assert not run.arrivals["staleness"].any()


def test_the_package_offers_the_contract() -> None:
    assert set(engine.__all__) >= {"Scenario", "simulate"}
    for name in engine.__all__:
        assert getattr(engine, name) is not None
