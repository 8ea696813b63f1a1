"""The command line: `python -m engine scenario.json --output result.csv`, with `--tune time` at the best steps.

With `--trace times.csv` the speeds are measured ones; with `--data file.csv --target column` the problem is the
file's, and with `--worker column` its workers, too. `python -m engine warm` compiles ahead of time; `python -m engine
advise scenario.json` looks for the method that suits it, `python -m engine solve goldstein` tries its optimisers,
`python -m engine claims` what the source papers claim.
"""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError
from threadpoolctl import threadpool_limits

from engine import Scenario, __version__, sentence, simulate
from engine.command_line import (
    check_outputs,
    check_threads,
    fail,
    failing,
    progress,
    read,
    read_data,
    read_times,
    write,
)
from engine.files import result_table, tuning_table
from engine.methods import METHODS

if TYPE_CHECKING:
    from engine.search.tuning import Goal


def parser() -> argparse.ArgumentParser:
    """The command's parser."""
    command = argparse.ArgumentParser(
        prog="python -m engine",
        description="Simulate a scenario; write its records.",
        epilog=f"Kinds of methods: {', '.join(METHODS)}. Commands of their own: python -m engine {', '.join(COMMANDS)}",
    )
    command.add_argument("scenario", type=Path, help="JSON file (see the README)")
    command.add_argument("--output", type=Path, help="CSV file; without it the table goes to standard output")
    command.add_argument(
        "--tune",
        choices=("time", "gap"),
        help="first find each method's best step: for the shortest time to the target, or the smallest gap at the end",
    )
    command.add_argument(
        "--share", type=float, help="the target as a share of the first gap (default 0.01; 0.1 for --speedup)"
    )
    command.add_argument("--tuned", type=Path, help="JSON file for the scenario with the best steps")
    command.add_argument("--theory", type=Path, help="CSV file for what is known of each method without simulating")
    command.add_argument("--speedup", type=Path, help="CSV file for the speedup over the number of workers")
    command.add_argument("--workers", help="numbers of workers for --speedup (default 1,2,4,8,16,32,64)")
    command.add_argument("--trace", type=Path, help="CSV file of measured job times, which replace the speeds")
    command.add_argument("--data", type=Path, help="CSV file with a header, which replaces the scenario's problem")
    command.add_argument("--target", help="the data's column that holds the classes")
    command.add_argument("--worker", help="the data's column that says which worker owns a row")
    command.add_argument("--threads", type=int, help="threads to use; the result does not depend on it")
    command.add_argument("--version", action="version", version=__version__)
    return command


COMMANDS = {
    "warm": "engine.warm",
    "advise": "engine.advisor.command",
    "solve": "engine.advisor.solve",
    "claims": "engine.claims.command",
}
"""What is no scenario's name, and the module of each."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command. Exit code 2 and one sentence on bad input."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in COMMANDS:
        import_module(COMMANDS[arguments[0]]).main(arguments[1:])
        return
    options = parser().parse_args(arguments)
    check_threads(options.threads)
    if options.workers is not None and options.speedup is None:
        fail("--workers: goes with --speedup only")
    share = None if options.tune is None and options.speedup is not None else options.share
    goal = goal_of(options.tune, share, options.tuned)
    inputs = {"scenario": options.scenario, "trace": options.trace, "data": options.data}
    check_outputs({f"--{name}": getattr(options, name) for name in ("output", "tuned", "theory", "speedup")}, inputs)
    trace = None if options.trace is None else read_times(options.trace)
    scenario = read(options.scenario, trace, read_data(options.data, options.target, options.worker))
    # The seeds already fill the processors.
    threadpool_limits(1, user_api="blas")
    if goal is not None:
        scenario = tune(scenario, goal, options.threads)
        if options.tuned is not None:
            write("--tuned", options.tuned, scenario.model_dump_json(indent=1) + "\n")
    if options.theory is not None:
        write("--theory", options.theory, theory(scenario, options.threads))
    if options.speedup is not None:
        write("--speedup", options.speedup, speedups(scenario, options.workers, options.share, options.threads))
    with failing():
        table = result_table(simulate(scenario, options.threads, progress()))
    if options.output is None:
        sys.stdout.write(table)
    else:
        write("--output", options.output, table)


def goal_of(kind: Literal["time", "gap"] | None, share: float | None, tuned: Path | None) -> "Goal | None":
    """What to tune for; None where nothing is tuned. Raises SystemExit with one sentence."""
    if kind is None:
        for name, given, others in (("--share", share, "--tune or --speedup"), ("--tuned", tuned, "--tune")):
            if given is not None:
                fail(f"{name}: goes with {others} only")
        return None
    # The search needs SciPy's statistics, which take a second to load.
    from engine.search.tuning import Goal

    try:
        return Goal(kind=kind) if share is None else Goal(kind=kind, share=share)
    except ValidationError as error:
        fail(f"--{sentence(error)}")


def tune(scenario: Scenario, goal: "Goal", threads: int | None) -> Scenario:
    """The scenario with the best steps, whose table goes to standard error."""
    from engine.search.best_steps import TooMuchWorkError, search

    try:
        with failing():
            tunings = search(scenario, goal, threads, progress())
    except TooMuchWorkError as error:
        fail(str(error))
    print(tuning_table(tunings), end="", file=sys.stderr)
    return tunings.tuned(scenario)


def theory(scenario: Scenario, threads: int | None) -> str:
    """The table of what is known without simulating."""
    from engine.theory.prediction import predictions
    from engine.theory.table import theory_table

    with failing():
        return theory_table(predictions(scenario, threads=threads))


def speedups(scenario: Scenario, workers: str | None, share: float | None, threads: int | None) -> str:
    """The table of speedups. Raises SystemExit with one sentence."""
    from engine.speedup.table import POWERS, numbers_of, speedup_table

    try:
        with failing():
            counts = POWERS if workers is None else numbers_of(workers)
            return speedup_table(scenario, counts, 0.1 if share is None else share, threads, progress())
    except ValueError as error:
        # It names Python's arguments, two of which are options here.
        fail(str(error).replace("workers: ", "--workers: ", 1).replace("target: ", "--share, the target: ", 1))


if __name__ == "__main__":
    main()
