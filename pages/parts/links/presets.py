"""The presets: each shows one effect. What a preset does not name has its default."""

from typing import Any, NamedTuple

from pages.parts.controls.catalogue import DEFAULTS
from pages.parts.controls.types import Choices


class Preset(NamedTuple):
    """A name for the button, what to look at, and the controls that differ from their defaults."""

    title: str
    look: str
    changes: dict[str, Any]

    def choices(self) -> dict[str, Any]:
        return {**DEFAULTS, **self.changes}


# fmt: off
DEFAULT = Preset("Default",
    "Fast workers pull ASGD and OrMo away; Rescaled ASGD goes to the goal. “Momentum under delay” shows what OrMo "
    "gains.", {})
"""What a visitor meets first."""
EFFECTS = (
    Preset("Equal workers",
           "With equal speeds every worker is heard equally often: all methods reach the goal, although the data "
           "differ.", {"speed": "equal", "heterogeneity": 3.0}),
    Preset("One straggler",
           "One of eight workers is 20 times slower: its staleness is large, and vanilla ASGD hardly hears its data.",
           {"speed": "two groups", "slowdown": 20.0, "heterogeneity": 3.0}),
    Preset("The bias and its cure",
           "Fast workers pull ASGD and OrMo to the frequency-weighted point; Rescaled ASGD goes to the goal.",
           {"heterogeneity": 5.0, "noise": 0.05, "step": 0.02}),
    Preset("Momentum under delay",
           "A narrow valley, no noise, and each method at the best step that a search finds: momentum lets OrMo take "
           "the larger one.",
           {"speed": "equal", "dimension": 2, "condition": 200.0, "heterogeneity": 0.0, "noise": 0.0,
            "methods": ("ASGD", "OrMo"), "momentum": 0.9, "steps": "by hand", "step_asgd": 0.198, "step_ormo": 0.359,
            "seeds": 1, "target": 1e-5}),
    Preset("Noise",
           "Strong noise: every method stops at a floor that the step sets. Double the step, and so does the floor.",
           {"speed": "equal", "noise": 1.0, "heterogeneity": 0.0, "seeds": 16, "momentum": 0.5}),
    Preset("Digits, skewed labels",
           "Softmax regression on real digits; each worker knows few of the ten labels, and the fast ones set the "
           "tone.",
           {"problem": "digits", "dirichlet": 0.1, "steps": "equal", "step": 0.1, "seeds": 4, "arrivals": 3000}),
)
# fmt: on
PRESETS = (DEFAULT, *EFFECTS)


def chosen(choices: Choices) -> int | None:
    """The preset that these choices are, if they are one."""
    same = [all(choices.get(key, value) == value for key, value in preset.choices().items()) for preset in PRESETS]
    return same.index(True) if any(same) else None
