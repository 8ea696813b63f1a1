"""The advisor's benchmark: its clusters can be built, its example is what is shipped, and a search goes its way."""

import argparse
import math

import numpy as np
import pytest

from benchmarks import advisor, example_trace
from engine.advisor import Objective
from engine.advisor.methods_space import METHOD, kinds_for, methods_space


def test_the_example_of_job_times_is_made_anew() -> None:
    assert example_trace.FILE.read_text() == example_trace.text()


@pytest.mark.parametrize("name", advisor.CLUSTERS)
def test_every_cluster_has_a_target_and_a_best_known(name: str) -> None:
    objective = Objective(advisor.scenario(name))
    assert objective.scenario.cluster.workers == advisor.WORKERS
    assert 0 < objective.judge.target < objective.judge.first_gap
    assert not objective.short
    assert 0 < advisor.BEST_KNOWN[name] < objective.budget


def test_a_small_search_goes_the_way_of_the_advisor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(advisor, "ARRIVALS", 1500)
    found = advisor.search("homogeneous", "random", 0, 4, 1)
    assert found.holds
    assert not found.unstable
    assert 0 < found.seconds < math.inf
    # The recommendation is no slower than the simple methods it is judged beside.
    assert min(found.quicker) >= 1
    monkeypatch.setitem(advisor.BEST_KNOWN, "homogeneous", 2 * found.seconds)
    monkeypatch.setattr(advisor, "search", lambda *_: found._replace(tries=3.0))
    advisor.measure("homogeneous", "random", argparse.Namespace(seed=0, seeds=2, tries=4, threads=1))
    line, better = capsys.readouterr().out.splitlines()
    assert "2 of 2 within 10 %, tries 3 [3, 3], best 0.50" in line
    assert "found better than the best known" in better


def test_searches_that_never_came_close_count_as_infinitely_many_tries() -> None:
    assert advisor.told(np.array([20.0, 30.0, math.inf])) == "30 [30, inf]"


def test_the_grid_draws_every_method_equally_often() -> None:
    objective = Objective(advisor.scenario("homogeneous"))
    space = methods_space(objective.scenario)
    kinds = [point[METHOD] for point in advisor.drawn(space, np.random.default_rng(0))]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(kinds_for(objective.scenario), advisor.DRAWN)
