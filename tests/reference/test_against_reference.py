"""The kernel against the reference: every method, problem and dispatch."""

import pytest

from tests.reference import simulator
from tests.reference.compare import ARRIVALS, compare, recorded
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import (
    CENTRAL,
    JITTERS,
    METHODS,
    POWERS,
    PROBLEMS,
    SAMPLED,
    fits,
    problem_of,
    takes_blocks,
)


@pytest.mark.parametrize("dispatch", DISPATCH)
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("method", CENTRAL)
def test_method_problem_dispatch(method: str, problem: str, dispatch: simulator.Dispatch) -> None:
    cluster = {"workers": 7, "jitter": JITTERS["gamma"]}
    compare(recorded(cluster=cluster, problem=PROBLEMS[problem], methods=[METHODS[method]], seed=11), dispatch)


CROSSED = [(method, problem) for method in METHODS for problem in ("quadratic", "rosenbrock", "logistic")]


@pytest.mark.parametrize(("method", "problem"), [(m, p) for m, p in CROSSED if fits(p, m)])
def test_method_problem(method: str, problem: str) -> None:
    """Every method under its own dispatch, on problems of which L is known and one of which it is not."""
    cluster = {"workers": 7, "jitter": JITTERS["gamma"]}
    compare(recorded(cluster=cluster, problem=PROBLEMS[problem], methods=[METHODS[method]], seed=11))


FOR_FEW = ("custom_quadratic", "csv, two classes")
BLOCKS = [
    (method, problem, workers)
    for method in METHODS
    for problem in PROBLEMS
    for workers in (7, 60)
    if takes_blocks(method) and fits(problem, method) and (workers == 7 or problem not in FOR_FEW)
]


@pytest.mark.parametrize(("method", "problem", "workers"), BLOCKS)
def test_blocks_on_every_problem(method: str, problem: str, workers: int) -> None:
    """With delays far above every bound, and times that drift."""
    cluster = {"workers": workers, "jitter": JITTERS["gamma"], "power": POWERS["drift"]}
    compare(recorded(cluster=cluster, problem=PROBLEMS[problem], methods=[METHODS[method]], seed=3))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("workers", [1, 2, 60])
def test_method_workers(method: str, workers: int) -> None:
    """Alone, and with so many that they stand in a heap; on a second seed, with ties."""
    problem = {"kind": "quadratic", "dimension": 2}
    cluster = {"workers": workers, "speed": {"kind": "linear"}}
    given = recorded(cluster=cluster, problem=problem, methods=[METHODS[method]])
    compare(given, number=1)


@pytest.mark.parametrize("problem", SAMPLED)
def test_jobs_of_all_samples(problem: str) -> None:
    compare(recorded(problem=PROBLEMS[problem] | {"batch": 0}, methods=[METHODS["asgd"]]), "immediate")


@pytest.mark.parametrize("problem", ["quadratic", "custom_quadratic", "bowl"])
def test_jobs_without_noise(problem: str) -> None:
    compare(recorded(problem=PROBLEMS[problem] | {"noise": 0.0}, methods=[METHODS["ormo"]]), "immediate")


@pytest.mark.parametrize("dispatch", [d for d in DISPATCH if d != "immediate"])
def test_the_dispatches_differ(dispatch: simulator.Dispatch) -> None:
    """Otherwise the comparisons above would show nothing of them."""
    given = recorded(cluster={"workers": 7, "jitter": JITTERS["gamma"]})
    usual, other = (
        simulator.run(given, problem_of(given), given.methods[0], ARRIVALS, kind) for kind in ("immediate", dispatch)
    )
    assert usual.staleness != other.staleness
    assert (usual.time == other.time) == (dispatch in ("keep", "selective"))
    assert all(other.used) == (dispatch != "selective")
