"""The small network: its formula, its test samples, and what holds where the minimum is not known."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, Simulation, simulate
from engine.kernel.state import Floats
from engine.problems.network import Network, NetworkProblem
from engine.problems.samples import digits, held_out_rows, hold_out
from engine.results.plane import draw_map, plane_of
from engine.results.verdict import Outcome, judge
from tests.support.build import WORKERS
from tests.support.made import simulation as made
from tests.support.made import walk

SMALL: dict[str, Any] = {"kind": "network", "hidden": 4, "penalty": 0.02}


def network(**fields: Any) -> NetworkProblem:
    return Network.model_validate(SMALL | fields).build(WORKERS, 0)


def outputs(problem: NetworkProblem, at: Floats, features: Floats) -> Floats:
    """Outputs (N, 10) at one point, from the formula."""
    h = problem.hidden
    first, second = at[: 65 * h].reshape(h, 65), at[65 * h :].reshape(10, h + 1)
    return np.array([second @ np.append(np.tanh(first @ x), 1) for x in features])


def trained(**fields: Any) -> Simulation:
    usual = {"seeds": 2, "cluster": {"workers": 8, "speed": {"kind": "equal"}}, "records": 21}
    return simulate(Scenario.model_validate(usual | {"problem": {"kind": "network"}} | fields))


def test_dimension() -> None:
    """65 weights a unit, and for each of the ten classes a weight a unit and a constant."""
    for hidden in (4, 16, 64):
        settings = Network(hidden=hidden)
        assert settings.size() == settings.build(3, 0).dimension == hidden * 65 + 10 * hidden + 10


def test_loss_is_the_mean_over_workers() -> None:
    problem = network()
    at = problem.start + 0.3 * np.random.default_rng(0).standard_normal(problem.dimension)
    grown = np.exp(outputs(problem, at, problem.features))
    chances = grown[np.arange(len(grown)), problem.labels] / grown.sum(axis=1)
    owners = np.repeat(np.arange(WORKERS), problem.sizes)
    own = [-np.log(chances[owners == worker]).mean() + 0.02 / 2 * at @ at for worker in range(WORKERS)]
    np.testing.assert_allclose(problem.values(at), np.mean(own), rtol=1e-12)
    np.testing.assert_allclose(problem.values(at, np.eye(WORKERS)[3]), own[3], rtol=1e-12)


def test_the_start_is_scaled_by_the_inputs() -> None:
    """Deviations 1 / sqrt(65) and 1 / sqrt(65): 64 units and 4,160 + 650 numbers, each within 4 standard errors."""
    start = network(hidden=64).start
    for part in (start[: 64 * 65], start[64 * 65 :]):
        assert abs(part.mean()) < 4 / math.sqrt(65 * part.size)
        assert part.std() * math.sqrt(65) == pytest.approx(1, abs=4 / math.sqrt(2 * part.size))
    settings = Network()
    assert not np.array_equal(settings.build(3, 0).start, settings.build(3, 1).start)
    np.testing.assert_array_equal(settings.build(3, 0).start, settings.build(9, 0).start)


def test_a_quarter_of_every_class_is_held_out() -> None:
    samples = digits()
    train, test = hold_out(samples)
    whole, held = np.bincount(samples.labels), np.bincount(test.labels)
    assert np.all(np.abs(held - whole / 4) <= 0.5)
    np.testing.assert_array_equal(np.bincount(train.labels), whole - held)
    joined = np.concatenate([train.features, test.features])
    np.testing.assert_array_equal(np.unique(joined, axis=0), np.unique(samples.features, axis=0))
    rows = held_out_rows(samples.labels)
    assert len(set(rows)) == len(rows) == len(test.labels)
    # Not the first ones of each class: the samples may be in an order that means something.
    assert rows.max() > 0.99 * len(samples.labels)


def test_test_samples_are_never_trained_on_and_the_same_for_all_seeds() -> None:
    tests = {settings.build(n, seed).test.features.tobytes() for n, seed, settings in
             [(3, 0, Network()), (5, 1, Network(hidden=4)), (3, 2, Network(dirichlet=0.1))]}  # fmt: skip
    assert len(tests) == 1
    problem = network()
    assert problem.test is not None
    trained_on = {row.tobytes() for row in problem.features}
    assert not any(row.tobytes() in trained_on for row in problem.test.features)
    assert len(problem.labels) + len(problem.test.labels) == len(digits().labels)


def test_test_accuracy_is_the_share_of_right_classes() -> None:
    problem = network()
    test = problem.test
    assert test is not None
    at = problem.start + np.random.default_rng(1).standard_normal((2, 3, problem.dimension))
    found = problem.test_accuracy(at)
    assert found is not None
    assert found.shape == (2, 3)
    for index in np.ndindex(2, 3):
        right = outputs(problem, at[index], test.features).argmax(axis=1) == test.labels
        assert found[index] == pytest.approx(right.mean(), abs=1e-12)
    assert len(np.unique(found)) > 1


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_model_that_is_not_finite_classifies_nothing(value: float) -> None:
    problem = network()
    at = np.stack([problem.start, np.full(problem.dimension, value)])
    found = problem.test_accuracy(at)
    assert found is not None
    assert found[0] > 0
    assert found[1] == 0


def test_a_test_accuracy_where_nothing_is_held_out() -> None:
    run = simulate(Scenario.model_validate({"seeds": 1, "budget": {"arrivals": 10}}))["asgd"]
    assert run.test_accuracy is None


def test_without_a_known_minimum_a_gap_is_the_loss() -> None:
    problem = network()
    at = problem.start + np.random.default_rng(2).standard_normal((5, problem.dimension))
    assert not problem.minimum_known
    assert problem.minimum == 0
    np.testing.assert_array_equal(problem.gaps(at), problem.values(at))
    for ask in (problem.minimiser, lambda: problem.optimum, lambda: problem.minimiser(problem.uniform)):
        with pytest.raises(ArithmeticError, match="not known"):
            ask()


def test_a_landmark_is_on_the_way_down() -> None:
    """Well below the start, on the objective that it was asked for; and lower there than the other's landmark."""
    problem = network(dirichlet=0.1)
    weights = np.random.default_rng(3).dirichlet(np.ones(WORKERS))
    for own, other in ((None, weights), (weights, None)):
        at = problem.landmark(own)
        assert problem.values(at, own) < 0.7 * problem.values(problem.start, own)
        assert problem.values(at, own) < problem.values(problem.landmark(other), own)


@pytest.mark.parametrize("speed", ["equal", "linear"])
def test_the_map_holds_the_start_and_the_paths_way(speed: str) -> None:
    given = trained(cluster={"workers": 8, "speed": {"kind": speed}}, budget={"arrivals": 1000})
    drawn = draw_map(given)
    assert drawn.goal is drawn.biased is drawn.workers is None
    np.testing.assert_allclose(drawn.plane.axes @ drawn.plane.axes.T, np.eye(2), atol=1e-9)
    assert drawn.heights.shape == (given.problem.map_lines,) * 2
    assert np.isfinite(drawn.heights).all()
    assert drawn.heights.min() > 0
    for spot in (drawn.start, *drawn.paths["asgd"]):
        assert drawn.x[0] < spot[0] < drawn.x[-1]
        assert drawn.y[0] < spot[1] < drawn.y[-1]
    # On the plane lies most of the way: a random plane would hold sqrt(2 / d) = 4% of its length.
    way = given["asgd"].iterate[0, -1] - given.problem.start
    assert np.linalg.norm(drawn.plane.axes @ way) > 0.8 * np.linalg.norm(way)


def test_a_film_lies_on_the_plane_of_the_map() -> None:
    given = simulate(trained(budget={"arrivals": 50}).scenario, film=True)
    film, plane = given["asgd"].film, plane_of(given)
    assert film is not None
    assert film.place.shape == (51, 2)
    np.testing.assert_allclose(film.place[-1], plane.project(given["asgd"].iterate[0, -1]), atol=1e-9)


def test_the_network_learns() -> None:
    """Measured: 95 to 98% after 3,000 arrivals at steps from 0.05 to 0.2; a random start knows some 10%."""
    simulation = trained(
        methods=[{"kind": kind, "step": 0.1} for kind in ("asgd", "ormo")], budget={"arrivals": 3000}, seeds=4
    )
    for run in simulation.values():
        accuracy = run.test_accuracy
        assert accuracy is not None
        assert accuracy.shape == run.gap.shape
        assert accuracy[:, 0].max() < 0.3
        assert accuracy[:, -1].min() > 0.9
        assert run.gap[:, -1].max() < 0.15 * run.gap[:, 0].min()


def course(*heights: float) -> Floats:
    """Models (4, 100, d) whose losses fall from the start to a landmark, through these shares of the way."""
    problem = network()
    shares = np.interp(np.linspace(0, 1, 100), np.linspace(0, 1, len(heights)), heights)
    path = problem.start + shares[:, None] * (problem.landmark() - problem.start)
    return np.tile(path, (4, 1, 1))


WRITTEN = {"cluster": {"workers": WORKERS}, "problem": SMALL}


def outcome_of(iterate: Floats, **parts: Any) -> Outcome:
    (verdict,) = judge(made(iterate, fields=WRITTEN, **parts), 0.0)
    losses = network().values(iterate[:, -20:]).mean(axis=1)
    assert verdict.gap == pytest.approx(float(np.median(losses)), rel=1e-2, nan_ok=True)
    assert all(math.isnan(value) for value in (verdict.end_to_goal, verdict.end_to_biased))
    return verdict.outcome


def test_outcomes_are_told_by_the_loss() -> None:
    assert outcome_of(course(0.0, 1.0)) is Outcome.MOVING
    assert outcome_of(course(0.0, 1.0, 1.0, 1.0)) is Outcome.SETTLED
    rng = np.random.default_rng(4)
    resting = course(0.0, 1.0, 1.0, 1.0)
    assert outcome_of(resting + 0.05 * rng.standard_normal(resting.shape)) is Outcome.SETTLED
    still = course(0.0, 0.0)
    assert outcome_of(still, all_updates=np.zeros((4, 100), np.int64)) is Outcome.NOTHING


@pytest.mark.parametrize("value", [1e200, math.inf, math.nan])
def test_divergence(value: float) -> None:
    path = course(0.0, 1.0)
    path[:, 60:] = value
    given = made(path, fields=WRITTEN)
    (verdict,) = judge(given, 0.0)
    assert verdict.outcome is Outcome.DIVERGED
    assert verdict.diverged == 4
    assert verdict.diverged_at == 60
    assert verdict.test_accuracy == 0 or value == 1e200


def test_simulated_outcomes() -> None:
    methods = [{"kind": "asgd", "step": 0.1}, {"kind": "asgd", "label": "far too large", "step": 1e5}]
    verdicts = judge(trained(methods=methods, budget={"arrivals": 1000}, records=60), 0.5)
    assert [verdict.outcome for verdict in verdicts] == [Outcome.MOVING, Outcome.DIVERGED]
    assert verdicts[0].test_accuracy > 0.85
    assert 0 < verdicts[0].falling < 1
    assert math.isfinite(verdicts[0].target_seconds)


def test_walks_with_a_known_minimum_have_no_test() -> None:
    (verdict,) = judge(made(walk(4)), 0.0)
    assert math.isnan(verdict.test_accuracy)
