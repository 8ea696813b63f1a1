"""The hierarchical neural-network problem (Audet, Halle-Hannan, Le Digabel, arXiv 2204.00886).

Stands for the tuning of a network: the number of layers says how many of them have a size of their own.
"""

from typing import cast

from engine.design_space.benchmarks.base import Benchmark
from engine.design_space.space import Space
from engine.design_space.variables import Categorical, Float, Integer, Ordinal, Point

SLOPES = {"ReLU": (2.0, 1.0, -0.5), "SELU": (-1.0, 2.0, -0.5), "ISRLU": (-1.0, 1.0, 0.5)}
"""What an activation function makes of learning rate, decay and batch size."""

SPACE = Space(
    [
        Ordinal("layers", (1, 2, 3)),
        Float("rate", -5, 2),
        Float("decay", -5, 2),
        Ordinal("batch", (8, 16, 32, 64, 128, 256)),
        Categorical("activation", tuple(SLOPES)),
        Integer("units_1", 0, 5),
        Integer("units_2", 0, 5, when={"layers": (2, 3)}),
        Integer("units_3", 0, 5, when={"layers": 3}),
    ]
)


def value(point: Point) -> float:
    """The problem at a valid point."""
    at = cast("dict[str, float]", point)
    inputs = (at["rate"], at["decay"], at["batch"])
    slopes = SLOPES[str(point["activation"])]
    layers = at["units_1"] ** 2 + 0.3 * at.get("units_2", 0.0) - 0.1 * at.get("units_3", 0.0) ** 3
    return sum(slope * given for slope, given in zip(slopes, inputs, strict=True)) + layers


MINIMISER: Point = {
    "layers": 3, "rate": -5.0, "decay": -5.0, "batch": 256, "activation": "ReLU",
    "units_1": 0, "units_2": 0, "units_3": 5,
}  # fmt: skip
NEURAL_NETWORK = Benchmark(SPACE, value, value(MINIMISER), MINIMISER)
"""Linear but for whole numbers, so its optimum, -155.5, is exact."""
