"""What the risks of the two cures come of, from numbers made by hand; and both cases of one cluster."""

from typing import Any

import numpy as np
import pytest

from engine.covariate_shift.asynchrony import causes
from engine.covariate_shift.asynchrony.cures import LINES, VANILLA_CORRECTED, Cures, Line, cures
from engine.covariate_shift.asynchrony.pulls import RESCALED, VANILLA, mixture
from engine.covariate_shift.asynchrony.truths import both_truths, well_specified
from tests.support.asynchrony import linked


def made(risks: dict[str, Any], expected: float = 0.1, start: Any = ((0.0, 0.0), (2.0, 0.0)), seeds: int = 5) -> Cures:
    """Risks at the arrivals 100 and 1000: the last ones as given, of one seed each or of all alike, the first are 1."""
    mixed = mixture(linked())
    lines = {}
    for name in LINES:
        last = np.broadcast_to(np.array(risks.get(name, 0.1), np.float64), seeds)
        risk = np.stack([np.ones(seeds), last], axis=1)
        lines[name] = Line(risk, np.array([1.0, expected]), 0.0, np.array(start))
    return Cures(np.array([100, 1000]), lines, mixed, (1000 * mixed.frequencies).round().astype(np.int64))


def test_last_risks_are_medians() -> None:
    found = made({VANILLA: [0.1, 0.2, 0.3, 0.4, np.inf], VANILLA_CORRECTED: 0.6}, expected=0.05)
    assert causes.last(found, VANILLA) == 0.3
    assert causes.expected(found, VANILLA) == 0.05
    assert causes.correction(found).tolist() == [1.0, 2.0]
    curve = found.curve(VANILLA)
    assert (curve.x.tolist(), curve.low[-1], curve.high[-1]) == ([100.0, 1000.0], 0.2, 0.4)


def test_a_lost_risk_is_out_of_sight_or_above_the_starts_while_squares_grow() -> None:
    start = float(made({}).mixture.target_risk(made({}).mixture.problem.start))
    beyond = made({RESCALED: 2 * start})
    assert not causes.growing(beyond, RESCALED)
    assert not causes.diverged(beyond, RESCALED)
    assert causes.diverged(made({RESCALED: np.inf}), RESCALED)
    growing = made({RESCALED: 2 * start}, start=((0.0, 0.0), (2.0, 3.0)))
    assert causes.diverged(growing, RESCALED)
    assert not causes.diverged(growing, VANILLA)


@pytest.mark.parametrize(("least", "most", "counts", "forgotten"), [
    (0.0, 0.01, False, True), (0.0, 0.02, False, False), (0.02, 0.02, True, False),
])  # fmt: skip
def test_a_tenth_of_the_risk_decides_on_the_start(least: float, most: float, counts: bool, forgotten: bool) -> None:
    found = made({RESCALED: 10.0}, start=((0.0, least), (2.0, most)))
    assert causes.start_counts(found) == causes.start_counts(found, VANILLA) == counts
    assert causes.forgotten(found) == causes.forgotten(found, VANILLA) == forgotten
    assert causes.forgotten(found, RESCALED)
    assert not causes.start_counts(found, RESCALED)


def test_bands_meet() -> None:
    low, high = [0.1, 0.2, 0.3, 0.4, 0.5], [0.3, 0.4, 0.5, 0.6, 0.7]
    assert causes.overlapping(made({VANILLA: low, RESCALED: high}))
    assert not causes.overlapping(made({VANILLA: low, RESCALED: np.add(high, 0.1)}))
    assert causes.overlapping(made({VANILLA: 0.1, RESCALED: 9.0}, seeds=1))


def test_the_step_is_blamed_where_nothing_else_explains_the_risk() -> None:
    large = made({RESCALED: 0.3})
    assert causes.step_makes_it(large)
    assert not causes.step_makes_it(made({RESCALED: 0.14}))
    assert not causes.step_makes_it(made({RESCALED: 0.3}, seeds=4))
    assert not causes.step_makes_it(made({RESCALED: [0.01, 0.2, 0.2, 0.2, 5.0]}))
    assert not causes.step_makes_it(made({RESCALED: 0.3}, start=((0.0, 0.0), (2.0, 0.04))))
    few = large._replace(heard=np.full(8, 125))
    assert causes.in_proportion(large) and not causes.in_proportion(few)
    assert not causes.step_makes_it(few)
    alike = mixture(linked({"workers": 8, "speed": {"kind": "equal"}}))
    assert not causes.step_makes_it(few._replace(mixture=alike))


def test_what_small_steps_would_do() -> None:
    assert causes.extreme(made({RESCALED: 1.1}), RESCALED)
    assert not causes.extreme(made({RESCALED: 0.9}), RESCALED)
    assert not causes.expected_ahead(made({}))
    lines = made({}).lines
    ahead = lines | {RESCALED: lines[RESCALED]._replace(expected=np.array([1.0, 0.09]))}
    assert causes.expected_ahead(made({})._replace(lines=ahead))


def test_both_cases_of_a_cluster() -> None:
    scenario = linked(heterogeneity=1.0, arrivals=500)
    found = both_truths(scenario)
    assert well_specified(scenario).problem.heterogeneity == 0
    for case, alone in ((found.one, cures(well_specified(scenario))), (found.own, cures(scenario))):
        for name in LINES:
            np.testing.assert_array_equal(case.lines[name].risk, alone.lines[name].risk)
    # At fixed times theory reads the pulls off the rules: p_i and 1/n.
    assert found.vanilla.exact and found.rescaled.exact
    assert max(found.deviations) < 1e-9
    off = found._replace(vanilla=found.rescaled)
    p = found.own.mixture.frequencies
    assert off.deviations[0] == pytest.approx(np.abs(1 / (p.size * p) - 1).max())
