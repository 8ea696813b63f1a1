"""The races of the Methods page in the valley, and those of its large steps."""

import math
from typing import Any

import numpy as np
import pytest

from engine import simulate
from engine.results.verdict import Outcome
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.presets import Preset
from tests.support.method_races import SETTINGS, outcomes, raced, seconds


def test_a_very_slow_worker_gets_a_very_large_step() -> None:
    tau = raced("VERY_SLOW")[0].scenario.cluster.means()
    assert tau.max() == 60 * tau.min()
    assert 50 < tau.max() * (1 / tau).mean() < 60


@pytest.mark.parametrize(("name", "title"), [
    ("HALF_SLOW", "Delay-adaptive ASGD"), ("HALF_SLOW", "Ringmaster ASGD"), ("MOST_SLOW", "OrMo-DA"),
    ("OLD_ROWS", "ASGD"),
])  # fmt: skip
def test_who_stands_a_large_step(name: str, title: str) -> None:
    assert outcomes(name)[title] is Outcome.AT_GOAL
    assert seconds(name)[title] < math.inf
    assert len({run.settings.step for run in raced(name)[0].values()}) == 1


def test_the_valley_with_equal_speeds() -> None:
    took = seconds("VALLEY_EQUAL")
    assert took["SMEGA2"] < took["OrMo"] / 2
    assert took["OrMo"] < 0.6 * took["ASGD"]
    assert 1.2 * took["ASGD"] < took["Naive momentum"] < math.inf
    assert took["OrMo"] < took["Shifted momentum"] / 1.5
    assert took["Shifted momentum"] == pytest.approx(took["ASGD"], rel=0.05)
    assert set(raced("VALLEY_EQUAL")[0]["ASGD"].arrivals["staleness"][7:]) == {7}


def test_the_valley_with_rounds() -> None:
    took = seconds("VALLEY_ROUNDS")
    assert took["SSGDm"] == min(took.values())
    assert 2 * took["SSGDm"] < sorted(took.values())[1]
    late = seconds("VALLEY_STRAGGLER")
    assert 3 * max(late["ASGD"], late["OrMo"]) < late["SSGDm"] < math.inf


def test_the_valley_with_linear_speeds() -> None:
    took = seconds("VALLEY_LINEAR")
    assert 1.5 * took["Shifted momentum"] < min(took["ASGD"], took["OrMo"], took["Naive momentum"])


def test_the_valley_with_one_fast_worker() -> None:
    took = seconds("VALLEY_ONE_FAST")
    assert 1.2 * took["Naive momentum"] < min(took["ASGD"], took["OrMo"])
    staleness = raced("VALLEY_ONE_FAST")[0]["ASGD"].arrivals["staleness"]
    assert (staleness == 0).mean() > 0.5


VALLEYS = [(name, title) for name in SETTINGS if name.startswith("VALLEY_") for title in SETTINGS[name]["methods"]]


@pytest.mark.parametrize(("name", "title"), VALLEYS)
def test_each_method_has_about_its_best_step_in_the_valley(name: str, title: str) -> None:
    """No step of 30 is more than a tenth sooner at the target."""
    choices = Preset(name, "", SETTINGS[name]).choices()
    own = scenario_of(choices | {"methods": (title,)})
    (method,) = own.methods
    steps = np.geomspace(0.05, 3, 30)
    tried = tuple(method.model_copy(update={"step": float(step), "label": f"{step}"}) for step in steps)
    simulation = simulate(own.model_copy(update={"methods": (method, *tried)}))
    target = choices["target"] * float(simulation.problem.gaps(simulation.problem.start))
    took, *others = (first_stay(run.time, run.gap[0], target) for run in simulation.values())
    assert took < math.inf
    assert took <= min(others) / 0.9


def first_stay(time: Any, gap: Any, target: float) -> float:
    """The first record from which on the gap stays at or below the target."""
    above = np.flatnonzero(~(gap <= target))
    return float(time[above[-1] + 1]) if above[-1] + 1 < time.size else math.inf
