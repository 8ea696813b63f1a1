"""OrMo (arXiv 2407.19234): momentum for ASGD by ordering the gradients."""

from typing import Any

from engine import Simulation
from engine.claims.claim import Claim, Paper, Rule
from engine.claims.races import apart, at_best_steps, judged, over, race, setting

VALLEY: dict[str, Any] = {
    "cluster": {"speed": {"kind": "equal"}},
    "problem": {"dimension": 2, "condition": 200.0, "heterogeneity": 0.0, "noise": 0.001},
}
"""A narrow valley with little noise: momentum shows in it."""
TARGET = 1e-3
LINK = "race?speed=equal&dimension=2&condition=200&heterogeneity=0&noise=0&momentum=0.9&step=0.2"
TUNED = (
    "race?speed=equal&dimension=2&condition=200&heterogeneity=0&noise=0&momentum=0.9&steps=tuned&target=0.001&"
    "methods=OrMo"
)


def method(kind: str, step: float, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "step": step, "momentum": 0.9, **more}


def in_valley(seed: int, *methods: dict[str, Any]) -> Simulation:
    return race(seed, *methods, **VALLEY)


def apart_words(better: str) -> str:
    """What `apart` measures."""
    return (
        f"by which {better}'s gap falls below the first one and naive momentum's rises above it, the lesser of the two"
    )


def disorder(seed: int) -> float:
    ends = judged(in_valley(seed, {"kind": "asgd", "step": 0.2}, method("naive_momentum", 0.2)))
    return apart(ends["asgd"], ends["naive_momentum"])


def order(seed: int) -> float:
    ends = judged(in_valley(seed, method("ormo", 0.2), method("naive_momentum", 0.2)))
    return apart(ends["ormo"], ends["naive_momentum"])


def tuned_rivals(seed: int, *kinds: str) -> float:
    """Seconds to TARGET of the fastest of these methods over OrMo's, each at the best step that a search finds."""
    others = ({"kind": "asgd"} if kind == "asgd" else method(kind, 0.2) for kind in kinds)
    ends = at_best_steps(setting(seed, method("ormo", 0.2), *others, **VALLEY), TARGET)
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
            f"powers of ten {apart_words('ASGD')}",
            Rule(">", 3.0, 1.0),
            disorder,
            link=f"{LINK}&methods=ASGD&methods=Naive+momentum",
        ),
        Claim(
            "order",
            "With the gradients in order, momentum converges where it did not.",
            "The same race with OrMo.",
            f"powers of ten {apart_words('OrMo')}",
            Rule(">", 3.0, 1.0),
            order,
            link=f"{LINK}&methods=OrMo&methods=Naive+momentum",
        ),
        Claim(
            "faster",
            "OrMo converges faster than ASGD.",
            "The valley of the first claim, each at the step that a search finds best for it.",
            "ASGD's simulated seconds to a thousandth of the first gap over OrMo's",
            Rule(">", 1.2, 1.0),
            lambda seed: tuned_rivals(seed, "asgd"),
            link=f"{TUNED}&methods=ASGD",
        ),
        Claim(
            "rivals",
            "It is ahead of other asynchronous methods with momentum.",
            "The same valley beside shifted momentum and SMEGA2, each at the step that a search finds best for it.",
            "seconds to a thousandth of the first gap of the faster of the two over OrMo's",
            Rule(">", 1.0, 1.0),
            lambda seed: tuned_rivals(seed, "shifted_momentum", "smega2"),
            link=f"{TUNED}&methods=Shifted+momentum&methods=SMEGA2",
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
            "barrier-equal",
            "It is faster than synchronous momentum where no worker is slow, too.",
            "The valley of the first claim, each at the step that a search finds best for it.",
            "SSGDm's seconds to a thousandth of the first gap over OrMo's",
            Rule(">", 1.2, 1.0),
            lambda seed: tuned_rivals(seed, "ssgdm"),
            ours=True,
            link=f"{TUNED}&methods=SSGDm",
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
