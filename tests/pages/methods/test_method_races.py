"""Each race of the Methods page shows what the sentence beside it says."""

import math
import re

import numpy as np
import pytest

from engine.methods import METHODS
from engine.results.verdict import Outcome
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.method import BY_HAND, TITLES, step_key
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.types import Choice, Ladder, Number, Several, Slider
from pages.parts.methods.races import RACES
from tests.support.method_races import SETTINGS, outcomes, raced, seconds

ALL = {f"{kind}, {name}": race for kind, races in RACES.items() for name, race in races._asdict().items()}

NO_RACES = {"ascd", "aszd"}
"""Their strength is the speedup with the number of workers, which no one race shows."""


def away(name: str) -> dict[str, float]:
    """How far from the goal each method ends."""
    return {label: verdict.end_to_goal for label, verdict in raced(name)[1].items()}


def end_gap(name: str, title: str) -> float:
    """Mean gap over the last fifth of the records and all seeds."""
    gap = raced(name)[0][title].gap
    return float(gap[:, -gap.shape[1] // 5 :].mean())


def test_every_method_has_two_races_and_every_setting_is_used() -> None:
    assert set(RACES) == set(METHODS) - NO_RACES
    used = [race.changes for race in ALL.values()]
    assert all(setting in used for setting in SETTINGS.values())
    assert all(race.changes in SETTINGS.values() for race in ALL.values())


@pytest.mark.parametrize("name", ALL)
def test_a_race_can_be_set_by_the_controls_and_shows_its_method(name: str) -> None:
    """Every value is one that its control allows, and every control it names is shown."""
    race = ALL[name]
    choices = race.choices()
    title = METHODS[name.split(",", maxsplit=1)[0]].title
    assert title in choices["methods"]
    assert len(choices["methods"]) > 1
    assert title.lower() in race.look.lower() or re.search(r"\bits?\b", race.look)
    assert race.look.endswith(".")
    for key, value in race.changes.items():
        control = CONTROLS[key]
        assert control.when(choices), key
        match control:
            case Choice():
                assert value in control.options
            case Several():
                assert set(value) <= set(control.options)
            case Ladder():
                assert value in control.rungs
            case Slider() | Number():
                assert control.low <= value <= control.high
    if choices["steps"] == BY_HAND:
        named = {key for key in race.changes if key.startswith("step_")}
        assert named == {step_key(title) for title in choices["methods"]}
    scenario = scenario_of(choices)
    assert [method.kind for method in scenario.methods] == [
        TITLES[title] for title in TITLES if title in choices["methods"]
    ]


@pytest.mark.parametrize("name", SETTINGS)
def test_only_what_is_said_to_diverge_does(name: str) -> None:
    diverging = {
        "VERY_SLOW": {"Rescaled ASGD", "Rescaled OrMo"},
        "HALF_SLOW": {"ASGD"},
        "MOST_SLOW": {"OrMo"},
        "OLD_ROWS": {"IA2SGD"},
    }
    simulation, verdicts = raced(name)
    gone = diverging.get(name, set())
    assert {label for label, verdict in verdicts.items() if verdict.diverged} == gone
    for label in gone:
        assert verdicts[label].diverged == simulation.scenario.seeds
        assert verdicts[label].outcome is Outcome.DIVERGED
    for label in set(verdicts) - gone:
        assert verdicts[label].gap < np.median(simulation[label].gap[:, 0])


def test_a_barrier_waits_for_the_straggler() -> None:
    simulation, verdicts = raced("BARRIER")
    # The largest step that theory allows is 1 / L.
    assert simulation["Minibatch SGD"].settings.step == pytest.approx(1 / simulation.problem.smoothness)
    assert 5 * verdicts["ASGD"].target_seconds < verdicts["Minibatch SGD"].target_seconds < math.inf


def test_full_batches_need_no_straggler() -> None:
    took = seconds("FULL_BATCHES")
    assert 8 * took["Rennala SGD"] < min(took["Minibatch SGD"], took["Malenia SGD"]) < math.inf


def test_whole_rounds_wait_for_the_straggler() -> None:
    took = seconds("WHOLE_ROUNDS")
    assert 6 * took["ASGD"] < took["Ringleader ASGD"] < math.inf


def test_fixed_shares_wait_for_the_straggler() -> None:
    took = seconds("FIXED_SHARES")
    assert 8 * took["ASGD"] < min(took["Random ASGD"], took["Shuffled ASGD"]) < math.inf
    simulation = raced("FIXED_SHARES")[0]
    assert len({run.settings.step for run in simulation.values()}) == 1


@pytest.mark.parametrize(
    ("name", "at_goal", "at_biased"),
    [
        ("CURE", {"Rescaled ASGD"}, {"ASGD"}),
        ("CURE_WITH_MOMENTUM", {"Rescaled OrMo"}, {"OrMo", "SMEGA2"}),
        ("EVERYBODY", {"Minibatch SGD"}, {"ASGD"}),
        ("TABLES", {"Rescaled ASGD", "Ringleader ASGD", "IA2SGD"}, set()),
        ("ASSIGNED", {"Random ASGD", "Shuffled ASGD"}, {"ASGD"}),
    ],
)
def test_on_different_data(name: str, at_goal: set[str], at_biased: set[str]) -> None:
    found = outcomes(name)
    assert {title for title, outcome in found.items() if outcome is Outcome.AT_GOAL} == at_goal
    assert {title for title, outcome in found.items() if outcome is Outcome.AT_BIASED} == at_biased
    assert set(found) == at_goal | at_biased
    far = away(name)
    assert all(far[title] < 0.1 for title in at_goal)
    assert all(far[title] > 1 for title in at_biased)


def test_means_of_batches_on_different_data() -> None:
    far = away("MEANS")
    assert outcomes("MEANS")["Malenia SGD"] is Outcome.AT_GOAL
    assert far["Malenia SGD"] < 0.05
    assert min(far["Rennala SGD"], far["MindFlayer SGD"]) > 1.5


@pytest.mark.parametrize(
    ("name", "nearer", "further"),
    [
        ("LATE_ONES", "ASGD", "Delay-adaptive ASGD"),
        ("LATE_ONES", "ASGD", "Ringmaster ASGD"),
        ("LATE_ONES_WITH_MOMENTUM", "OrMo", "OrMo-DA"),
    ],
)
def test_whoever_trusts_late_gradients_less_ends_further_away(name: str, nearer: str, further: str) -> None:
    far = away(name)
    assert far[nearer] > 1
    assert far[further] > 1.2 * far[nearer]


def test_tables_scatter_less() -> None:
    took = seconds("TABLES")
    assert took["IA2SGD"] <= 1.1 * took["Rescaled ASGD"]
    gaps = {title: end_gap("TABLES", title) for title in took}
    assert 10 * gaps["IA2SGD"] < gaps["Rescaled ASGD"]
    assert 50 * gaps["Ringleader ASGD"] < gaps["Rescaled ASGD"]


def test_a_shuffled_order_scatters_less_than_a_random_one() -> None:
    assert 10 * end_gap("ASSIGNED", "Shuffled ASGD") < end_gap("ASSIGNED", "Random ASGD")


def test_few_updates() -> None:
    simulation, verdicts = raced("FEW_UPDATES")
    fed, plain = simulation["FedBuff"], simulation["ASGD"]
    # server_step / buffer is 1: every gradient weighs as much as in ASGD.
    assert fed.settings.model_dump()["server_step"] == fed.settings.model_dump()["buffer"]
    assert fed.settings.step == plain.settings.step
    needed = {
        run.label: int(run.updates[np.searchsorted(run.time, verdicts[run.label].target_seconds)])
        for run in (fed, plain)
    }
    assert 8 * needed["FedBuff"] < needed["ASGD"] < 16 * needed["FedBuff"]


def test_local_steps_drift() -> None:
    found, far = outcomes("DRIFT"), away("DRIFT")
    assert found["ASGD"] is Outcome.AT_GOAL
    assert found["FedBuff"] is Outcome.SETTLED
    assert far["FedBuff"] > 5 * far["ASGD"]


def test_heavy_tails_are_cut_off() -> None:
    simulation, verdicts = raced("HEAVY_TAILS")
    assert 2 * verdicts["MindFlayer SGD"].target_seconds < verdicts["Minibatch SGD"].target_seconds < math.inf
    assert not simulation["MindFlayer SGD"].arrivals["used"].all()
