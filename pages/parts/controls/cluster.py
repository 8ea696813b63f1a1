"""The controls of the cluster: speeds, jitter and power; and the part of a scenario that they make.

The words of choices stand in links, so changing one breaks links that hold it.
"""

from typing import Any

from pages.parts.controls.typed_times import MOST_CHARACTERS, parse_times
from pages.parts.controls.types import Choice, Choices, Control, Number, Slider, Text, When, where

MEASURED = "measured"


def kinds(words: str) -> dict[str, str]:
    """What the visitor reads and the link holds, and the engine's kind."""
    return {word: word.lower().replace(" ", "_") for word in words.split(", ")}


SPEEDS = kinds(f"equal, linear, square root, two groups, power law, custom, {MEASURED}")
SPEEDS |= {"square root": "sqrt", "power law": "power", MEASURED: "trace"}
JITTERS = kinds(
    "none, exponential, gamma, lognormal, shifted exponential, half normal, folded normal, Poisson, uniform"
)
POWERS = kinds("steady, drift, day and night, outages, swap") | {"day and night": "day_night"}

SPEED_FIELDS = {"two_groups": {"share": "share", "slowdown": "slowdown"}, "power": {"exponent": "exponent"}}
JITTER_FIELDS = {
    "gamma": {"variation": "variation"},
    "lognormal": {"variation": "variation"},
    "shifted_exponential": {"shift": "shift"},
    "half_normal": {"spread": "spread", "per": "per"},
    "folded_normal": {"spread": "spread", "per": "per", "offset": "offset"},
    "uniform": {"low": "uniform_low", "high": "uniform_high", "offset": "offset"},
}
POWER_FIELDS = {
    "drift": {"factor": "drift_factor", "seconds": "drift_seconds"},
    "day_night": {"period": "day", "depth": "depth"},
    "outages": {"on": "outage_on", "off": "outage_off"},
    "swap": {"period": "swap_seconds"},
}
"""Of each kind that has some: the scenario's fields and the controls' keys."""


def jittered(*kinds: str) -> When:
    """True when job times scatter so; measured ones have the scatter that was measured."""
    return lambda choices: choices.get("speed") != MEASURED and choices.get("jitter") in kinds


# fmt: off
CLUSTER: tuple[Control, ...] = (
    Choice("speed", "Worker speeds", "linear",
           "How long worker i needs for one gradient, in simulated seconds: 1 for all; i; the square root of i; "
           "two groups; a power of i; a list of your own; or times that you measured, from a file.",
           options=tuple(SPEEDS)),
    Slider("workers", "Workers", 8, "Number of workers.",
           lambda c: c.get("speed") not in ("custom", MEASURED), low=1, high=100),
    Text("tau", "Seconds per job", "1, 2, 4, 8",
         "Simulated seconds, one number a worker: 1, 2.5, 4 or, with decimal commas, 1; 2,5; 4.",
         where("speed", "custom"), most=MOST_CHARACTERS),
    Slider("slowdown", "Slowdown", 10.0, "How many times slower the slow group is.",
           where("speed", "two groups"), low=1.0, high=100.0, step=0.5),
    Slider("share", "Share of slow workers", 0.125,
           "The slow group's share of the workers, rounded to whole ones, at least one.",
           where("speed", "two groups"), low=0.005, high=0.995, step=0.005),
    Slider("exponent", "Exponent", 1.5, "Worker i needs i to this power, in simulated seconds, for a job.",
           where("speed", "power law"), low=0.0, high=3.0, step=0.1),
)

JITTER: tuple[Control, ...] = (
    Choice("jitter", "Jitter of job times", "none",
           "How the times of one worker's jobs scatter around its usual time. Exponential, gamma, lognormal and "
           "shifted exponential keep the mean; half normal adds |normal|; folded normal is |normal around the usual "
           "time| plus an offset; Poisson gives whole simulated seconds; uniform is an offset plus a random share of "
           "the usual time.",
           lambda c: c.get("speed") != MEASURED, options=tuple(JITTERS)),
    Slider("variation", "Coefficient of variation", 0.5, "Standard deviation of a job's time over its mean.",
           jittered("gamma", "lognormal"), low=0.05, high=3.0, step=0.05),
    Slider("shift", "Shift", 0.5, "No job is shorter than this share of its mean; the rest is exponential.",
           jittered("shifted exponential"), low=0.0, high=0.95, step=0.05),
    Number("spread", "Spread", 1.0, "Standard deviation of the normal draw, in the unit below.",
           jittered("half normal", "folded normal"), low=0.001, high=1000.0, step=0.1),
    Choice("per", "Spread in units of", "mean",
           "second: simulated seconds. mean: the worker's usual time. root: its square root.",
           jittered("half normal", "folded normal"), options=("second", "mean", "root")),
    Number("uniform_low", "Least share", 0.0, "A job takes at least this share of the usual time, plus the offset.",
           jittered("uniform"), low=0.0, high=1.0, step=0.1),
    Number("uniform_high", "Largest share", 1.0, "A job takes at most this share of the usual time, plus the offset.",
           jittered("uniform"), low=1.0, high=100.0, step=0.1),
    Number("offset", "Offset", 1.0, "Simulated seconds added to every job.",
           jittered("folded normal", "uniform"), low=0.0, high=10_000.0, step=0.5),
)

POWER: tuple[Control, ...] = (
    Choice("power", "Power over time", "steady",
           "How the workers' speeds change while a run goes on; a job ends when its work is done. drift: the first "
           "half of the workers slows down, the other half speeds up. day and night: a sine, one worker "
           "after the other. outages: workers stand still in turn. swap: fast and slow change places.",
           options=tuple(POWERS)),
    Number("drift_factor", "Drift by a factor of", 4.0, "How many times slower and faster the halves get.",
           where("power", "drift"), low=1.0, high=1000.0, step=1.0),
    Number("drift_seconds", "Drift lasts", 500.0, "Simulated seconds; then the speeds stay.",
           where("power", "drift"), low=0.1, high=1e6, step=100.0),
    Number("day", "Length of a day", 240.0, "Simulated seconds.",
           where("power", "day and night"), low=0.1, high=1e6, step=10.0),
    Slider("depth", "Depth of the night", 0.8,
           "By which share power falls below its mean at night and rises above it by day.",
           where("power", "day and night"), low=0.0, high=0.95, step=0.05),
    Number("outage_on", "Works for", 120.0, "Simulated seconds between two outages of a worker.",
           where("power", "outages"), low=0.1, high=1e6, step=10.0),
    Number("outage_off", "Outage lasts", 40.0, "Simulated seconds; an interrupted job goes on afterwards.",
           where("power", "outages"), low=0.1, high=1e6, step=10.0),
    Number("swap_seconds", "Swap every", 200.0, "Simulated seconds between two exchanges of places.",
           where("power", "swap"), low=0.1, high=1e6, step=10.0),
)
# fmt: on


def filled(kind: str, fields: dict[str, dict[str, str]], choices: Choices) -> dict[str, Any]:
    """A part of a scenario: its kind, and the fields that this kind has."""
    return {"kind": kind, **{field: choices[key] for field, key in fields.get(kind, {}).items()}}


def cluster_of(choices: Choices) -> dict[str, Any]:
    """The cluster of a scenario. Measured times are those of `choices["trace"]`, an `engine.cluster.speeds.Trace`."""
    power = filled(POWERS[choices["power"]], POWER_FIELDS, choices)
    if choices["speed"] == MEASURED:
        trace = choices["trace"]
        return {"workers": len(trace.durations), "speed": trace, "power": power}
    speed = filled(SPEEDS[choices["speed"]], SPEED_FIELDS, choices)
    workers = choices["workers"]
    if speed["kind"] == "custom":
        speed["times"] = parse_times(choices["tau"])[0]
        workers = len(speed["times"])
    jitter = filled(JITTERS[choices["jitter"]], JITTER_FIELDS, choices)
    return {"workers": workers, "speed": speed, "jitter": jitter, "power": power}
