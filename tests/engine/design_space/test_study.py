"""Studies: best so far and quartiles by hand on a tiny space, the same by seed, progress, and what is refused."""

from collections.abc import Sequence

import numpy as np
import pytest

from engine.design_space import Integer, Point, Space
from engine.design_space.axis import Floats
from engine.design_space.benchmarks import BENCHMARKS, Benchmark
from engine.design_space.optimisers import OPTIMISERS, Optimiser
from engine.design_space.runs import Entry, entries, run_entry
from engine.design_space.study import Study, run_study, study_of

WORTH = (5.0, 2.0, 9.0, 1.0)
ORDER = {0: (0, 2, 1, 3), 1: (2, 0, 3, 1), 2: (1, 3, 0, 2)}
"""In which order the scripted optimiser tries 0 to 3, by its seed."""


class Scripted(Optimiser):
    """Tries what stands in ORDER."""

    def __init__(self, space: Space, seed: int = 0) -> None:
        super().__init__(space, seed)
        self.rest = list(ORDER[seed])

    def propose(self) -> Floats:
        return np.array([float(self.rest.pop(0))])


def worth(point: Point) -> float:
    return WORTH[int(point["n"])]


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BENCHMARKS, "tiny", Benchmark(Space([Integer("n", 0, 3)]), worth, 1.0, {"n": 3}))
    monkeypatch.setitem(OPTIMISERS, "scripted", Scripted)


def test_a_study_by_hand() -> None:
    study = run_study("tiny", ["scripted"], tries=4, seeds=3)
    assert [[point["n"] for point in run.points] for run in study.runs["scripted"]] == [list(ORDER[s]) for s in ORDER]
    best = [[5, 5, 2, 1], [9, 5, 1, 1], [2, 1, 1, 1]]
    np.testing.assert_array_equal(study.best("scripted"), best)
    np.testing.assert_array_equal(study.regret("scripted"), np.array(best) - 1)
    # Of three values the quartiles lie half-way to the middle one.
    np.testing.assert_allclose(study.quartiles("scripted"), [[2.5, 2, 0, 0], [4, 4, 0, 0], [6, 4, 0.5, 0]])
    assert (study.tries, study.seeds, study.evaluations) == (4, 3, 12)
    assert study.solved("scripted") == 3
    assert study.tries_to("scripted") == 3
    assert study.winner == ("scripted", {"n": 3}, 1.0)


def test_what_is_never_reached_is_not_solved() -> None:
    study = run_study("tiny", ["scripted"], tries=2, seeds=3)
    assert study.solved("scripted") == 1
    assert study.solved("scripted", within=4) == 3
    assert study.tries_to("scripted") == np.inf
    assert study.tries_to("scripted", within=4) == 1


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    long = run_entry(Entry("neural_network", "bayesian", 15, 3))
    short = run_entry(Entry("neural_network", "bayesian", 12, 3))
    first = long.first(12)
    assert first.points == short.points
    np.testing.assert_array_equal(first.values, short.values)
    assert first.seconds.shape == (12,)
    assert (first.seconds > 0).all()


def test_the_same_seed_makes_the_same_run_whatever_runs_beside_it() -> None:
    alone = run_study("architecture", ["random"], 12, 1, seed=4)
    among = run_study("architecture", ["space_filling", "random", "bayesian"], 12, 3, seed=3)
    assert among.runs["random"][1].points == alone.runs["random"][0].points
    assert among.runs["random"][0].points != alone.runs["random"][0].points


def test_progress_rises_to_one_and_what_it_raises_ends_the_work() -> None:
    told: list[float] = []
    run_study("tiny", ["scripted", "random"], 4, 2, progress=told.append)
    assert told == sorted(told)
    assert len(told) == 16
    assert told[-1] == pytest.approx(1)

    def stop(done: float) -> None:
        if len(told) >= 18:
            raise InterruptedError
        told.append(done)

    with pytest.raises(InterruptedError):
        run_study("tiny", ["scripted"], 4, 3, progress=stop)
    assert len(told) == 18


def test_runs_done_apart_make_the_same_study() -> None:
    wanted = entries("tiny", ["scripted", "random"], 3, 2)
    assert [(entry.optimiser, entry.seed) for entry in wanted] == [
        ("scripted", 0), ("random", 0), ("scripted", 1), ("random", 1),
    ]  # fmt: skip
    found: Study = study_of(wanted, {entry: run_entry(entry) for entry in reversed(wanted)})
    whole = run_study("tiny", ["scripted", "random"], 3, 2)
    for kind in whole.runs:
        np.testing.assert_array_equal(found.best(kind), whole.best(kind))


@pytest.mark.parametrize(
    ("benchmark", "optimisers", "more", "told"),
    [
        ("gold", ["random"], {}, "^benchmark: must be goldstein, neural_network, architecture or tiny"),
        ("tiny", [], {}, "^optimisers: name at least one of bayesian, smt_kriging, tpe, random"),
        ("tiny", ["anneal"], {}, r"^optimisers: must be bayesian, .* or scripted \(given: 'anneal'\)"),
        ("tiny", ["random", "random"], {}, "^optimisers: random stands there twice"),
        ("tiny", ["random"], {"tries": 0}, r"^tries: must be 1 to 1,000 \(given: 0\)"),
        ("tiny", ["random"], {"seeds": 1001}, r"^seeds: must be 1 to 1,000 \(given: 1001\)"),
        ("tiny", ["random"], {"seed": -1}, "^seed: must be at least 0"),
    ],
)
def test_what_makes_no_study(benchmark: str, optimisers: Sequence[str], more: dict[str, int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        run_study(benchmark, optimisers, **more)
