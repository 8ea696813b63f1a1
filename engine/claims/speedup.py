"""Linear speedup from zeroth to first order (arXiv 1606.00498)."""

from typing import Any

from engine.claims.claim import Claim, Paper, Rule
from engine.claims.races import judged, over, powers, race

ALIKE: dict[str, Any] = {"problem": {"heterogeneity": 0.0}}


def seconds(seed: int, workers: int, method: dict[str, Any], arrivals: int = 5000, **problem: Any) -> float:
    """Simulated seconds to the target with so many equal workers."""
    simulation = race(
        seed, method, cluster={"workers": workers, "speed": {"kind": "equal"}},
        problem={"heterogeneity": 0.0, **problem}, budget={"arrivals": arrivals},
    )  # fmt: skip
    return judged(simulation)[method["kind"]].target_seconds


def speedup(seed: int, method: dict[str, Any], few: int, many: int, **more: Any) -> float:
    """How many times sooner with many workers, as a share of how many times more they are."""
    return over(seconds(seed, few, method, **more), seconds(seed, many, method, **more)) * few / many


def first_order(seed: int) -> float:
    return speedup(seed, {"kind": "asgd", "step": 0.05}, 1, 8)


def end_of_it(seed: int) -> float:
    def gap(workers: int) -> float:
        simulation = race(
            seed, {"kind": "asgd", "step": 0.05}, cluster={"workers": workers, "speed": {"kind": "equal"}}, **ALIKE
        )
        return judged(simulation)["asgd"].gap

    return powers(gap(32), gap(16))


def coordinates(kind: str, seed: int) -> float:
    return speedup(seed, {"kind": kind, "step": 0.05, "block": 1}, 1, 8, arrivals=20_000, noise=0.03)


def values_cost(seed: int) -> float:
    """Arrivals of ASZD to the target over those of ASCD."""
    pair = [seconds(seed, 8, {"kind": kind, "step": 0.05, "block": 1}, 20_000, noise=0.03) for kind in ("aszd", "ascd")]
    return abs(over(*pair) - 1)


def mixed_reads(seed: int) -> float:
    pair = [
        seconds(seed, 8, {"kind": "ascd", "step": 0.05, "block": 1, "read": read}, 20_000, noise=0.03)
        for read in ("inconsistent", "consistent")
    ]
    return over(*pair)


PAPER = Paper(
    "1606.00498",
    "Linear speedup of asynchronous methods, from zeroth to first order",
    (
        Claim(
            "linear",
            "ASGD's speedup is linear in the workers.",
            "One and eight equal workers with the same data, the same step 0.05.",
            "speedup over the number of workers",
            Rule(">", 0.8, 0.6),
            first_order,
            link="speedup?speedup_method=ASGD",
        ),
        Claim(
            "until",
            "It is so up to a number of workers, beyond which staleness is too large.",
            "Sixteen and thirty-two equal workers at the same step.",
            "powers of ten by which the gap at the end is larger with thirty-two",
            Rule(">", 1.0, 0.3),
            end_of_it,
            link="race?speed=equal&workers=32&heterogeneity=0&methods=ASGD",
            ours=True,
        ),
        Claim(
            "coordinates",
            "Methods that move single coordinates speed up linearly, too.",
            "ASCD with one coordinate of ten a job, one and eight workers.",
            "speedup over the number of workers",
            Rule(">", 0.8, 0.6),
            lambda seed: coordinates("ascd", seed),
            link="speedup?speedup_method=ASCD",
        ),
        Claim(
            "zeroth-order",
            "And so do methods that have function values alone.",
            "ASZD, differences of values along one coordinate a job, one and eight workers.",
            "speedup over the number of workers",
            Rule(">", 0.8, 0.6),
            lambda seed: coordinates("aszd", seed),
            link="speedup",
        ),
        Claim(
            "values-as-good",
            "Differences of values take as many jobs as derivatives.",
            "ASZD beside ASCD, eight workers.",
            "difference of the jobs to the target, as a share",
            Rule("<", 0.1, 0.3),
            values_cost,
            link="race?methods=ASCD&methods=ASZD&speed=equal&heterogeneity=0",
            ours=True,
        ),
        Claim(
            "inconsistent",
            "Reads that mix models of several moments do no harm.",
            "ASCD whose jobs miss each of the last three updates with probability 1/2.",
            "seconds to the target over those of consistent reads",
            Rule("<", 1.1, 1.3),
            mixed_reads,
            link="race?methods=ASCD&read=inconsistent&speed=equal&heterogeneity=0",
        ),
        Claim(
            "applications",
            "It speeds up model blending and the tuning of hyper-parameters on the authors' data.",
            "Their data are not here. The Speedup page tries both kinds of work on shipped data.",
            link="speedup",
        ),
    ),
)
