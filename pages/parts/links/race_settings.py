"""The settings of the Methods page's races: the controls of the Race that differ from their defaults."""

from typing import Any, NamedTuple

from pages.parts.controls.method import BY_HAND
from pages.parts.links.presets import Preset

Changes = dict[str, Any]


class Races(NamedTuple):
    """The two races of a method; `look` says what to look at."""

    strength: Preset
    weakness: Preset


def at_steps(**steps: float) -> Changes:
    """A step of its own for each kind."""
    return {"steps": BY_HAND, **{f"step_{kind}": step for kind, step in steps.items()}}


# fmt: off
# One of eight workers 20 times slower, all data alike.
STRAGGLER: Changes = {"speed": "two groups", "slowdown": 20.0, "heterogeneity": 0.0, "until": "seconds", "seconds": 500}
BARRIER = STRAGGLER | at_steps(asgd=0.05, minibatch=1.0) | {"methods": ("ASGD", "Minibatch SGD")}
FULL_BATCHES = STRAGGLER | at_steps(minibatch=1.0, rennala=1.0, malenia=1.0) | {
    "methods": ("Minibatch SGD", "Rennala SGD", "Malenia SGD")}
WHOLE_ROUNDS = STRAGGLER | at_steps(asgd=0.05, ringleader=0.1) | {"methods": ("ASGD", "Ringleader ASGD")}
FIXED_SHARES = STRAGGLER | {"methods": ("ASGD", "Random ASGD", "Shuffled ASGD")}

# Eight workers of linear speed, whose data differ much.
DIFFERENT: Changes = {"heterogeneity": 5.0, "noise": 0.05}
CURE = DIFFERENT | {"methods": ("ASGD", "Rescaled ASGD")}
CURE_WITH_MOMENTUM = DIFFERENT | {"methods": ("OrMo", "Rescaled OrMo", "SMEGA2")}
EVERYBODY = DIFFERENT | at_steps(asgd=0.05, minibatch=1.0) | {"methods": ("ASGD", "Minibatch SGD")}
LATE_ONES = DIFFERENT | {"methods": ("ASGD", "Delay-adaptive ASGD", "Ringmaster ASGD")}
LATE_ONES_WITH_MOMENTUM = DIFFERENT | {"step": 0.5, "methods": ("OrMo", "OrMo-DA")}
MEANS = DIFFERENT | {"step": 0.5, "methods": ("Rennala SGD", "Malenia SGD", "MindFlayer SGD")}
TABLES = DIFFERENT | {"methods": ("Rescaled ASGD", "Ringleader ASGD", "IA2SGD")}
ASSIGNED = DIFFERENT | {"step": 0.02, "methods": ("ASGD", "Random ASGD", "Shuffled ASGD")}

# Large steps, or large factors of them.
VERY_SLOW: Changes = {
    "speed": "two groups", "slowdown": 60.0, "heterogeneity": 3.0, "arrivals": 20_000,
    "methods": ("ASGD", "Rescaled ASGD", "OrMo", "Rescaled OrMo")}
HALF_SLOW: Changes = {
    "speed": "two groups", "workers": 16, "share": 0.5, "slowdown": 10.0, "heterogeneity": 0.0, "step": 0.2,
    "target": 0.03, "methods": ("ASGD", "Delay-adaptive ASGD", "Ringmaster ASGD")}
MOST_SLOW = HALF_SLOW | {"share": 0.75, "slowdown": 20.0, "methods": ("OrMo", "OrMo-DA")}
OLD_ROWS: Changes = {"heterogeneity": 0.0, "step": 0.2, "methods": ("ASGD", "IA2SGD")}

# A narrow valley without noise, each method at about its best step.
VALLEY: Changes = {"dimension": 2, "condition": 200.0, "heterogeneity": 0.0, "noise": 0.0, "seeds": 1, "target": 1e-5}
VALLEY_EQUAL = VALLEY | at_steps(asgd=0.2, ormo=0.356, naive_momentum=0.142, shifted_momentum=0.2, smega2=0.711) | {
    "speed": "equal", "momentum": 0.9, "methods": ("ASGD", "OrMo", "Naive momentum", "Shifted momentum", "SMEGA2")}
VALLEY_ROUNDS = VALLEY | at_steps(asgd=0.2, ormo=0.317, smega2=0.448, ssgdm=1.42) | {
    "speed": "equal", "momentum": 0.8, "methods": ("ASGD", "OrMo", "SMEGA2", "SSGDm")}
VALLEY_STRAGGLER = VALLEY | at_steps(asgd=0.231, ormo=0.543, ssgdm=0.693) | {
    "speed": "two groups", "slowdown": 20.0, "momentum": 0.9, "until": "seconds", "seconds": 5000,
    "methods": ("ASGD", "OrMo", "SSGDm")}
VALLEY_LINEAR = VALLEY | at_steps(asgd=0.565, ormo=0.317, naive_momentum=0.503, shifted_momentum=1.0) | {
    "momentum": 0.5, "methods": ("ASGD", "OrMo", "Naive momentum", "Shifted momentum")}
VALLEY_ONE_FAST = VALLEY | at_steps(asgd=0.543, ormo=0.333, naive_momentum=0.693) | {
    "speed": "two groups", "share": 0.875, "slowdown": 20.0, "momentum": 0.9,
    "methods": ("ASGD", "OrMo", "Naive momentum")}

# Local steps, and jobs that may take very long.
FEW_UPDATES: Changes = {
    "heterogeneity": 0.0, "buffer": 4, "local_steps": 5, "server_step": 4.0, "axis": "updates",
    "methods": ("ASGD", "FedBuff")}
DRIFT: Changes = {
    "speed": "equal", "heterogeneity": 5.0, "curvature_spread": 0.5, "noise": 0.05, "buffer": 8, "local_steps": 50,
    "arrivals": 20_000, "methods": ("ASGD", "FedBuff")}
HEAVY_TAILS: Changes = {
    "speed": "equal", "jitter": "lognormal", "variation": 3.0, "heterogeneity": 0.0, "step": 0.5, "patience": "0",
    "until": "seconds", "seconds": 500, "methods": ("Minibatch SGD", "MindFlayer SGD")}
# fmt: on
