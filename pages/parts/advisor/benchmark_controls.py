"""The controls of the tab "Known benchmarks", and what a visitor wants to see solved."""

from typing import NamedTuple

from engine.design_space.runs import Entry, entries
from pages.parts.advisor.controls import OWN
from pages.parts.charts.best_so_far import NAMES
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Several, Slider

BENCHMARK_NAMES = {"Goldstein": "goldstein", "neural network": "neural_network", "architecture": "architecture"}
KINDS = {name: kind for kind, name in NAMES.items()}
REGRET, VALUE = "less the optimum", "value"
FOUND, OPTIMUM, WITHOUT = "best found", "optimum", "none"

BENCHMARK = OWN + "benchmark"
OPTIMISERS, TRIES, SEEDS = OWN + "optimisers", OWN + "tries", OWN + "seeds"
AXIS, POINT = OWN + "best_axis", OWN + "point"

# fmt: off
CONTROLS: tuple[Control, ...] = (
    Choice(BENCHMARK, "Function", "Goldstein",
           "Goldstein: a category says which inputs are levels. Neural network: the number of layers says how many "
           "have a size. Architecture: a training cluster, with nesting, limits and exclusions.",
           options=tuple(BENCHMARK_NAMES)),
    Several(OPTIMISERS, "Optimisers", (NAMES["bayesian"], NAMES["tpe"], NAMES["random"]),
            "SMT's Kriging needs some two real seconds a try, the others some hundredths of one at most.",
            options=tuple(KINDS)),
    Ladder(TRIES, "Tries", 60, "How many evaluations a run has.", rungs=(20, 30, 40, 60, 80, 100)),
    Slider(SEEDS, "Seeds", 5,
           "How many independent repetitions there are; curves show their median and quartiles.", low=1, high=16),
    Choice(AXIS, "Best so far", REGRET,
           "Its distance to the smallest value, which is known, on a logarithm; or the value itself.",
           options=(REGRET, VALUE)),
    Choice(POINT, "Point in the graph", FOUND, "Its values are written into the graph, what it lacks is dimmed.",
           options=(FOUND, OPTIMUM, WITHOUT)),
)
# fmt: on


class BenchSetting(NamedTuple):
    """A study, by names of the engine."""

    benchmark: str
    optimisers: tuple[str, ...]
    tries: int
    seeds: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its runs."""
        return entries(*self)


def bench_setting(choices: Choices) -> BenchSetting:
    """The tab's setting; its controls stand above it, so that the sidebar stays empty."""
    kinds = tuple(KINDS[name] for name in choices[OPTIMISERS])
    return BenchSetting(BENCHMARK_NAMES[choices[BENCHMARK]], kinds, choices[TRIES], choices[SEEDS])
