"""What a simulation costs, tells and survives: no work in vain, progress, errors, divergence, large scenarios."""

import time

import numpy as np
import pytest

from engine import simulate
from engine.kernel.flight import ARRIVALS
from engine.kernel.replicate import Replicate
from engine.kernel.state import UPDATES
from engine.simulate import run_all
from tests.reference.dispatch_methods import DISPATCH, STUCK
from tests.support.build import CENTRAL, METHODS, PROBLEMS, fits, replicate, scenario, takes_blocks
from tests.support.runs import everything, several, witnessed


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
# But a blend: the slopes of an error that is not squared are bounded, so no step makes it infinite.
ASKED = [
    (p, m)
    for p, m in EVERYWHERE
    if p != "blend" and (p == "quadratic" or m in CENTRAL or (takes_blocks(m) and fits(p, m)))
]


@pytest.mark.parametrize(("problem", "method"), ASKED)
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
    """Of the processor: on a busy machine a run waits, and that is not its cost."""
    begun = time.thread_time()
    run.advance(arrivals)
    return time.thread_time() - begun


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_a_converged_run_does_not_slow_down(method: str) -> None:
    """Without noise, models and buffers that decay to 0 must not end in denormal numbers, which are ten times slower.

    The yardstick is the same run at its beginning, so a noisy one, which draws its noise besides, is slower still.
    """
    given = scenario(
        # One worker: every arrival is a bucket of its own, in which a momentum buffer decays.
        cluster={"workers": 1},
        problem={"kind": "quadratic", "dimension": 1000, "condition": 1.0, "heterogeneity": 0.0, "noise": 0.0},
        # A small block would not come often enough to every coordinate.
        methods=[METHODS[method] | {"step": 0.1} | ({"block": None} if takes_blocks(method) else {})],
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
