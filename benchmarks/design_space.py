"""`python -m benchmarks.design_space [--seeds 16] [--only bayesian,tpe] [--tries 60] [--seed 1000]`: known optima.

For each benchmark a table as `python -m engine solve` prints it, over fresh seeds: the regret (best value so far less
the optimum) after 20, 40 and 60 tries as median [quartiles], how many seeds came within 0.05, and processor seconds a
try. What needs the extra `advisor` is left out where it is not installed. A long measurement loses nothing where it
is ended if each `--seed` is measured in turn, with `--seeds 1` and a `--folder`. Set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import json
from pathlib import Path

from engine.advisor.solve import as_json, told
from engine.design_space.benchmarks import BENCHMARKS
from engine.design_space.optimisers import OPTIMISERS, missing
from engine.design_space.study import run_study

FIRST_SEED = 1000
"""Settings were chosen on smaller ones."""


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first one")
    parser.add_argument("--tries", type=int, default=60)
    parser.add_argument("--only", default=",".join(OPTIMISERS), help="optimisers, with commas between")
    parser.add_argument("--on", default=",".join(BENCHMARKS), help="benchmarks, with commas between")
    parser.add_argument("--folder", type=Path, help="for a JSON file of each benchmark and optimiser")
    asked = parser.parse_args()
    kinds = [kind for kind in asked.only.split(",") if missing(kind) is None]
    for kind in asked.only.split(","):
        if sentence := missing(kind):
            print(f"{kind} is left out: {sentence}")
    for name in asked.on.split(","):
        study = run_study(name, kinds, asked.tries, asked.seeds, asked.seed)
        print("\n".join(told(study)), flush=True)
        if asked.folder is not None:
            path = asked.folder / f"{name}-{asked.seed}-{'-'.join(kinds)}.json"
            path.write_text(json.dumps(as_json(study, asked.seed)))


if __name__ == "__main__":
    main()
