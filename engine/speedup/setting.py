"""A method of blocks on one objective that all workers share: its step in units of Y / (L N), and its bound."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from engine.kernel.state import Floats
from engine.methods.block_update import BlockSettings
from engine.problems import Problem
from engine.scenario import Scenario
from engine.simulate import build_problem
from engine.speedup.bound import Constants, Knee, constants, knee, promised
from engine.speedup.bound_check import as_blocks
from engine.speedup.speedups import Speedup, middle


@dataclass(frozen=True)
class Setting:
    """What a study of speedup is of. `scenario` has one worker and the only method `label`."""

    scenario: Scenario
    label: str
    counts: tuple[int, ...]  # numbers of workers
    target: float  # the share of the first gap that is to be reached
    factor: float  # of Y / (L N) in the step
    problem: Problem
    constants: Constants

    @classmethod
    def of(
        cls, scenario: Scenario, counts: Sequence[int], target: float, factor: float, problem: Problem | None = None
    ) -> Self:
        """Of a scenario with one method, any step and any number of workers; its budget is where a run gives up.

        `problem`, that of one worker, is built unless it is given. Raises ValueError as `constants` does.
        """
        (method,) = scenario.methods
        one = problem or build_problem(scenario.problem, 1, scenario.seed)
        known = constants(one, as_blocks(method))
        alone = scenario.with_workers(1).with_steps({method.name: known.step_of(factor)})
        return cls(alone, method.name, tuple(counts), target, factor, one, known)

    @property
    def blocks(self) -> BlockSettings:
        """The method as one of blocks."""
        return as_blocks(self.scenario.methods[0])

    @property
    def step(self) -> float:
        return float(self.scenario.methods[0].step)

    @property
    def precision(self) -> float:
        """The mean squared gradient norm that the bound is asked for: the target's share of the first one."""
        slope = self.problem.gradients(self.problem.start)
        return self.target * float(slope @ slope)

    def with_workers(self, workers: int) -> Scenario:
        """The scenario with so many workers."""
        return self.scenario.with_workers(workers)

    def with_counts(self, counts: Sequence[int]) -> Self:
        """The same for other numbers of workers."""
        return replace(self, counts=tuple(counts))

    def with_block(self, block: int) -> Self:
        """The same with another block, and the step that its factor means then."""
        other = self.scenario.methods[0].model_copy(update={"block": block})
        scenario = self.scenario.model_copy(update={"methods": (other,)})
        return type(self).of(scenario, self.counts, self.target, self.factor, self.problem)

    def delays(self, found: Speedup) -> list[int]:
        """T (W,) of these runs, by the number of workers."""
        return [self.blocks.delay(staleness) for staleness in found.staleness]

    def promised(self, found: Speedup) -> Floats:
        """IS(n) (W,) that the bound promises at the largest delays of these runs; nan where it promises nothing."""
        bound = promised(self.constants, found.workers, self.delays(found), self.precision)
        return np.where(bound > 0, bound, np.nan)

    def predicted_knee(self, found: Speedup) -> Knee:
        """The conditions of linear speedup, for the arrivals that one worker needs."""
        return knee(self.constants, middle(found.arrivals[0]))


def rounded_down(value: float, digits: int = 3) -> float:
    """The largest number of so many digits that is at most a value above 0."""
    unit = 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    return float(f"{math.floor(value / unit) * unit:.{digits}g}")
