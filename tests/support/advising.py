"""Objectives for the advisor's tests: random small clusters, methods and steps, and quick ones that stand for all."""

from typing import Any

from hypothesis import strategies as st

from engine import Scenario
from engine.advisor import MethodSearch, Objective
from engine.methods import METHODS, MethodSettings
from tests.support.build import scenario
from tests.support.strategies import FIXED, MEASURED, MOMENTUM

KINDS = ("asgd", "minibatch", "ormo", "ringmaster", "rennala")
STEPS = st.floats(-3, 1.5).map(lambda exponent: 10.0**exponent)
"""From far too small to far too large for curvatures up to 1."""


def method(kind: str = "asgd", step: float = 0.1, **fields: Any) -> MethodSettings:
    return METHODS[kind].settings.model_validate({"kind": kind, "step": step, **fields})


@st.composite
def methods(draw: st.DrawFn) -> MethodSettings:
    kind = draw(st.sampled_from(KINDS))
    more = draw(st.fixed_dictionaries(MOMENTUM)) if kind == "ormo" else {}
    return method(kind, draw(STEPS), **more)


@st.composite
def objectives(draw: st.DrawFn, kind: str = "time") -> Objective:
    """Three seeds of some hundred arrivals on a random cluster and quadratic, for a target that some methods reach."""
    arrivals = draw(st.integers(20, 400))
    given = Scenario.model_validate(
        {
            "seed": draw(st.integers(0, 2**53)),
            "cluster": draw(FIXED | MEASURED),
            "problem": {
                "kind": "quadratic",
                "dimension": draw(st.integers(1, 4)),
                "condition": draw(st.floats(1, 20)),
                "noise": draw(st.sampled_from([0.0, 0.1])),
            },
            "budget": draw(st.sampled_from([{"arrivals": arrivals}, {"seconds": arrivals / 4}])),
        }
    )
    return Objective(given, goal(kind, draw(st.sampled_from([0.01, 0.1, 0.5]))))


def method_search(given: Scenario, steps: int) -> MethodSearch:
    """A search of two tries a step."""
    search = MethodSearch(given, threads=2)
    search.begin()
    for _ in range(steps):
        search.step()
    return search


def goal(kind: str = "time", share: float = 0.01) -> Any:
    from engine.search import Goal

    return Goal(kind=kind, share=share)


def objective(share: float = 0.05, seeds: int = 3, kind: str = "time", **fields: Any) -> Objective:
    """A quadratic on seven workers with random job times."""
    cluster = {"workers": 7, "speed": {"kind": "equal"}, "jitter": {"kind": "gamma"}}
    return Objective(scenario(**{"cluster": cluster, "budget": {"arrivals": 1500}} | fields), goal(kind, share), seeds)


def steady(**fields: Any) -> Objective:
    """The same with fixed times, which theory knows."""
    return objective(cluster={"workers": 7, "speed": {"kind": "equal"}}, **fields)
