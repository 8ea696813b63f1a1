"""The controls of the Momentum page and the scenarios that they make.

Cluster and problem share their keys with the Race, so a setting travels, but for what has another default here: a
narrow valley in which momentum shows, of two dimensions and condition 200, and workers of equal speed.
"""

from dataclasses import replace

from engine import Scenario
from engine.methods import METHODS, MethodSettings
from engine.problems.quadratic import Quadratic
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.cluster import CLUSTER, JITTER, POWER, cluster_of
from pages.parts.controls.method import TITLES
from pages.parts.controls.types import Choice, Choices, Control, Number, Slider, always

KINDS = ("naive_momentum", "shifted_momentum", "smega2", "ormo", "ssgdm", "rescaled_ormo", "ormo_da")
"""The methods that have a map."""
COMPARED = KINDS[:5]
"""Those that stand side by side."""
NAMES = tuple(METHODS[kind].title for kind in KINDS)
ARRIVALS, SECONDS = "arrivals", "simulated seconds"
OWN = "map_"
"""What the keys of this page's own controls begin with."""
SPEED = f"{OWN}speed"
OWN_DEFAULTS = {"speed": "equal", "dimension": 2, "condition": 200.0}
START = {OWN + key: value for key, value in OWN_DEFAULTS.items()}
"""Where this page begins, by the keys of its controls."""


def here(control: Control) -> Control:
    """A control of the Race; where this page has a default of its own, under a key of its own."""
    if control.key not in OWN_DEFAULTS:
        return control
    return replace(control, key=OWN + control.key, default=OWN_DEFAULTS[control.key], means=control.key)


def always_shown(key: str) -> Control:
    """The same, whatever problem the Race has."""
    return replace(here(CONTROLS[key]), when=always)


CLUSTER_CONTROLS = tuple(here(control) for control in CLUSTER)
PROBLEM_CONTROLS = tuple(always_shown(key) for key in ("dimension", "condition", "curvature_spread"))
# fmt: off
METHOD = Choice("map_method", "Method", METHODS["ormo"].title, "Whose map is shown, and who races below it.",
                options=NAMES)
MEASURE = Choice("map_in", "Count", ARRIVALS,
                 "What it takes to shrink the distance by 10: arrivals, or simulated seconds. They differ by a "
                 "constant factor, except between methods: with a barrier fewer gradients arrive each second.",
                 options=(ARRIVALS, SECONDS))
STEP = Number("map_step", "Step", 0.31, "Effective step: the total weight that a gradient ends with.",
              low=1e-5, high=1000.0, step=0.01)
# fmt: on
MOMENTUM = always_shown("momentum")
PLAYED = 6
"""Arrivals a worker in the run whose buckets are drawn."""


def playhead(workers: int) -> Slider:
    """The slider over the arrivals of the short run."""
    most = PLAYED * workers
    begin = min(3 * workers - workers // 2, most)
    return Slider("map_arrival", "Arrivals so far", begin, "Where in the short run.", low=0, high=most)


CONTROLS_HERE: dict[str, Control] = {
    control.key: control
    for group in (CLUSTER_CONTROLS, JITTER, POWER, PROBLEM_CONTROLS, (METHOD, MEASURE, STEP, MOMENTUM))
    for control in group
}


def settings_of(kind: str, step: float, momentum: float | None = None) -> MethodSettings:
    """A method by its title."""
    more = {} if momentum is None else {"momentum": momentum}
    fields = {"kind": kind, "label": METHODS[kind].title, "step": step, **more}
    return METHODS[kind].settings.model_validate(fields)


def scenario_of(choices: Choices, *methods: MethodSettings) -> Scenario:
    """The cluster and a quadratic on which all workers agree where the goal is, without noise.

    Raises pydantic.ValidationError where the controls do not fit each other.
    """
    shape = {key: choices[key] for key in ("dimension", "condition", "curvature_spread")}
    problem = Quadratic(**shape, heterogeneity=0.0, noise=0.0)
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": cluster_of(choices),
            "problem": problem.model_dump(),
            "methods": [settings.model_dump() for settings in methods],
            "budget": {"arrivals": 1000},
            "records": 2,
        }
    )


def kind_of(choices: Choices) -> str:
    return TITLES[choices["map_method"]]


def map_scenario(choices: Choices, kind: str) -> Scenario:
    """The scenario of a method's map: its own step and momentum do not matter."""
    return scenario_of(choices, settings_of(kind, 0.05, 0.5))
