"""`python -m engine advise scenario.json`: the advisor on the command line."""

import argparse
import json
import math
from pathlib import Path

from threadpoolctl import threadpool_limits

from engine.advisor.advise import Advice, advise
from engine.advisor.log import Log
from engine.advisor.objective import Objective
from engine.command_line import check_outputs, check_threads, fail, failing, progress, read, write
from engine.design_space.optimisers import OPTIMISERS
from engine.scenario import Scenario


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser("python -m engine advise", description="Which method suits a cluster and data?")
    options.add_argument("scenario", type=Path, help="cluster, problem, seed and budget; its methods do not matter")
    options.add_argument("--seconds", type=float, default=60.0, help="real seconds, about (default 60)")
    options.add_argument("--seed", type=int, default=0, help="of the optimiser (default 0)")
    options.add_argument("--optimiser", choices=sorted(OPTIMISERS), default="bayesian")
    options.add_argument("--output", type=Path, help="the advice as JSON: scenario, validation, tries")
    options.add_argument("--log", type=Path, help="a file of tries, which is resumed where it exists")
    options.add_argument("--threads", type=int)
    return options


def main(arguments: list[str]) -> None:
    """Advise, print a table and a sentence. Exit code 2 and one sentence on bad input."""
    options = parser().parse_args(arguments)
    check_threads(options.threads)
    check_outputs({"--output": options.output, "--log": options.log}, {"scenario": options.scenario})
    scenario = read(options.scenario)
    threadpool_limits(1, user_api="blas")
    with failing():
        advice = advice_for(scenario, options)
    if options.output is not None:
        write("--output", options.output, json.dumps(advice.as_json(), allow_nan=False) + "\n")
    print("\n".join(told(advice)))


def advice_for(scenario: Scenario, options: argparse.Namespace) -> Advice:
    """The advice. Raises SystemExit with one sentence on bad input, and what `failing` is for."""
    try:
        log = None if options.log is None else Log(options.log, Objective(scenario))
        return advise(
            scenario, options.seconds, options.seed, optimiser=options.optimiser, log=log, threads=options.threads,
            progress=progress(),
        )  # fmt: skip
    except OSError as error:
        fail(f"--log: {options.log} cannot be read or written ({error.strerror or error})")
    except (ValueError, ImportError) as error:
        fail(str(error))


def told(advice: Advice) -> list[str]:
    """The validation as lines, and the recommendation in a sentence."""
    lines = []
    for label, found in advice.validation.items():
        low, middle, high = (f"{value:.4g}" if math.isfinite(value) else "not reached" for value in found.quartiles[0])
        lines.append(f"{label}: {middle} s ({low} to {high}){'' if found.holds else ', does not hold'}")
    settings = advice.settings
    if settings is None:
        return [*lines, "Nothing that was tried reaches the target and holds on fresh seeds."]
    fields = settings.model_dump(exclude={"kind", "label"}, exclude_none=True)
    how = ", ".join(f"{name} {value}" for name, value in fields.items())
    lines.append(f"Recommended after {len(advice.tries)} tries: {settings.kind} with {how}.")
    if advice.untold:
        lines.append(f"The fresh seeds cannot tell it from: {', '.join(advice.untold)}.")
    return lines
