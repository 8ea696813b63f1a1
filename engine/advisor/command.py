"""`python -m engine advise scenario.json`: the advisor on the command line."""

import argparse
import json
import math
from pathlib import Path

from pydantic import ValidationError
from threadpoolctl import threadpool_limits

from engine.advisor.advise import Advice, advise
from engine.advisor.log import Log
from engine.advisor.objective import Objective
from engine.advisor.validation import Judged
from engine.command_line import check_outputs, check_threads, fail, failing, progress, read, write
from engine.design_space.optimisers import OPTIMISERS
from engine.results.ending import HEARD
from engine.scenario import Scenario, sentence
from engine.search.tuning import Goal


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser("python -m engine advise", description="Which method suits a cluster and data?")
    options.add_argument("scenario", type=Path, help="cluster, problem, seed and budget; its methods do not matter")
    options.add_argument("--seconds", type=float, default=60.0, help="real seconds, about (default 60)")
    options.add_argument("--seed", type=int, default=0, help="of the optimiser (default 0)")
    options.add_argument(
        "--goal",
        choices=("time", "gap"),
        default="time",
        help="the fewest simulated seconds to the target (default), or the smallest gap at the end",
    )
    options.add_argument("--share", type=float, help="the target as a share of the first gap (default 0.01)")
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
    goal = goal_of(options)
    scenario = read(options.scenario)
    threadpool_limits(1, user_api="blas")
    with failing():
        advice = advice_for(scenario, goal, options)
    if options.output is not None:
        write("--output", options.output, json.dumps(advice.as_json(), allow_nan=False) + "\n")
    print("\n".join(told(advice)))


def goal_of(options: argparse.Namespace) -> Goal:
    """What is wanted. Raises SystemExit with one sentence."""
    if options.goal == "gap" and options.share is not None:
        fail("--share: goes with --goal time only, which alone has a target")
    try:
        return Goal(kind=options.goal) if options.share is None else Goal(kind=options.goal, share=options.share)
    except ValidationError as error:
        fail(f"--{sentence(error)}")


def advice_for(scenario: Scenario, goal: Goal, options: argparse.Namespace) -> Advice:
    """The advice. Raises SystemExit with one sentence on bad input, and what `failing` is for."""
    try:
        log = None if options.log is None else Log(options.log, Objective(scenario, goal))
        return advise(
            scenario, options.seconds, options.seed, goal, options.optimiser, log, options.threads, progress()
        )
    except OSError as error:
        fail(f"--log: {options.log} cannot be read or written ({error.strerror or error})")
    except (ValueError, ImportError) as error:
        fail(str(error))


def told(advice: Advice) -> list[str]:
    """The validation as lines, and the recommendation in a sentence."""
    by_time = advice.goal.kind == "time"
    lines = [f"{label}: {reached(advice, found)}" for label, found in advice.validation.items()]
    settings = advice.settings
    if settings is None:
        wanted = "reaches the target" if by_time else "ends below the first gap"
        lines.append(f"Nothing that was judged {wanted} and holds on fresh seeds.")
    else:
        fields = settings.model_dump(exclude={"kind", "label"}, exclude_none=True)
        how = ", ".join(f"{name} {value}" for name, value in fields.items())
        lines.append(f"Recommended after {len(advice.tries)} tries: {settings.kind} with {how}.")
    if advice.safe is not None:
        safe, what = advice.safe, "as slow" if by_time else "the gap"
        alone = safe.low == safe.high
        steps = f"of those tried {safe.low:.3g} alone" if alone else f"{safe.low:.3g} to {safe.high:.3g}"
        lines.append(f"Safe steps: {steps}, at most {safe.worse:g} times {what}.")
    if advice.untold:
        lines.append(f"The fresh seeds cannot tell it from: {', '.join(advice.untold)}.")
    if advice.short:
        lines.append(
            f"The budget of {advice.budget:.4g} simulated seconds ends before the slowest worker is heard {HEARD} "
            "times: a longer one may say else."
        )
    return lines


def reached(advice: Advice, found: Judged) -> str:
    """Median of a method in the validation, of the seconds to the target or of the gap at the end; and quartiles.

    Where the quartiles are the same they say nothing that the median does not.
    """
    amounts = advice.amounts(found)
    unit, none = (" s", "not reached") if advice.goal.kind == "time" else ("", "beyond all numbers")
    low, middle, high = (f"{value:.4g}" if math.isfinite(value) else none for value in amounts)
    amount = f"{middle}{unit}" if math.isfinite(amounts[1]) else none
    quartiles = "" if low == high else f" ({low} to {high})"
    return f"{amount}{quartiles}{'' if found.holds else ', does not hold'}"
