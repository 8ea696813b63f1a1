"""Linear speedup from zeroth to first order (arXiv 1606.00498)."""

from typing import Any

from engine.claims.claim import Claim, Paper, Rule
from engine.claims.races import judged, over, powers, race
from engine.results.path_grid import GROWTH

ALIKE: dict[str, Any] = {"problem": {"heterogeneity": 0.0}}


SCATTERED: dict[str, Any] = {"speed": {"kind": "equal"}, "jitter": {"kind": "exponential"}}
"""Equal workers whose times scatter: without, whole rounds arrive at once, and seconds come in rounds."""
CURVED: dict[str, Any] = {"kind": "logistic", "shared": True, "batch": 8}
"""A loss on which differences are not the derivatives, as they are on a quadratic."""
READ = f"seconds are read to {GROWTH - 1:.0%}"
"""Two runs that are nearer to each other than that give the same number."""
TENTH = 0.1
"""Of the first gap: the target on CURVED, far above its noise."""


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


def coordinates(seed: int) -> float:
    return speedup(seed, {"kind": "ascd", "step": 0.05, "block": 1}, 1, 8, arrivals=20_000, noise=0.03)


def curved_seconds(seed: int, kind: str, workers: int) -> float:
    """Simulated seconds to a tenth of the first gap of the logistic loss."""
    each = {"kind": kind, "step": 0.02, "block": 1} | ({"smoothing": 0.1} if kind == "aszd" else {})
    simulation = race(seed, each, cluster={"workers": workers, **SCATTERED}, problem=CURVED)
    return judged(simulation, TENTH)[kind].target_seconds


def zeroth_order(seed: int) -> float:
    return over(curved_seconds(seed, "aszd", 1), curved_seconds(seed, "aszd", 8)) / 8


def values_cost(seed: int) -> float:
    """Jobs of ASZD to the target over those of ASCD, which take as long: the difference as a share."""
    return abs(over(curved_seconds(seed, "aszd", 8), curved_seconds(seed, "ascd", 8)) - 1)


def mixed_reads(seed: int) -> float:
    def seconds_of(read: str) -> float:
        each = {"kind": "ascd", "step": 0.05, "block": 1, "read": read}
        simulation = race(seed, each, cluster=SCATTERED, problem={"heterogeneity": 0.0, "noise": 0.03})
        return judged(simulation)["ascd"].target_seconds

    return over(seconds_of("inconsistent"), seconds_of("consistent"))


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
            coordinates,
            link="speedup?speedup_method=ASCD",
        ),
        Claim(
            "zeroth-order",
            "And so do methods that have function values alone.",
            "ASZD on a logistic loss, one and eight workers; a job takes a difference over 0.2 along one coordinate.",
            "speedup over the number of workers",
            Rule(">", 0.8, 0.6),
            zeroth_order,
            link="speedup",
        ),
        Claim(
            "values-as-good",
            "Differences of values take as many jobs as derivatives.",
            "ASZD beside ASCD in the same setting, eight workers.",
            f"difference of the seconds to the target, in which each does as many jobs, as a share; {READ}",
            Rule("<", 0.1, 0.3),
            values_cost,
            link="race?problem=breast+cancer&methods=ASCD&methods=ASZD&speed=equal&jitter=exponential",
            ours=True,
        ),
        Claim(
            "inconsistent",
            "Reads that mix models of several moments do no harm.",
            "ASCD of eight workers, whose jobs miss each of the last three updates with probability 1/2.",
            f"seconds to the target over those of consistent reads; {READ}",
            Rule("<", 1.1, 1.3),
            mixed_reads,
            link="race?methods=ASCD&read=inconsistent&speed=equal&jitter=exponential&heterogeneity=0",
        ),
        Claim(
            "applications",
            "It speeds up model blending and the tuning of hyper-parameters on the authors' data.",
            "Their data are not here. The Speedup page tries both kinds of work on shipped data.",
            link="speedup",
        ),
    ),
)
