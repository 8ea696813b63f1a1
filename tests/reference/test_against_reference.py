"""The kernel against an event loop in plain Python that shares no code with it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings as options
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.kernel.state import Floats
from engine.methods import METHODS as KINDS
from engine.methods.mindflayer import MindFlayer
from tests.reference import simulator
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import (
    CENTRAL,
    JITTERS,
    METHODS,
    POWERS,
    PROBLEMS,
    SAMPLED,
    fits,
    problem_of,
    replicate,
    scenario,
    takes_blocks,
)
from tests.support.strategies import FIELDS, scenarios

ARRIVALS = 120


def compare(given: Scenario, dispatch: simulator.Dispatch | None = None, number: int = 0) -> None:
    """Every arrival, and the model after it. Records stand at every arrival."""
    count = given.budget.arrivals
    under_way = replicate(given, DISPATCH[dispatch] if dispatch else None, number)
    while under_way.advance(1000):
        pass
    order = under_way.arrivals()["worker"].tolist() if number == 0 and ties_are_rounded(given) else None
    expected = simulator.run(given, problem_of(given), given.methods[0], count, dispatch, number, order)
    records = under_way.records
    np.testing.assert_allclose(records.time, [0, *expected.time], rtol=1e-12)
    np.testing.assert_array_equal(records.updates, expected.updates)
    np.testing.assert_array_equal(records.gradients, np.arange(count + 1))
    check_iterates(records.iterate, expected.iterates)
    if number == 0:
        arrivals = under_way.arrivals()
        np.testing.assert_allclose(arrivals["time"], expected.time, rtol=1e-12)
        for name in ("worker", "staleness", "used"):
            np.testing.assert_array_equal(arrivals[name], getattr(expected, name), err_msg=name)


def check_iterates(found: Floats, expected: Sequence[Floats]) -> None:
    """Equal (R, d) up to the rounding of the largest number so far: a run that diverges has large ones."""
    largest = np.maximum.accumulate(np.abs(expected).max(axis=1, initial=1.0))
    np.testing.assert_allclose(found / largest[:, None], expected / largest[:, None], rtol=0, atol=1e-10)


def ties_are_rounded(given: Scenario) -> bool:
    """May jobs that are cut off end together on paper, and at moments that the clock does not tell from others?

    Its promise is one of times that are not random, and of cut-offs that are multiples of its ticks, as quarters are.
    """
    method = given.methods[0]
    if not isinstance(method, MindFlayer) or (method.cutoffs == "multiple" and method.patience is None):
        return False
    if given.cluster.speed.kind == "trace":
        return method.cutoffs == "multiple" and (4 * method.patience) % 1 != 0
    return given.cluster.jitter.kind != "none"


def recorded(**fields: Any) -> Scenario:
    """A scenario with a record at every arrival."""
    return scenario(budget={"arrivals": ARRIVALS}, records=ARRIVALS + 1, **fields)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("method", CENTRAL)
def test_method_problem_dispatch(method: str, problem: str, dispatch: simulator.Dispatch) -> None:
    cluster = {"workers": 7, "jitter": JITTERS["gamma"]}
    compare(recorded(cluster=cluster, problem=PROBLEMS[problem], methods=[METHODS[method]], seed=11), dispatch)


CROSSED = [(method, problem) for method in METHODS for problem in ("quadratic", "rosenbrock", "logistic")]


@pytest.mark.parametrize(("method", "problem"), [(m, p) for m, p in CROSSED if fits(p, m)])
def test_method_problem(method: str, problem: str) -> None:
    """Every method under its own dispatch, on problems of which L is known and one of which it is not."""
    cluster = {"workers": 7, "jitter": JITTERS["gamma"]}
    compare(recorded(cluster=cluster, problem=PROBLEMS[problem], methods=[METHODS[method]], seed=11))


FOR_FEW = ("custom_quadratic", "csv, two classes")
BLOCKS = [
    (method, problem, workers)
    for method in METHODS
    for problem in PROBLEMS
    for workers in (7, 60)
    if takes_blocks(method) and fits(problem, method) and (workers == 7 or problem not in FOR_FEW)
]


@pytest.mark.parametrize(("method", "problem", "workers"), BLOCKS)
def test_blocks_on_every_problem(method: str, problem: str, workers: int) -> None:
    """With delays far above every bound, and times that drift."""
    cluster = {"workers": workers, "jitter": JITTERS["gamma"], "power": POWERS["drift"]}
    compare(recorded(cluster=cluster, problem=PROBLEMS[problem], methods=[METHODS[method]], seed=3))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("workers", [1, 2, 60])
def test_method_workers(method: str, workers: int) -> None:
    """Alone, and with so many that they stand in a heap; on a second seed, with ties."""
    problem = {"kind": "quadratic", "dimension": 2}
    cluster = {"workers": workers, "speed": {"kind": "linear"}}
    given = recorded(cluster=cluster, problem=problem, methods=[METHODS[method]])
    compare(given, number=1)


@options(max_examples=30)
@pytest.mark.parametrize("kind", KINDS)
@drawn(st.data())
def test_random_clusters_and_settings(kind: str, data: st.DataObject) -> None:
    compare(data.draw(scenarios(kind, 150)))


def test_every_setting_is_drawn() -> None:
    for kind, method in KINDS.items():
        assert {"kind", "label", "step", *FIELDS.get(kind, {})} == set(method.settings.model_fields), kind


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


@pytest.mark.parametrize("problem", SAMPLED)
def test_jobs_of_all_samples(problem: str) -> None:
    compare(recorded(problem=PROBLEMS[problem] | {"batch": 0}, methods=[METHODS["asgd"]]), "immediate")


@pytest.mark.parametrize("problem", ["quadratic", "custom_quadratic", "bowl"])
def test_jobs_without_noise(problem: str) -> None:
    compare(recorded(problem=PROBLEMS[problem] | {"noise": 0.0}, methods=[METHODS["ormo"]]), "immediate")


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


@pytest.mark.parametrize("dispatch", [d for d in DISPATCH if d != "immediate"])
def test_the_dispatches_differ(dispatch: simulator.Dispatch) -> None:
    """Otherwise the comparisons above would show nothing of them."""
    given = recorded(cluster={"workers": 7, "jitter": JITTERS["gamma"]})
    usual, other = (
        simulator.run(given, problem_of(given), given.methods[0], ARRIVALS, kind) for kind in ("immediate", dispatch)
    )
    assert usual.staleness != other.staleness
    assert (usual.time == other.time) == (dispatch in ("keep", "selective"))
    assert all(other.used) == (dispatch != "selective")
