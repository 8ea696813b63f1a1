"""Expected improvement, and the search for where it is largest: random and moved points, then ever closer moves."""

from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from scipy.special import erfcx, logsumexp

from engine.design_space.axis import Axis, Bools, Floats
from engine.design_space.sampling import by_levels
from engine.design_space.structure import Structure
from engine.design_space.validity import excluded, resolve

Predict = Callable[[Floats, Bools], tuple[Floats, Floats]]
"""Means and deviations (H, P) of H models at settled numbers (P, n) with what is active."""
RANDOM, MOVED = 1000, 200
"""Candidates of the first round: drawn level by level, and moved from the best points told."""
PARENTS = 5
"""So many of the best points told are moved."""
ROUNDS, SURVIVORS, CHILDREN = 6, 10, 20
"""Then so many rounds, in which so many of the best candidates have so many moved ones each."""
FAR, NEAR = 0.2, 0.005
"""Deviations of a move in the units of a range, in the first and in the last round."""


def log_improvement(mean: Floats, deviation: Floats, best: float) -> Floats:
    """The logarithm of the expected improvement on `best`, shaped as the mean; exact also where floats would be 0."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        z = np.clip((best - mean) / deviation, -1e100, 1e100)
        mills = np.sqrt(np.pi / 2) * erfcx(-z / np.sqrt(2))  # distribution over density
        near = np.log(np.maximum(1 + z * mills, 0)) - z**2 / 2
        large = np.log(np.maximum(z, 1))  # above 30 deviations the improvement is certain
        tail = -(z**2) / 2 - 2 * np.log(np.maximum(-z, 1))  # 1 + z mills ~ 1 / z^2
    shape = np.where(z > 30, large + np.log(2 * np.pi) / 2, np.where(z < -1e3, tail, near))
    return np.asarray(np.log(deviation) + shape - np.log(2 * np.pi) / 2)


def most_promising(
    structure: Structure,
    predict: Predict,
    told: tuple[Floats, Floats],
    pending: Floats,
    rng: Generator,
    least: float = 0.0,
) -> Floats:
    """The row (n,) with the largest expected improvement found, given rows (T, n) and values (T,) told.

    An improvement is what lies more than `least` below the best value.
    """
    rows, values = told
    best = float(values.min()) - least
    leaders = rows[np.argsort(values, kind="stable")[:PARENTS]]
    numbers = np.concatenate([by_levels(structure, RANDOM, rng)[0], moved(structure, leaders, MOVED, FAR, rng)])
    found, scores = scored(structure, predict, best, numbers)
    for width in np.geomspace(FAR, NEAR, ROUNDS):
        ahead = np.argsort(-scores, kind="stable")[:SURVIVORS]
        children = moved(structure, found[ahead], SURVIVORS * CHILDREN, float(width), rng)
        new, new_scores = scored(structure, predict, best, children)
        found, scores = np.concatenate([found[ahead], new]), np.concatenate([scores[ahead], new_scores])
    taken = {row.tobytes() for row in np.concatenate([rows, pending])}
    order = np.argsort(-scores, kind="stable")
    return next((found[index] for index in order if found[index].tobytes() not in taken), found[order[0]])


def scored(structure: Structure, predict: Predict, best: float, numbers: Floats) -> tuple[Floats, Floats]:
    """The valid ones of the candidates, settled, and the log of their expected improvement, summed over models."""
    numbers, active = resolve(structure, numbers, Axis.nearest)
    kept = ~excluded(structure, numbers, active)
    numbers, active = numbers[kept], active[kept]
    improvements = log_improvement(*predict(numbers, active), best)
    return numbers, np.asarray(logsumexp(improvements, axis=0))


def moved(structure: Structure, parents: Floats, count: int, width: float, rng: Generator) -> Floats:
    """Numbers (count, n) near the parents (Q, n), not settled yet: in each some variables, at least one, are moved.

    What is inactive in a parent gets a random number: a move of its governor may make it active.
    """
    chosen_ones = np.arange(count) % len(parents)
    numbers, active = parents[chosen_ones], resolve(structure, parents, Axis.nearest)[1][chosen_ones]
    share = rng.random(numbers.shape)
    chosen = rng.random(numbers.shape) < 2 / structure.size
    chosen[np.arange(count), rng.integers(structure.size, size=count)] = True
    for place, axis in enumerate(structure.axes):
        drawn = axis.quantile(share[:, place], axis.everything)
        step = drawn if axis.nominal else stepped(axis, numbers[:, place], width, rng)
        numbers[:, place] = np.where(active[:, place], np.where(chosen[:, place], step, numbers[:, place]), drawn)
    return numbers


def stepped(axis: Axis, numbers: Floats, width: float, rng: Generator) -> Floats:
    """Numbers a normal step away, within the range; whole ones at least one away."""
    normal = rng.normal(0, width, numbers.shape)
    there = axis.from_unit(np.clip(axis.unit(numbers) + normal, 0, 1))
    if axis.whole:
        there = np.where(there == numbers, numbers + np.sign(normal), there)
    return np.clip(there, axis.low, axis.high)
