"""MindFlayer's cut-offs and chances: exact where the law is known, and the best cut-offs really the best."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from engine import Scenario, simulate
from engine.cluster import Cluster
from engine.cluster.laws import Within, of_list
from engine.kernel.replicate import setting_of
from engine.kernel.state import Floats, Server
from engine.methods.cutoffs import (
    DRAWS,
    MOST_SPOTS,
    NO_PART,
    SHORTEST,
    Drawn,
    Known,
    Law,
    bound_limits,
    known_times,
    rate_limits,
)
from engine.methods.mindflayer import MindFlayer, prepare
from engine.methods.planning import plan_tries
from tests.support.build import JITTERS, POWERS, problem_of, scenario

DOUBLING = (1.0, 2.0, 4.0, 8.0, 16.0)
HEAVY = {"kind": "lognormal", "variation": 1.0}
CONTINUOUS = [name for name in JITTERS if name not in ("none", "poisson")]
NEARLY = 1e-6


def law_of(jitter: dict[str, Any], *taus: float) -> tuple[Law, Floats]:
    """The law and the mean times."""
    speed = {"kind": "custom", "times": taus}
    cluster = Cluster.model_validate({"workers": len(taus), "speed": speed, "jitter": jitter})
    return Law(cluster.times().work), cluster.means()


def rate(known: Known, limits: Floats) -> Floats:
    """Finished tries per second (n,), at a limit for each worker (n,)."""
    found = known.within(limits[:, None])
    return (found.chance / found.seconds)[:, 0]


def server_of(power: str = "steady", jitter: dict[str, Any] = HEAVY, **fields: Any) -> tuple[Server, Scenario]:
    """A server of MindFlayer before its run, on five workers whose times double."""
    cluster = {"workers": 5, "speed": {"kind": "custom", "times": DOUBLING}, "jitter": jitter, "power": POWERS[power]}
    given = scenario(cluster=cluster, methods=[{"kind": "mindflayer", **fields}], budget={"arrivals": 30_000})
    return prepare(given.methods[0], setting_of(given.cluster, problem_of(given), given.seed)), given


def test_the_sum_of_chances_of_the_example() -> None:
    """Lognormal times of variation 1 end within their mean with the chance Phi(sqrt(log 2) / 2) = 0.66140.

    B = (8, 4, 2, 1, 0) gives 15 of them, 9.92: not the ten that are wanted, which take a try more.
    """
    law, means = law_of(HEAVY, *DOUBLING)
    chances = law.within(means[:, None]).chance[:, 0]
    np.testing.assert_allclose(chances, 0.66140, atol=1e-5)
    assert chances @ (8, 4, 2, 1, 0) == pytest.approx(9.92, abs=0.005)
    server, _ = server_of(batch=10, patience=0)
    assert server.scales.tolist() == [9, 4, 2, 1, 0]
    assert server.numbers[0] == pytest.approx(16 * 0.66140, abs=1e-3)
    # With nine, the tries of the example are what is planned, and the step divides by exactly what they promise.
    server, _ = server_of(batch=9, patience=0)
    assert server.scales.tolist() == [8, 4, 2, 1, 0]
    assert server.numbers[0] == pytest.approx(9.92, abs=0.005)


@pytest.mark.parametrize("cutoffs", [{"patience": 0}, {"cutoffs": "rate"}, {"cutoffs": "bound"}], ids=str)
def test_as_many_tries_finish_as_the_step_expects(cutoffs: dict[str, Any]) -> None:
    """In 30,000 tries, within 4 standard errors."""
    server, given = server_of(batch=10, **cutoffs)
    (run,) = simulate(given).values()
    tries, used = int(server.scales.sum()), run.arrivals["used"]
    rounds = used[: used.size // tries * tries].reshape(-1, tries).sum(axis=1)
    assert abs(rounds.mean() - server.numbers[0]) < 4 * rounds.std() / np.sqrt(rounds.size)


@pytest.mark.parametrize("power", [power for power in POWERS if power != "steady"])
def test_where_speeds_change_plan_and_step_have_draws_of_their_own(power: str) -> None:
    server, given = server_of(power, batch=10, patience=0)
    setting = setting_of(given.cluster, problem_of(given), given.seed)
    plan, price = known_times(setting)
    assert isinstance(plan, Drawn)
    assert isinstance(price, Drawn)
    assert plan.seconds.shape == price.seconds.shape == (5, DRAWS)
    assert not np.isin(plan.seconds, price.seconds).any()
    limit = setting.means[:, None]
    found = plan.within(limit)
    planned = plan_tries(found.chance[:, 0], found.seconds[:, 0], 10)
    assert server.scales.tolist() == planned.tolist()
    assert server.numbers[0] == pytest.approx(np.mean(price.seconds <= limit, axis=1) @ planned)


def test_the_draws_of_the_plan_promise_too_much_and_others_do_not() -> None:
    """The tries of the example, where a seed's draws let them seem enough: ten by those draws, 9.92 by others."""
    _, means = law_of(HEAVY, *DOUBLING)
    own_promise, other_promise = [], []
    for seed in range(300):
        normals = np.random.default_rng(seed).standard_normal((2, 5, 100))
        spread = np.sqrt(np.log(2))
        own, others = (Drawn(means[:, None] * np.exp(spread * z - spread**2 / 2)) for z in normals)
        found = own.within(means[:, None])
        planned = plan_tries(found.chance[:, 0], found.seconds[:, 0], 10)
        if planned.tolist() == [8, 4, 2, 1, 0]:
            own_promise.append(found.chance[:, 0] @ planned)
            other_promise.append(others.within(means[:, None]).chance[:, 0] @ planned)
    assert len(own_promise) > 30
    assert min(own_promise) >= 10 * (1 - 1e-9)
    assert abs(np.mean(other_promise) - 9.92) < 4 * np.std(other_promise) / np.sqrt(len(other_promise))


@pytest.mark.parametrize("name", CONTINUOUS)
def test_no_limit_of_a_fine_grid_has_a_larger_rate(name: str) -> None:
    law, means = law_of(JITTERS[name], 0.3, 1.0, 7.0)
    best = rate(law, rate_limits(law, means))
    found = law.within(means[:, None] * np.geomspace(SHORTEST, 1e3, 100_001))
    grid = (found.chance / found.seconds).max(axis=1)
    assert np.all(best >= grid * (1 - 1e-9))
    np.testing.assert_allclose(best, np.maximum(grid, 1 / means), rtol=1e-6)


@pytest.mark.parametrize("variation", [0.3, 1.0, 2.0])
def test_whether_to_cut_depends_on_the_tail(variation: float) -> None:
    """Chances to end that fall with age want a cut, exponential ones are indifferent, ever rising ones want none."""
    heavy, means = law_of({"kind": "lognormal", "variation": variation}, 1.0, 5.0)
    limits = rate_limits(heavy, means)
    if variation == 0.3:
        # The tail is heavy in the end, too, but so far out that it does not matter.
        assert np.isinf(limits).all()
    else:
        assert np.all((limits > 0.1 * means) & (limits < 3 * means))
        np.testing.assert_allclose(limits / means, limits[0] / means[0], rtol=NEARLY)
        # Where the chance to end in the next moment has fallen to the rate itself.
        h = 1e-5 * limits
        later, sooner = (heavy.within((limits + sign * h)[:, None]).chance[:, 0] for sign in (1, -1))
        hazard = (later - sooner) / (2 * h) / (1 - heavy.within(limits[:, None]).chance[:, 0])
        np.testing.assert_allclose(hazard, rate(heavy, limits), rtol=1e-4)
        assert np.all(rate(heavy, limits) > 1.01 / means)
    exponential, means = law_of(JITTERS["exponential"], 1.0, 5.0)
    np.testing.assert_allclose(rate(exponential, 0.3 * means), 1 / means, rtol=1e-12)
    assert np.isinf(rate_limits(exponential, means)).all()
    for name in ("none", "gamma", "shifted exponential", "half normal", "folded normal", "uniform"):
        light, means = law_of(JITTERS[name], 1.0, 5.0)
        assert np.isinf(rate_limits(light, means)).all(), name


def test_jobs_that_may_end_at_once_are_cut_at_the_shortest_limit() -> None:
    """There is no best limit then but 0: gamma times of a variation above 1, and small Poisson means."""
    for jitter in (JITTERS["gamma above 1"], JITTERS["poisson"]):
        law, means = law_of(jitter, 1.0)
        assert rate_limits(law, means) == pytest.approx(SHORTEST * means)
    law, means = law_of(JITTERS["poisson"], 20.0)
    assert np.isinf(rate_limits(law, means)).all()


def test_limits_of_a_list_are_the_best_of_its_entries() -> None:
    """Nine jobs of 1 s and one of 91: cut at 1 s, a try brings 0.9 gradients in 1 s, uncut 1 in 10 s."""
    durations = [[1.0] * 9 + [91.0], [2.0, 3.0, 4.0], [1.0, 2.0, 9.0]]
    cluster = Cluster.model_validate({"workers": 3, "speed": {"kind": "trace", "durations": durations}})
    known, means = Law(cluster.times().work), cluster.means()
    # The third: 1/3 in 1 s, 2/3 in 5/3 s, 1 in 4 s.
    np.testing.assert_array_equal(rate_limits(known, means), [1.0, np.inf, 2.0])
    drawn = Drawn(np.array([durations[2] * 4] * 2))
    np.testing.assert_array_equal(rate_limits(drawn, means[[2, 2]]), [2.0, 2.0])


def test_a_long_list_among_short_ones_is_looked_at_in_steps() -> None:
    """50,000 jobs of one worker and one each of 2,000 others: the best limit to the rate of one entry in a thousand."""
    long = np.random.default_rng(0).lognormal(0.0, 2.0, 50_000).clip(1e-6)
    work = Cluster.model_validate(
        {"workers": 2001, "speed": {"kind": "trace", "durations": [long.tolist(), *[[1.0]] * 2000]}}
    ).times().work  # fmt: skip
    known = Law(work)
    assert known.spots().shape == (2001, MOST_SPOTS)
    limits = rate_limits(known, np.append(long.mean(), np.ones(2000)))
    assert np.isinf(limits[1:]).all()
    found = of_list(long, np.sort(long))
    best = (found.chance / found.seconds)[np.sort(long) >= SHORTEST * long.mean()].max()
    assert best * (1 - 1e-3) <= rate(known, limits)[0] <= best


def authors_time(found: Within, limits: Floats, batch: int) -> float:
    """The bound as the paper has it: the best of the sets of the m workers with the shortest limits."""
    order = np.argsort(limits)
    chance, limits = found.chance[order, 0], limits[order]
    times = (batch + np.cumsum(chance)) / np.maximum(np.cumsum(chance / limits), 1e-300)
    return float(times.min())


@pytest.mark.parametrize("batch", [1, 3, 10, 100])
@pytest.mark.parametrize("name", ["lognormal", "gamma", "half normal", "shifted exponential", "uniform"])
def test_the_authors_bound_is_smallest_there(name: str, batch: int) -> None:
    """Against a grid of three workers' limits, and the authors' own way, L-BFGS-B, from where that is best."""
    law, means = law_of(JITTERS[name], 1.0, 1.5, 6.0)

    def time(limits: Floats) -> float:
        return authors_time(law.within(limits[:, None]), limits, batch)

    limits = bound_limits(law, means, batch)
    taking_part = np.where(limits == NO_PART, 1e6 * means, limits)
    best = time(taking_part)
    grid = [time(means * np.array(each)) for each in product(np.geomspace(0.1, 4, 12), repeat=3)]
    start = np.array(list(product(np.geomspace(0.1, 4, 12), repeat=3))[int(np.argmin(grid))])
    polished = minimize(lambda z: time(means * np.exp(z)), np.log(start), method="L-BFGS-B").fun
    assert best <= min(grid)
    assert best <= polished * (1 + NEARLY)
    assert best >= polished * 0.99


def test_workers_that_are_too_slow_have_no_part_in_the_bound() -> None:
    law, means = law_of(JITTERS["none"], 1.0, 2.0, 4.0, 100.0)
    assert bound_limits(law, means, 4).tolist() == [1.0, 2.0, NO_PART, NO_PART]
    assert bound_limits(law, means, 5).tolist() == [1.0, 2.0, 4.0, NO_PART]
    server, _ = server_of(jitter=JITTERS["lognormal"], batch=2, cutoffs="bound")
    assert server.scales[-1] == 0
    assert server.cutoffs[-1] == NO_PART


def test_a_limit_of_its_own_does_not_depend_on_the_others() -> None:
    law, means = law_of(HEAVY, 1.0, 3.0)
    alone, own = law_of(HEAVY, 3.0)
    np.testing.assert_allclose(rate_limits(law, means)[1], rate_limits(alone, own)[0], rtol=NEARLY)


def test_the_best_cut_offs_make_the_shortest_rounds() -> None:
    """Heavy tails, many tries a round: seconds per finished gradient, of each cut-off on the same jobs."""
    fields: list[dict[str, Any]] = [{"patience": p} for p in (None, 0, 0.5, 2)] + [{"cutoffs": "rate"}]
    given = Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"workers": 4, "speed": {"kind": "equal"}, "jitter": {"kind": "lognormal", "variation": 2.5}},
            "problem": {"kind": "quadratic", "dimension": 1},
            "methods": [{"kind": "mindflayer", "batch": 400, "label": str(i)} | each for i, each in enumerate(fields)],
            "budget": {"seconds": 20_000},
        }
    )
    used = [int(run.arrivals["used"].sum()) for run in simulate(given).values()]
    assert used[-1] == max(used)
    assert used[-1] > 1.5 * used[0]


def test_with_few_tries_a_round_the_bound_makes_shorter_ones() -> None:
    """Exponential times, to which the rate is indifferent: but a round waits for its slowest worker."""
    given = scenario(
        cluster={"workers": 8, "jitter": JITTERS["exponential"]},
        methods=[
            {"kind": "mindflayer", "batch": 40, "cutoffs": cutoffs, "label": cutoffs} for cutoffs in ("rate", "bound")
        ],
        budget={"seconds": 3000},
    )
    rate_rounds, bound_rounds = (int(run.updates[-1]) for run in simulate(given).values())
    assert bound_rounds > 1.5 * rate_rounds


@pytest.mark.parametrize("cutoffs", ["rate", "bound"])
@pytest.mark.parametrize("jitter", JITTERS)
def test_every_law_has_a_plan(jitter: str, cutoffs: str) -> None:
    server, _ = server_of(jitter=JITTERS[jitter], cutoffs=cutoffs, batch=7)
    assert server.scales.sum() < 1000
    assert server.numbers[0] >= 7 * (1 - 1e-9)
    assert np.all((server.cutoffs > 0) == (server.scales > 0))


def test_patience_is_that_of_the_multiple_alone() -> None:
    for cutoffs in ("rate", "bound"):
        one, other = (server_of(cutoffs=cutoffs, patience=patience)[0] for patience in (None, 1.0))
        np.testing.assert_array_equal(one.cutoffs, other.cutoffs)


def test_settings_of_old_files_are_the_multiple() -> None:
    assert MindFlayer().cutoffs == "multiple"
