"""What methods tell of their arrivals: every number of a line, and the numbers of the rule itself."""

import math
from string import Formatter

import numpy as np
import pytest

from engine.kernel.state import Floats
from engine.methods import ormo
from engine.methods.base import Heard
from engine.methods.moves import NEWEST_BUCKET
from engine.methods.rescaling import step_scales
from tests.reference.traces import of
from tests.reference.traces_steps import TRACES
from tests.support.build import METHODS, PROBLEMS, scenario
from tests.support.films import ARRIVALS, GAMMA, given_scenario, told


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
