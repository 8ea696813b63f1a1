"""`python -m benchmarks`: an arrival against heapq and NumPy, the Race page's default, the search for best steps."""

import statistics
import time
from collections.abc import Callable

from benchmarks import yardstick
from engine import Scenario, simulate
from engine.kernel.replicate import Replicate
from engine.methods import METHODS
from engine.results.path_grid import own_records
from engine.search.best_steps import search
from engine.simulate import build_problem

ROUNDS = 15


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def scenario(dimension: int, arrivals: int, kind: str) -> Scenario:
    return Scenario.model_validate(
        {
            "seeds": 1,
            "cluster": {"workers": 10},
            "problem": {"kind": "quadratic", "dimension": dimension, "noise": 0.1},
            "methods": [{"kind": kind}],
            "budget": {"arrivals": arrivals},
            "records": 2,
        }
    )


def arrival_cost(dimension: int, arrivals: int, kind: str) -> float:
    """Nanoseconds an arrival in the kernel, n = 10, noise on."""
    chosen = scenario(dimension, arrivals, kind)
    problem = build_problem(chosen.problem, chosen.cluster.workers, chosen.seed)
    replicate = Replicate(
        chosen.cluster, problem, chosen.methods[0], chosen.seed, 1, own_records(chosen, problem.dimension)
    )
    return seconds(lambda: replicate.advance(arrivals)) / arrivals * 1e9


def compare(dimension: int, arrivals: int) -> None:
    """One line: the kernel and the yardstick in turn, medians and the median of the ratios."""
    pairs = [
        (
            arrival_cost(dimension, arrivals * 10, "asgd"),
            seconds(lambda: yardstick.run(10, dimension, arrivals)) / arrivals * 1e9,
        )
        for _ in range(ROUNDS)
    ]
    kernel, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(slow / quick for quick, slow in pairs)
    print(f"d = {dimension:5}   kernel {kernel:8.0f} ns   heapq + NumPy {plain:8.0f} ns   ratio {ratio:5.1f}")


def against_asgd(kind: str, dimension: int) -> float:
    """How many times an arrival of ASGD one of `kind` costs, the median of pairs run in turn."""
    pairs = [(arrival_cost(dimension, 50_000, each) for each in (kind, "asgd")) for _ in range(ROUNDS)]
    return statistics.median(own / plain for own, plain in pairs)


def default_page() -> None:
    """The Race page's default size: 3 methods x 8 seeds x 5,000 arrivals, d = 10."""
    page = Scenario.model_validate({"seeds": 8})
    times = [seconds(lambda: simulate(page)) for _ in range(ROUNDS)]
    print(f"3 methods x 8 seeds x 5,000 arrivals, d = 10: median {statistics.median(times) * 1e3:.0f} ms")


def step_search() -> None:
    """The best step of each method of the Race page's default: some 24 steps each."""
    page = Scenario.model_validate({"seeds": 8})
    runs = search(page).runs
    times = [seconds(lambda: search(page)) for _ in range(ROUNDS)]
    print(f"a search for the best steps of all three, {runs} runs: median {statistics.median(times) * 1e3:.0f} ms")


def main() -> None:
    print(f"An arrival of ASGD, n = 10, noise on; medians of {ROUNDS} rounds, both in turn:")
    arrival_cost(10, 1000, "asgd")
    for dimension, arrivals in ((10, 10_000), (100, 5_000), (1000, 1_000)):
        compare(dimension, arrivals)
    print("An arrival of each method, against one of ASGD in turn, d = 10 and d = 100:")
    for kind in METHODS:
        print(f"{kind:16} {against_asgd(kind, 10):5.2f} {against_asgd(kind, 100):5.2f}")
    default_page()
    step_search()


if __name__ == "__main__":
    main()
