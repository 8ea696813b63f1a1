"""Why rounds win: the sentence is there where they do, and true; the button leads to where they do not."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.theory.rate_races import largest_staleness, share_in_rounds
from pages.parts.momentum import maps, why_rounds
from tests.pages.momentum.test_momentum_page import momentum, text
from tests.support.visit import press

BUTTON = "Open a setting where ordering beats waiting"
WHY = re.compile(r"Why .*? wins: (.*?)\.(?:\s|$)")


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps of few points."""
    monkeypatch.setattr(maps, "MOST_SIDE", 20)
    monkeypatch.setattr(maps, "SMALL_SIDE", 16)


def test_equal_workers_are_told_and_the_button_leads_where_ordering_wins(warm: None) -> None:
    app = momentum()
    (why,) = WHY.findall(text(app))
    assert "costs nothing, as all take equally long" in why
    assert "up to 7 updates late" in why
    assert "Ordering beats" not in text(app)
    app = press(app, BUTTON)
    assert app.text_input(key="tau").value == why_rounds.TIMES == app.query_params["tau"]
    assert not WHY.findall(text(app))
    assert not [button for button in app.button if button.label == BUTTON]
    found = re.findall(
        r"\*\*OrMo\*\* is ([\d.]+) times as quick as .*?SSGDm\*\* and (.*?) times as quick as .*?Naive", text(app)
    )
    (told,) = found
    # The same from the table: rates per arrival, and for each second the arrivals of workers that wait or do not.
    rates = app.table[0].value["Rate per arrival"]
    ordered, rounds, naive = (
        float(next(rates[row] for row in rates.index if title in row)) for title in ("**OrMo", "SSGDm", "Naive")
    )
    gains = [
        np.log(ordered) / np.log(rounds) / share_in_rounds(np.array([1, 1, 1, 4.0])),
        np.log(ordered) / np.log(naive),
    ]
    assert [float(one) for one in told] == pytest.approx(gains, rel=0.02)
    assert gains[0] > 1.5 and gains[1] > 5


@pytest.mark.parametrize(
    ("speeds", "words"),
    [
        ({"ormo": 6.0, "ssgdm": 3.0, "naive_momentum": 2.0}, ["2 times as quick", "3 times as quick"]),
        ({"ormo": 6.0, "ssgdm": 3.0}, ["2 times as quick as"]),
        ({"ormo": 6.0, "ssgdm": 6.0, "naive_momentum": 2.0}, []),
        ({"ormo": 6.0, "ssgdm": 3.0, "naive_momentum": 6.1}, []),
        ({"ssgdm": 3.0, "naive_momentum": 2.0}, []),
        ({"ormo": 6.0}, []),
        ({}, []),
    ],
)
def test_what_ordering_gains_is_told_where_it_beats_both(speeds: dict[str, float], words: list[str]) -> None:
    told = why_rounds.order_words(speeds)
    assert bool(told) == bool(words)
    assert all(part in told for part in words)
    assert told.count("times") == len(words)


def test_where_waiting_costs_and_pays_all_the_same_both_are_told(warm: None) -> None:
    (why,) = WHY.findall(text(momentum(speed="two groups", slowdown="2")))
    assert "only 53.3% of the gradients" in why
    assert "up to 14 updates late" in why


def test_one_worker_and_a_straggler_need_no_reason(warm: None) -> None:
    for link in ({"workers": "1"}, {"speed": "two groups", "slowdown": "10"}):
        assert not WHY.findall(text(momentum(**link)))


times = st.lists(st.integers(1, 6).map(float), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(times=times)
def test_what_is_said_is_so_in_the_simulation(times: list[float]) -> None:
    """On any cluster: who is stale and how much, and how many gradients a second rounds use."""
    methods = [{"kind": kind, "label": label, "step": 1e-3} for kind, label in (("ormo", "OrMo"), ("ssgdm", "SSGDm"))]
    cluster = {"workers": len(times), "speed": {"kind": "custom", "times": times}}
    budget = {"seconds": 60 * max(times)}
    scenario = Scenario.model_validate({"seeds": 1, "cluster": cluster, "methods": methods, "budget": budget})
    simulation = simulate(scenario)
    words = why_rounds.why_rounds(simulation)
    late = largest_staleness(simulation["OrMo"])
    assert largest_staleness(simulation["SSGDm"]) == 0
    assert bool(words) == (late > 0) == (len(times) > 1)
    assert words == "" or f"up to {late} update{'s' * (late > 1)} late" in words
    per_round, alone = (simulation[label].gradients[-1] for label in ("SSGDm", "OrMo"))
    share = share_in_rounds(np.array(times))
    assert per_round / alone == pytest.approx(share, rel=0.05)
    assert words == "" or ("costs nothing" in words) == (len(set(times)) == 1) == (share == 1)
