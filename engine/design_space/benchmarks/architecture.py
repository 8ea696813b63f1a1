"""The architecture of a training cluster: a space of our own with nesting, dependent limits and exclusions.

Machines train together through servers or in a ring; gradients may be compressed, servers may form a tree, and a copy
may stand by. The cost is milliseconds a step plus what quality costs: invented, in closed form, and deterministic.
"""

import math
from typing import cast

from engine.design_space.benchmarks.base import Benchmark
from engine.design_space.space import Space
from engine.design_space.variables import Categorical, Context, Float, Integer, Limits, Ordinal, Point

MACHINES = 16
MEGABYTES = 400.0
"""Of one gradient."""
BANDWIDTH = 10.0
"""Megabytes a millisecond."""
COMPUTE = 60.0
"""Milliseconds of a gradient of batch size 64."""


def machines(context: Context) -> float:
    """The upper end of what cannot be more than there are machines."""
    return float(context["machines"])


SPACE = Space(
    [
        Integer("workers", 2, machines),
        Categorical("topology", ("servers", "ring")),
        Integer("servers", 1, machines, when={"topology": "servers"}, limits=Limits(
            ("workers", "machines"), lambda workers, machines: (1, max(1, machines - workers)))),
        Ordinal("depth", (1, 2, 3), when={"topology": "servers"}),
        Integer("fan", 2, 8, when={"topology": "servers", "depth": (2, 3)}, limits=Limits(
            ("workers",), lambda workers: (2, max(2, workers // 2)))),
        Integer("top_fan", 2, 8, when={"depth": 3}, limits=Limits(("fan",), lambda fan: (2, fan))),
        Categorical("standby", (False, True), when={"topology": "servers"}),
        Categorical("compression", ("none", "quantised", "sparse")),
        Ordinal("bits", (1, 2, 4, 8, 16), when={"compression": "quantised"}),
        Float("share", 1e-3, 1, log=True, when={"compression": "sparse"}),
        Categorical("feedback", (False, True), when={"compression": ("quantised", "sparse")}),
        Float("memory", 0, 1, when={"feedback": True}),
        Integer("batch", 8, 512, log=True),
    ],
    context={"machines": MACHINES},
    incompatible=[
        {"topology": "ring", "compression": "sparse"},  # sums in a ring grow dense
        {"standby": True, "depth": 3},
        {"bits": 1, "feedback": False},  # signs without feedback do not converge
    ],
)  # fmt: skip


def value(point: Point) -> float:
    """Milliseconds a sample, times what its quality costs, at a valid point."""
    at = cast("dict[str, float]", point)
    workers, batch = at["workers"], at["batch"]
    kept, loss = compression(point)
    seconds = COMPUTE * (0.2 + 0.8 * batch / 64) + communication(point, MEGABYTES * kept / BANDWIDTH)
    # Larger batches in all are worth less a sample: a critical batch size of some 1,000.
    noise = 1 + workers * batch / 1000
    return 100.0 * seconds / (workers * batch) * noise * (1 + loss)


def compression(point: Point) -> tuple[float, float]:
    """Which share of the bytes is sent, and which share of steps is lost by it."""
    at = cast("dict[str, float]", point)
    if point["compression"] == "none":
        return 1.0, 0.0
    if point["compression"] == "quantised":
        kept, loss = at["bits"] / 32, 0.8 / at["bits"]
    else:
        kept, loss = 2 * at["share"], 0.05 * math.pow(1 / at["share"] - 1, 0.6)
    if point["feedback"]:
        loss *= 0.3 + 2 * (at["memory"] - 0.7) ** 2
    return kept, loss


def communication(point: Point, transfer: float) -> float:
    """Milliseconds to bring gradients together, one of which takes `transfer`."""
    at = cast("dict[str, float]", point)
    workers = at["workers"]
    if point["topology"] == "ring":
        return 2 * (workers - 1) / workers * transfer + 1.5 * workers
    arriving = workers
    if "fan" in at:
        arriving = math.ceil(arriving / at["fan"])
    if "top_fan" in at:
        arriving = math.ceil(arriving / at["top_fan"])
    inside = transfer * (at.get("fan", 0.0) + at.get("top_fan", 0.0)) / 4
    crowded = transfer * arriving / at["servers"]
    return 3 * at["depth"] + inside + crowded * (0.9 if point["standby"] else 1.0) + 2 * math.sqrt(at["servers"])


MINIMISER: Point = {
    "workers": 16, "topology": "servers", "servers": 1, "depth": 2, "fan": 8, "standby": True,
    "compression": "sparse", "share": 0.0173562533, "feedback": True, "memory": 0.7, "batch": 46,
}  # fmt: skip
ARCHITECTURE = Benchmark(SPACE, value, value(MINIMISER), MINIMISER)
"""Its optimum, 16.4820, comes from every combination of the discrete variables but the batch, whose best is closed."""
