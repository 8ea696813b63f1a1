"""A method's bias against slowdown, heterogeneity or step: the exact line, and where it was simulated."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.cluster import Cluster
from engine.cluster.speeds import TwoGroups
from engine.kernel.state import Floats
from engine.methods import MethodSettings
from engine.problems.quadratic import Quadratic
from engine.results.limits import measure_limit
from engine.scenario import Scenario
from engine.theory.bias_curves import BiasCurve, StepQuestion, bias_over_slowdowns, slow_share
from engine.theory.bias_grids import (
    SIMULATED_HETEROGENEITIES,
    SIMULATED_SLOWDOWNS,
    SLOWDOWNS,
    bias_over_heterogeneities,
    bias_to_largest_step,
    simulated_steps,
    unit_scenario,
)
from engine.theory.cycle import NoTheoryError

NONE = np.empty(0)


class BiasLine(NamedTuple):
    """One method's bias along `x` (P,), and where it was measured (M,)."""

    kind: str
    label: str
    x: Floats
    exact: Floats  # (P,) inf: does not converge; nan: not known
    small: Floats  # (P,)
    measured_at: Floats  # (M,)
    measured: Floats  # (M,) inf where the method diverges


def bias_line(settings: MethodSettings, curve: BiasCurve | None, measured: Mapping[float, float]) -> BiasLine:
    """A method's curve, where there is one, with its measured points by place."""
    at, biases = np.array(list(measured), np.float64), np.array(list(measured.values()), np.float64)
    exact = (NONE, NONE, NONE) if curve is None else (curve.x, curve.exact, curve.small)
    return BiasLine(settings.kind, settings.name, *exact, at, biases)


def with_slowdown(scenario: Scenario, slowdown: float) -> Scenario:
    """The same with another slowdown of its two groups; a cluster of other speeds gets them, with one slow worker."""
    speed = TwoGroups(share=slow_share(scenario.cluster), slowdown=slowdown)
    return scenario.model_copy(update={"cluster": Cluster(workers=scenario.cluster.workers, speed=speed)})


def with_heterogeneity(scenario: Scenario, heterogeneity: float) -> Scenario:
    """The same with another heterogeneity of its data."""
    return scenario.model_copy(update={"problem": scenario.problem.model_copy(update={"heterogeneity": heterogeneity})})


def heterogeneity_of(scenario: Scenario) -> float:
    """The heterogeneity of its data, to which bias is proportional on one kind of problem alone."""
    if not isinstance(scenario.problem, Quadratic):
        raise ValueError(f"problem.kind is {scenario.problem.kind}; curves of the bias are known for quadratic alone")
    return scenario.problem.heterogeneity


def only(scenario: Scenario, label: str) -> Scenario:
    """The scenario with this method alone."""
    return scenario.model_copy(update={"methods": (scenario.method(label),)})


def measured_bias(scenario: Scenario, label: str) -> float:
    """The distance to the goal of the mean model once the first seed has settled; inf where it diverges."""
    return float(measure_limit(only(scenario, label), label).bias[0])


def bias_by_slowdown(scenario: Scenario, label: str) -> BiasLine:
    """The bias of the method `label` in two groups over SLOWDOWNS, at the scenario's heterogeneity and step.

    Raises KeyError for a label that the scenario does not have, ValueError where the problem is not the quadratic.
    """
    unit = with_heterogeneity(scenario, 1.0)
    curve = bias_over_slowdowns(unit, label, SLOWDOWNS).at_heterogeneity(heterogeneity_of(scenario))
    measured = {at: measured_bias(with_slowdown(scenario, at), label) for at in SIMULATED_SLOWDOWNS.tolist()}
    return bias_line(scenario.method(label), curve, measured)


def bias_by_heterogeneity(scenario: Scenario, label: str) -> BiasLine:
    """The bias of the method `label` over HETEROGENEITIES, in the scenario's cluster and at its step; else as above."""
    try:
        question = StepQuestion.of(with_heterogeneity(scenario, 1.0), label)
        unit = question.bias_at_step(scenario.method(label).step), question.small_bias()
    except NoTheoryError:
        unit = np.nan, np.nan
    places = SIMULATED_HETEROGENEITIES.tolist()
    measured = {at: measured_bias(with_heterogeneity(scenario, at), label) for at in places}
    return bias_line(scenario.method(label), bias_over_heterogeneities(*unit), measured)


def bias_by_step(scenario: Scenario, label: str) -> BiasLine:
    """The bias of the method `label` over steps up to the largest stable one; without a curve where none is known."""
    curve = None
    try:
        unit = bias_to_largest_step(unit_scenario(scenario, label), label)
        curve = unit.at_heterogeneity(heterogeneity_of(scenario))
    except NoTheoryError:
        pass
    steps = simulated_steps(curve).tolist()
    measured = {at: measured_bias(scenario.with_steps({label: at}), label) for at in steps}
    return bias_line(scenario.method(label), curve, measured)
