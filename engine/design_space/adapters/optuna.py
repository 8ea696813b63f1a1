"""Optuna: a trial suggests a point, condition by condition, as its grouped samplers expect."""

from typing import Any

from engine.design_space.axis import Axis
from engine.design_space.space import Space
from engine.design_space.variables import Point, Value


def suggest(space: Space, trial: Any) -> Point:
    """The point that an Optuna trial suggests.

    Only what is active is asked for. Ranges are those of the description, since Optuna wants the same choices of a
    parameter in every trial: what limits and exclusions forbid is corrected afterwards.
    """
    structure = space.structure
    point: Point = {}
    for place in structure.order:
        axis = structure.axes[place]
        if all(
            structure.axes[c.axis].name in point
            and structure.axes[c.axis].encode(point[structure.axes[c.axis].name]) in c.numbers
            for c in structure.presence[place]
        ):
            point[axis.name] = suggested(axis, trial)
    return space.correct(point)


def suggested(axis: Axis, trial: Any) -> Value:
    """What a trial suggests for one variable; an ordinal one by its place, so that neighbours stay neighbours."""
    if axis.nominal:
        return axis.decode(trial.suggest_categorical(axis.name, list(range(axis.size))))
    if axis.values is not None:
        return axis.decode(trial.suggest_int(axis.name, 0, axis.size - 1))
    if axis.whole:
        return int(trial.suggest_int(axis.name, int(axis.low), int(axis.high), log=axis.log))
    return float(trial.suggest_float(axis.name, axis.low, axis.high, log=axis.log))


def parameters(space: Space, point: Point) -> tuple[dict[str, Any], dict[str, Any]]:
    """Optuna's parameters of a point and their distributions: for a trial that Optuna did not suggest."""
    from engine.design_space.adapters.extra import library

    kinds = library("optuna.distributions", "Optuna")
    values: dict[str, Any] = {}
    distributions: dict[str, Any] = {}
    for axis in space.structure.axes:
        if axis.name not in point:
            continue
        place = axis.encode(point[axis.name])
        if axis.nominal:
            distributions[axis.name] = kinds.CategoricalDistribution(list(range(axis.size)))
        elif axis.whole:
            distributions[axis.name] = kinds.IntDistribution(int(axis.low), int(axis.high), log=axis.log)
        else:
            distributions[axis.name] = kinds.FloatDistribution(axis.low, axis.high, log=axis.log)
        values[axis.name] = int(place) if axis.whole else place
    return values, distributions
