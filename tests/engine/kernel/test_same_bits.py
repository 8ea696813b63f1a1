"""The same bits however the work is done, and the same jobs under every method and dispatch."""

import sys

import numpy as np
import pytest

from engine import simulate
from engine.cluster.cluster import job_seconds
from engine.kernel.replicate import Replicate
from engine.kernel.streams import DURATIONS, run_key
from engine.simulate import build_problem
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import CENTRAL, JITTERS, METHODS, PROBLEMS, replicate, scenario
from tests.support.runs import THREE, everything, several, witnessed


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


@pytest.mark.slow
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
