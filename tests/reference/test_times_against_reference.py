"""The kernel against the reference: job times, changing power, measured times, and ties."""

from typing import Any

import numpy as np
import pytest

from engine import simulate
from tests.reference import simulator
from tests.reference.compare import check_iterates, compare, recorded
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import (
    JITTERS,
    METHODS,
    POWERS,
    problem_of,
    scenario,
)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("workers", [4, 50, 51, 92])
@pytest.mark.parametrize("jitter", JITTERS)
def test_jitter_workers_dispatch(jitter: str, workers: int, dispatch: simulator.Dispatch) -> None:
    # Alike, but for what is random: then any worker's job may be early, late or cancelled.
    speed = {"kind": "linear" if jitter == "none" else "equal"}
    cluster = {"workers": workers, "speed": speed, "jitter": JITTERS[jitter]}
    problem = {"kind": "quadratic", "dimension": 2}
    # A second seed: it must have streams of its own.
    compare(recorded(cluster=cluster, problem=problem, methods=[METHODS["ormo"]]), dispatch, number=1)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("jitter", JITTERS)
def test_jitter_of_short_and_long_jobs(jitter: str, dispatch: simulator.Dispatch) -> None:
    """From 1 to 49 s: of a Poisson mean below and above 10."""
    cluster = {"workers": 7, "speed": {"kind": "power", "exponent": 2}, "jitter": JITTERS[jitter]}
    compare(recorded(cluster=cluster, methods=[METHODS["asgd"]]), dispatch)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("jitter", ["gamma", "uniform"])
@pytest.mark.parametrize("power", POWERS)
def test_power_dispatch(power: str, jitter: str, dispatch: simulator.Dispatch) -> None:
    cluster = {"workers": 7, "jitter": JITTERS[jitter], "power": POWERS[power]}
    compare(recorded(cluster=cluster, methods=[METHODS["asgd"]]), dispatch)


@pytest.mark.parametrize("power", [{"kind": "outages", "on": 5, "off": 3}, {"kind": "swap", "period": 4}], ids=str)
@pytest.mark.parametrize("jitter", ["none", "poisson"])
@pytest.mark.parametrize("workers", [8, 64])
def test_ties_at_changes_of_power(power: dict[str, Any], jitter: str, workers: int) -> None:
    """Times that are powers of 2: jobs end together, to the last bit, and at the very second of a change."""
    times = [2.0 ** (i % 4) for i in range(workers)]
    speed = {"kind": "custom", "times": times}
    cluster = {"workers": workers, "speed": speed, "jitter": JITTERS[jitter], "power": power}
    for dispatch in ("immediate", "barrier"):
        compare(recorded(cluster=cluster, methods=[METHODS["asgd"]]), dispatch)


# Whole seconds over powers that are no binary fractions would end together up to rounding alone.
UNTIED = [(j, p) for j in JITTERS for p in POWERS if p == "steady" or j not in ("none", "poisson")]


@pytest.mark.parametrize(("jitter", "power"), UNTIED)
def test_known_times(jitter: str, power: str) -> None:
    cluster = {"workers": 7, "jitter": JITTERS[jitter], "power": POWERS[power]}
    compare(recorded(cluster=cluster, methods=[METHODS["rescaled_asgd, mean"]]), "immediate")


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("power", ["steady", "outages"])
def test_trace_dispatch(power: str, dispatch: simulator.Dispatch) -> None:
    """Some lists are replayed many times, one not to its end."""
    lengths = [1, 2, 3, 200, 5, 6, 7]
    durations = [np.random.default_rng(length).lognormal(size=length) for length in lengths]
    cluster = {"speed": {"kind": "trace", "durations": durations}, "power": POWERS[power]}
    for method in ("asgd", "rescaled_asgd, mean"):
        compare(recorded(cluster=cluster, methods=[METHODS[method]]), dispatch)


@pytest.mark.parametrize(
    "durations", [[[0.1, 0.5], [0.1, 0.5, 0.4]], [[0.3, 0.4, 0.4], [0.3, 0.5], [0.1, 0.3, 0.5]]], ids=str
)
def test_ties_of_jobs_that_are_cut_off(durations: list[list[float]]) -> None:
    """At the mean, which is a third of a tenth of a second, or several of them."""
    method = {"kind": "mindflayer", "patience": 0.0, "batch": 5}
    given = recorded(cluster={"speed": {"kind": "trace", "durations": durations}}, methods=[method])
    compare(given)
    assert not simulate(given)["mindflayer"].arrivals["used"].all()


def test_ties_of_jobs_that_are_cut_off_beside_random_ones() -> None:
    """0.1 and 0.2 s by a patience of 0.09375, from the same random moments on: they tie on paper, the sums do not."""
    given = scenario(
        seed=1,
        cluster={"workers": 3, "speed": {"kind": "custom", "times": [0.1, 0.1, 0.2]}, "jitter": JITTERS["exponential"]},
        problem={"kind": "quadratic", "dimension": 1, "curvature_spread": 0.3},
        methods=[{"kind": "mindflayer", "step": 0.0625, "patience": 0.09375}],
        budget={"arrivals": 150},
        records=151,
    )
    compare(given)
    now = simulate(given)["mindflayer"].arrivals["time"]
    apart = np.diff(now)
    assert np.any((apart > 0) & (apart < 1e-12)), "otherwise the comparison would show nothing"


@pytest.mark.parametrize("speed", ["equal", "linear", "sqrt", "two_groups", "power"])
@pytest.mark.parametrize("workers", [7, 60])
def test_speeds_and_their_ties(speed: str, workers: int) -> None:
    """Without jitter many jobs end at the same second: the lower number goes first."""
    cluster = {"workers": workers, "speed": {"kind": speed}}
    compare(recorded(cluster=cluster, methods=[METHODS["rescaled_asgd, mean"]]), "immediate")


@pytest.mark.parametrize("jitter", ["none", "lognormal"])
def test_records_at_seconds(jitter: str) -> None:
    """A record at second s shows the server after all arrivals up to and including s."""
    seconds, records, seeds = 20.0, 41, 3
    given = scenario(
        cluster={"workers": 4, "jitter": JITTERS[jitter]},
        budget={"seconds": seconds},
        records=records,
        seeds=seeds,
    )
    runs = simulate(given)
    due = [seconds * r / (records - 1) for r in range(records)]
    for settings in given.methods:
        run = runs[settings.kind]
        np.testing.assert_array_equal(run.times, [due] * seeds)
        for number in range(seeds):
            expected = simulator.run(given, problem_of(given), settings, 200, replicate=number)
            assert expected.time[-1] > seconds
            done = [expected.arrivals_until(s) for s in due]
            np.testing.assert_array_equal(run.all_gradients[number], done)
            np.testing.assert_array_equal(run.all_updates[number], [expected.updates[k] for k in done])
            iterates = [expected.iterates[k] for k in done]
            check_iterates(run.iterate[number], iterates)
        assert run.arrivals["time"][-1] <= seconds
        assert len(run.arrivals) == run.gradients[-1]
