"""`python -m engine solve goldstein`: optimisers over design spaces on benchmarks whose optimum is known."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.command_line import check_outputs, fail, failing, progress, write
from engine.design_space.axis import Floats
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.optimisers import OPTIMISERS, missing
from engine.design_space.study import CLOSE, Study, milestones, run_study

SLOW = "smt_kriging"
"""Needs seconds a try, so it runs where it is named."""


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        "python -m engine solve",
        description="The best value so far of optimisers on a function whose optimum is known, over several seeds.",
    )
    options.add_argument("benchmark", help=", ".join(BENCHMARKS))
    options.add_argument(
        "--optimisers",
        help=f"with commas between, of {', '.join(OPTIMISERS)} (default: all that are installed but {SLOW})",
    )
    options.add_argument("--tries", type=int, default=60, help="evaluations of a run (default 60)")
    options.add_argument("--seeds", type=int, default=8, help="runs of each optimiser (default 8)")
    options.add_argument("--seed", type=int, default=0, help="of the first run, those of the others follow (default 0)")
    options.add_argument("--output", type=Path, help="JSON file for all runs")
    return options


def main(arguments: list[str]) -> None:
    """Run the study and print a table. Exit code 2 and one sentence on bad input."""
    options = parser().parse_args(arguments)
    check_outputs({"--output": options.output}, {})
    with failing():
        study = study_for(options)
    if options.output is not None:
        write("--output", options.output, json.dumps(as_json(study, options.seed), allow_nan=False) + "\n")
    print("\n".join(told(study)))


def study_for(options: argparse.Namespace) -> Study:
    """The study. Raises SystemExit with one sentence on bad input, before anything is run."""
    kinds = names_of(options.optimisers)
    try:
        return run_study(options.benchmark, kinds, options.tries, options.seeds, options.seed, progress())
    except ImportError as error:
        fail(f"--optimisers: {error}")
    except ValueError as error:
        # All but the benchmark are options here.
        fail(str(error) if str(error).startswith("benchmark") else f"--{error}")


def names_of(text: str | None) -> list[str]:
    """The optimisers of a list; without one, all that run here, and not for long."""
    if text is None:
        return [kind for kind in OPTIMISERS if kind != SLOW and missing(kind) is None]
    return [name.strip() for name in text.split(",") if name.strip()]


def told(study: Study) -> list[str]:
    """A line an optimiser: quartiles of the regret at the milestones, seeds that solved it, processor seconds a try."""
    ends = milestones(study.tries)
    rows = [["optimiser", *(f"{tried} tries" for tried in ends), f"within {CLOSE:g}", "s a try"]]
    for kind in study.runs:
        quartiles = [regret_words(study.quartiles(kind)[:, tried - 1]) for tried in ends]
        rows.append([kind, *quartiles, f"{study.solved(kind)} of {study.seeds}", f"{study.seconds(kind):.4f}"])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    best = study.winner
    return [
        f"{study.name}: regret, which is the best value so far less the optimum {study.benchmark.optimum:.6g}; median "
        f"[quartiles] of {study.seeds} seed{'s' * (study.seeds > 1)}",
        *("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows),
        f"Best of {study.evaluations:,} evaluations: {best.value:.6g}, found by {best.optimiser}.",
    ]


def regret_words(quartiles: Floats) -> str:
    low, median, high = quartiles
    return f"{median:.3f} [{low:.3f}, {high:.3f}]"


def as_json(study: Study, seed: int) -> dict[str, Any]:
    """All runs as plain values: by optimiser a list a seed of values, a try each, and the best point of all."""
    best = study.winner
    return {
        "benchmark": study.name,
        "optimum": study.benchmark.optimum,
        "seeds": list(range(seed, seed + study.seeds)),
        "tries": study.tries,
        "best": {"optimiser": best.optimiser, "value": best.value, "point": best.point},
        "optimisers": {
            kind: {
                "values": [run.values.tolist() for run in runs],
                "best_so_far": study.best(kind).tolist(),
                "regret_quartiles": study.quartiles(kind).T.tolist(),
                "solved": study.solved(kind),
                "seconds_a_try": [float(np.mean(run.seconds)) for run in runs],
                "points": [[dict(point) for point in run.points] for run in runs],
            }
            for kind, runs in study.runs.items()
        },
    }
