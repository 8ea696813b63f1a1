"""The space of methods: every point is a method that can run, and every setting of a method is in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.advisor.methods_space import (
    FIELDS,
    LEFT_OUT,
    METHOD,
    MODERATE,
    ROUNDS,
    STEP,
    MethodsSpace,
    kinds_for,
)
from engine.methods import METHODS
from engine.simulate import build_problem

OPEN = {"kind", "label", "step", "first_update", "largest_staleness"}
"""Fields that every method has, or that are left as they are."""


def scenario(workers: int = 4) -> Scenario:
    return Scenario.model_validate(
        {"cluster": {"workers": workers}, "problem": {"kind": "quadratic", "dimension": 3}, "budget": {"arrivals": 40}}
    )


def space_of(given: Scenario) -> MethodsSpace:
    return MethodsSpace(given, build_problem(given.problem, given.cluster.workers, given.seed))


SPACES = {workers: space_of(scenario(workers)) for workers in (1, 4)}


@given(st.sampled_from(sorted(SPACES)), st.integers(0, 2**32))
def test_every_point_is_a_method_that_can_run(workers: int, seed: int) -> None:
    methods = SPACES[workers]
    (point,) = methods.space.sample(1, np.random.default_rng(seed), by="levels")
    settings = methods.settings_of(point)
    assert settings.step == pytest.approx(float(point[STEP]) * methods.references.of(settings), rel=6e-3)
    run = scenario(workers).model_copy(update={"methods": (settings,), "seeds": 1})
    assert simulate(Scenario.model_validate(run.model_dump())).scenario.methods == (settings,)
    # Only digits are lost on the way there and back.
    again = methods.settings_of(methods.point_of(settings))
    assert again.kind == settings.kind
    for name in type(settings).model_fields:
        one, other = getattr(settings, name), getattr(again, name)
        assert one == other or one == pytest.approx(other, rel=6e-3)


def test_every_method_but_those_of_other_answers_is_there_with_its_settings() -> None:
    assert set(kinds_for(scenario())) == METHODS.keys() - set(LEFT_OUT)
    space = SPACES[4].space
    for kind in kinds_for(scenario()):
        fields = METHODS[kind].settings.model_fields.keys() - OPEN
        points = [space.correct({METHOD: kind, "cutoffs": "multiple"})]
        names = {FIELDS.get(name, name) for point in points for name in point} - {METHOD, STEP}
        assert names == fields, kind


def test_ranges_follow_the_workers() -> None:
    assert SPACES[4].space.values("buffer") == (1, 4)
    assert SPACES[4].space.values("threshold") == (1, 4 * ROUNDS)
    assert "threshold" not in SPACES[1].space.names
    assert "buffer" not in SPACES[1].space.names
    assert SPACES[4].space.roles("cutoffs") == ("meta", "decreed")


def test_usual_settings_are_those_of_the_methods() -> None:
    methods = SPACES[4]
    for kind in methods.kinds:
        point = methods.usual(kind, 0.5)
        settings, usual = methods.settings_of(point), METHODS[kind].settings(kind=kind)
        assert point[STEP] == pytest.approx(0.5)
        expected = {"batch": 4, "threshold": 4, "momentum": MODERATE, "patience": 0.0, "buffer": 4}
        for name in type(settings).model_fields.keys() - {"label", "step"}:
            assert getattr(settings, name) in (getattr(usual, name), expected.get(name)), (kind, name)
