"""Hierarchical design spaces (arXiv 2506.22621): one description of spaces whose variables govern each other."""

from functools import lru_cache

import numpy as np
from threadpoolctl import threadpool_limits

from engine.claims.claim import Claim, Paper, Rule
from engine.claims.races import powers
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.optimisers import HierarchicalBayesian
from engine.design_space.study import CLOSE, run_study

TRIES, RUNS = 40, 3
SOLVED = f"less than {CLOSE:g} counting as {CLOSE:g}"
LINK = "advisor?advisor_tab=Benchmarks"


@lru_cache(maxsize=32)
def regret(benchmark: str, optimiser: str, seed: int) -> float:
    """Median over three runs of the best value after TRIES tries, less the optimum."""
    study = run_study(benchmark, (optimiser,), TRIES, RUNS, seed=first(seed))
    return float(np.median(study.regret(optimiser)[:, -1]))


def first(seed: int) -> int:
    """The seed of the first of RUNS runs."""
    return 1000 + RUNS * seed


def flat_regret(benchmark: str, seed: int) -> float:
    """The same of the model whose distance knows no hierarchy."""
    space, function, optimum, *_ = BENCHMARKS[benchmark]

    def best(run: int) -> float:
        optimiser = HierarchicalBayesian(space, run, distance="flat")
        values = []
        for _ in range(TRIES):
            (point,) = optimiser.ask()
            values.append(function(point))
            optimiser.tell(point, values[-1])
        return min(values)

    with threadpool_limits(1):
        runs = [best(first(seed) + number) for number in range(RUNS)]
    return float(np.median(runs)) - optimum


def invalid_draws(seed: int) -> float:
    """The share of a thousand draws and their corrections that are not valid, over all benchmarks' spaces."""
    wrong = 0
    for benchmark in BENCHMARKS.values():
        points = benchmark.space.sample(1000, np.random.default_rng(seed))
        wrong += sum(not benchmark.space.is_valid(point) for point in points)
    return wrong / (1000 * len(BENCHMARKS))


def inactive_matter(seed: int) -> float:
    """The largest distance between points that differ in inactive variables alone."""
    space = BENCHMARKS["goldstein"].space
    points = space.sample(100, np.random.default_rng(seed))
    # A point holds active variables only, so writing out the imputed ones must not move it.
    moved = [space.distances([point], [space.imputed(point)])[0, 0] for point in points]
    return float(np.max(moved))


def ahead(benchmark: str, seed: int, other: float) -> float:
    """Powers of ten of another search's regret over the model's. What is solved is solved, however exactly."""
    return powers(max(other, CLOSE), max(regret(benchmark, "bayesian", seed), CLOSE))


def ahead_of_random(benchmark: str, seed: int) -> float:
    return ahead(benchmark, seed, regret(benchmark, "random", seed))


def ahead_of_flat(seed: int) -> float:
    return ahead("goldstein", seed, flat_regret("goldstein", seed))


PAPER = Paper(
    "2506.22621",
    "Hierarchical design spaces: variables that govern others, with distances and a graph",
    (
        Claim(
            "valid",
            "From one description only points are drawn that the space allows, whatever governs what.",
            "A thousand draws in each of three spaces with several levels, limits and exclusions.",
            "share that is not valid",
            Rule("<", 1e-12, 0.01),
            invalid_draws,
            link=LINK,
        ),
        Claim(
            "inactive",
            "Variables that are not there do not count in a distance.",
            "A hundred points of the hierarchical Goldstein function, with and without what is imputed written out.",
            "largest distance between the two",
            Rule("<", 1e-9, 1e-3),
            inactive_matter,
            link=LINK,
        ),
        Claim(
            "surrogate",
            "A model over such distances finds better designs than a search without one.",
            f"Bayesian optimisation and random search on the hierarchical Goldstein, {TRIES} tries, three runs.",
            f"powers of ten of random search's regret over the model's, {SOLVED}",
            Rule(">", 0.3, 0.1),
            lambda seed: ahead_of_random("goldstein", seed),
            link=LINK,
        ),
        Claim(
            "hierarchy",
            "It is the hierarchy in the distances that helps such a model.",
            f"Bayesian optimisation on the same function with and without it, {TRIES} tries, three runs.",
            f"powers of ten of the regret without over that with it, {SOLVED}",
            Rule(">", 0.3, 0.1),
            ahead_of_flat,
            ours=True,
            link=LINK,
        ),
        Claim(
            "surrogate-network",
            "So it does for the hyper-parameters of a network with a varying number of layers.",
            f"The same on the network benchmark, {TRIES} tries.",
            f"powers of ten of random search's regret over the model's, {SOLVED}",
            Rule(">", 0.3, 0.1),
            lambda seed: ahead_of_random("neural_network", seed),
            link=LINK,
        ),
        Claim(
            "surrogate-architecture",
            "And for a system's architecture.",
            f"The same on the architecture benchmark, which is ours, {TRIES} tries.",
            f"powers of ten of random search's regret over the model's, {SOLVED}",
            Rule(">", 0.3, 0.1),
            lambda seed: ahead_of_random("architecture", seed),
            link=LINK,
            ours=True,
        ),
        Claim(
            "library",
            "The authors' library serves engineers' own problems.",
            "Those are not here. SMT's Kriging runs beside our optimiser where it is installed (docs/design_space.md).",
            link=LINK,
        ),
    ),
)
