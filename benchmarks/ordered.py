"""`python -m benchmarks.ordered`: OrMo, naive momentum and ASGD on digits, each at its own best step.

K = 16 and K = 64 workers, all alike and with 1/16 of them ten times slower; the training loss over the last
fifth of equal arrivals.
Writes the table that the Methods page shows.
"""

import json
from pathlib import Path
from typing import Any

from engine import Scenario
from engine.search.best_steps import search
from engine.search.tuning import Goal
from engine.simulate import build_problem

TABLE = Path(__file__).parents[1] / "pages" / "parts" / "methods" / "ordered_momentum.json"
WORKERS = (16, 64)
SPEEDS: dict[str, dict[str, Any]] = {
    "all alike": {"kind": "equal"},
    "1/16 ten times slower": {"kind": "two_groups", "share": 0.0625, "slowdown": 10.0},
}
METHODS = ("ormo", "naive_momentum", "asgd")
SEEDS, ARRIVALS = 8, 3200


def scenario(workers: int, speed: dict[str, Any], methods: tuple[str, ...] = METHODS) -> Scenario:
    """Softmax regression on digits whose labels are mixed alike over the workers; momentum 0.9 where there is one."""
    return Scenario.model_validate(
        {
            "seeds": SEEDS,
            "cluster": {"workers": workers, "speed": speed},
            "problem": {"kind": "softmax", "dirichlet": 1000.0, "batch": 8, "penalty": 1e-4},
            "methods": [{"kind": kind} for kind in methods],
            "budget": {"arrivals": ARRIVALS},
        }
    )


def rows(workers: int, words: str) -> list[dict[str, Any]]:
    """One row a method: the training loss at its best step, median and quartiles over the seeds."""
    given = scenario(workers, SPEEDS[words])
    found = search(given, Goal(kind="gap"))
    # Losses are gaps above the same minimum.
    minimum = build_problem(given.problem, workers, given.seed).minimum
    made = []
    for kind, tuning in found.items():
        best = tuning.best_index
        assert best is not None
        low, high = tuning.usable or (0.0, 0.0)
        made.append(
            {
                "workers": workers,
                "speeds": words,
                "method": kind,
                "best_step": float(tuning.steps[best]),
                "usable": [float(low), float(high)],
                "loss": float(tuning.gap[best]) + minimum,
                "quartiles": [float(tuning.gap_low[best]) + minimum, float(tuning.gap_high[best]) + minimum],
                "minimum": minimum,
                "arrivals": ARRIVALS,
                "seeds": SEEDS,
            }
        )
    return made


def main() -> None:
    table = [row for workers in WORKERS for words in SPEEDS for row in rows(workers, words)]
    for row in table:
        print(f"{row['workers']:3} {row['speeds']:22} {row['method']:15} step {row['best_step']:<8g} "
              f"loss {row['loss']:.5f} ({row['quartiles'][0]:.5f} to {row['quartiles'][1]:.5f})")  # fmt: skip
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
