"""MindFlayer's best cut-offs by rate and by bound: really the best, and the shortest rounds."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from engine import Scenario, simulate
from engine.cluster import Cluster
from engine.cluster.laws import Within, of_list
from engine.kernel.state import Floats
from engine.methods.cutoffs import (
    MOST_SPOTS,
    NO_PART,
    SHORTEST,
    Drawn,
    Law,
    bound_limits,
    rate_limits,
)
from tests.support.build import JITTERS, scenario
from tests.support.laws import HEAVY, law_of, rate, server_of

CONTINUOUS = [name for name in JITTERS if name not in ("none", "poisson")]
NEARLY = 1e-6


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
