"""What the tab "SGD as a map" asks, and the choices that show an entrant of the contest."""

from typing import Any, NamedTuple

import numpy as np

from engine.covariate_shift import Best
from engine.covariate_shift.contest import Entry
from engine.covariate_shift.sgd.one_pass import Preconditioner, Variant, of_safe_step
from engine.covariate_shift.shift import largest_eigenvalue
from engine.covariate_shift.spectra import ShiftSettings
from pages.parts.controls.types import Choice, Control, Ladder, where
from pages.parts.shift.controls import OWN

TAIL: Variant = "tail average"
DECAY: Variant = "step decay"
ACCELERATED: Variant = "accelerated"
NONE: Preconditioner = "none"
PRIOR: Preconditioner = "prior K*"
INVERSE: Preconditioner = "inverse of S"
CONTROLS: tuple[Control, ...] = (
    Choice(OWN + "variant", "Variant", TAIL,
           "Tail average: one step, the mean of the models of the last half. Step decay: the step falls to a "
           "quarter in floor(log2 n) equal stages. Accelerated: two sequences with the usual factors.",
           options=(TAIL, DECAY, ACCELERATED)),
    Choice(OWN + "preconditioner", "Preconditioner P", NONE,
           "Each step is P x (y - x.b). Prior K*: the least favourable prior, with a thousandth of its mean added. "
           "Inverse of S: with a thousandth of S's largest eigenvalue added.", options=(NONE, PRIOR, INVERSE)),
    Ladder(OWN + "factor", "Step, times the safe one", 0.125,
           "How many times the safe step, 1 / (tr PS + 2 λmax(PS)), it is; from twice that on one-sample SGD may "
           "diverge.",
           where(OWN + "variant", TAIL, DECAY), rungs=tuple(2.0**k for k in range(-12, 4))),
    Ladder(OWN + "smallest", "Smallest curvature assumed", 0.01,
           "As a share of the largest one: smaller values mean more momentum.",
           where(OWN + "variant", ACCELERATED), rungs=(1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0)),
)  # fmt: skip


class PassSetting(NamedTuple):
    """One pass of SGD."""

    settings: ShiftSettings
    variant: Variant
    preconditioner: Preconditioner
    factor: float  # the step over the safe one
    smallest: float  # curvature that accelerated SGD assumes, as a share of the largest


VARIANTS: dict[str, tuple[Variant, Preconditioner]] = {
    "sgd": (TAIL, NONE),
    "step_decay": (DECAY, NONE),
    "accelerated": (ACCELERATED, NONE),
    "preconditioned": (TAIL, PRIOR),
}
"""What shows the contest's entrants here."""


def choices_for(kind: str, entry: Entry, best: Best) -> dict[str, Any]:
    """The tab's choices that show an entrant of the contest as it was tuned, to the nearest rung."""
    variant, preconditioner = VARIANTS[kind]
    chosen: dict[str, Any] = {"variant": variant, "preconditioner": preconditioner}
    if entry.tuned is None:
        return chosen
    if variant == ACCELERATED:
        return chosen | {"smallest": nearest("smallest", entry.tuned / largest_eigenvalue(best.shift.source))}
    return chosen | {"factor": nearest("factor", of_safe_step(best, preconditioner, entry.tuned))}


def nearest(key: str, value: float) -> float:
    """The rung of a ladder that is nearest in the logarithm."""
    rungs = next(control.rungs for control in CONTROLS if control.key == OWN + key and isinstance(control, Ladder))
    return float(min(rungs, key=lambda rung: abs(np.log(rung / value))))
