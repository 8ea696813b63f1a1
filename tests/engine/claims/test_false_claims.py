"""A claim whose effect is taken away is not shown: its number can come out otherwise."""

import json
import math
from typing import Any

import pytest

from engine.claims import CLAIMS, ordered_momentum, rescaled, spaces, speedup
from engine.claims.races import apart, at_best_steps, judged, race, setting
from engine.claims.results import Outcome, Results, as_json, from_json
from engine.design_space.study import CLOSE

STEP = {"step": 0.2, "momentum": 0.9}


def verdict_of(name: str, seed: int = 1) -> str:
    claim = CLAIMS[name]
    assert claim.number is not None
    return claim.verdict([claim.number(seed)])


@pytest.mark.parametrize(("name", "method"), [("cure", "RESCALED"), ("no-times-needed", "ONLINE")])
def test_no_bias_is_cured_by_plain_asgd(monkeypatch: pytest.MonkeyPatch, name: str, method: str) -> None:
    given: dict[str, Any] = getattr(rescaled, method)
    label = given.get("label", given["kind"])
    monkeypatch.setattr(rescaled, method, {"kind": "asgd", "label": label})
    assert verdict_of(name) == "not shown"


@pytest.mark.parametrize(
    ("name", "label", "kind"), [("order", "ormo", "naive_momentum"), ("disorder", "naive_momentum", "ormo")]
)
def test_order_is_told_from_disorder(monkeypatch: pytest.MonkeyPatch, name: str, label: str, kind: str) -> None:
    def same(wanted: str, step: float) -> dict[str, Any]:
        return {"kind": kind, "step": step, "momentum": 0.9, "label": wanted}

    monkeypatch.setattr(ordered_momentum, "method", same)
    assert verdict_of(name) == "not shown"


def test_a_method_that_stays_where_it_began_does_not_converge() -> None:
    still = {"kind": "asgd", "step": 1e-9, "label": "still"}
    ends = judged(ordered_momentum.in_valley(1, still, {"kind": "naive_momentum", **STEP}))
    assert ends["naive_momentum"].gap > 1e6 * ends["naive_momentum"].first_gap
    assert abs(apart(ends["still"], ends["naive_momentum"])) < 1e-3


def test_values_far_apart_are_not_as_good_as_derivatives(monkeypatch: pytest.MonkeyPatch) -> None:
    def coarse(seed: int, method: dict[str, Any], **fields: Any) -> Any:
        return race(seed, method | ({"smoothing": 10.0} if method["kind"] == "aszd" else {}), **fields)

    monkeypatch.setattr(speedup, "race", coarse)
    assert verdict_of("values-as-good") == "not shown"


def test_ormo_is_ahead_where_it_is_and_a_searched_step_is_no_worse_than_its_neighbours() -> None:
    assert ordered_momentum.tuned_rivals(1, "shifted_momentum") > 1.2
    methods = [{"kind": "asgd", "step": 0.2}, {"kind": "ormo", **STEP}]
    best = at_best_steps(setting(1, *methods, **ordered_momentum.VALLEY), ordered_momentum.TARGET)
    for method in methods:
        for step in (0.15, 0.2, 0.25, 0.359):
            ends = judged(ordered_momentum.in_valley(1, method | {"step": step}), ordered_momentum.TARGET)
            # Times are read to 2%, and a search tries steps some 10% apart.
            assert best[str(method["kind"])].target_seconds <= 1.05 * ends[str(method["kind"])].target_seconds


def test_what_is_solved_counts_as_solved_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spaces, "regret", lambda *_: 0.0)
    assert spaces.ahead("goldstein", 0, 100 * CLOSE) == pytest.approx(2.0)
    assert spaces.ahead("goldstein", 0, 1e-12) == 0.0


def test_a_number_that_is_none_is_kept_in_a_file() -> None:
    values = (math.inf, -math.inf, 1.5)
    given = Results("1", "2026-01-01", {"cure": Outcome(values, "not shown")}, (3, 4, 5))
    again = from_json(json.loads(json.dumps(as_json(given), allow_nan=False)))
    assert again == given
    lost = as_json(given._replace(outcomes={"cure": Outcome((math.nan,), "not shown")}))
    assert math.isnan(from_json(lost).outcomes["cure"].values[0])
