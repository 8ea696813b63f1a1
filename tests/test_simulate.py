"""From a scenario to its runs: the public contract, and the same bits however the work is done."""

import copy
import sys
import time
from typing import Any

import numpy as np
import pytest

import engine
from engine import Run, Scenario, Simulation, simulate
from engine.cluster import job_seconds
from engine.flight import ARRIVALS
from engine.replicate import Replicate
from engine.simulate import build_problem, run_all
from engine.simulation import ARRIVAL
from engine.state import UPDATES, Floats
from engine.streams import DURATIONS, run_key
from tests.build import CENTRAL, EXAMPLE, JITTERS, METHODS, PROBLEMS, problem_of, replicate, scenario
from tests.dispatch_methods import DISPATCH, STUCK, witness

THREE = [{"kind": "asgd"}, {"kind": "rescaled_asgd"}, {"kind": "ormo"}]


def everything(run: Run) -> dict[str, bytes]:
    names = ("times", "all_updates", "all_gradients", "iterate", "arrivals", "gap", "value", "gradient_norm")
    return {name: getattr(run, name).tobytes() for name in names}


def several(**fields: Any) -> Scenario:
    """Three methods and three seeds, with all kinds of randomness."""
    cluster = {"workers": 7, "jitter": {"kind": "gamma"}}
    return scenario(**{"seeds": 3, "cluster": cluster, "budget": {"arrivals": 3000}} | fields)


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


@pytest.mark.parametrize("budget", [{"arrivals": 500}, {"seconds": 150.0}])
@pytest.mark.parametrize("problem", ["quadratic", "rosenbrock", "softmax"])
def test_same_bits_with_any_number_of_threads(problem: str, budget: dict[str, float]) -> None:
    given = several(problem=PROBLEMS[problem], budget=budget, records=10)
    one, two, five = ([everything(run) for run in simulate(given, threads).values()] for threads in (1, 2, 5))
    assert one == two == five


@pytest.mark.parametrize("budget", [{"arrivals": 500}, {"seconds": 150.0}])
def test_same_bits_however_long_a_piece_of_the_log_is(
    budget: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records, the log and the film."""
    given = several(budget=budget, methods=THREE)
    whole = simulate(given, film=True)
    pieces: list[int] = []
    advance = Replicate.advance

    def watched(replicate: Replicate, limit: int) -> bool:
        more = advance(replicate, limit)
        pieces.extend(len(log) for log in (replicate.logs or [])[-1:])
        return more

    monkeypatch.setattr(sys.modules["engine.simulate"], "PIECE_WORK", 7.5 * (given.problem.work() + 20))
    monkeypatch.setattr(Replicate, "advance", watched)
    cut = simulate(given, film=True)
    assert max(pieces) == 7
    assert sum(pieces) == sum(len(run.arrivals) for run in whole.values())
    for label, run in whole.items():
        assert everything(run) == everything(cut[label])
        assert len(run.arrivals) > 7 * 20
        for one, other in zip(run.film or (), cut[label].film or (), strict=True):
            assert (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
        assert run.film is not None


def test_same_bits_in_any_order() -> None:
    """Of the methods, with others beside them, and after other simulations."""
    together = simulate(several(methods=THREE))
    backwards = simulate(several(methods=THREE[::-1]))
    simulate(several(seed=9))
    for method in THREE:
        label = method["kind"]
        alone = simulate(several(methods=[method]))[label]
        assert everything(together[label]) == everything(backwards[label]) == everything(alone)


def test_a_seed_does_not_depend_on_how_many_there_are() -> None:
    few, many = (simulate(several(seeds=seeds))["ormo"] for seeds in (2, 5))
    for name in ("times", "all_updates", "all_gradients", "iterate"):
        np.testing.assert_array_equal(getattr(few, name), getattr(many, name)[:2])
    assert few.arrivals.tobytes() == many.arrivals.tobytes()


def test_seeds_differ() -> None:
    run, other = (simulate(several(seed=seed))["asgd"] for seed in (0, 1))
    assert len({row.tobytes() for row in (*run.times, *other.times)}) == 6
    assert len({row.tobytes() for row in (*run.iterate[:, -1], *other.iterate[:, -1])}) == 6


@pytest.mark.parametrize("problem", ["logistic", "two_wells"])
@pytest.mark.parametrize("name", ["gap", "optimum", "biased_optimum"])
def test_same_bits_whatever_was_looked_at_first(problem: str, name: str) -> None:
    """Where minimisers are solved for, the order in which they are asked for must not show."""

    def seen(look_at_points_first: bool) -> bytes:
        build_problem.cache_clear()
        simulation = simulate(several(problem=PROBLEMS[problem], budget={"arrivals": 300}))
        looks = [lambda: simulation.biased_optimum, lambda: simulation["asgd"].gap]
        for look in looks if look_at_points_first else looks[::-1]:
            look()
        return (simulation["asgd"].gap if name == "gap" else getattr(simulation, name)).tobytes()

    assert seen(True) == seen(False)


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize("dispatch", [None, *DISPATCH])
@pytest.mark.parametrize("budget", [{"arrivals": 1100}, {"seconds": 400.0}])
def test_same_bits_in_pieces(piece: int, dispatch: str | None, budget: dict[str, float]) -> None:
    given = several(budget=budget, methods=[METHODS["ormo"]])
    method = DISPATCH[dispatch] if dispatch else None
    whole, cut = replicate(given, method), replicate(given, method)
    assert not whole.advance(1_000_000)
    while cut.advance(piece):
        pass
    for kept, again in zip(whole.records, cut.records, strict=True):
        assert kept.tobytes() == again.tobytes()
    assert whole.arrivals().tobytes() == cut.arrivals().tobytes()
    assert whole.server.model.tobytes() == cut.server.model.tobytes()
    assert whole.fraction == cut.fraction == 1
    # There is nothing more to do, however often one asks.
    assert not cut.advance(1)
    assert cut.arrivals().tobytes() == whole.arrivals().tobytes()


def witnessed(dispatch: str, method: str, arrivals: int) -> tuple[Replicate, dict[tuple[int, int], float]]:
    """A run whose jobs tell which random stream they got: by worker and job, in a dispatch that cancels none."""
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, methods=[METHODS[method]])
    problem = copy.copy(problem_of(given))
    problem.gradient, problem.scratch = witness, 1
    run = Replicate(given, problem, given.methods[0], 0, DISPATCH[dispatch])
    samples: dict[tuple[int, int], float] = {}
    jobs = [0] * 7
    for _ in range(arrivals):
        run.advance(1)
        worker, used = (int(run.logs[-1][name][0]) for name in ("worker", "used"))
        if used:
            samples[worker, jobs[worker]] = float(run.flight.gradient[0])
        jobs[worker] += 1
    return run, samples


def test_a_job_has_the_same_sample_under_every_method_and_dispatch() -> None:
    _, usual = witnessed("immediate", "asgd", 90)
    assert len(set(usual.values())) == 90
    for method in CENTRAL:
        for dispatch in ("immediate", "barrier", "thirds", "relay", "keep", "selective"):
            _, other = witnessed(dispatch, method, 90)
            common = usual.keys() & other.keys()
            assert len(common) > 40
            assert all(usual[place] == other[place] for place in common)


@pytest.mark.parametrize("method", CENTRAL)
@pytest.mark.parametrize("jitter", JITTERS)
def test_a_job_takes_the_same_time_under_every_method_and_dispatch(method: str, jitter: str) -> None:
    """A worker's arrivals are the running sums of its jobs' durations, from the last barrier if there is one."""
    n = 7
    given = scenario(cluster={"workers": n, "jitter": JITTERS[jitter]}, methods=[METHODS[method]])
    times, key = given.cluster.times(), run_key(given.seed, 0, DURATIONS)
    for dispatch in ("immediate", "barrier", "keep"):
        run = replicate(given, DISPATCH[dispatch])
        run.advance(10 * n)
        log = run.arrivals()
        begun, jobs, released = np.zeros(n), [0] * n, 0.0
        for number, (now, worker, _, _) in enumerate(log):
            expected = begun[worker] + job_seconds(times, key, int(worker), jobs[worker], begun[worker])
            assert now == expected
            jobs[worker] += 1
            begun[worker] = now
            released = max(released, now)
            if dispatch == "barrier" and number % n == n - 1:
                begun[:] = released


def test_a_gradient_is_computed_only_when_it_is_used() -> None:
    for dispatch in DISPATCH:
        run, samples = witnessed(dispatch, "asgd", 100)
        used = run.arrivals()["used"].sum()
        assert run.flight.scratch[0] == used == run.server.counts[UPDATES]
        assert len(samples) == used
        assert (used < 100) == (dispatch == "selective")


def test_progress_is_told_and_increases() -> None:
    heard: list[float] = []
    given = several(budget={"arrivals": 100_000}, seeds=4)
    quiet = simulate(given)
    told = simulate(given, progress=heard.append)
    assert len(heard) > 1
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert 0 <= heard[0] < 1
    assert everything(quiet["ormo"]) == everything(told["ormo"])


class Enough(Exception):  # noqa: N818
    """Whatever a page may raise when its visitor has gone."""


def test_what_progress_raises_stops_the_simulation() -> None:
    given = several(budget={"arrivals": 2_000_000}, seeds=2)
    waiting = [replicate(given, number=number) for number in range(2)]

    def stop(fraction: float) -> None:
        raise Enough(fraction)

    with pytest.raises(Enough):
        run_all([lambda run=run: run for run in waiting], 100, 2, stop)
    done = [run.flight.counts[ARRIVALS] for run in waiting]
    assert all(0 < count < 2_000_000 for count in done)
    # Nothing goes on behind the caller's back.
    time.sleep(0.05)
    assert done == [run.flight.counts[ARRIVALS] for run in waiting]
    with pytest.raises(Enough):
        simulate(given, progress=stop)


def test_a_method_that_leaves_all_waiting_is_an_error() -> None:
    given = scenario(cluster={"workers": 7})
    run = replicate(given, STUCK)
    with pytest.raises(RuntimeError, match="stuck: every worker waits"):
        run.advance(100)
    with pytest.raises(RuntimeError, match="stuck: every worker waits"):
        run_all([lambda: replicate(given), lambda: replicate(given, STUCK)], 100, 2, None)


def test_an_error_in_one_run_stops_the_others() -> None:
    """Else it would be told only after what may be half an hour."""
    given = scenario(budget={"arrivals": 2_000_000})
    long = replicate(given)
    with pytest.raises(RuntimeError, match="stuck"):
        run_all([lambda: replicate(given, STUCK), lambda: long], 100, 2, None)
    assert long.flight.counts[ARRIVALS] < 2_000_000


EVERYWHERE = [(problem, method) for problem in PROBLEMS for method in METHODS]


@pytest.mark.parametrize(("problem", "method"), [p for p in EVERYWHERE if p[0] == "quadratic" or p[1] in CENTRAL])
def test_divergence_gives_infinite_gaps_and_no_warning(problem: str, method: str) -> None:
    """Every number stays comparable: no nan in the gaps or values. Warnings are errors in this suite."""
    given = scenario(problem=PROBLEMS[problem], methods=[METHODS[method] | {"step": 1e5}], budget={"arrivals": 5000})
    run = simulate(given)[METHODS[method]["kind"]]
    assert np.isfinite(run.gap[0, 0])
    assert np.isfinite(run.gradient_norm[0, 0])
    assert run.gap[0, -1] == run.value[0, -1] == np.inf
    assert not np.isnan(run.gap).any()
    assert not np.isnan(run.value).any()
    first = int(np.argmax(run.gap[0] == np.inf))
    assert np.all(run.gap[0, first:] == np.inf)
    assert not np.isfinite(run.gradient_norm[0, -1])


def seconds_for(run: Replicate, arrivals: int) -> float:
    begun = time.perf_counter()
    run.advance(arrivals)
    return time.perf_counter() - begun


@pytest.mark.parametrize("method", METHODS)
def test_a_converged_run_does_not_slow_down(method: str) -> None:
    """Without noise, models and buffers that decay to 0 must not end in denormal numbers, which are ten times slower.

    The yardstick is the same run at its beginning, so a noisy one, which draws its noise besides, is slower still.
    """
    given = scenario(
        # One worker: every arrival is a bucket of its own, in which a momentum buffer decays.
        cluster={"workers": 1},
        problem={"kind": "quadratic", "dimension": 1000, "condition": 1.0, "heterogeneity": 0.0, "noise": 0.0},
        methods=[METHODS[method] | {"step": 0.1}],
        budget={"arrivals": 10_000_000},
    )
    fresh = [seconds_for(replicate(given, number=1), 1000) for _ in range(9)]
    run = replicate(given, number=1)
    run.advance(1000)
    assert np.abs(run.server.model).min() > 1e-100
    run.advance(30_000)
    assert np.abs(run.server.model).max() < 1e-100
    later = [seconds_for(run, 1000) for _ in range(9)]
    assert np.median(later) < 3 * np.median(fresh)


def test_ten_thousand_workers() -> None:
    workers = 10_000
    given = scenario(
        cluster={"workers": workers, "jitter": {"kind": "exponential"}, "speed": {"kind": "equal"}},
        problem={"kind": "quadratic", "dimension": 2},
        budget={"arrivals": 3 * workers},
        methods=[{"kind": "asgd", "step": 1e-4}],
    )
    run = simulate(given)["asgd"]
    assert np.all(np.diff(run.arrivals["time"]) >= 0)
    # After each of equal workers has had its time to come once, the mean staleness is that of the others.
    late = run.arrivals["staleness"][workers:]
    assert late.mean() == pytest.approx(workers, rel=0.2)
    assert run.gap[0, -1] < run.gap[0, 0]


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
