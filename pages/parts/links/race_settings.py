"""The settings of the Methods page's races: the controls of the Race that differ from their defaults."""

from typing import Any, NamedTuple

from pages.parts.controls.method import BY_HAND
from pages.parts.links.presets import Preset

Changes = dict[str, Any]


class Races(NamedTuple):
    """The two races of a method; `look` says what to look at."""

    strength: Preset
    weakness: Preset


class Setting(NamedTuple):
    """What races with these controls are called."""

    title: str
    changes: Changes

    def race(self, look: str) -> Preset:
        """A race, and what to look at in it."""
        return Preset(self.title, look, self.changes)


def at_steps(**steps: float) -> Changes:
    """A step of its own for each kind."""
    return {"steps": BY_HAND, **{f"step_{kind}": step for kind, step in steps.items()}}


def straggler(*methods: str, **changes: Any) -> Setting:
    """One of eight workers 20 times slower, all data alike."""
    slow = {"speed": "two groups", "slowdown": 20.0, "heterogeneity": 0.0, "until": "seconds", "seconds": 500}
    return Setting("A straggler, the same data", {**slow, **changes, "methods": methods})


def different(*methods: str, title: str = "Different data", **changes: Any) -> Setting:
    """Eight workers of linear speed, whose data differ much."""
    return Setting(title, {"heterogeneity": 5.0, "noise": 0.05, **changes, "methods": methods})


# fmt: off
BARRIER = straggler("ASGD", "Minibatch SGD", **at_steps(asgd=0.05, minibatch=1.0))
FULL_BATCHES = straggler(
    "Minibatch SGD", "Rennala SGD", "Malenia SGD", **at_steps(minibatch=1.0, rennala=1.0, malenia=1.0))
WHOLE_ROUNDS = straggler("ASGD", "Ringleader ASGD", **at_steps(asgd=0.05, ringleader=0.1))
FIXED_SHARES = straggler("ASGD", "Random ASGD", "Shuffled ASGD")

CURE = different("ASGD", "Rescaled ASGD")
CURE_WITH_MOMENTUM = different("OrMo", "Rescaled OrMo", "SMEGA2")
EVERYBODY = different("ASGD", "Minibatch SGD", **at_steps(asgd=0.05, minibatch=1.0))
LATE_ONES = different("ASGD", "Delay-adaptive ASGD", "Ringmaster ASGD")
LATE_ONES_WITH_MOMENTUM = different("OrMo", "OrMo-DA", title="Different data, a large step", step=0.5)
MEANS = different("Rennala SGD", "Malenia SGD", "MindFlayer SGD", step=0.5)
TABLES = different("Rescaled ASGD", "Ringleader ASGD", "IA2SGD")
ASSIGNED = different("ASGD", "Random ASGD", "Shuffled ASGD", step=0.02)

# Large steps, or large factors of them.
VERY_SLOW = Setting("A very slow worker", {
    "speed": "two groups", "slowdown": 60.0, "heterogeneity": 3.0, "arrivals": 20_000,
    "methods": ("ASGD", "Rescaled ASGD", "OrMo", "Rescaled OrMo")})
HALF_SLOW = Setting("Half the workers slow, a large step", {
    "speed": "two groups", "workers": 16, "share": 0.5, "slowdown": 10.0, "heterogeneity": 0.0, "step": 0.2,
    "target": 0.03, "methods": ("ASGD", "Delay-adaptive ASGD", "Ringmaster ASGD")})
MOST_SLOW = Setting("Most workers slow, a large step", HALF_SLOW.changes | {
    "share": 0.75, "slowdown": 20.0, "methods": ("OrMo", "OrMo-DA")})
OLD_ROWS = Setting("A large step, the same data", {
    "heterogeneity": 0.0, "step": 0.2, "methods": ("ASGD", "IA2SGD")})

# A narrow valley without noise, each method at about its best step.
VALLEY: Changes = {"dimension": 2, "condition": 200.0, "heterogeneity": 0.0, "noise": 0.0, "seeds": 1, "target": 1e-5}
VALLEY_EQUAL = Setting("A narrow valley, equal speeds", VALLEY | at_steps(
    asgd=0.2, ormo=0.356, naive_momentum=0.142, shifted_momentum=0.2, smega2=0.711) | {
    "speed": "equal", "momentum": 0.9, "methods": ("ASGD", "OrMo", "Naive momentum", "Shifted momentum", "SMEGA2")})
VALLEY_ROUNDS = Setting("A narrow valley, equal speeds", VALLEY | at_steps(
    asgd=0.2, ormo=0.317, smega2=0.448, ssgdm=1.42) | {
    "speed": "equal", "momentum": 0.8, "methods": ("ASGD", "OrMo", "SMEGA2", "SSGDm")})
VALLEY_STRAGGLER = Setting("A narrow valley, a straggler", VALLEY | at_steps(asgd=0.231, ormo=0.543, ssgdm=0.693) | {
    "speed": "two groups", "slowdown": 20.0, "momentum": 0.9, "until": "seconds", "seconds": 5000,
    "methods": ("ASGD", "OrMo", "SSGDm")})
VALLEY_LINEAR = Setting("A narrow valley, linear speeds", VALLEY | at_steps(
    asgd=0.565, ormo=0.317, naive_momentum=0.503, shifted_momentum=1.0) | {
    "momentum": 0.5, "methods": ("ASGD", "OrMo", "Naive momentum", "Shifted momentum")})
VALLEY_ONE_FAST = Setting("A narrow valley, one fast worker", VALLEY | at_steps(
    asgd=0.543, ormo=0.333, naive_momentum=0.693) | {
    "speed": "two groups", "share": 0.875, "slowdown": 20.0, "momentum": 0.9,
    "methods": ("ASGD", "OrMo", "Naive momentum")})

# Local steps, and jobs that may take very long.
FEW_UPDATES = Setting("Few updates, the same data", {
    "heterogeneity": 0.0, "buffer": 4, "local_steps": 5, "server_step": 4.0, "axis": "updates",
    "methods": ("ASGD", "FedBuff")})
DRIFT = Setting("Many local steps, different data", {
    "speed": "equal", "heterogeneity": 5.0, "curvature_spread": 0.5, "noise": 0.05, "buffer": 8, "local_steps": 50,
    "arrivals": 20_000, "methods": ("ASGD", "FedBuff")})
HEAVY_TAILS = Setting("Jobs that may take very long", {
    "speed": "equal", "jitter": "lognormal", "variation": 3.0, "heterogeneity": 0.0, "step": 0.5, "patience": "0",
    "until": "seconds", "seconds": 500, "methods": ("Minibatch SGD", "MindFlayer SGD")})
# fmt: on
