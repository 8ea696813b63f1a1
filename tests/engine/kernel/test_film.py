"""The film of a run's first seed against the plain-Python reference."""

from collections.abc import Sequence
from importlib import import_module
from itertools import cycle
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.film import CANCELLED_PER_ARRIVAL, Film, Plane, camera
from engine.kernel.replicate import Replicate
from engine.methods import MethodSettings
from engine.problems import Problem
from engine.results.path_grid import Grid
from engine.simulate import Finished, join
from engine.simulation import Run
from tests.reference import simulator
from tests.reference.dispatch import ROUND
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import CENTRAL, METHODS, PROBLEMS, problem_of, replicate, scenario
from tests.support.films import ARRIVALS, GAMMA, given_scenario, shown, some_plane

CANCELLING = [dispatch for dispatch in DISPATCH if "cancel" in dispatch]


def before_the_film(given: Scenario, dispatch: str) -> Replicate:
    """The first seed with a camera, at its start."""
    return replicate(given, DISPATCH[dispatch], plane=some_plane(given))


def whole_film(under_way: Replicate, limits: Sequence[int] = (1000,)) -> Film:
    """The film of the whole run, cut into pieces of so many arrivals in turn."""
    for limit in cycle(limits):
        if not under_way.advance(limit):
            break
    return shown(under_way.film())


def same(one: Film, other: Film) -> None:
    """Equal to the last bit."""
    for name, a, b in zip(Film._fields, one, other, strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape), name
        assert a.tobytes() == b.tobytes(), name


def beginning(film: Film, arrivals: int) -> Film:
    """The first arrivals of a film; what then flies is not known."""
    first = {name: getattr(film, name)[:arrivals] for name in ("moved", "sent", "begun", "version")}
    cancelled = film.cancelled[film.cancelled[:, 3] <= arrivals]
    return film._replace(**first, place=film.place[: arrivals + 1], cancelled=cancelled, flying=np.zeros((0, 4)))


def compare(film: Film, expected: simulator.History, plane: Plane) -> None:
    iterates = np.array(expected.iterates)
    np.testing.assert_allclose(film.place, plane.project(iterates), rtol=0, atol=1e-10)
    lengths = np.linalg.norm(np.diff(iterates, axis=0), axis=1)
    np.testing.assert_allclose(film.moved, lengths, rtol=0, atol=1e-10)
    for name in ("sent", "begun", "version"):
        np.testing.assert_array_equal(getattr(film, name), getattr(expected, name), err_msg=name)
    np.testing.assert_array_equal(film.cancelled, np.reshape(expected.cancelled, (-1, 4)))
    flying = np.reshape(expected.flying, (-1, 4))
    np.testing.assert_array_equal(film.flying[:, :3], flying[:, :3])
    np.testing.assert_allclose(film.flying[:, 3], flying[:, 3], rtol=1e-12)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("problem", ["quadratic", "logistic"])
@pytest.mark.parametrize("method", CENTRAL)
def test_the_film_shows_what_happened(method: str, problem: str, dispatch: simulator.Dispatch) -> None:
    given = given_scenario(method, problem)
    film = whole_film(before_the_film(given, dispatch))
    expected = simulator.run(given, problem_of(given), given.methods[0], ARRIVALS, dispatch)
    compare(film, expected, some_plane(given))
    # Otherwise the comparison would show nothing of these.
    assert (film.begun.tolist() != film.sent.tolist()) == ("keep" in dispatch)
    assert (film.version.tolist() != film.sent.tolist()) == (dispatch == "selective")
    assert (len(film.cancelled) > 0) == (dispatch in CANCELLING)


LATER = {"random_asgd", "shuffled_asgd", "ringleader", "fedbuff", "mindflayer"}
"""Methods whose jobs may begin after their model was sent: from a queue, or at a model that the worker kept."""


@pytest.mark.parametrize("method", METHODS)
def test_the_film_shows_each_methods_own_dispatch(method: str) -> None:
    given = given_scenario(method)
    film = whole_film(replicate(given, plane=some_plane(given)))
    expected = simulator.run(given, problem_of(given), given.methods[0], ARRIVALS)
    compare(film, expected, some_plane(given))
    later = given.methods[0].kind in LATER and "current" not in method
    assert (film.begun.tolist() != film.sent.tolist()) == later
    assert (len(film.cancelled) > 0) == ("stop" in method)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("arrivals", [0, 1, 61])
def test_the_film_so_far(arrivals: int, dispatch: simulator.Dispatch) -> None:
    """A run under way, with workers that wait where the dispatch makes them: they fly no job."""
    given = given_scenario()
    under_way = before_the_film(given, dispatch)
    assert under_way.advance(arrivals)
    film = shown(under_way.film())
    expected = simulator.run(given, problem_of(given), given.methods[0], arrivals, dispatch)
    compare(film, expected, some_plane(given))
    assert (len(film.flying) < 7) == (arrivals > 0 and dispatch in ROUND)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("limits", [[1], [7], [ARRIVALS], [50, 1, 2]], ids=str)
def test_pieces_make_the_same_film(limits: list[int], dispatch: str) -> None:
    given = given_scenario()
    same(whole_film(before_the_film(given, dispatch), limits), whole_film(before_the_film(given, dispatch)))


@pytest.mark.parametrize("problem", ["quadratic", "logistic", "network"])
@pytest.mark.parametrize("budget", [{"arrivals": ARRIVALS}, {"seconds": 60.0}], ids=str)
def test_a_film_changes_nothing(budget: dict[str, Any], problem: str) -> None:
    given = scenario(cluster=GAMMA, problem=PROBLEMS[problem], budget=budget, seeds=2)
    plain, filmed = simulate(given), simulate(given, film=True)
    for label, run in plain.items():
        for name in ("times", "all_updates", "all_gradients", "iterate", "arrivals"):
            assert getattr(run, name).tobytes() == getattr(filmed[label], name).tobytes(), (label, name)
        assert run.film is None
        film = shown(filmed[label].film)
        assert len(film.moved) == len(run.arrivals) > 100
        assert len(film.flying) == 7


def test_only_the_first_seed_is_filmed(monkeypatch: pytest.MonkeyPatch) -> None:
    without: list[list[bool]] = []

    def watched(problem: Problem, settings: MethodSettings, row: Sequence[Finished], grid: Grid) -> Run:
        without.append([finished.film is None for finished in row])
        return join(problem, settings, row, grid)

    # As an attribute of the package, its name is that of the function.
    monkeypatch.setattr(import_module("engine.simulate"), "join", watched)
    simulate(scenario(seeds=3), film=True)
    assert without == [[False, True, True]] * 3


@pytest.mark.parametrize("dispatch", DISPATCH)
def test_more_arrivals_than_room(dispatch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = given_scenario()
    full = whole_film(before_the_film(given, dispatch))
    # As many as there are: then the end of the run is on film.
    monkeypatch.setattr("engine.kernel.film.MOST_FILMED", ARRIVALS)
    same(whole_film(before_the_film(given, dispatch)), full)
    monkeypatch.setattr("engine.kernel.film.MOST_FILMED", 50)
    under_way = before_the_film(given, dispatch)
    same(whole_film(under_way), beginning(full, 50))
    assert len(under_way.arrivals()) == ARRIVALS


@pytest.mark.parametrize("dispatch", CANCELLING)
def test_more_cancelled_jobs_than_room(dispatch: str) -> None:
    given, plane = given_scenario(), some_plane(given_scenario())
    full = whole_film(before_the_film(given, dispatch))
    thrown = len(full.cancelled)
    assert 20 < thrown < CANCELLED_PER_ARRIVAL * ARRIVALS
    for room in range(thrown + 1):
        under_way = before_the_film(given, dispatch)
        small = np.zeros((room, 4), np.int32)
        under_way.camera = camera(plane.origin.size, plane, ARRIVALS)._replace(cancelled=small)
        # It ends before the arrival that threw away the first job without room.
        expected = full if room == thrown else beginning(full, full.cancelled[room, 3] - 1)
        same(whole_film(under_way), expected)
