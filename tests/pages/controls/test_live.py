"""The live controls: what a browser is told, and what it may say."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cluster import Cluster
from engine.cluster.speeds import Trace
from engine.schema import LEAST_SECONDS, MOST_SECONDS
from pages.parts.controls import live
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Ladder, Slider
from tests.support.choosing import settings_that_show

SECONDS = st.floats(LEAST_SECONDS, MOST_SECONDS)


@given(st.lists(SECONDS, min_size=1, max_size=live.MOST_BARS))
def test_times_come_to_the_scenario_to_the_last_bit(times: list[float]) -> None:
    choices = {**DEFAULTS, **live.changes({live.TIMES: times})}
    speed = scenario_of(choices).cluster.speed
    assert list(speed.tau(len(times))) == times


@given(st.lists(SECONDS, min_size=1, max_size=live.MOST_BARS))
def test_every_bar_has_room_above_and_below(times: list[float]) -> None:
    low, high = live.decades(times)
    assert 10.0**low <= min(times)
    assert 10.0**high >= max(times) * (1 - 1e-12)
    assert low <= -1
    assert high >= 2


@pytest.mark.parametrize("key", live.LIVE)
def test_every_value_of_a_control_is_possible(key: str) -> None:
    control = CONTROLS[key]
    choices = settings_that_show(control)
    (told,) = [range_ for range_ in live.described(choices, [])["ranges"] if range_["key"] == key]
    assert told["label"] == control.label
    assert told["help"]
    assert told["value"] == choices[key]
    if isinstance(control, Ladder):
        assert tuple(told["stops"]) == control.rungs
        values: tuple[Any, ...] = control.rungs
    else:
        assert isinstance(control, Slider)
        assert (told["low"], told["high"], told["step"]) == (control.low, control.high, control.step)
        values = (control.low, control.high)
    for value in values:
        assert live.changes({key: value}) == {key: value}


def test_only_controls_that_show_are_live() -> None:
    shown = [told["key"] for told in live.described({**DEFAULTS, "problem": "digits", "steps": "tuned"}, [])["ranges"]]
    assert shown == ["momentum"]
    shown = [told["key"] for told in live.described({**DEFAULTS, "speed": "two groups"}, [1.0] * 8)["ranges"]]
    assert shown == list(live.LIVE)


def test_many_or_measured_workers_have_no_bars() -> None:
    assert live.described(DEFAULTS, live.bar_times(Cluster(workers=live.MOST_BARS)))["times"]
    assert not live.described(DEFAULTS, live.bar_times(Cluster(workers=live.MOST_BARS + 1)))["times"]
    measured = Cluster(workers=2, speed=Trace(kind="trace", durations=((1.0,), (2.0,))))
    assert not live.described({**DEFAULTS, "speed": "measured"}, live.bar_times(measured))["times"]


@pytest.mark.parametrize(
    "values",
    [
        {"heterogeneity": 6.1}, {"heterogeneity": "2"}, {"heterogeneity": True}, {"heterogeneity": float("nan")},
        {"heterogeneity": None}, {"momentum": -0.1}, {"step": 0.051}, {"workers": 3}, {"methods": ["ASGD"]}, {"x": 1},
        {"times": []}, {"times": [0.0]}, {"times": [1.0, -1.0]}, {"times": [float("inf")]}, {"times": "1, 2"},
        {"times": ["1"]}, {"times": [True]}, {"times": [1.0] * (live.MOST_BARS + 1)}, {"times": {"0": 1.0}},
    ],
)  # fmt: skip
def test_what_is_not_possible_is_refused_in_a_sentence(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"possible|no live control|numbers from"):
        live.changes(values)
