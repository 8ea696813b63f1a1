"""The gap that is to be expected on the way, against the kernel."""

from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.theory import NoTheoryError, exact, expected_gap
from engine.theory.complexity import BOUNDS, symbols, time_bound
from engine.theory.prediction import predicted_gap, predictions
from tests.support.periodic import PERIODIC

KINDS = (*PERIODIC, "random_asgd")


def race(**changed: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "seeds": 64,
            "cluster": {"workers": 4},
            "problem": {"kind": "quadratic", "dimension": 3, "curvature_spread": 0.3, "noise": 0.4},
            "methods": [{"kind": kind, "step": 0.05} for kind in KINDS],
            "budget": {"arrivals": 400},
            "records": 41,
        }
        | changed
    )


@pytest.fixture(scope="module")
def noisy() -> Any:
    return simulate(race())


@pytest.mark.parametrize("kind", PERIODIC)
def test_the_expected_gap_is_the_mean_over_seeds(noisy: Any, kind: str) -> None:
    run = noisy[kind]
    found = expected_gap(noisy.scenario, kind, run.gradients)
    errors = run.gap.std(axis=0, ddof=1) / np.sqrt(noisy.scenario.seeds)
    assert found[0] == pytest.approx(run.gap[0, 0], rel=1e-12)
    # 40 records that hang together: half of them within one standard error, and none beyond four and a half.
    away = np.abs(run.gap.mean(axis=0) - found)[errors > 0] / errors[errors > 0]
    assert away.max() < 4.5
    assert np.sqrt(np.mean(away**2)) < 2


@pytest.mark.parametrize("kind", PERIODIC)
def test_without_noise_it_is_the_gap(kind: str) -> None:
    quiet = race(problem={"kind": "quadratic", "dimension": 3, "curvature_spread": 0.3, "noise": 0.0}, seeds=1)
    run = simulate(quiet)[kind]
    np.testing.assert_allclose(expected_gap(quiet, kind, run.gradients), run.gap[0], rtol=1e-9, atol=1e-15)


def test_it_needs_no_period() -> None:
    uneven = race(cluster={"workers": 4, "speed": {"kind": "sqrt"}}, seeds=1)
    uneven = uneven.model_copy(update={"problem": uneven.problem.model_copy(update={"noise": 0.0})})
    run = simulate(uneven)["asgd"]
    np.testing.assert_allclose(expected_gap(uneven, "asgd", run.gradients), run.gap[0], rtol=1e-9)
    with pytest.raises(NoTheoryError):
        exact(uneven, "asgd")


def test_in_the_end_it_is_the_noise_floor() -> None:
    given = race()
    known = exact(given, "ormo")
    late = 20_000 + np.arange(known.arrivals_per_period)
    assert expected_gap(given, "ormo", late).mean() == pytest.approx(known.noise_floor, rel=1e-9)


def test_predictions_tell_of_every_method_what_is_known_or_why_nothing_is() -> None:
    found = predictions(race())
    assert list(found) == list(KINDS)
    assert all(found[kind].converges for kind in PERIODIC)
    assert found["random_asgd"].exact is None
    assert "at random" in found["random_asgd"].why


@pytest.mark.parametrize("kind", ["asgd", "ormo", "ssgdm"])
def test_the_rate_line_is_the_expected_gaps_asymptote(kind: str) -> None:
    """Without noise or bias the gap falls along the line."""
    given = race(
        problem={"kind": "quadratic", "dimension": 3, "curvature_spread": 0.3, "heterogeneity": 0, "noise": 0}, seeds=1
    )
    known = exact(given, kind)
    at = np.arange(0, 3000, 10)
    gap = expected_gap(given, kind, at)
    places, line = predicted_gap(known, "arrivals", 2990.0)
    late = slice(100, None)
    ratio = gap[late] / np.exp(np.interp(at[late], places, np.log(line)))
    # Within a period the gap falls in steps. Over 2000 arrivals it falls by more than 1e-6.
    assert 0.9 < ratio.max() < 1.1
    assert ratio[:100].max() == pytest.approx(ratio[100:].max(), rel=0.01)


def test_the_line_ends_in_the_noise_floor() -> None:
    known = exact(race(), "asgd")
    places, line = predicted_gap(known, "seconds", 1e6)
    assert places[0] == 0
    assert line[-1] == known.noise_floor
    assert np.all(np.diff(line) <= 0)


def test_published_times_by_hand() -> None:
    given = race(cluster={"workers": 2, "speed": {"kind": "custom", "times": [1.0, 4.0]}})
    problem = simulate(given).problem
    of = symbols(given, problem, 0.01)
    first, second = of.smoothness * of.distance / of.eps, of.noise * of.smoothness * of.distance / of.eps**2
    assert of.noise == pytest.approx(3 * 0.4**2)
    assert of.heterogeneity > 0
    expected = {
        "asgd": 1.6 * (first + second / 2),
        "minibatch": 4 * (first + second / 2),
        "rennala": min(first + second, 1.6 * (first + second / 2)),
        "ringmaster": min(first + second, 1.6 * (first + second / 2)),
        "malenia": 4 * first + 2.5 * second / 2,
        "ringleader": 4 * first + 2.5 * second / 2,
        "rescaled_asgd": 4 * first + 2.5 * second / 2,
    }
    assert set(expected) == set(BOUNDS)
    for kind, seconds in expected.items():
        assert time_bound(kind, of) == pytest.approx(seconds, rel=1e-12)
    assert time_bound("ormo", of) is None
