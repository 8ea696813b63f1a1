"""Verdicts: on runs written by hand, where the answer follows from the definition, and on simulated ones."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, Simulation, simulate
from engine.kernel.state import Floats
from engine.results.curves import quartiles
from engine.results.ending import CLOSE, NEAR
from engine.results.mean_end import APPROACH
from engine.results.path import GROWN, TAIL
from engine.results.verdict import Outcome, Verdict, judge
from tests.support.made import ALIKE, BIASED, GOAL, START, TWO_WORKERS, arrivals, counts, resting, simulation

APART = float(np.linalg.norm(BIASED - GOAL))
AWAY = float(np.linalg.norm(START - GOAL))
UP = np.array([0.0, 1.0])
"""A direction that leads away from both points."""


def verdict(given: Simulation, target: float = 0.0) -> Verdict:
    """On the one run of a simulation."""
    (only,) = judge(given, target)
    return only


def outcome(*iterates: Floats, fields: dict[str, Any] = TWO_WORKERS) -> Outcome:
    return verdict(simulation(*iterates, fields=fields)).outcome


def simulated(**fields: Any) -> dict[str, Verdict]:
    """Verdicts on a real simulation, by label."""
    return {v.label: v for v in judge(simulate(Scenario.model_validate(fields)), target=1e-3)}


def test_the_points_of_the_written_runs() -> None:
    given = simulation(resting(GOAL))
    np.testing.assert_allclose(given.optimum, GOAL, atol=1e-15)
    np.testing.assert_allclose(given.biased_optimum, BIASED, atol=1e-15)
    np.testing.assert_allclose(given["asgd"].gap[:, 0], AWAY**2 / 2)


@pytest.mark.parametrize("share", [0.0, 0.9, 1.1])
@pytest.mark.parametrize(("point", "at"), [(GOAL, Outcome.AT_GOAL), (BIASED, Outcome.AT_BIASED)])
def test_a_run_is_at_a_point_within_a_share_of_the_distance_between_the_two(
    point: Floats, at: Outcome, share: float
) -> None:
    assert CLOSE * AWAY < NEAR * APART
    found = verdict(simulation(resting(point + share * NEAR * APART * UP)))
    assert found.outcome is (at if share < 1 else Outcome.SETTLED)
    assert found.end_to_goal == pytest.approx(np.hypot(*(point - GOAL + share * NEAR * APART * UP)))
    assert found.end_to_biased == pytest.approx(np.hypot(*(point - BIASED + share * NEAR * APART * UP)))


@pytest.mark.parametrize("share", [0.0, 0.9, 1.1])
def test_where_both_points_are_one_it_is_the_goal(share: float) -> None:
    point = GOAL + share * CLOSE * AWAY * UP
    assert outcome(resting(point), fields=ALIKE) is (Outcome.AT_GOAL if share < 1 else Outcome.SETTLED)


def test_two_points_too_close_to_tell_apart_are_the_goal() -> None:
    """Seen from a start so far away that CLOSE of its distance covers both."""
    far = TWO_WORKERS["problem"] | {"start": [0, 1.1 * APART / CLOSE]}
    assert outcome(resting(BIASED), fields=TWO_WORKERS | {"problem": far}) is Outcome.AT_GOAL


@pytest.mark.parametrize("point", [GOAL, BIASED])
@pytest.mark.parametrize(("seeds", "records"), [(1, 40), (4, 20), (4, 401)])
def test_a_run_on_its_way_to_a_point_is_moving(point: Floats, seeds: int, records: int) -> None:
    away = START - point
    left = 0.5 ** (np.arange(records) / records)
    path = point + away * left[:, None]
    assert outcome(np.tile(path, (seeds, 1, 1))) is Outcome.MOVING


@pytest.mark.parametrize("factor", [0.2, 5.0])
def test_the_share_of_its_distance_from_which_a_run_moves(factor: float) -> None:
    """From one half of its tail to the other the distance falls by `factor` times APPROACH."""
    records = 200
    rate = 2 * TAIL * factor * APPROACH
    path = START * np.exp(-rate * np.arange(records) / records)[:, None]
    # Below, its pace is still that of the whole way: that it rests is not said, either.
    assert outcome(path[None]) is (Outcome.MOVING if factor > 1 else Outcome.UNCLEAR)


def test_a_run_that_drifts_away_has_not_settled() -> None:
    path = GOAL + UP * np.linspace(1.0, 20.0, 100)[:, None]
    path[0] = START
    assert outcome(np.tile(path, (4, 1, 1))) is Outcome.MOVING


def noisy(point: Floats, seeds: int, spread: float, number: int, records: int = 200) -> Floats:
    rng = np.random.default_rng(number)
    return np.asarray(point + spread * rng.standard_normal((seeds, records, 2)))


@pytest.mark.parametrize("seeds", [1, 2, 4, 8])
def test_noise_does_not_make_a_settled_run_move(seeds: int) -> None:
    """Each of 200 runs rests 5 away from the goal, in noise that moves its mean by more than APPROACH of that."""
    paths = [noisy(5 * UP, seeds, 1.0, number) for number in range(200)]
    for path in paths:
        path[:, 0] = START
    found = [outcome(path) for path in paths]
    # One in a hundred is wrong by chance for each of the distances looked at; 20 are far beyond that.
    assert found.count(Outcome.MOVING) < 20
    assert set(found) <= {Outcome.MOVING, Outcome.SETTLED, Outcome.UNCLEAR}


@pytest.mark.parametrize("seeds", [1, 4])
def test_noise_does_not_hide_that_a_run_moves(seeds: int) -> None:
    path = 8 * UP * (0.5 ** (np.arange(200) / 200))[:, None]
    assert outcome(path + noisy(GOAL, seeds, 0.1, 0)) is Outcome.MOVING


@pytest.mark.parametrize("seeds", [1, 8])
def test_noise_alone_does_not_keep_a_run_from_the_goal(seeds: int) -> None:
    """The mean over the tail is off by chance: in most of these runs by more than CLOSE of the way."""
    spread = 2 * CLOSE * AWAY * math.sqrt(seeds * 200 / TAIL)
    paths = [noisy(GOAL, seeds, spread, number) for number in range(50)]
    ends = [np.linalg.norm(path[:, -200 // TAIL :].mean(axis=(0, 1))) for path in paths]
    assert np.median(ends) > CLOSE * AWAY
    found = [outcome(path, fields=ALIKE) for path in paths]
    # Where the noise takes the gap above the first, that is told instead.
    assert found.count(Outcome.AT_GOAL) + found.count(Outcome.RISEN) >= 45


def exploding(seeds: int, gone: int, value: float, since: int = 60) -> Floats:
    """Runs that rest at the goal, but for the first `gone` seeds: these are at `value` from record `since` on."""
    path = resting(GOAL, seeds)
    path[:gone, since:] = value
    return path


FAR = 2 * math.sqrt(GROWN) * AWAY
"""A run that ends so far away is GROWN times above its start, and more."""


@pytest.mark.parametrize("value", [FAR, 1e100, 1e200, math.inf, math.nan])
@pytest.mark.parametrize(("seeds", "gone"), [(1, 1), (4, 4), (4, 2), (4, 1), (3, 1), (3, 2)])
def test_divergence(seeds: int, gone: int, value: float) -> None:
    found = verdict(simulation(exploding(seeds, gone, value)))
    assert found.outcome is (Outcome.DIVERGED if 2 * gone >= seeds else Outcome.AT_GOAL)
    assert found.diverged == gone
    assert found.diverged_at == 60.0
    if 2 * gone < seeds:
        # What is said of the run is said of the seeds that are still there.
        assert found.end_to_goal == pytest.approx(0, abs=1e-12)
        assert found.end_to_biased == pytest.approx(APART)
        assert found.gap == 0


@pytest.mark.parametrize("value", [FAR, 1e200])
def test_a_diverged_seed_does_not_move_the_others(value: float) -> None:
    path = exploding(8, 1, value)
    path[1:, 1:] = 5 * UP
    assert outcome(path) is Outcome.SETTLED


def test_the_time_of_divergence_is_the_earliest_seeds() -> None:
    path = resting(GOAL, seeds=3)
    path[1, 70:] = FAR
    path[2, 30:] = math.inf
    times = np.arange(100.0) * np.array([[1.0], [0.1], [2.0]])
    found = verdict(simulation(path, times=times))
    assert found.outcome is Outcome.DIVERGED
    assert found.diverged_at == min(70 * 0.1, 30 * 2.0)


def test_a_run_that_comes_back_has_not_diverged() -> None:
    path = resting(GOAL)
    path[:, 20:40] = 2 * FAR
    found = verdict(simulation(path))
    assert found.outcome is Outcome.AT_GOAL
    assert found.diverged == 0
    assert math.isnan(found.diverged_at)


@pytest.mark.parametrize("share", [0.98, 1.02])
def test_how_much_a_run_that_diverges_grows(share: float) -> None:
    """It ends GROWN times above all of its first half, whose highest gap is the first."""
    path = resting(START)
    path[:, 60:] = share * math.sqrt(GROWN) * START
    found = verdict(simulation(path))
    assert found.outcome is (Outcome.DIVERGED if share > 1 else Outcome.SETTLED)
    assert found.rose
    assert found.gap == pytest.approx(GROWN * share**2 * found.first_gap)


def test_a_plateau_is_no_divergence_however_high() -> None:
    found = verdict(simulation(resting(1000 * START)))
    assert found.outcome is Outcome.SETTLED
    assert found.rose


@pytest.mark.parametrize("first", [0.0, 1e-17, 1e-9])
@pytest.mark.parametrize("end", [BIASED, GOAL])
@pytest.mark.parametrize("records", [10, 100, 400])
def test_a_start_at_the_goal_is_no_measure_of_divergence(first: float, end: Floats, records: int) -> None:
    """The first gap is 0, or rounding: what follows is many times as large without being a divergence."""
    way = np.linspace(0, 1, records)[:, None]
    path = way * (end - GOAL) + noisy(GOAL, 4, 0.01, 0, records)
    path[:, 0] = GOAL + first * UP
    fields = TWO_WORKERS | {"problem": TWO_WORKERS["problem"] | {"start": path[0, 0].tolist()}}
    found = verdict(simulation(path, fields=fields))
    assert found.diverged == 0
    assert found.outcome is not Outcome.DIVERGED


def test_a_run_from_the_goal_can_diverge() -> None:
    path = np.asarray(UP * (2.0 ** np.arange(100) - 1)[:, None])
    fields = TWO_WORKERS | {"problem": TWO_WORKERS["problem"] | {"start": GOAL.tolist()}}
    found = verdict(simulation(path[None], fields=fields))
    assert found.outcome is Outcome.DIVERGED
    assert 0 < found.diverged_at < 99


def test_figures() -> None:
    """Means of the tail: median and quartiles of its gap, distances of its mean end, what scatters around that."""
    distances = np.array([1.0, 2.0, 4.0, 8.0])
    path = resting(GOAL) + UP * distances[:, None, None]
    path[:, 0] = START
    found = verdict(simulation(path, arrivals=arrivals([0, 0, 3, 9])), 10.0)
    gaps = distances**2 / 2
    # With four seeds the quartiles lie in the middle between neighbours.
    assert (found.gap_low, found.gap, found.gap_high) == pytest.approx(tuple((gaps[:-1] + gaps[1:]) / 2))
    assert found.first_gap == pytest.approx(AWAY**2 / 2)
    assert found.end_to_goal == pytest.approx(distances.mean())
    assert found.end_to_biased == pytest.approx(np.hypot(distances.mean(), APART))
    assert found.scatter == pytest.approx(distances.std())
    assert found.touched_seconds == found.target_seconds == 1.0
    assert found.mean_staleness == 3
    assert found.largest_staleness == 9
    assert found.falling == pytest.approx(1)


def test_how_far_the_gap_fell_within_the_tail() -> None:
    """Every second takes 2 % of the distance: from window to window 4 % a second."""
    path = START * (0.98 ** np.arange(100))[:, None]
    found = verdict(simulation(path[None]))
    assert found.falling == pytest.approx(0.98 ** (2 * 99 / TAIL), rel=1e-3)


def test_figures_of_a_run_without_arrivals() -> None:
    found = verdict(simulation(resting(START), arrivals=arrivals([])), target=1e-3)
    assert found.mean_staleness == found.largest_staleness == 0
    assert found.target_seconds == math.inf


def test_records_at_the_same_second_are_one_curve() -> None:
    """Records after 0, 1, 1 and 2 arrivals, as a budget of few arrivals gives them."""
    rows = counts([0, 1, 1, 2])
    path = np.stack([START, GOAL, GOAL, GOAL])[None]
    found = verdict(simulation(path, times=10.0 * rows, all_gradients=rows), 0.0)
    assert found.touched_seconds == found.target_seconds == 10.0


@pytest.mark.parametrize("size", range(1, 14))
def test_quartiles_are_order_statistics(size: int) -> None:
    """At least a share q of the values is at or below its quantile, at most that share below it."""
    values = np.random.default_rng(size).permutation(size).astype(float)
    found = quartiles(values)
    for q, quantile in zip((0.25, 0.5, 0.75), found, strict=True):
        assert quantile in values or quantile - 0.5 in values
        assert (values <= quantile).mean() >= q >= (values < quantile).mean()
    assert found[1] == np.median(values)


def test_quartiles_of_what_is_not_finite() -> None:
    assert quartiles(np.array([math.inf, 1, 2, math.nan])).tolist() == [1.5, math.inf, math.inf]
    assert quartiles(np.array([math.inf, 1, 2, math.nan, 3])).tolist() == [2, 3, math.inf]
    assert quartiles(np.array([math.nan, math.inf])).tolist() == [math.inf] * 3
    assert quartiles(np.array([7.0])).tolist() == [7, 7, 7]


QUADRATIC = {"kind": "quadratic", "dimension": 3, "heterogeneity": 3.0, "noise": 0.0}


def test_simulated_asgd_and_ormo_go_to_the_biased_limit_and_rescaled_asgd_to_the_goal() -> None:
    step = {"step": 0.02}
    methods = [{"kind": "asgd"} | step, {"kind": "rescaled_asgd"} | step, {"kind": "ormo"} | step]
    found = simulated(problem=QUADRATIC, methods=methods)
    assert found["asgd"].outcome is found["ormo"].outcome is Outcome.AT_BIASED
    assert found["rescaled_asgd"].outcome is Outcome.AT_GOAL
    assert found["rescaled_asgd"].touched_seconds < math.inf


def test_simulated_one_worker_is_at_the_goal() -> None:
    found = simulated(cluster={"workers": 1}, problem=QUADRATIC)
    assert {v.outcome for v in found.values()} == {Outcome.AT_GOAL}
    assert all(v.mean_staleness == v.largest_staleness == 0 for v in found.values())
    assert all(v.end_to_goal == v.end_to_biased for v in found.values())


@pytest.mark.parametrize("seeds", [1, 4])
def test_simulated_small_step_is_still_moving(seeds: int) -> None:
    found = simulated(problem=QUADRATIC, seeds=seeds, methods=[{"kind": "asgd", "step": 1e-4}])["asgd"]
    assert found.outcome is Outcome.MOVING
    assert found.target_seconds == math.inf
    assert 0 < found.falling < 1


def test_simulated_local_well_is_another_point() -> None:
    """From (0.6, 2) the way leads down into the right well; the left one is deeper."""
    wells = {"kind": "landscape", "shape": "two_wells", "heterogeneity": 0.2}
    found = simulated(problem=wells, methods=[{"kind": "asgd"}])["asgd"]
    assert found.outcome is Outcome.SETTLED
    # The wells' bottoms are 2 apart, a tenth of which is far above what heterogeneity moves them.
    assert found.end_to_goal == pytest.approx(2.0, abs=0.2)


@pytest.mark.parametrize("kind", ["quadratic", "landscape"])
def test_simulated_divergence_and_its_time(kind: str) -> None:
    problem = {"kind": kind} | ({"shape": "rosenbrock"} if kind == "landscape" else {})
    given = simulate(Scenario.model_validate({"problem": problem, "methods": [{"kind": "asgd", "step": 0.8}]}))
    found = verdict(given)
    assert found.outcome is Outcome.DIVERGED
    assert found.diverged == given.scenario.seeds
    run = given["asgd"]
    path = run.path
    below = [np.flatnonzero(gap <= gap[0])[-1] for gap in path.gaps]
    assert found.diverged_at == min(times[last + 1] for times, last in zip(path.times, below, strict=True))


def test_simulated_divergence_of_some_seeds() -> None:
    """Noise throws some seeds out of the bent valley, where the slope grows with the cube of the distance."""
    rough = {"kind": "landscape", "shape": "rosenbrock", "noise": 3.0}
    found = simulated(seeds=8, problem=rough, methods=[{"kind": "asgd"}], budget={"arrivals": 3000})["asgd"]
    assert 0 < found.diverged < 4
    assert found.outcome is not Outcome.DIVERGED
    assert math.isfinite(found.diverged_at)
    assert math.isfinite(found.end_to_goal)
    assert found.gap < 1


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_simulated_start_at_the_goal(noise: float) -> None:
    """The mean of these centers is no number of the computer's: the first gap is rounding, not 0."""
    centers = [[0.1, 0.7], [0.3, 0.4], [0.8, 0.2]]
    problem = {
        "kind": "custom_quadratic", "matrices": [[[1, 0], [0, 1]]] * 3, "centers": centers,
        "start": np.mean(centers, axis=0), "noise": noise,
    }  # fmt: skip
    found = simulated(cluster={"workers": 3}, problem=problem)
    assert found["rescaled_asgd"].outcome is Outcome.RISEN
    assert found["asgd"].outcome is Outcome.AT_BIASED
    assert found["asgd"].rose
    assert found["rescaled_asgd"].rose


def test_simulated_rise_to_a_noise_floor() -> None:
    """From a start near the goal of all workers: no distance to any point is more than noise."""
    problem = {
        "kind": "custom_quadratic", "matrices": [np.eye(3)] * 2, "centers": np.zeros((2, 3)), "start": [1e-3, 0, 0],
        "noise": 1.0,
    }  # fmt: skip
    found = simulated(cluster={"workers": 2}, problem=problem, methods=[{"kind": "asgd", "step": 0.05}], seeds=2)[
        "asgd"
    ]
    assert found.outcome is Outcome.RISEN
    assert found.gap > 1000 * found.first_gap
