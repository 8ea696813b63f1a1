"""Three methods, all that a run says, and a run whose jobs tell what they drew."""

import copy
from typing import Any

from engine import Run, Scenario
from engine.kernel.replicate import Replicate
from tests.reference.dispatch_methods import DISPATCH, witness
from tests.support.build import METHODS, problem_of, replicate, scenario

THREE = [{"kind": "asgd"}, {"kind": "rescaled_asgd"}, {"kind": "ormo"}]


def everything(run: Run) -> dict[str, bytes]:
    names = ("times", "all_updates", "all_gradients", "iterate", "arrivals", "gap", "value", "gradient_norm")
    return {name: getattr(run, name).tobytes() for name in names}


def several(**fields: Any) -> Scenario:
    """Three methods and three seeds, with all kinds of randomness."""
    cluster = {"workers": 7, "jitter": {"kind": "gamma"}}
    return scenario(**{"seeds": 3, "cluster": cluster, "budget": {"arrivals": 3000}} | fields)


def witnessed(dispatch: str, method: str, arrivals: int) -> tuple[Replicate, dict[tuple[int, int], float]]:
    """A run whose jobs tell which random stream they got: by worker and job, in a dispatch that cancels none."""
    given = scenario(cluster={"workers": 7, "jitter": {"kind": "gamma"}}, methods=[METHODS[method]])
    problem = copy.copy(problem_of(given))
    problem.gradient, problem.scratch = witness, 1
    run = replicate(given, DISPATCH[dispatch], problem=problem)
    samples: dict[tuple[int, int], float] = {}
    jobs = [0] * 7
    for _ in range(arrivals):
        run.advance(1)
        worker, used = (int(run.logs[-1][name][0]) for name in ("worker", "used"))
        if used:
            samples[worker, jobs[worker]] = float(run.flight.gradient[0])
        jobs[worker] += 1
    return run, samples
