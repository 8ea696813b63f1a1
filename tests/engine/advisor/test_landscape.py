"""What tries say of settings that were not tried."""

from dataclasses import replace

import pytest

from engine.advisor import Landscape, MethodSearch
from engine.advisor.methods_space import METHOD, STEP
from engine.theory.stability import with_step
from tests.engine.advisor.test_advise import SMALL
from tests.support.advising import method_search


@pytest.fixture(scope="module")
def search() -> MethodSearch:
    return method_search(SMALL, 10)


def test_it_knows_the_best_try_of_every_method(search: MethodSearch) -> None:
    landscape = Landscape(SMALL, search.tries)
    kinds = {one.settings.kind for one in search.tries}
    assert set(landscape.kinds) == kinds
    best = search.best
    assert best is not None
    assert landscape.kinds[0] == best.settings.kind
    for kind in kinds:
        own = [one for one in search.tries if one.settings.kind == kind]
        first = min(own, key=lambda one: (not one.reached, one.estimate))
        assert landscape.methods.settings_of(landscape.best_of(kind)).unlabelled == first.settings
    (mean,), _ = landscape.surrogate.predict([landscape.best_of(best.settings.kind)])
    assert mean == pytest.approx(best.score, abs=0.05)


def test_steps_beyond_those_that_a_search_looks_at_by_itself_stay_where_they_are(search: MethodSearch) -> None:
    """Where curvature is less than its bound, the simple methods' best steps may lie there, and others then too."""
    far = [replace(one, settings=with_step(one.settings, 50 * one.settings.step)) for one in search.tries]
    landscape = Landscape(SMALL, [*search.tries, *far])
    found = [landscape.methods.relative(landscape.methods.settings_of(point)) for point in landscape.points]
    assert found == pytest.approx([landscape.methods.relative(one.settings) for one in landscape.tries], rel=0.01)


def test_only_settings_that_good_tries_have_are_told_to_matter(search: MethodSearch) -> None:
    landscape = Landscape(SMALL, search.tries)
    assert {METHOD, STEP} <= set(landscape.importance)
    values = list(landscape.importance.values())
    assert values == sorted(values, reverse=True)
    assert min(values) >= 0
    there = {name for point in landscape.points for name in point}
    assert set(landscape.importance) <= there
    assert landscape.settings_at(landscape.best_of("asgd")) == [STEP]
