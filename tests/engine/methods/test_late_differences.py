"""FedBuff's two options for differences that come late, and IA2SGD's for its first update."""

from typing import Any

import numpy as np
import pytest

from engine import Run, Scenario, simulate
from engine.results.report import report_of
from engine.theory import exact
from tests.reference.traces import of
from tests.reference.traces_options import TRACES
from tests.support.build import JITTERS, PROBLEMS, scenario
from tests.support.clusters import CLUSTERS, runs, same_bits

LATE = {"kind": "fedbuff", "buffer": 1, "local_steps": 1, "staleness_exponent": 0.5, "largest_staleness": 7}


def filmed(method: dict[str, Any], arrivals: int = 400) -> tuple[Scenario, Run]:
    """Seven workers of scattered times on their own quadratics in two dimensions, without noise."""
    problem = PROBLEMS["custom_quadratic"] | {"noise": 0.0}
    cluster = {"workers": 7, "jitter": JITTERS["gamma"]}
    given = scenario(cluster=cluster, problem=problem, methods=[method], budget={"arrivals": arrivals}, records=401)
    (run,) = simulate(given, film=True).values()
    return given, run


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_options_that_change_nothing_are_fedbuff(cluster: str) -> None:
    """To the last bit: no exponent, and a largest staleness that nothing reaches."""
    plain, other = runs(
        CLUSTERS[cluster], {"kind": "fedbuff"}, {"kind": "fedbuff", "staleness_exponent": 0, "largest_staleness": 10**6}
    )
    same_bits(plain, other)


def test_weights_told_lead_to_the_model() -> None:
    """Of single differences: the start less all gradients by (1 + s)^-a, and nothing of those above the largest s."""
    given, run = filmed(LATE)
    film, log, words = run.film, run.arrivals, report_of(given, run)
    assert film is not None
    staleness = log["staleness"].astype(float)
    np.testing.assert_array_equal(log["used"], staleness <= 7)
    assert 5 < (~log["used"]).sum() < 200
    np.testing.assert_allclose(words.pull, np.where(log["used"], (1 + staleness) ** -0.5, 0.0))
    data, step = run.problem.data, given.methods[0].step
    matrices, centers = data.matrix.reshape(7, 2, 2), data.centers
    gradients = np.einsum("aij,aj->ai", matrices[log["worker"]], film.place[film.sent] - centers[log["worker"]])
    end = film.place[0] - step * np.asarray(words.pull) @ gradients
    np.testing.assert_allclose(film.place[-1], end, atol=1e-10)


def test_discarded_differences_do_not_count_for_the_buffer() -> None:
    _, run = filmed({"kind": "fedbuff", "buffer": 3, "local_steps": 2, "largest_staleness": 1})
    done, kept = np.zeros(7, int), 0
    for number, (_, worker, staleness, used) in enumerate(run.arrivals):
        done[worker] += 1
        sends = done[worker] % 2 == 0
        assert used == (not sends or staleness <= 1)
        kept += sends and used
        assert run.all_updates[0, number + 1] == kept // 3
    assert (~run.arrivals["used"]).sum() > 5
    assert kept // 3 > 20


def test_local_steps_have_the_weight_of_their_difference() -> None:
    """Whatever their own staleness: of the whole difference that of its arrival counts."""
    given, run = filmed(
        {"kind": "fedbuff", "buffer": 2, "local_steps": 3, "staleness_exponent": 1, "largest_staleness": 3}
    )
    pull = np.asarray(report_of(given, run).pull)
    log = run.arrivals
    for worker in range(7):
        own = np.flatnonzero(log["worker"] == worker)
        for first in range(0, own.size - 2, 3):
            end = own[first + 2]
            weight = 1 / (1 + log["staleness"][end]) if log["used"][end] else 0.0
            np.testing.assert_allclose(pull[own[first : first + 3]], weight / 2)


def test_fedbuff_tells_its_traces() -> None:
    given = of(TRACES["fedbuff, late"])
    (run,) = simulate(given, film=True).values()
    columns = report_of(given, run).columns
    np.testing.assert_allclose(
        np.asarray(columns["weight"])[[0, 1, 2, 3, 5, 6, 7]], [1, 1 / 2, 1 / 2, 1, 1, 1 / 2, 1 / 2]
    )
    assert np.asarray(columns["late"]).tolist() == [0, 0, 0, 0, 1, 0, 0, 0]
    assert np.asarray(columns["weighted"]).tolist() == np.asarray(columns["full"]).tolist() == [1, 1, 1, 1, 0, 1, 1, 1]
    assert (columns["exponent"], columns["largest"]) == (1, 1)
    given = of(TRACES["fedbuff, none late"])
    (run,) = simulate(given, film=True).values()
    columns = report_of(given, run).columns
    assert np.asarray(columns["local"]).tolist() == [1, 1, 2, 1, 2, 2, 1, 1, 2, 2]
    assert np.flatnonzero(columns["late"]).tolist() == [4, 9]
    assert np.flatnonzero(columns["full"]).tolist() == [2, 5, 8]
    assert not np.any(columns["weighted"])


def test_theory_knows_the_weights() -> None:
    """Two workers of 1 and 2.5 s: late differences by a weight, and those of the slow one not at all."""
    for method, heard in (({"staleness_exponent": 1.0}, 2), ({"largest_staleness": 1}, 1)):
        given = Scenario.model_validate(
            {
                "seeds": 1,
                "cluster": {"workers": 2, "speed": {"kind": "custom", "times": [1, 2.5]}},
                "problem": {
                    "kind": "custom_quadratic", "matrices": [[[1]]] * 2, "centers": [[0], [1]], "start": [3],
                },
                "methods": [{"kind": "fedbuff", "buffer": 1, "local_steps": 1, "step": 0.1, **method}],
                "budget": {"arrivals": 4000},
                "records": 4001,
            }
        )  # fmt: skip
        known = exact(given, "fedbuff")
        (run,) = simulate(given).values()
        mean = run.iterate[0, -known.arrivals_per_period :].mean(axis=0)
        np.testing.assert_allclose(mean, known.limit, atol=1e-9)
        assert np.unique(run.arrivals["worker"][run.arrivals["used"]]).size == heard


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_first_update_comes_one_arrival_later(cluster: str) -> None:
    """With the same arrivals; from then on every arrival is an update."""
    full, after = runs(CLUSTERS[cluster], {"kind": "ia2sgd"}, {"kind": "ia2sgd", "first_update": "after_full"})
    filled = int(np.argmax(np.diff(full.updates) > 0))
    heard = [len(set(full.arrivals["worker"][:count])) for count in (filled, filled + 1)]
    assert heard == [full.problem.workers - 1, full.problem.workers]
    np.testing.assert_array_equal(np.diff(after.updates), np.arange(len(full.arrivals)) > filled)
    np.testing.assert_array_equal(after.arrivals["time"], full.arrivals["time"])


def test_ia2sgd_tells_which_arrival_fills_the_table() -> None:
    for name, waits, last in (("when_full", [1, 0, 0], [0, 0, 0]), ("after_full", [1, 0, 0], [0, 1, 0])):
        given = of(TRACES["ia2sgd, after full"], {"kind": "ia2sgd", "first_update": name})
        (run,) = simulate(given, film=True).values()
        columns = {key: np.asarray(column) for key, column in report_of(given, run).columns.items()}
        assert columns["waits"][:3].tolist() == waits
        assert columns["last"][:3].tolist() == last
        assert columns["full"][:3].tolist() == [1 - w - e for w, e in zip(waits, last, strict=True)]
        np.testing.assert_array_equal(columns["full"], np.diff(run.updates))
