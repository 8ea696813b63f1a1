"""Schedules for the live figure: shared where they are the same, and the film can be read back from them."""

from typing import Any

import numpy as np
import pytest

from engine import Scenario, simulate
from engine.kernel.film import Film
from engine.results.path_grid import Grid
from engine.simulate import Finished, join
from engine.simulation import Run
from pages.parts.live.payload.binary import Blob
from pages.parts.live.payload.jobs import schedules
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import CENTRAL, problem_of, replicate, scenario
from tests.support.films import ARRIVALS, GAMMA, some_plane
from tests.support.unpack import Unpacked, part_of

ALL = list(CENTRAL.values())


def given_scenario() -> Scenario:
    return scenario(cluster=GAMMA, methods=ALL[:1] + ALL[-1:], budget={"arrivals": ARRIVALS}, seed=11)


def dispatched(dispatch: str, index: int = 0) -> Run:
    """A filmed run of one of the two methods under this dispatch."""
    given = given_scenario()
    problem = problem_of(given)
    under_way = replicate(given, DISPATCH[dispatch], index=index, plane=some_plane(given))
    while under_way.advance(1000):
        pass
    every = np.arange(under_way.records.time.size)
    row = [Finished(under_way.records, under_way.arrivals(), under_way.film())]
    return join(problem, given.methods[index], row, Grid(under_way.records, every, every))


def sent(runs: list[Run]) -> tuple[Unpacked, list[int]]:
    """The schedules of some runs as a browser gets them, and which of them each run follows."""
    blob = Blob()
    shared, which = schedules(runs, blob)
    return part_of({"schedules": shared}, blob), which


def film_of(run: Run) -> Film:
    assert run.film is not None
    return run.film


def rebuilt(found: Unpacked, index: int = 0) -> dict[str, Any]:
    """A schedule with all that was left out of it."""
    raw = found.header["schedules"][index]
    given = {key: found.array(value) for key, value in raw.items() if isinstance(value, list)}
    numbers = np.arange(raw["arrivals"])
    made: dict[str, Any] = {key: given[key] for key in ("time", "worker", "staleness", "flyingEnd")}
    made["sent"] = numbers - given["lag"]
    made["begun"] = numbers - given.get("begunLag", given["lag"])
    made["version"] = given.get("version", made["sent"])
    made["used"] = given.get("used", np.ones(len(numbers)))
    made["cancelled"] = given.get("cancelled", np.zeros(0)).reshape(-1, 4)
    made["flying"] = given["flying"].reshape(-1, 3)
    return made


def compare(made: dict[str, Any], run: Run) -> None:
    film = film_of(run)
    arrivals = run.arrivals[: len(film.moved)]
    for name in ("sent", "begun", "version", "cancelled"):
        np.testing.assert_array_equal(made[name], getattr(film, name), err_msg=name)
    for name in ("worker", "staleness", "used"):
        np.testing.assert_array_equal(made[name], arrivals[name], err_msg=name)
    np.testing.assert_array_equal(made["time"], arrivals["time"].astype(np.float32))
    np.testing.assert_array_equal(made["flying"], film.flying[:, :3])
    np.testing.assert_array_equal(made["flyingEnd"], film.flying[:, 3].astype(np.float32))


@pytest.mark.parametrize("dispatch", DISPATCH)
def test_a_film_can_be_read_back(dispatch: str) -> None:
    run = dispatched(dispatch)
    found, which = sent([run])
    assert which == [0]
    compare(rebuilt(found), run)
    # What says nothing new is left out.
    raw = found.header["schedules"][0]
    assert (raw["begunLag"] is None) == ("keep" not in dispatch)
    assert (raw["cancelled"] is None) == ("cancel" not in dispatch)
    assert (raw["version"] is None) == (raw["used"] is None) == (dispatch != "selective")


@pytest.mark.parametrize("jitter", ["none", "gamma"])
@pytest.mark.parametrize("budget", [{"arrivals": 100}, {"seconds": 50.0}], ids=str)
def test_the_methods_of_a_race_share_one_schedule(jitter: str, budget: dict[str, Any]) -> None:
    cluster = {"workers": 7, "jitter": {"kind": jitter}}
    methods = [method | {"label": str(index)} for index, method in enumerate(ALL)]
    runs = list(simulate(scenario(cluster=cluster, budget=budget, methods=methods), film=True).values())
    found, which = sent(runs)
    assert len(found.header["schedules"]) == 1
    assert which == [0] * len(ALL)
    for run in runs:
        compare(rebuilt(found), run)


def test_methods_of_different_dispatch_share_nothing() -> None:
    """Though they hear of the same workers: one that ignores arrivals has the same times and another staleness."""
    names = ["immediate", "barrier", "immediate", "selective", "keep", "barrier", "cancel"]
    runs = [dispatched(name, index) for name, index in zip(names, [0, 0, 1, 0, 1, 1, 0], strict=True)]
    found, which = sent(runs)
    assert which == [0, 1, 0, 2, 3, 1, 4]
    assert len(found.header["schedules"]) == 5
    for run, index in zip(runs, which, strict=True):
        compare(rebuilt(found, index), run)


def test_a_film_that_ended_early_has_a_schedule_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.kernel.film.MOST_FILMED", 50)
    run = dispatched("immediate")
    assert len(run.arrivals) == ARRIVALS
    found, _ = sent([run])
    assert found.header["schedules"][0]["arrivals"] == 50
    compare(rebuilt(found), run)


def test_a_run_without_an_arrival_has_jobs_in_flight() -> None:
    (run,) = simulate(scenario(budget={"seconds": 0.5}, methods=ALL[:1]), film=True).values()
    found, _ = sent([run])
    compare(rebuilt(found), run)
    assert rebuilt(found)["flying"].tolist() == [[worker, 0, 0] for worker in range(7)]
