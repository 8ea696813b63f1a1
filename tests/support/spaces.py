"""Design spaces to test with: one of every role, and random ones."""

import math
from itertools import pairwise, product
from typing import Any

import numpy as np

from engine.design_space import Categorical, Float, Integer, Limits, Ordinal, Point, Space, Variable

NESTED = Space(
    [
        Integer("workers", 2, lambda context: context["machines"]),
        Categorical("method", ("asgd", "ormo", "rennala")),
        Float("momentum", 0, 0.99, when={"method": "ormo"}),
        Integer("batch", 1, 16, when={"method": "rennala"}, limits=Limits(("workers",), lambda n: (1, 2 * n))),
        Ordinal("stop", ("never", "late", "soon"), when={"method": "rennala"}),
        Float("patience", 0.1, 100, log=True, when={"stop": ("late", "soon")}),
        Categorical(
            "codec", ("none", "sign"), limits=Limits(("method",), lambda m: ("none", "sign")[: 1 + (m == "ormo")])
        ),
        Float("step", 1e-4, 1, log=True),
    ],
    context={"machines": 6},
    incompatible=[{"method": "rennala", "workers": (2, 3)}, {"codec": "sign", "workers": 6}],
)
"""Nesting, limits, exclusions and a range that depends on the context."""


def random_space(seed: int) -> Space:
    """A space of 3 to 9 variables of any kind, with presence of any depth, limits and an exclusion."""
    rng = np.random.default_rng(seed)
    variables: list[Variable] = []
    governors: list[tuple[str, list[Any]]] = []
    for number in range(rng.integers(3, 10)):
        name = f"v{number}"
        when = {}
        for parent, values in governors:
            if rng.random() < 0.3:
                when[parent] = [values[i] for i in rng.choice(len(values), rng.integers(1, len(values)), replace=False)]
        kind = rng.integers(4)
        before = [v.name for v in variables if isinstance(v, Integer)]
        limits = Limits((before[-1],), lambda n: (1, 2 + (n or 0))) if before and rng.random() < 0.5 else None
        if kind == 0:
            variables.append(Float(name, 0.01, 10.0, log=bool(rng.integers(2)), when=when))
        elif kind == 1:
            values = list(range(1, int(rng.integers(3, 7))))
            variables.append(Integer(name, 1, values[-1], when=when, limits=limits))
            governors.append((name, values))
        else:
            values = [f"{name}{letter}" for letter in "abcd"[: rng.integers(2, 5)]]
            variables.append((Ordinal if kind == 2 else Categorical)(name, values, when=when))
            governors.append((name, values))
    # The last values exclude each other: leaving either one is always possible.
    pairs = [{a: va[-1:], b: vb[-1:]} for (a, va), (b, vb) in pairwise(governors)][:1]
    return Space(variables, incompatible=pairs)


def garbage(space: Space, rng: np.random.Generator) -> dict[str, object]:
    """A point with values that are right, near, out of range, of a wrong kind or missing."""
    point: dict[str, object] = {}
    for name in space.names:
        values = space.values(name)
        wrong: list[object] = [math.nan, math.inf, -1e9, 1e9, "nothing", None, True, 0.5]
        draw = rng.random()
        if draw < 0.1:
            continue
        if draw < 0.3:
            point[name] = wrong[rng.integers(len(wrong))]
        elif isinstance(values[0], str):
            point[name] = values[rng.integers(len(values))]
        else:
            point[name] = rng.uniform(float(values[0]) - 1, float(values[-1]) + 1)
    return point


def every_combination(space: Space) -> list[Point]:
    """The valid points of a space without floats, found by trying all values of all variables."""
    choices: list[list[Any]] = []
    for variable in space.variables:
        values = space.values(variable.name)
        whole = isinstance(variable, Integer)
        choices.append(list(range(int(values[0]), int(values[1]) + 1)) if whole else list(values))
    found: dict[str, Point] = {}
    for values in product(*(range(len(each) + 1) for each in choices)):
        point = {
            name: each[index]
            for name, each, index in zip(space.names, choices, values, strict=True)
            if index < len(each)
        }
        if space.is_valid(point):
            found[repr(sorted(point.items()))] = point
    return list(found.values())
