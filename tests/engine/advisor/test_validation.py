"""What was found, on fresh seeds: beside rivals, told apart or not, and never an unstable step."""

import math

import numpy as np
import pytest

from engine.advisor import Objective, Validation, rivals, validate
from engine.advisor.seeds import DIVERGED, MISSED, UNSTABLE, SeedEnd
from engine.advisor.validation import FRESH, judged
from engine.search import search
from tests.support.advising import goal, method, objective, steady

CHOSEN = {
    "good": method(step=0.1),
    "as good": method("ringmaster", 0.1, threshold=1000),
    "slow": method(step=0.02),
    "too small": method(step=1e-4),
    "too large": method(step=50.0),
}


@pytest.fixture(scope="module")
def found() -> Validation:
    return validate(objective(), CHOSEN)


def test_fresh_seeds(found: Validation) -> None:
    """Others than those of the objective and of searches, and the same for all methods."""
    assert list(found) == list(CHOSEN)
    fresh = Objective(objective().scenario, goal("time", 0.05), 12, first=FRESH)
    assert tuple(found["good"].seconds) == fresh.score(CHOSEN["good"]).seconds
    assert tuple(found["good"].seconds[:3]) != objective().score(CHOSEN["good"]).seconds
    assert found["good"].worth.score == fresh.score(CHOSEN["good"]).score
    np.testing.assert_array_equal(found["good"].seconds, found["as good"].seconds)


def test_quartiles(found: Validation) -> None:
    seconds, gaps = found["good"].quartiles
    assert seconds[0] <= seconds[1] <= seconds[2] < math.inf
    ordered = np.sort(found["good"].seconds)
    assert seconds.tolist() == [ordered[2:4].mean(), ordered[5:7].mean(), ordered[8:10].mean()]
    assert np.all(gaps < objective().judge.target)
    assert found["too small"].quartiles[0].tolist() == [math.inf] * 3


def test_which_hold(found: Validation) -> None:
    assert [label for label, one in found.items() if one.holds] == ["good", "as good", "slow"]
    assert found["too small"].worth.failure == MISSED
    assert found["too large"].worth.failure == DIVERGED
    assert found.best in ("good", "as good")


def test_which_can_be_told_apart(found: Validation) -> None:
    assert found.apart("good", "slow").first_is_better
    assert not found.apart("good", "as good").told
    assert found.untold("good") == ("as good",)
    assert found.untold("slow") == ()
    with pytest.raises(KeyError):
        found.apart("good", "none")


def test_threads_never_change_the_result(found: Validation) -> None:
    again = validate(objective(), CHOSEN, threads=1)
    assert [one.ends for one in again.values()] == [one.ends for one in found.values()]


def test_an_unstable_step_is_never_recommended() -> None:
    """Though it may reach the target on the way: theory has the last word."""
    wanted = steady()
    found = validate(wanted, {"unstable": method(step=1.0), "stable": method(step=0.05)}, seeds=6)
    assert wanted.score(method(step=1.0)).failure == UNSTABLE
    assert found["unstable"].converges is False
    assert not found["unstable"].holds
    assert found.best == "stable"
    assert found["stable"].converges is True


def test_what_does_not_last_does_not_hold() -> None:
    fresh, longer = objective(seeds=2), objective(seeds=1)
    hit, missed = SeedEnd(5.0, 0.0, updates=1), SeedEnd(math.inf, 1.0, updates=1)
    gone = SeedEnd(math.inf, math.inf, early=0.1)
    assert judged(fresh, longer, method(), [hit, hit, hit]).holds
    assert not judged(fresh, longer, method(), [hit, hit, missed]).holds
    assert not judged(fresh, longer, method(), [hit, hit, gone]).holds
    assert not judged(fresh, longer, method(), [hit, gone, hit]).holds


def test_rivals_have_their_own_best_steps() -> None:
    """The best score of all steps that the step search tried and that hold."""
    wanted, told = objective(budget={"arrivals": 400}, share=0.3, seeds=2), list[float]()
    found = rivals(wanted, threads=1, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert list(found) == ["ASGD", "Minibatch SGD"]
    tuned = search(wanted.scenario.model_copy(update={"methods": (method("asgd"), method("minibatch"))}), wanted.goal)
    for one in found.values():
        steps = tuned[one.kind].steps[tuned[one.kind].holds]
        assert one.step in steps
        assert wanted.score(one).score == min(wanted.score(method(one.kind, step)).score for step in steps)
    table = validate(wanted, {"mine": method("ormo", 0.1), **found}, seeds=6)
    assert all(table[label].holds for label in found)


def test_rivals_where_nothing_is_reached() -> None:
    """Then that of the smallest gap; and none where no step holds."""
    wanted = objective(budget={"arrivals": 40}, share=1e-9, seeds=1)
    found = rivals(wanted)
    methods = (method("asgd"), method("minibatch"))
    tuned = search(wanted.scenario.model_copy(update={"methods": methods}), wanted.goal)
    assert {one.kind: one.step for one in found.values()} == {
        one.kind: tuned[one.kind].best for one in methods if tuned[one.kind].best is not None
    }
    waiting = objective(
        cluster={"workers": 2, "speed": {"kind": "custom", "times": [1.0, 1000.0]}}, budget={"seconds": 30.0}
    )
    assert list(rivals(waiting)) == ["ASGD"]


def test_progress_and_refusals() -> None:
    told: list[float] = []
    validate(objective(), {"good": CHOSEN["good"]}, 2, progress=told.append)
    assert told[-1] == 1
    with pytest.raises(ValueError, match="block"):
        validate(objective(), {"blocks": method("ascd", block=500)})
    with pytest.raises(ValueError, match="seeds"):
        validate(objective(), CHOSEN, seeds=0)
    assert len(validate(objective(), {})) == 0
