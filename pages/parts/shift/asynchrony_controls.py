"""The controls of the tab "Asynchrony": the Race's cluster under its own keys, and a streamed regression."""

from typing import Any
from urllib.parse import urlencode

from engine import Scenario
from engine.covariate_shift.asynchrony.cures import raced
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.catalogue import REGRESSION as STREAMED
from pages.parts.controls.cluster import CLUSTER, JITTER, cluster_of
from pages.parts.controls.types import Choices, Control, Ladder, Number, Slider, without_prefix
from pages.parts.links.texts import in_link
from pages.parts.shift.controls import OWN

LINK = OWN + "link_"
"""What the keys of the tab's own controls begin with."""
FIXED: dict[str, Any] = {"power": "steady"}
"""What is so here, whatever it is on the Race: shares of samples need a long run that looks like the short one."""

RACE_KEYS = {
    **{key: key for key in ("dimension", "heterogeneity", "step", "arrivals", "seeds", "seed")},
    "spread": "covariance_spread",
    "noise": "response_noise",
}
"""The tab's own keys, and the Race's for the same."""

# fmt: off
REGRESSION: tuple[Control, ...] = (
    Ladder(LINK + "dimension", "Dimension d", 10, "Number of features.", rungs=(2, 3, 5, 10, 20, 30)),
    Slider(LINK + "spread", "Spread of covariances", 1.5,
           "How differently the workers see the features: 0, all alike; a worker's best feature has at most exp(2 "
           "spread) times the variance of its worst.", low=0.0, high=3.0, step=0.1),
    Slider(LINK + "heterogeneity", "Misspecification", 1.0,
           "How far the workers' own truths lie from their mean, whose length is 1. 0: one linear model is right for "
           "all.", low=0.0, high=3.0, step=0.1),
    Ladder(LINK + "noise", "Noise", 3.0, "Standard deviation of the responses around x.b.",
           rungs=CONTROLS["response_noise"].rungs),
)
RUN: tuple[Control, ...] = (
    Ladder(LINK + "step", "Step", 0.02,
           "Of both methods, the total weight that a gradient ends with. One sample a job: much above 1/d they "
           "diverge.",
           rungs=CONTROLS["step"].rungs),
    Ladder(LINK + "arrivals", "Arrivals", 20_000, "How many gradients reach the server, of one sample each.",
           rungs=CONTROLS["arrivals"].rungs),
    Slider(LINK + "seeds", "Seeds", 20,
           "How many independent repetitions there are; lines are medians, bands quartiles.", low=1, high=32),
    Number(LINK + "seed", "Seed", 0, "The number that truths and samples follow from.", low=0, high=1_000_000),
)
# fmt: on
KNOWN: tuple[Control, ...] = (*CLUSTER, *JITTER, *REGRESSION, *RUN)


def scenario_of(choices: Choices) -> Scenario:
    """The scenario of these choices, with both methods. Raises pydantic.ValidationError."""
    given = without_prefix(LINK, choices)
    problem = {key: given[key] for key in ("dimension", "spread", "heterogeneity", "noise")}
    scenario = {
        "seed": given["seed"],
        "seeds": given["seeds"],
        "cluster": cluster_of({**DEFAULTS, **choices, **FIXED}),
        "problem": {"kind": "regression", **problem},
        "methods": [{"kind": "asgd", "step": given["step"]}],
        "budget": {"arrivals": given["arrivals"]},
    }
    return raced(Scenario.model_validate(scenario))


def race_link(choices: Choices) -> str:
    """The Race's address with the same runs; a file of measured times stays with its visitor."""
    cluster = {control.key: choices[control.key] for control in (*CLUSTER, *JITTER)}
    own = {race: choices[LINK + key] for key, race in RACE_KEYS.items()}
    settings = {"problem": STREAMED, "batch": 1, **own, **cluster}
    changed = {key: value for key, value in settings.items() if value != DEFAULTS[key]}
    link = {"methods": ("ASGD", "Rescaled ASGD"), **changed}
    return "race?" + urlencode({key: in_link(value) for key, value in link.items()}, doseq=True)
