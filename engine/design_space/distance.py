"""Hierarchical distances as Euclidean ones: each variable becomes a few coordinates.

Two values of one variable, in the units of its range (u, v in [0, 1]), are apart

    always active          |u - v|
    decreed, both active   ALG: 2 |u - v| / (sqrt(1 + u^2) sqrt(1 + v^2));  ARC: sqrt(2) sqrt(1 - cos(pi (u - v)))
    decreed, one active    1
    none active            0
    categories (Gower)     1 where they differ, inactive being a category of its own

after arXiv 2506.22621 and the algebraic and arc kernels there. A decreed number is a point on the unit circle, at the
angle 2 atan u (ALG) or pi u (ARC), and its centre when inactive: chords are the distances above, and so any kernel of
Euclidean distances stays positive definite.
"""

from typing import Literal

import numpy as np

from engine.design_space.axis import Axis, Bools, Floats, Integers
from engine.design_space.structure import Structure

Distance = Literal["alg", "arc", "flat"]
"""How decreed numbers are compared; `flat` knows no hierarchy: what is inactive has its imputed value."""


def coordinates(
    structure: Structure, numbers: Floats, active: Bools, distance: Distance = "alg"
) -> tuple[Floats, Integers]:
    """Coordinates (P, D) of settled points, and the variable (D,) that each belongs to."""
    blocks = [
        block(axis, bool(structure.presence[k]) and distance != "flat", numbers[:, k], active[:, k], distance)
        for k, axis in enumerate(structure.axes)
    ]
    widths = [part.shape[1] for part in blocks]
    return np.concatenate(blocks, axis=1), np.repeat(np.arange(structure.size), widths)


def block(axis: Axis, decreed: bool, numbers: Floats, active: Bools, distance: Distance) -> Floats:
    """The coordinates (P, k) of one variable."""
    if axis.nominal:
        place = np.where(active | (not decreed), numbers, axis.size)
        return np.asarray((place[:, None] == np.arange(axis.size + decreed)) / np.sqrt(2))
    unit = axis.unit(numbers)
    if not decreed:
        return unit[:, None]
    angle = np.pi * unit if distance == "arc" else 2 * np.arctan(unit)
    return np.asarray(np.column_stack((np.cos(angle), np.sin(angle))) * active[:, None])


def apart(coordinates: Floats, others: Floats, owner: Integers) -> Floats:
    """Squared distances (n, P, Q) of coordinates (P, D) and (Q, D), variable by variable."""
    squares = np.zeros((int(owner[-1]) + 1, len(coordinates), len(others)))
    for column, variable in enumerate(owner):
        squares[variable] += (coordinates[:, column, None] - others[:, column]) ** 2
    return squares
