"""Speedup over the number of workers: the checked table, its definition, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.simulate import build_problem
from engine.speedup.speedups import Speedup, speedup

DIMENSION = 100
EXPONENTIAL = {"workers": 1, "speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}}


def setting(method: dict[str, Any] | None = None, **fields: Any) -> Scenario:
    """The setting of the checked table (shared/zeroth_order.md gives no seed: this one's matrix is this project's)."""
    problem = {"kind": "least_squares", "rows": 300, "dimension": DIMENSION, "noise": 0.3 / math.sqrt(DIMENSION)}
    given = {
        "cluster": EXPONENTIAL,
        "problem": problem,
        "methods": [{"kind": "aszd", "smoothing": 1e-3, "read": "inconsistent"} | (method or {})],
        "budget": {"arrivals": 200_000},
        "seeds": 5,
    } | fields
    scenario = Scenario.model_validate(given)
    built = build_problem(scenario.problem, 1, scenario.seed)
    return scenario.with_steps({scenario.methods[0].name: 0.5 / (built.smoothness * DIMENSION)})


def middle(rows: np.ndarray) -> np.ndarray:
    return np.median(rows, axis=1)


def test_the_checked_table() -> None:
    """IS = 1, 2.1, 4.0, 8.3, 16.3, 32.8, 68.6, 128.8, 166.6: linear up to about N, then a knee."""
    known = {1: 1, 2: 2.1, 4: 4.0, 8: 8.3, 16: 16.3, 32: 32.8, 64: 68.6, 128: 128.8, 256: 166.6}
    found = speedup(setting(), "aszd", list(known), 0.1)
    assert found.workers == tuple(known)
    linear = [n for n in known if n <= 128]
    measured = dict(zip(known, middle(found.in_iterations), strict=True))
    for n in linear:
        assert measured[n] == pytest.approx(known[n], rel=0.1), n
        assert measured[n] == pytest.approx(n, rel=0.15), n
    assert 0.5 * 256 < measured[256] < 0.85 * 256
    assert 64 < found.knee(0.85) <= 256
    # Workers who draw exponential times alike make n arrivals a second: both speedups agree.
    np.testing.assert_allclose(middle(found.in_seconds), middle(found.in_iterations), rtol=0.1)


def test_larger_blocks_bend_earlier() -> None:
    """Without noise the knee is where the delay is about N / Y."""
    given = {"seeds": 3, "problem": {"kind": "least_squares", "rows": 300, "dimension": DIMENSION, "noise": 0.0}}
    single = setting({"block": 1}, **given)
    workers = [16, 64, 256]
    one = middle(speedup(single, "aszd", workers, 0.1).in_iterations)
    whole = setting({"block": DIMENSION}, **given, budget={"arrivals": 3000})
    steps = {"aszd": single.methods[0].step * DIMENSION}
    whole_found = speedup(whole.with_steps(steps), "aszd", workers, 0.1)
    assert one[1] > 14 and one[2] > 55
    # All coordinates at a delay of 15 and more with the step 1 / (2 L): more workers make it slower, or diverge.
    assert not (middle(whole_found.in_iterations)[1] > 4)


def test_numbers_are_those_of_the_runs() -> None:
    """K_n and t_n against a simulation that records every arrival."""
    given = setting(seeds=2, budget={"arrivals": 3000})
    found = speedup(given, "aszd", [4], 0.2)
    assert found.workers == (1, 4)
    for row, n in enumerate(found.workers):
        cluster = given.cluster.model_copy(update={"workers": n})
        full = simulate(given.model_copy(update={"cluster": cluster, "records": 3001}))["aszd"]
        for seed in range(2):
            first = int((full.gap[seed] <= 0.2 * full.gap[seed, 0]).argmax())
            assert found.arrivals[row, seed] == pytest.approx(first, rel=0.02)
            assert found.seconds[row, seed] == pytest.approx(full.times[seed, first], rel=0.03)
    assert found.staleness[0] == 0
    assert found.staleness[1] == pytest.approx(full.arrivals["staleness"][: int(found.arrivals[1, 0])].max(), abs=4)


def test_a_target_that_is_not_reached() -> None:
    found = speedup(setting(seeds=2, budget={"arrivals": 50}), "aszd", [2], 0.1)
    assert np.isnan(found.arrivals).all()
    assert np.isnan(found.in_iterations).all()
    assert math.isnan(found.knee())


def test_the_knee_is_found_between_two_numbers() -> None:
    """IS / n = 1, 1, 1/2 at n = 1, 4, 16: it is 3/4 half-way in the logarithm, at 8."""
    arrivals = np.array([[100.0], [100.0], [200.0]])
    found = Speedup((1, 4, 16), arrivals, arrivals, (0, 3, 15), 0.1)
    np.testing.assert_allclose(found.in_iterations[:, 0], [1, 4, 8])
    assert found.knee() == pytest.approx(8)
    assert math.isnan(found.knee(0.4))


def test_any_method_has_a_speedup() -> None:
    """Minibatch takes n gradients for one update: in arrivals nothing is gained where there is no noise."""
    problem = {"kind": "quadratic", "dimension": 5, "heterogeneity": 0, "noise": 0}
    cluster = {"workers": 1, "speed": {"kind": "equal"}}
    given = Scenario.model_validate(
        {"cluster": cluster, "problem": problem, "methods": [{"kind": "minibatch", "step": 0.1}], "seeds": 1}
    )
    found = speedup(given, "minibatch", [2, 8], 0.01)
    np.testing.assert_allclose(found.in_iterations[:, 0], 1, rtol=0.06)
    np.testing.assert_allclose(found.in_seconds[:, 0], 1, rtol=0.06)


@pytest.mark.parametrize(
    ("fields", "workers", "target", "words"),
    [
        ({}, [2], 0.0, "target"),
        ({}, [2], 1.0, "target"),
        ({}, [0, 2], 0.1, "workers"),
        ({}, [2000], 0.1, "workers"),
        ({"budget": {"seconds": 10.0}}, [2], 0.1, "budget.arrivals"),
        ({"cluster": {"speed": {"kind": "custom", "times": [1.0]}}}, [2], 0.1, "cluster.speed"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, Any], workers: list[int], target: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        speedup(setting(**fields), "aszd", workers, target)
