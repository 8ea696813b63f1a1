"""What the Speedup page's controls mean: a scenario of one worker, its step, and what the bound knows of it."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from engine import Scenario
from engine.methods.block_update import BlockSettings
from engine.problems import Problem, ProblemSettings
from engine.scenario import Budget
from engine.speedup.bound import Constants, constants
from engine.speedup.bound_check import as_blocks
from pages.parts.controls.types import Choices
from pages.parts.speedup.controls import (
    ASGD,
    COUNTS,
    LARGEST_FACTOR,
    SMALLEST_FACTOR,
    cluster_of,
    method_of,
    plain,
    problem_of,
)
from pages.parts.work.progress import MOST_WORK

ALONE = 0.1
"""One worker may take this share of the work of a page before it gives up."""
MOST_ALONE = 1_000_000


@dataclass(frozen=True)
class Setting:
    """A visitor's setting. `scenario` has one worker and the only method `label`."""

    scenario: Scenario
    label: str
    counts: tuple[int, ...]  # numbers of workers
    target: float
    factor: float  # of Y / (L N) in the step
    problem: Problem
    constants: Constants

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


@lru_cache(maxsize=8)
def built(settings: ProblemSettings, seed: int) -> Problem:
    """The problem of one worker, kept: studies over many numbers of workers push it out of the engine's memory."""
    return settings.build(1, seed)


def scenario_of(given: Choices) -> Scenario:
    """One worker, any step, and as many arrivals as one worker may take. Raises pydantic.ValidationError."""
    scenario = Scenario.model_validate(
        {
            "seed": given["seed"],
            "seeds": given["seeds"],
            "cluster": cluster_of(given, 1),
            "problem": problem_of(given),
            "methods": [method_of(given)],
            "budget": {"arrivals": 1},
            "records": 2,
        }
    )
    most = ALONE * MOST_WORK / scenario.work
    return scenario.model_copy(update={"budget": Budget(arrivals=max(1, int(min(most, MOST_ALONE))))})


def setting_of(choices: Choices) -> Setting:
    """The setting of these choices. Raises ValueError, or pydantic's, where they do not fit together."""
    given = plain(choices)
    scenario = scenario_of(given)
    problem = built(scenario.problem, scenario.seed)
    known = constants(problem, as_blocks(scenario.methods[0]))
    counts = tuple(n for n in COUNTS if n <= given["most"])
    return stepped(Setting(scenario, given["method"], counts, given["target"], given["factor"], problem, known))


def stepped(setting: Setting) -> Setting:
    """The same with the step that its factor means."""
    of = setting.constants
    step = setting.factor / (of.blocks * of.smoothness)
    return replace(setting, scenario=setting.scenario.with_steps({setting.label: step}))


def with_block(setting: Setting, block: int) -> Setting:
    """The same with another block, and the step that its factor means then."""
    (method,) = setting.scenario.methods
    other = method.model_copy(update={"block": block})
    scenario = setting.scenario.model_copy(update={"methods": (other,)})
    return stepped(replace(setting, scenario=scenario, constants=constants(setting.problem, as_blocks(other))))


def takes_blocks(setting: Setting) -> bool:
    return setting.label != ASGD


def proved_factor(of: Constants, largest: float) -> float:
    """The multiple of Y / (L N) that the largest proved step is, rounded down to what the control holds."""
    exact = largest * of.blocks * of.smoothness
    digits = 10.0 ** (math.floor(math.log10(exact)) - 2)
    return min(max(float(f"{math.floor(exact / digits) * digits:.3g}"), SMALLEST_FACTOR), LARGEST_FACTOR)
