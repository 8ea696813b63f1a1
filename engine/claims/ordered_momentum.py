"""OrMo (arXiv 2407.19234): momentum for ASGD by ordering the gradients."""

from typing import Any

from engine import Simulation
from engine.claims.claim import Claim, Paper, Rule
from engine.claims.races import judged, over, powers, race

VALLEY: dict[str, Any] = {
    "cluster": {"speed": {"kind": "equal"}},
    "problem": {"dimension": 2, "condition": 200.0, "heterogeneity": 0.0, "noise": 0.001},
}
"""A narrow valley with little noise: momentum shows in it."""
LINK = "race?speed=equal&dimension=2&condition=200&heterogeneity=0&noise=0&momentum=0.9&step=0.2"


def method(kind: str, step: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "step": step, "momentum": 0.9, **more}


def in_valley(seed: int, *methods: dict[str, Any]) -> Simulation:
    return race(seed, *methods, **VALLEY)


def disorder(seed: int) -> float:
    ends = judged(in_valley(seed, {"kind": "asgd", "step": 0.2}, method("naive_momentum", 0.2)))
    return powers(ends["naive_momentum"].gap, ends["asgd"].gap)


def order(seed: int) -> float:
    ends = judged(in_valley(seed, method("ormo", 0.2), method("naive_momentum", 0.2)))
    return powers(ends["naive_momentum"].gap, ends["ormo"].gap)


def faster(seed: int) -> float:
    # The largest steps of a search over both, rounded: 0.198 and 0.359.
    ends = judged(in_valley(seed, {"kind": "asgd", "step": 0.198}, method("ormo", 0.359)), share=1e-3)
    return over(ends["asgd"].target_seconds, ends["ormo"].target_seconds)


def rivals(seed: int) -> float:
    kinds = ("shifted_momentum", "smega2")
    ends = judged(in_valley(seed, method("ormo", 0.2), *(method(kind, 0.2) for kind in kinds)), share=1e-3)
    return over(min(ends[kind].target_seconds for kind in kinds), ends["ormo"].target_seconds)


def barrier(seed: int) -> float:
    """How many times longer SSGDm takes to the target, with eight times the step, as it averages eight gradients."""
    speed = {"kind": "two_groups", "slowdown": 10.0, "share": 0.125}
    simulation = race(
        seed, method("ormo", 0.05), method("ssgdm", 0.4), cluster={"speed": speed}, problem={"heterogeneity": 0.0},
        budget={"seconds": 2000.0},
    )  # fmt: skip
    ends = judged(simulation)
    return over(ends["ssgdm"].target_seconds, ends["ormo"].target_seconds)


def straggler(seed: int) -> float:
    def gap(slowdown: float) -> float:
        speed = {"kind": "two_groups", "slowdown": slowdown, "share": 0.125}
        simulation = race(seed, method("ormo", 0.05), cluster={"speed": speed}, problem={"heterogeneity": 0.0})
        return judged(simulation)["ormo"].gap

    return gap(100.0) / gap(1.0)


PAPER = Paper(
    "2407.19234",
    "Momentum for asynchronous SGD, by ordering the gradients",
    (
        Claim(
            "disorder",
            "Momentum on gradients as they arrive can keep ASGD from converging.",
            "Eight equal workers in a valley of condition 200, step 0.2, momentum 0.9.",
            "powers of ten of the gap of naive momentum over ASGD's",
            Rule(">", 3.0, 1.0),
            disorder,
            link=f"{LINK}&methods=ASGD&methods=Naive+momentum",
        ),
        Claim(
            "order",
            "With the gradients in order, momentum converges where it did not.",
            "The same race with OrMo.",
            "powers of ten of the gap of naive momentum over OrMo's",
            Rule(">", 3.0, 1.0),
            order,
            link=f"{LINK}&methods=OrMo&methods=Naive+momentum",
        ),
        Claim(
            "faster",
            "OrMo converges faster than ASGD.",
            "The same valley, each at the step that a search finds best for it (0.198 and 0.359).",
            "ASGD's simulated seconds to a thousandth of the first gap over OrMo's",
            Rule(">", 1.2, 1.0),
            faster,
            link="race?speed=equal&dimension=2&condition=200&heterogeneity=0&noise=0&momentum=0.9&methods=ASGD&"
            "methods=OrMo&steps=by+hand&step_asgd=0.198&step_ormo=0.359&target=0.001",
        ),
        Claim(
            "rivals",
            "It is ahead of other asynchronous methods with momentum.",
            "The same valley at step 0.2, beside shifted momentum and SMEGA2.",
            "seconds to a thousandth of the first gap of the faster of the two over OrMo's",
            Rule(">", 1.0, 0.95),
            rivals,
            link=f"{LINK}&methods=OrMo&methods=Shifted+momentum&methods=SMEGA2&target=0.001",
        ),
        Claim(
            "barrier",
            "Without a barrier it is faster than synchronous momentum where a worker is slow.",
            "One of eight workers is 10 times slower; SSGDm, which averages eight gradients, has eight times the step.",
            "SSGDm's seconds to the target over OrMo's",
            Rule(">", 1.2, 1.0),
            barrier,
            link="race?speed=two+groups&slowdown=10&heterogeneity=0&methods=OrMo&methods=SSGDm&steps=by+hand&"
            "step_ormo=0.05&step_ssgdm=0.4",
            ours=True,
        ),
        Claim(
            "largest-delay",
            "Its convergence does not depend on the largest delay.",
            "One of eight workers 100 times slower, beside equal workers; the same arrivals.",
            "gap at the end over that with equal workers",
            Rule("<", 1.2, 1.5),
            straggler,
            link="race?speed=two+groups&slowdown=100&heterogeneity=0&methods=OrMo",
        ),
    ),
)
