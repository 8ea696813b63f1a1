"""Rescaled ASGD (arXiv 2605.13434): fast workers bias ASGD; steps in proportion to computation times cure it."""

import math

from engine import Scenario
from engine.claims.claim import Claim, Paper, Rule
from engine.claims.races import judged, race
from engine.theory import exact

ASGD, RESCALED = {"kind": "asgd"}, {"kind": "rescaled_asgd"}
ONLINE = {"kind": "rescaled_asgd", "label": "online", "times": "online"}
LINK = "race?methods=ASGD&methods=Rescaled+ASGD"


def where_asgd_ends(seed: int) -> float:
    ended = judged(race(seed, ASGD))["asgd"]
    return ended.end_to_biased / ended.end_to_goal


def bias_left(seed: int) -> float:
    ends = judged(race(seed, ASGD, RESCALED))
    return ends["rescaled_asgd"].end_to_goal / ends["asgd"].end_to_goal


def bias_left_online(seed: int) -> float:
    # Constant times would be known after one job of each worker, and nothing left to estimate.
    cluster = {"jitter": {"kind": "exponential"}}
    ends = judged(race(seed, ASGD, ONLINE, cluster=cluster))
    return ends["online"].end_to_goal / ends["asgd"].end_to_goal


def bias_of(kind: str, step: float, seed: int) -> float:
    """The exact distance of the limit from the goal, without noise or chance."""
    scenario = Scenario.model_validate(
        {
            "seed": seed,
            "cluster": {"workers": 8, "speed": {"kind": "linear"}},
            "problem": {"kind": "quadratic", "dimension": 10, "heterogeneity": 2.0, "curvature_spread": 0.5},
            "methods": [{"kind": kind, "step": step}],
            "budget": {"arrivals": 100},
        }
    )
    return float(exact(scenario, kind).bias)


def asgd_over_steps(seed: int) -> float:
    return abs(bias_of("asgd", 0.002, seed) / bias_of("asgd", 0.02, seed) - 1)


def rescaled_over_steps(seed: int) -> float:
    return math.log(bias_of("rescaled_asgd", 0.02, seed) / bias_of("rescaled_asgd", 0.002, seed)) / math.log(10)


def equal_workers(seed: int) -> float:
    ends = judged(race(seed, ASGD, RESCALED, cluster={"speed": {"kind": "equal"}}))
    return abs(ends["rescaled_asgd"].gap / ends["asgd"].gap - 1)


def price_in_noise(seed: int) -> float:
    ends = judged(race(seed, ASGD, RESCALED, problem={"heterogeneity": 0.0}))
    return ends["rescaled_asgd"].gap / ends["asgd"].gap


PAPER = Paper(
    "2605.13434",
    "Fast workers bias ASGD; steps in proportion to computation times cure it",
    (
        Claim(
            "biased-limit",
            "With data that differ, ASGD goes to the minimum of an objective in which workers count as often as they "
            "are heard, and not to that of the mean.",
            "Eight workers of 1 to 8 seconds a job, a quadratic with heterogeneity 2, step 0.05.",
            "ASGD's distance from the frequency-weighted minimiser over that from the goal",
            Rule("<", 0.1, 0.3),
            where_asgd_ends,
            link=LINK,
        ),
        Claim(
            "bias-stays",
            "ASGD's bias does not vanish with the step.",
            "The exact limit at steps 0.02 and 0.002, with curvatures that differ, too.",
            "how much the distance changes with a ten times smaller step, as a share",
            Rule("<", 0.1, 0.3),
            asgd_over_steps,
            link="bias",
            ours=True,
        ),
        Claim(
            "cure",
            "Steps in proportion to the workers' computation times remove the bias.",
            "The race of the first claim, with Rescaled ASGD.",
            "Rescaled ASGD's distance from the goal over ASGD's",
            Rule("<", 0.1, 0.3),
            bias_left,
            link=LINK,
        ),
        Claim(
            "cure-with-the-step",
            "What the rescaled steps leave of the bias vanishes with the step.",
            "The exact limit of Rescaled ASGD at steps 0.02 and 0.002.",
            "powers of ten by which the distance falls for one power of ten of the step",
            Rule(">", 0.9, 0.5),
            rescaled_over_steps,
            link="bias",
            ours=True,
        ),
        Claim(
            "no-times-needed",
            "The times need not be known: estimates from the jobs so far serve.",
            "The same race with exponential times around the same means, which are estimated online.",
            "distance from the goal over ASGD's",
            Rule("<", 0.1, 0.3),
            bias_left_online,
            link=f"{LINK}&times=online&jitter=exponential",
            ours=True,
        ),
        Claim(
            "same-where-equal",
            "With equal workers it is ASGD.",
            "Eight equal workers.",
            "difference of the two gaps, as a share",
            Rule("<", 1e-9, 0.05),
            equal_workers,
            link=f"{LINK}&speed=equal",
            ours=True,
        ),
        Claim(
            "free",
            "The cure costs nothing where there is nothing to cure.",
            "All workers have the same data, so that there is no bias to cure; speeds differ.",
            "Rescaled ASGD's gap at the end over ASGD's, both at step 0.05",
            Rule("<", 1.1, 1.5),
            price_in_noise,
            link=f"{LINK}&heterogeneity=0",
            ours=True,
        ),
        Claim(
            "optimal-time",
            "Its time complexity matches a lower bound for data that differ by a bounded amount, in the leading term.",
            "A rate with constants that a simulation cannot tell from another one: runs show single problems.",
        ),
    ),
)
