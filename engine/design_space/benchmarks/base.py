"""A function on a design space whose optimum is known."""

from collections.abc import Callable
from typing import NamedTuple

from engine.design_space.space import Space
from engine.design_space.variables import Point


class Benchmark(NamedTuple):
    """Minimise `function` over `space`; no point is below `optimum`, and `minimiser` reaches it."""

    space: Space
    function: Callable[[Point], float]
    optimum: float
    minimiser: Point
