"""Benchmarks: values by hand, and optima that no point nearby or anywhere is below."""

import numpy as np
import pytest

from engine.design_space import Float
from engine.design_space.benchmarks import BENCHMARKS


@pytest.mark.parametrize("name", BENCHMARKS)
def test_no_point_is_below_the_optimum(name: str) -> None:
    space, function, optimum, minimiser = BENCHMARKS[name]
    rng = np.random.default_rng(0)
    assert space.is_valid(minimiser)
    assert function(minimiser) == optimum
    assert min(function(point) for point in space.sample(2000, rng, by="levels")) > optimum
    # One variable at a time over its whole range, what it governs as it comes.
    for variable in space.variables:
        low, *_, high = space.values(variable.name)
        values = space.values(variable.name)
        whole = not isinstance(variable, Float) and not isinstance(low, str)
        tried = np.linspace(float(low), float(high), 41) if not isinstance(low, str) else values
        for value in tried if not (whole and len(values) > 2) else values:
            assert function(space.correct({**minimiser, variable.name: value})) >= optimum - 1e-9


def test_optima_are_the_published_or_stated_numbers() -> None:
    assert {name: round(each.optimum, 4) for name, each in BENCHMARKS.items()} == {
        "goldstein": 8.9419,
        "neural_network": -155.5,
        "architecture": 16.482,
    }


def test_the_network_by_hand() -> None:
    _, function, *_ = BENCHMARKS["neural_network"]
    shared = {"rate": 1.0, "decay": -2.0, "batch": 8, "units_1": 3}
    assert function({"layers": 1, "activation": "ReLU", **shared}) == 2 - 2 - 4 + 9
    assert function({"layers": 2, "activation": "SELU", **shared, "units_2": 5}) == -1 - 4 - 4 + 9 + 1.5
    three = {"layers": 3, "activation": "ISRLU", **shared, "units_2": 0, "units_3": 2}
    assert function(three) == pytest.approx(-1 - 2 + 4 + 9 - 0.8)


def test_goldstein_by_hand() -> None:
    _, function, *_ = BENCHMARKS["goldstein"]
    zero = {"branch": 3, "x": 0.0, "y": 0.0, "p": 0.0, "q": 0.0, "phase": 0.0, "x_power": 1, "p_power": 1}
    assert function({**zero, "wave": 0}) == pytest.approx(53.3108)
    assert function({**zero, "wave": 1}) == pytest.approx(56.3108)
    levels = {
        "branch": 0,
        "wave": 0,
        "x": 0.0,
        "y": 0.0,
        "p_level": 1,
        "q_level": 0,
        "phase": 9.0,
        "x_power": 1,
        "p_power": 1,
    }
    expected = 53.3108 - 0.106959 * 50 + 7.98772e-6 * 50 + 0.00242482 * 20 + 1.32851e-6 * 8000 - 0.000198969 * 1000
    assert function(levels) == pytest.approx(expected)
