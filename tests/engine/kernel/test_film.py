"""The film of a run's first seed against the plain-Python reference, and what methods tell of their arrivals."""

import math
from collections.abc import Sequence
from importlib import import_module
from itertools import cycle
from string import Formatter
from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.film import CANCELLED_PER_ARRIVAL, Film, Plane, camera
from engine.kernel.replicate import Replicate, setting_of
from engine.kernel.state import Floats, Server
from engine.methods import METHODS as KINDS
from engine.methods import MethodSettings, ormo
from engine.methods.base import Heard, Report
from engine.methods.moves import NEWEST_BUCKET
from engine.methods.rescaling import step_scales
from engine.problems import Problem
from engine.results.path_grid import Grid
from engine.results.report import report_of
from engine.simulate import Finished, join
from engine.simulation import Run
from tests.reference import simulator
from tests.reference.dispatch import ROUND
from tests.reference.dispatch_methods import DISPATCH
from tests.reference.traces import of
from tests.reference.traces_steps import TRACES
from tests.support.build import CENTRAL, JITTERS, METHODS, PROBLEMS, problem_of, replicate, scenario

ARRIVALS = 120
GAMMA = {"workers": 7, "jitter": JITTERS["gamma"]}
CANCELLING = [dispatch for dispatch in DISPATCH if "cancel" in dispatch]


def given_scenario(method: str = "ormo", problem: str = "quadratic") -> Scenario:
    methods, budget = [METHODS[method]], {"arrivals": ARRIVALS}
    return scenario(cluster=GAMMA, problem=PROBLEMS[problem], methods=methods, budget=budget, seed=11)


def some_plane(given: Scenario) -> Plane:
    """A plane that goes through nothing in particular."""
    points = np.random.default_rng(5).standard_normal((problem_of(given).dimension, 3))
    return Plane(points[:, 2], np.linalg.qr(points[:, :2])[0].T)


def before_the_film(given: Scenario, dispatch: str) -> Replicate:
    """The first seed with a camera, at its start."""
    return replicate(given, DISPATCH[dispatch], plane=some_plane(given))


def shown(film: Film | None) -> Film:
    assert film is not None
    return film


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


def told(given: Scenario) -> tuple[Server, Run, Film, Report]:
    """Of the only method: its server at the start, its run and film, and what it tells of each arrival."""
    (run,) = simulate(given, film=True).values()
    method, film = KINDS[run.settings.kind], shown(run.film)
    server = method.prepare(run.settings, setting_of(given.cluster, run.problem, given.seed))
    return server, run, film, report_of(given, run)


@pytest.mark.parametrize("method", METHODS)
def test_every_number_of_a_line_is_told(method: str) -> None:
    _, _, film, words = told(given_scenario(method))
    assert words.lines
    for line in words.lines:
        names = {name for _, name, _, _ in Formatter().parse(line.text) if name is not None}
        # Where a line stands only now and then, that alone says something.
        assert names or line.when, line
        assert names <= {*words.columns, *Heard._fields}, line
        assert line.when in {"", *words.columns}, line
    for name, column in {**words.columns, "pull": words.pull}.items():
        assert np.shape(column) in ((), film.moved.shape), name
        assert np.isfinite(column).all(), name


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_ormo_tells_what_its_rule_does(workers: int, momentum: float) -> None:
    methods, budget = [{"kind": "ormo", "momentum": momentum}], {"arrivals": ARRIVALS}
    server, run, _, words = told(scenario(cluster=GAMMA | {"workers": workers}, methods=methods, budget=budget))
    w, u, column = server.model, server.vectors[0], words.columns
    beta, eta = column["beta"], column["eta"]
    rng = np.random.default_rng(2)
    for a, (_, worker, staleness, _) in enumerate(run.arrivals):
        before, buffer, counted = w.copy(), u.copy(), server.counts[NEWEST_BUCKET]
        g = rng.standard_normal(w.size)
        ormo.update(server, g, int(worker), int(staleness))
        newest = server.counts[NEWEST_BUCKET]
        assert column["newest"][a] == newest
        assert column["opens"][a] == newest - counted
        assert column["bucket"][a] == newest - column["exponent"][a] == math.ceil((a - staleness) / workers)
        if column["opens"][a]:
            before, buffer = before - beta * buffer, beta * buffer
        np.testing.assert_allclose(u, buffer + column["weight"][a] * eta * g, rtol=0, atol=1e-14)
        np.testing.assert_allclose(w, before - column["total"][a] * eta * g, rtol=0, atol=1e-14)
    assert column["newest"][-1] > 10
    assert (column["exponent"].max() > 0) == (workers > 1)
    assert words.pull == 1


def test_ormo_tells_its_trace() -> None:
    """The numbers of the table in traces_steps."""
    _, _, film, words = told(of(TRACES["ormo"]))
    expected = {
        "bucket": [0, 0, 1, 2, 1, 2, 3],
        "newest": [0, 0, 1, 2, 2, 2, 3],
        "opens": [0, 0, 1, 1, 0, 0, 1],
        "exponent": [0, 0, 0, 0, 1, 0, 0],
        "weight": [1, 1, 1, 1, 1 / 2, 1, 1],
        "total": [1, 1, 1, 1, 3 / 2, 1, 1],
    }
    for name, numbers in expected.items():
        assert np.asarray(words.columns[name]).tolist() == numbers, name
    assert [words.columns[name] for name in ("n", "beta", "eta")] == [2, 1 / 2, 1 / 2]
    np.testing.assert_allclose(film.place, [[x, 0] for x in (8, 4, -4, -12, -10, -13, -8, -2.5)], rtol=1e-12)
    np.testing.assert_allclose(film.moved, [4, 8, 8, 2, 3, 5, 5.5], rtol=1e-12)
    assert film.sent.tolist() == film.begun.tolist() == film.version.tolist() == [0, 0, 1, 3, 2, 4, 5]
    # Worker 0 restarted at second 8, after arrival 6; worker 1 at second 9, after arrival 7.
    assert film.flying.tolist() == [[0, 6, 6, 10], [1, 7, 7, 12]]


@pytest.mark.parametrize("method", ["asgd", "rescaled_asgd, mean", "rescaled_asgd, cycle"])
def test_the_numbers_told_make_the_moves(method: str) -> None:
    """Without noise a gradient follows from the place its job computed at: in two dimensions, on the map itself."""
    problem = PROBLEMS["custom_quadratic"] | {"noise": 0.0}
    given = scenario(cluster=GAMMA, problem=problem, methods=[METHODS[method]], budget={"arrivals": ARRIVALS}, seed=11)
    _, run, film, words = told(given)
    worker, column = run.arrivals["worker"], words.columns
    matrices, centers = np.array(problem["matrices"], dtype=float), np.array(problem["centers"], dtype=float)
    gradients = np.einsum("aij,aj->ai", matrices[worker], film.place[film.sent] - centers[worker])
    step: Floats | float = column["step"]
    if method == "asgd":
        assert (step, words.pull) == (0.05, 1)
    else:
        scales = step_scales(given.cluster.means(), METHODS[method].get("normalisation", "mean"))[worker]
        np.testing.assert_array_equal(column["scale"], scales)
        np.testing.assert_array_equal(words.pull, scales)
        np.testing.assert_allclose(column["own"], step * scales, rtol=1e-15)
        step = column["own"]
    np.testing.assert_allclose(film.moved, step * np.linalg.norm(gradients, axis=1), rtol=1e-9)
    moves = -np.reshape(step, (-1, 1)) * gradients
    np.testing.assert_allclose(np.diff(film.place, axis=0), moves, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "method", ["ia2sgd", "ia2sgd, after full", "ringleader, same", "ringleader, current", "malenia"]
)
def test_methods_that_weigh_workers_alike_tell_so(method: str) -> None:
    """Each worker's gradients end with the same total weight, whatever its speed, but for the ends of a run."""
    given = scenario(methods=[METHODS[method]], budget={"arrivals": 3000})
    _, run, _, words = told(given)
    pull = np.asarray(words.pull)
    shares = np.bincount(run.arrivals["worker"], weights=pull) / pull.sum()
    np.testing.assert_allclose(shares, 1 / 7, atol=0.01)
    # Every update gives the weight 1 away; Malenia's last batch may not be full.
    assert -1e-9 <= pull.sum() - run.updates[-1] < (1 if method == "malenia" else 1e-9)


@pytest.mark.parametrize("method", ["ringleader, same", "ringleader, current", "ia2sgd", "ia2sgd, after full"])
def test_weights_told_lead_to_the_model(method: str) -> None:
    """Without noise, in two dimensions: the start less all gradients by their weights is where the run is."""
    problem = PROBLEMS["custom_quadratic"] | {"noise": 0.0}
    for arrivals in (30, 31, 47, 120):
        budget = {"arrivals": arrivals}
        given = scenario(cluster=GAMMA, problem=problem, methods=[METHODS[method]], budget=budget, seed=3)
        _, run, film, words = told(given)
        worker = run.arrivals["worker"]
        matrices, centers = np.array(problem["matrices"], dtype=float), np.array(problem["centers"], dtype=float)
        gradients = np.einsum("aij,aj->ai", matrices[worker], film.place[film.sent] - centers[worker])
        end = film.place[0] - 0.05 * np.asarray(words.pull) @ gradients
        np.testing.assert_allclose(film.place[-1], end, atol=1e-10)
