"""A search that is left and resumed finds what one that is not does, and so does any other with as many tries."""

from typing import Any

import pytest

from engine.advisor import Log, MethodSearch, Objective, advise
from tests.engine.advisor.test_advise import SMALL
from tests.support.advising import method_search


class LeftError(Exception):
    """The one who waited has gone."""


def tried(search: MethodSearch) -> list[tuple[Any, float]]:
    return [(one.settings, one.score) for one in search.tries]


@pytest.fixture(scope="module")
def whole() -> MethodSearch:
    return method_search(SMALL, 6)


def test_the_rivals_come_first_and_beginning_again_does_nothing(whole: MethodSearch) -> None:
    assert [one.settings for one in whole.tries[:2]] == [one.unlabelled for one in whole.simple.values()]
    assert len(whole.tries) == 14
    search = MethodSearch(SMALL, threads=2)
    assert not search.begun
    search.begin()
    search.begin()
    assert search.begun
    assert len(search.tries) == 2
    assert search.best is not None


@pytest.mark.parametrize("left_at", [1, 2, 5])
def test_an_interrupted_step_is_made_again(whole: MethodSearch, left_at: int) -> None:
    calls = 0

    def leaves(fraction: float) -> None:
        nonlocal calls
        calls += 1
        if calls >= left_at:
            raise LeftError

    search = MethodSearch(SMALL, threads=2)
    with pytest.raises(LeftError):
        search.begin(leaves)
    search.begin()
    while len(search.tries) < len(whole.tries):
        calls = 0
        before = len(search.tries)
        try:
            search.step(leaves)
        except LeftError:
            assert len(search.tries) == before
            search.step()
    assert tried(search) == tried(whole)


def test_as_many_tries_find_the_same(whole: MethodSearch) -> None:
    found = advise(SMALL, 600.0, tries=14, threads=2)
    assert [(one.settings, one.score) for one in found.tries] == tried(whole)
    assert len(advise(SMALL, 600.0, tries=7, threads=2).tries) == 7
    with pytest.raises(ValueError, match=r"^tries: must be at least 1"):
        advise(SMALL, tries=0)


def test_a_log_is_told_first(tmp_path: Any, whole: MethodSearch) -> None:
    path = tmp_path / "tries.jsonl"
    log = Log(path, Objective(SMALL))
    for one in whole.tries:
        log.add(one)
    search = MethodSearch(SMALL, log=Log(path, Objective(SMALL)), threads=2)
    search.begin()
    assert tried(search) == tried(whole)
    assert search.optimiser.best is not None
    # What the log holds is not asked for again.
    search.step()
    assert not {one.settings for one in search.tries[14:]} & {one.settings for one in whole.tries}


def test_every_method_comes_once_before_any_comes_again(whole: MethodSearch) -> None:
    points = whole.first_points(0.5)
    kinds = [str(point["method"]) for point in points]
    assert sorted(kinds) == sorted(set(whole.methods.kinds) - {"asgd", "minibatch"})
    assert [one.settings.kind for one in whole.tries[2:]] == kinds[:12]
    other = MethodSearch(SMALL, seed=1)
    other.simple = whole.simple
    assert [point["method"] for point in other.first_points(0.5)] != [
        point["method"] for point in whole.first_points(0.5)
    ]
