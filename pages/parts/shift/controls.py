"""The sidebar's controls of the Covariate shift page: spectra, turns, samples and noise."""

from typing import Any

from pages.parts.controls.types import Choice, Choices, Control, Ladder, Number, Slider, ladder, where, without_prefix

OWN = "shift_"
"""What the keys of all these controls begin with."""
SHAPES = ("power law", "reversed", "flat", "spiked", "first four")
ELLIPSES = ("ball", "narrowing", "widening")
SHAPE_HELP = (
    "Variances along the directions, the largest is 1. Power law: i to the power of minus the exponent; reversed: the "
    "same from the last direction to the first; flat: 1; spiked: 1 for the first four and 10 to the power of minus "
    "the exponent for the rest; first four: 0 for the rest."
)


EXPONENT_HELP = "How much the directions differ: 0 makes all alike."


def exponent_of(key: str, label: str, default: float, *shapes: str) -> Slider:
    """The exponent of a spectrum, where its shape has one."""
    when = where(OWN + key, *shapes)
    return Slider(OWN + key + "_exponent", label, default, EXPONENT_HELP, when, low=0.0, high=4.0, step=0.1)


# fmt: off
SPECTRA: tuple[Control, ...] = (
    Choice(OWN + "source", "Source S", "power law", SHAPE_HELP, options=SHAPES),
    exponent_of("source", "Exponent of S", 1.5, "power law", "reversed", "spiked"),
    Choice(OWN + "target", "Target T", "reversed", SHAPE_HELP, options=SHAPES),
    exponent_of("target", "Exponent of T", 1.5, "power law", "reversed", "spiked"),
    Slider(OWN + "target_angle", "Turn of T against S, degrees", 45,
           "How far the axes of T are turned; the fastest plane turns so far. At 0 both have the same axes.",
           lambda c: c.get(OWN + "target") != "flat", low=0, high=90),
)
TRUTH: tuple[Control, ...] = (
    Choice(OWN + "ellipse", "Ellipse M", "narrowing",
           "Which truths are thought possible. Ball: all directions alike; narrowing: at most 1 along S's first "
           "direction and ever less along later ones; widening: ever more.", options=ELLIPSES),
    exponent_of("ellipse", "Exponent of M", 2.0, "narrowing", "widening"),
    Slider(OWN + "ellipse_angle", "Turn of M against S, degrees", 45, "How far the ellipse's axes are turned.",
           lambda c: c.get(OWN + "ellipse") != "ball", low=0, high=90),
)
SAMPLES: tuple[Control, ...] = (
    Ladder(OWN + "dimension", "Dimension d", 20, "Number of features.", rungs=(2, 3, 5, 10, 20, 30, 50, 100)),
    Ladder(OWN + "samples", "Samples n", 400, "How many samples of the source there are; fewer than d are welcome.",
           rungs=(10, 20, 50, 100, 200, 400, 1000, 2000, 5000, 10_000)),
    Ladder(OWN + "noise", "Noise", 1.0, "Standard deviation of the responses around x.b.", rungs=ladder(-3, 1)),
    Number(OWN + "seed", "Seed", 0,
           "The number that turns follow from, and samples where they are drawn.", low=0, high=1_000_000),
)
# fmt: on

GROUPS = {"What is sampled and what counts": SPECTRA, "What the truth may be": TRUTH, "Samples": SAMPLES}
SIDEBAR: tuple[Control, ...] = tuple(control for group in GROUPS.values() for control in group)
DEFAULTS: dict[str, Any] = {control.key: control.default for control in SIDEBAR}


def settings_of(choices: Choices) -> dict[str, Any]:
    """What `ShiftSettings` takes."""
    given = without_prefix(OWN, choices)
    spectra = {
        key: {"shape": given[key], "exponent": given[f"{key}_exponent"]} for key in ("source", "target", "ellipse")
    }
    same = {key: given[key] for key in ("seed", "dimension", "samples", "target_angle", "ellipse_angle")}
    return {**spectra, **same, "deviation": given["noise"]}
