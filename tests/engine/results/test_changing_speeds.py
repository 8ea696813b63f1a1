"""Bias where job times are random or change: by hand, and against simulated runs."""

import numpy as np
import pytest

from engine import Scenario
from engine.results.changing_speeds import (
    CASES,
    FIRST,
    KNOWN,
    ONLINE,
    PLAIN,
    CaseBiases,
    compare_cases,
    long_run_seconds,
    predictions,
    pulls,
)
from tests.engine.theory.test_bias_curves import made


def changing(power: dict[str, object], jitter: str = "none", seconds: float = 16_000) -> Scenario:
    plain = made(("asgd",), step=0.01)
    cluster = {"workers": 5, "speed": {"kind": "linear"}, "power": power, "jitter": {"kind": jitter}}
    return Scenario.model_validate(
        plain.model_dump() | {"cluster": cluster, "seeds": 3, "records": 801, "budget": {"seconds": seconds}}
    )


def test_pulls_by_hand_after_a_drift() -> None:
    found = pulls(changing({"kind": "drift", "factor": 4.0, "seconds": 100.0}))
    tau, speed = np.arange(1.0, 6.0), np.array([0.25, 0.25, 1.0, 4.0, 4.0])
    assert np.allclose(found[PLAIN], speed / tau / np.sum(speed / tau))
    assert np.allclose(found[FIRST], speed / speed.sum())
    assert np.allclose(found[KNOWN], 0.2)
    assert np.allclose(found[ONLINE], 0.2)


@pytest.mark.parametrize(
    "power",
    [{"kind": "steady"}, {"kind": "swap", "period": 200.0}, {"kind": "drift", "factor": 4.0, "seconds": 500.0}],
)
def test_online_estimates_help_where_first_times_are_wrong(power: dict[str, object]) -> None:
    scenario = changing(power, "exponential")
    found = compare_cases(scenario)
    bias = dict(zip(CASES, np.median(found.bias, axis=1), strict=True))
    predicted = dict(zip(CASES, predictions(scenario), strict=True))
    assert found.away.shape == (4, 3, 40)
    assert found.seconds[-1] == 16_000
    assert bias[PLAIN] == pytest.approx(predicted[PLAIN], rel=0.2)
    assert bias[KNOWN] < 0.15 * bias[PLAIN]
    if power["kind"] == "steady":
        assert bias[FIRST] == bias[KNOWN]
    else:
        assert bias[FIRST] == pytest.approx(predicted[FIRST], rel=0.25)
        assert bias[ONLINE] < 0.5 * bias[FIRST]


def test_quartiles_are_over_the_seeds_and_a_lost_run_is_far() -> None:
    away = np.tile(np.array([1.0, 2.0, np.nan])[:, None], (4, 1, 2))
    found = CaseBiases(np.arange(2.0), away, away[:, :, 0], np.zeros(4))
    assert found.away_quartiles.shape == (3, 4, 2)
    assert found.bias_quartiles[:, 0].tolist() == found.away_quartiles[:, 0, 0].tolist() == [1.0, 2.0, np.inf]


@pytest.mark.parametrize(
    ("power", "condition", "seconds"),
    [
        # Five workers of 1 to 5 s send 137 / 60 arrivals a second.
        ({"kind": "steady"}, 1.0, 20_000 * 60 / 137),
        ({"kind": "steady"}, 20.0, 40_000 * 60 / 137),
        ({"kind": "steady"}, 1e6, 200_000 * 60 / 137),
        # At factor 1 a drift changes no speed.
        ({"kind": "drift", "factor": 1.0, "seconds": 5000.0}, 1.0, 40_000.0),
        ({"kind": "drift", "factor": 1.0, "seconds": 10.0}, 1.0, 20_000 * 60 / 137),
        ({"kind": "swap", "period": 50.0}, 1.0, 8000.0),
    ],
)
def test_a_run_is_long_enough_to_show_the_long_run(power: dict[str, object], condition: float, seconds: float) -> None:
    assert long_run_seconds(changing(power), condition) == pytest.approx(seconds, rel=1e-12)
