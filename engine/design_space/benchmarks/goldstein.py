"""The hierarchical Goldstein function (Pelamatti et al., arXiv 2003.03300, with the hierarchy of SMT's problem).

Four branches of a polynomial: a meta category says which of the inputs p and q are continuous and which are levels.
"""

import math
from typing import cast

from engine.design_space.benchmarks.base import Benchmark
from engine.design_space.space import Space
from engine.design_space.variables import Categorical, Float, Integer, Ordinal, Point

LEVELS = (20.0, 50.0, 80.0)
"""What an input is where it is a level."""

SPACE = Space(
    [
        Categorical("branch", (0, 1, 2, 3)),
        Ordinal("wave", (0, 1)),
        Float("x", 0, 100),
        Float("y", 0, 100),
        Float("p", 0, 100, when={"branch": (1, 3)}),
        Float("q", 0, 100, when={"branch": (2, 3)}),
        Float("phase", 0, 100),
        Integer("p_level", 0, 2, when={"branch": (0, 2)}),
        Integer("q_level", 0, 2, when={"branch": (0, 1)}),
        Integer("x_power", 0, 2),
        Integer("p_power", 0, 2),
    ]
)


def polynomial(x: float, y: float, p: float, q: float, x_power: float, p_power: float) -> float:
    """Goldstein's polynomial of four inputs, two of its terms with powers to choose."""
    single = 53.3108 + 0.184901 * x - 0.0870775 * y - 0.106959 * p + 0.00242482 * q
    powers = (
        -5.02914e-6 * x**3 + 7.72522e-8 * math.pow(x, x_power) + 7.98772e-6 * math.pow(p, p_power) + 1.32851e-6 * q**3
    )
    pairs = (
        -0.00146393 * x * y
        - 0.00301588 * x * p
        - 0.00272291 * x * q
        + 0.0017004 * y * p
        + 0.0038428 * y * q
        - 0.000198969 * p * q
    )
    triples = 1.86025e-5 * x * y * p - 1.88719e-6 * x * y * q + 2.50923e-5 * x * p * q - 5.62199e-5 * y * p * q
    return single + powers + pairs + triples


def value(point: Point) -> float:
    """The function at a valid point."""
    at = cast("dict[str, float]", point)
    p = at["p"] if "p" in at else LEVELS[int(at["p_level"])]
    q = at["q"] if "q" in at else LEVELS[int(at["q_level"])]
    result = polynomial(at["x"], at["y"], p, q, at["x_power"], at["p_power"])
    return result + (5.0 * math.cos(2 * math.pi * at["phase"] / 100) - 2 if at["wave"] else 0)


MINIMISER: Point = {
    "branch": 3, "wave": 1, "x": 100.0, "y": 100.0, "p": 100.0, "q": 100.0, "phase": 50.0, "x_power": 0, "p_power": 0,
}  # fmt: skip
GOLDSTEIN = Benchmark(SPACE, value, value(MINIMISER), MINIMISER)
"""Its optimum, 8.9419, was confirmed by local searches in every combination of the discrete variables."""
