"""The cycle a schedule settles into, and the matrices of its arrivals."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import UPDATES, Floats, Server
from engine.methods import METHODS
from engine.theory import NoPeriodError, NoTheoryError, exact, nearby_times, question
from engine.theory.clock import arrivals_per_period
from engine.theory.cycle import MOST_ARRIVALS, Watched, find_cycle
from engine.theory.linear import period_map, quadratics, work
from engine.theory.replay import rates, spectral_radii
from tests.support.periodic import PERIODIC, RANDOM


def on(cluster: dict[str, Any], kind: str = "asgd", problem: dict[str, Any] | None = None) -> Scenario:
    return Scenario.model_validate(
        {
            "cluster": cluster,
            "problem": problem or {"kind": "quadratic", "dimension": 2},
            "methods": [{"kind": kind, "step": 0.01}],
            "budget": {"arrivals": 10},
        }
    )


def test_arrivals_of_a_period() -> None:
    assert arrivals_per_period(np.arange(1.0, 9)) == 2283
    assert arrivals_per_period(np.array([1.0, 1.5])) == 5
    assert arrivals_per_period(np.sqrt([1.0, 2.0])) == np.inf
    # 785.128 s; and some that are too long to look for, or for a float.
    assert arrivals_per_period(np.array([2.008, 3.128])) == 391 + 251
    assert arrivals_per_period(np.array([1.0, 1.0000001])) == 20_000_001
    assert arrivals_per_period(np.arange(1.0, 10_001)) == np.inf


def test_the_schedule_of_theory_is_the_one_of_the_run() -> None:
    """Order and seconds of five decimals, past the tie of the first two at 785.128 s."""
    times = [2.008, 3.128, 2.478, 2.946, 5.558]
    count = 1500
    given = Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"speed": {"kind": "custom", "times": times}},
            "methods": [{"kind": "asgd"}],
            "budget": {"arrivals": count},
        }
    )
    log = simulate(given)["asgd"].arrivals
    watched = Watched(METHODS["asgd"].settings(), np.array(times), 1.0)
    while watched.seen.worker.size < count:
        watched.more(count - watched.seen.worker.size)
    assert watched.seen.worker.tolist() == log["worker"].tolist()
    np.testing.assert_allclose(watched.seen.time * watched.unit, log["time"], rtol=1e-15)
    assert log["time"][-1] > 785.128


@pytest.mark.parametrize("most", [10, 100, 1000])
def test_nearby_times_have_a_short_period(most: int) -> None:
    times = np.sqrt(np.arange(1.0, 7))
    close = nearby_times(times, most)
    assert arrivals_per_period(close) <= most
    assert close.max() == times.max()
    change = np.abs(close / times - 1).max()
    assert change < {10: 0.3, 100: 0.05, 1000: 0.005}[most]


def test_nearby_times_of_times_that_fit_are_the_times() -> None:
    np.testing.assert_allclose(nearby_times(np.array([1.0, 2.0, 3.0]), 11), [1, 2, 3], rtol=1e-12)


def test_nearby_times_of_many_workers_give_each_one_job() -> None:
    assert arrivals_per_period(nearby_times(np.linspace(1, 1.2, 50), 10)) == 50


def test_the_cycle_of_asgd_by_hand() -> None:
    """Times 1 and 2: the first worker arrives at every second, both at even ones, the first one first."""
    cycle = find_cycle(METHODS["asgd"].settings(step=0.1), np.array([1.0, 2.0]), 1.0)
    assert cycle.count == 3
    assert cycle.seconds == 2
    assert cycle.updates == 3
    order = "".join(map(str, cycle.arrivals.worker))
    assert order in "001001"
    assert sorted(cycle.arrivals.staleness.tolist()) == [0, 1, 2]


def test_a_cycle_of_decimals() -> None:
    cycle = find_cycle(METHODS["asgd"].settings(step=0.1), np.array([2.008, 3.128]), 1.0)
    assert cycle.count == 391 + 251
    assert cycle.seconds == pytest.approx(785.128, rel=1e-15)


@pytest.mark.parametrize("times", [[1.0, 1.0000001], [1000000.0001, 1000000.0002]], ids=str)
def test_a_period_that_is_not_quite_one_is_none(times: list[float]) -> None:
    """After a second both end but for some 1e-7 s, which adds up; those who wait for each other begin together."""
    with pytest.raises(NoPeriodError, match=f"within {MOST_ARRIVALS:,} arrivals"):
        find_cycle(METHODS["asgd"].settings(step=0.1), np.array(times), 1.0)
    cycle = find_cycle(METHODS["minibatch"].settings(step=0.1), np.array(times), 1.0)
    assert cycle.count == 2
    assert cycle.seconds == pytest.approx(times[1], rel=1e-15)


@pytest.mark.parametrize("kind", PERIODIC)
def test_matrices_and_replay_say_the_same(kind: str) -> None:
    """Arrivals one by one on basis states, and the rule left alone for a period."""
    settings = METHODS[kind].settings(step=0.3)
    cycle = find_cycle(settings, np.array([1.0, 2.0, 2.0, 3.0]), 1.0)
    curvatures = np.array([0.5, 1.0, 1.5, 0.7])
    q = cycle.layout.rows
    states = np.concatenate([np.eye(q), np.zeros((q, 1))], axis=1).reshape(1, q, 1, q + 1)
    of = quadratics(curvatures.reshape(4, 1, 1, 1), np.zeros((4, 1, 1)))
    period_map(cycle.arrivals, cycle.layout.first_job, of, states, work(q, 1, q + 1))
    radius = spectral_radii(states[0, :, 0, :q][None])[0]
    found = rates(cycle, settings, curvatures.reshape(4, 1, 1, 1), 1.0)[0]
    assert found == pytest.approx(radius ** (1 / cycle.count), rel=1e-9)


def test_a_barrier_needs_no_common_multiple() -> None:
    known = exact(on({"workers": 3, "speed": {"kind": "sqrt"}}, "minibatch"), "minibatch")
    assert known.arrivals_per_period == 3
    assert known.seconds_per_period == pytest.approx(np.sqrt(3))


@pytest.mark.parametrize(
    ("cluster", "kind", "words"),
    [
        ({"workers": 3, "speed": {"kind": "sqrt"}}, "asgd", "no common multiple"),
        ({"workers": 20}, "asgd", f"within {MOST_ARRIVALS:,} arrivals"),
        ({"workers": 3, "jitter": {"kind": "exponential"}}, "asgd", "random"),
        ({"workers": 3, "power": {"kind": "drift"}}, "asgd", "change over time"),
        ({"workers": 1, "speed": {"kind": "trace", "durations": [[1.0, 2.0]]}}, "asgd", "measured"),
        *(({"workers": 3}, kind, "at random") for kind in RANDOM),
    ],
)
def test_where_theory_does_not_apply_it_says_why(cluster: dict[str, Any], kind: str, words: str) -> None:
    with pytest.raises(NoTheoryError, match=words) as raised:
        exact(on(cluster, kind), kind)
    assert isinstance(raised.value, NoPeriodError) == ("common" in words or "within" in words)
    assert str(raised.value).endswith(".")


def test_other_problems_have_no_exact_theory() -> None:
    with pytest.raises(NoTheoryError, match="quadratic"):
        exact(on({"workers": 2}, problem={"kind": "landscape", "shape": "rosenbrock"}), "asgd")


def test_a_label_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="no method 'ormo'"):
        exact(on({"workers": 2}), "ormo")


def test_a_rule_that_is_not_linear_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule
    def clipped(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
        for j in range(gradient.size):
            server.model[j] -= server.step * min(0.5, max(-0.5, gradient[j]))
        server.counts[UPDATES] += 1
        return SEND

    monkeypatch.setitem(METHODS, "asgd", replace(METHODS["asgd"], rule=clipped))
    module = sys.modules["engine.theory.exact"]
    monkeypatch.setattr(module, "known", module.known.__wrapped__)
    monkeypatch.setattr(question, "cycle_or_error", question.cycle_or_error.__wrapped__)
    with pytest.raises(NoTheoryError, match="not linear"):
        exact(on({"workers": 3}), "asgd")
