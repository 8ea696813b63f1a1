"""`python -m benchmarks.advisor [--seeds 8] [--tries 60] [--on trace] [--only bayesian,tpe,random]`: the advisor.

Each search is one call of `engine.advisor.advise`, validation and all, whose tries are counted as it counts them: the
simple methods at their own best steps are the first two. One line a cluster and optimiser: how many searches came
within 10 % of the best known, after how many tries (median and quartiles; a search that did not counts as infinitely
many), what the recommendation is worth on fresh seeds, and real seconds a search. `--grid` looks for the best known
anew: thousands of settings of every method, then ever closer moves of the best. A search that finds better says so.
What needs the extra `advisor` is left out where it is not installed. Set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import math
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.example_trace import FILE
from engine import Scenario
from engine.advisor import Advice, Objective, Try, advise, evaluate, validate
from engine.advisor.advise import AT_BEST, finalists
from engine.advisor.methods_space import METHOD, MethodsSpace
from engine.advisor.tries import best
from engine.cluster.trace import read_trace
from engine.design_space import Point, Space
from engine.design_space.axis import Axis
from engine.design_space.optimisers import missing
from engine.design_space.optimisers.acquisition import moved
from engine.design_space.validity import resolve
from engine.kernel.state import Floats
from engine.methods import METHODS

FIRST_SEED = 1000
"""Settings of the optimisers were chosen on smaller ones."""
WORKERS, ARRIVALS, CLOSE = 16, 10_000, 1.1
PROBLEM = {"kind": "quadratic", "dimension": 10, "condition": 1000.0, "noise": 0.05}
CLUSTERS: dict[str, tuple[dict[str, Any], float]] = {
    "homogeneous": ({"speed": {"kind": "equal"}}, 0.0),
    "straggler": ({"speed": {"kind": "two_groups", "share": 1 / WORKERS, "slowdown": 20}}, 3.0),
    "heavy_tails": ({"speed": {"kind": "sqrt"}, "jitter": {"kind": "lognormal", "variation": 3.0}}, 1.0),
    "trace": ({}, 1.0),
}
"""The workers' times, and how far apart their data are."""
BEST_KNOWN = {"homogeneous": 8.092, "straggler": 18.24, "heavy_tails": 96.37, "trace": 46.45}
"""Simulated seconds to the target, median over the search's own seeds: `python -m benchmarks.advisor --grid`."""
DRAWN, MOVED, LEADERS = 200, 400, 6
"""The grid's settings of each method, moves in a round, and how many of the best of a method are moved:"""
LEADING = 3
"""of so many methods; of the others only the best."""
WIDTHS = (0.1, 0.05, 0.03, 0.02, 0.01, 0.005)


class Found(NamedTuple):
    """What one search found."""

    tries: float  # until within CLOSE of the best known; inf where it did not come there
    seconds: float  # simulated, of the best try
    quicker: tuple[float, float]  # on fresh seeds, than ASGD and Minibatch SGD at their own best steps
    holds: bool
    unstable: bool  # by theory, or a fresh seed diverged
    spent: float  # real seconds


def scenario(name: str) -> Scenario:
    """The cluster and the problem of a benchmark, by its name in CLUSTERS."""
    cluster, heterogeneity = CLUSTERS[name]
    speed = {"speed": read_trace(FILE.read_bytes())} if name == "trace" else {}
    return Scenario.model_validate(
        {
            "cluster": {"workers": WORKERS, **cluster, **speed},
            "problem": {**PROBLEM, "heterogeneity": heterogeneity},
            "budget": {"arrivals": ARRIVALS},
        }
    )


def search(name: str, kind: str, seed: int, tries: int, threads: int) -> Found:
    """One search, as a user would have it."""
    began = time.perf_counter()
    advice = advise(scenario(name), 3600.0, seed, optimiser=kind, threads=threads, tries=tries)
    spent = time.perf_counter() - began
    path = best_so_far(advice.tries)
    close = np.flatnonzero(path <= CLOSE * BEST_KNOWN[name])
    holds, unstable = verdict(advice)
    return Found(close[0] + 1 if close.size else math.inf, path[-1], quicker(advice), holds, unstable, spent)


def best_so_far(tries: Sequence[Try]) -> Floats:
    """Simulated seconds of the best so far after each try; inf before one reaches the target."""
    return np.minimum.accumulate([10**one.score if one.reached else math.inf for one in tries])


def verdict(advice: Advice) -> tuple[bool, bool]:
    """Is something recommended that holds on fresh seeds, and is it an unstable step, by theory or by its runs?"""
    if advice.recommended is None:
        return False, False
    found = advice.validation[advice.recommended]
    return found.holds, found.converges is False or any(end.early is not None for end in found.ends)


def quicker(advice: Advice) -> tuple[float, float]:
    """How many times quicker than the simple methods the recommendation is, by the medians on fresh seeds."""
    middle = {label: float(found.quartiles[0][1]) for label, found in advice.validation.items()}
    own = middle.get(advice.recommended or "", math.inf)
    # A simple method at its own best step may be missing, as one that has none, or be the recommendation.
    asgd, minibatch = (
        middle.get(AT_BEST.format(METHODS[each].title), math.inf) / own if own < math.inf else math.nan
        for each in ("asgd", "minibatch")
    )
    return asgd, minibatch


def measure(name: str, kind: str, asked: argparse.Namespace) -> None:
    """All searches of an optimiser on a cluster, in one line."""
    seeds = range(asked.seed, asked.seed + asked.seeds)
    found = [search(name, kind, seed, asked.tries, asked.threads) for seed in seeds]
    tries = np.array([one.tries for one in found])
    ratios = np.array([one.seconds for one in found]) / BEST_KNOWN[name]
    times = [np.median([one.quicker[place] for one in found]) for place in (0, 1)]
    print(
        f"{name:12} {kind:9} {np.isfinite(tries).sum()} of {len(found)} within 10 %, tries {told(tries)}, "
        f"best {told(ratios, '.2f')} x known; fresh seeds: holds {sum(one.holds for one in found)}, "
        f"unstable {sum(one.unstable for one in found)}, {times[0]:.2g} x ASGD, {times[1]:.2g} x Minibatch; "
        f"{np.mean([one.spent for one in found]):.0f} s",
        flush=True,
    )
    if ratios.min() < 1 - 1e-3:
        print(f"{name}: a search found better than the best known: {ratios.min() * BEST_KNOWN[name]:.4g} s")


def told(values: Floats, digits: str = ".0f") -> str:
    """Median [quartiles], each a value that was seen: infinite ones have no mean."""
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], method="higher")
    return f"{middle:{digits}} [{low:{digits}}, {high:{digits}}]"


def drawn(space: Space, rng: np.random.Generator) -> Iterator[Point]:
    """DRAWN settings of every method, so that those with few of their own have steps close together."""
    kinds = space.structure.axes[space.names.index(METHOD)].size
    for kind in range(kinds):
        shares = rng.random((DRAWN, space.structure.size))
        shares[:, space.names.index(METHOD)] = (kind + 0.5) / kinds
        yield from space.decode(*resolve(space.structure, shares, Axis.quantile))


def near(space: Space, tried: dict[Any, tuple[Try, Point]], width: float, rng: np.random.Generator) -> list[Point]:
    """Settings near the best ones of each method, the best methods' above all."""
    by_kind: dict[str, list[Point]] = defaultdict(list)
    for _, point in sorted(tried.values(), key=lambda pair: (not pair[0].reached, pair[0].estimate)):
        by_kind[str(point[METHOD])].append(point)
    leaders = [p for place, ps in enumerate(by_kind.values()) for p in ps[: LEADERS if place < LEADING else 1]]
    numbers = moved(space.structure, space.encode(leaders)[0], MOVED, width, rng)
    return space.decode(*resolve(space.structure, numbers, Axis.nearest))


def grid(name: str, threads: int) -> None:
    """Look for the best known, and say what is best of each method."""
    objective, rng = Objective(scenario(name)), np.random.default_rng(0)
    methods = MethodsSpace(objective.scenario, objective.problem)
    space = methods.space
    tried: dict[Any, tuple[Try, Point]] = {}

    def run(points: list[Point]) -> None:
        new = {settings: point for point in points if (settings := methods.settings_of(point).unlabelled) not in tried}
        first = best([one for one, _ in tried.values()])
        found = evaluate(objective, list(new), math.inf if first is None else 10**first.score, threads=threads)
        tried.update({one.settings: (one, new[one.settings]) for one in found})

    points = list(drawn(space, rng))
    for place in range(0, len(points), DRAWN):
        run(points[place : place + DRAWN])
    for width in WIDTHS:
        run(near(space, tried, width, rng))
    leaders = sorted((one for one, _ in tried.values() if one.reached), key=lambda one: one.score)
    print(f"{name}: {10 ** leaders[0].score:.5g} s after {len(tried)} tries", flush=True)
    by_kind = {one.settings.kind: one for one in reversed(leaders)}
    for one in sorted(by_kind.values(), key=lambda one: one.score):
        print(f"  {10**one.score:8.4g} s  {one.settings.model_dump_json(exclude_none=True)}")
    # The best of thousands on three seeds is partly theirs.
    for label, found in validate(objective, finalists(leaders), threads=threads).items():
        low, middle, high = found.quartiles[0]
        print(f"  on fresh seeds {middle:.4g} s [{low:.4g}, {high:.4g}]  {label}")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first one")
    parser.add_argument("--tries", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2, help="tries at once, which a search depends on")
    parser.add_argument("--only", default="bayesian,tpe,random", help="optimisers, with commas between")
    parser.add_argument("--on", default=",".join(CLUSTERS), help="clusters, with commas between")
    parser.add_argument("--grid", action="store_true", help="look for the best known anew")
    asked = parser.parse_args()
    threadpool_limits(1, user_api="blas")
    for name in asked.on.split(","):
        if asked.grid:
            grid(name, asked.threads)
            continue
        for kind in asked.only.split(","):
            if sentence := missing(kind):
                print(f"{kind} is left out: {sentence}")
            else:
                measure(name, kind, asked)


if __name__ == "__main__":
    main()
