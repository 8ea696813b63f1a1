"""What the Speedup page's controls mean: a scenario of one worker, its step, and what the bound knows of it."""

from functools import lru_cache

from engine import Scenario
from engine.problems import Problem, ProblemSettings
from engine.scenario import Budget
from engine.speedup.bound import Constants
from engine.speedup.setting import Setting, rounded_down
from pages.parts.controls.types import Choices, without_prefix
from pages.parts.script.call import Call, call
from pages.parts.script.words import cluster_words, methods_words, seeds_of, setting_words
from pages.parts.speedup import controls
from pages.parts.words.numbers import number
from pages.parts.work.progress import MOST_WORK

ALONE = 0.1
"""One worker may take this share of the work of a page before it gives up."""
MOST_ALONE = 1_000_000


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
            "cluster": controls.cluster_of(given, 1),
            "problem": controls.problem_of(given),
            "methods": [controls.method_of(given)],
            "budget": {"arrivals": 1},
            "records": 2,
        }
    )
    most = ALONE * MOST_WORK / scenario.work
    return scenario.model_copy(update={"budget": Budget(arrivals=max(1, int(min(most, MOST_ALONE))))})


def setting_of(choices: Choices) -> Setting:
    """The setting of these choices. Raises ValueError, or pydantic's, where they do not fit together."""
    given = without_prefix(controls.OWN, choices)
    scenario = scenario_of(given)
    counts = tuple(n for n in controls.COUNTS if n <= given["most"])
    return Setting.of(scenario, counts, given["target"], given["factor"], built(scenario.problem, scenario.seed))


def called(setting: Setting) -> Call:
    """The setting in a script."""
    return call(Setting.of, setting.scenario, setting.counts, target=setting.target, factor=setting.factor)


def made_words(setting: Setting) -> str:
    """What a study is made of: over all numbers of workers, each run until its target."""
    scenario, counts = setting.scenario, setting.counts
    # How far a run may go is no length of any run, and a study of blocks varies them.
    methods, workers = methods_words(scenario), f"{counts[0]} to {counts[-1]} workers"
    return (
        f"{methods}. {cluster_words(scenario.cluster, workers=workers)}. Problem: {setting_words(scenario.problem)}. "
        f"Target: {number(setting.target)} of the first gap. {seeds_of(scenario)}."
    )


def takes_blocks(setting: Setting) -> bool:
    return setting.label != controls.ASGD


def proved_factor(of: Constants, largest: float) -> float:
    """The multiple of Y / (L N) that the largest proved step is, rounded down to what the control holds."""
    return min(max(rounded_down(of.factor_of(largest)), controls.SMALLEST_FACTOR), controls.LARGEST_FACTOR)
