"""Nothing but the scenario decides what a search finds; it tells its progress, stops, and refuses too much."""

from typing import Any

import pytest

from engine.search.best_steps import Search, TooMuchWorkError, search, search_work
from tests.support.build import PROBLEMS
from tests.support.searches import several


def everything(found: Search) -> list[Any]:
    names = ("steps", "gap", "gap_low", "gap_high", "seconds", "diverged")
    return [(label, *(getattr(tuning, name).tobytes() for name in names)) for label, tuning in found.items()]


@pytest.mark.slow
@pytest.mark.parametrize("budget", [{"arrivals": 200}, {"seconds": 60.0}])
@pytest.mark.parametrize("problem", ["quadratic", "rosenbrock", "logistic"])
def test_same_bits_with_any_number_of_threads(problem: str, budget: dict[str, float]) -> None:
    given = several(problem=PROBLEMS[problem], budget=budget, seeds=2)
    one, two, five = (everything(search(given, threads=threads)) for threads in (1, 2, 5))
    assert one == two == five


def test_a_method_does_not_depend_on_the_others_nor_on_its_own_step() -> None:
    together = search(several())
    for settings in several().methods:
        lonely = search(several(methods=[{"kind": settings.kind, "step": 3.0}]))
        assert everything(lonely) == [row for row in everything(together) if row[0] == settings.name]


class Enough(Exception):  # noqa: N818
    """What a visitor who moves a control raises."""


def test_progress_goes_from_0_to_1_and_can_stop_the_search() -> None:
    told: list[float] = []
    found = search(several(budget={"arrivals": 3000}), progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] < 0.5
    assert told[-1] == 1
    assert everything(found) == everything(search(several(budget={"arrivals": 3000})))

    def stop(fraction: float) -> None:
        raise Enough

    with pytest.raises(Enough):
        search(several(budget={"arrivals": 10_000_000}), progress=stop)


def test_too_much_work_gets_one_sentence() -> None:
    given = several(budget={"arrivals": 10_000_000}, seeds=100)
    assert search_work(given) == given.work * (24 + 5)
    with pytest.raises(TooMuchWorkError, match=r"^budget: trying all steps would touch about \d.*; lower arrivals"):
        search(given)
