"""Safe steps: every one that was tried between the ends is hardly worse, and none just beyond them."""

import math

import pytest
from hypothesis import given

from engine.advisor import Objective
from engine.advisor.safe_steps import FACTOR, REACH, SEEDS, hardly_worse, safe_steps
from engine.advisor.tries import Try
from engine.advisor.validation import FRESH
from engine.methods import MethodSettings
from engine.theory.stability import with_step
from tests.support.advising import method, methods, objective, objectives


@given(objectives(), methods())
def test_the_ends_are_where_it_becomes_worse(wanted: Objective, settings: MethodSettings) -> None:
    found = safe_steps(wanted, settings, threads=1)
    fresh = Objective(wanted.scenario, wanted.goal, SEEDS, FRESH)
    own = fresh.score(settings)
    if found is None:
        assert not own.reached
        return
    assert own.reached
    assert found.low <= settings.step <= found.high

    def worse(step: float) -> bool:
        one = fresh.score(with_step(settings, step))
        return not (one.reached and one.score <= own.score + math.log10(found.worse) + 1e-12)

    assert not worse(found.low)
    assert not worse(found.high)
    assert found.open_below or worse(found.low / FACTOR)
    assert found.open_above or worse(found.high * FACTOR)
    assert found.open_below == (round(math.log(settings.step / found.low, FACTOR)) == REACH)


@pytest.mark.parametrize("kind", ["time", "gap"])
def test_threads_never_change_them(kind: str) -> None:
    wanted = objective(kind=kind)
    assert safe_steps(wanted, method(step=0.1), threads=1) == safe_steps(wanted, method(step=0.1), threads=4)


def test_no_step_is_safe_where_its_own_fails() -> None:
    assert safe_steps(objective(), method(step=1e-6)) is None


def test_a_stopped_try_is_not_hardly_worse() -> None:
    own = Try(method(), 1.0, (10.0,), 0.1, "")
    assert hardly_worse(Try(method(), 1.3, (20.0,), 0.1, ""), own)
    assert not hardly_worse(Try(method(), 1.31, (20.5,), 0.1, ""), own)
    assert not hardly_worse(Try(method(), 1.2, (math.inf,), math.inf, "stopped", slower_than=15.0), own)
