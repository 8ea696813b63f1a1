"""Hierarchical design spaces: one description, and from it sampling, correction, distances and adapters.

After Saves, Halle-Hannan, Bussemaker, Diouane and Bartoli, arXiv 2506.22621. `engine.design_space.optimisers` search in
them; `engine.design_space.benchmarks` are spaces whose optimum is known.
"""

from engine.design_space.design import Filling
from engine.design_space.distance import Distance
from engine.design_space.graph import Edge, Graph, Node, Role
from engine.design_space.space import Space
from engine.design_space.variables import (
    Categorical,
    Context,
    Float,
    Integer,
    Limits,
    Ordinal,
    Point,
    SpaceError,
    Value,
    Variable,
)

__all__ = [
    "Categorical", "Context", "Distance", "Edge", "Filling", "Float", "Graph", "Integer", "Limits", "Node", "Ordinal",
    "Point", "Role", "Space", "SpaceError", "Value", "Variable",
]  # fmt: skip
