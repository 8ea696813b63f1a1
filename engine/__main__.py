"""The command line: `python -m engine scenario.json --output result.csv`.

With `--data file.csv --target column` the problem is the file's, and with `--worker column` its workers, too.
"""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError
from threadpoolctl import threadpool_limits

from engine import Scenario, __version__, sentence, simulate
from engine.files import read_scenario, result_table, write_whole
from engine.table import Table, read_table

BAD_INPUT = 2


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    command = argparse.ArgumentParser(prog="python -m engine", description="Simulate a scenario; write its records.")
    command.add_argument("scenario", type=Path, help="JSON file (see the README)")
    command.add_argument("--output", type=Path, help="CSV file; without it the table goes to standard output")
    command.add_argument("--data", type=Path, help="CSV file with a header, which replaces the scenario's problem")
    command.add_argument("--target", help="the data's column that holds the classes")
    command.add_argument("--worker", help="the data's column that says which worker owns a row")
    command.add_argument("--threads", type=int, help="threads to use; the result does not depend on it")
    command.add_argument("--version", action="version", version=__version__)
    return command


def read(path: Path, table: Table | None) -> Scenario:
    """The scenario, or SystemExit with one sentence."""
    try:
        return read_scenario(path, table)
    except ValidationError as error:
        fail(f"{path}: {sentence(error)}")
    except OSError as error:
        fail(f"{path}: cannot be read ({error.strerror})")
    except (ValueError, RecursionError) as error:
        fail(f"{path}: is not a JSON file ({error})")


def read_data(path: Path | None, target: str | None, worker: str | None) -> Table | None:
    """The data, if any are given, with notes on standard error; or SystemExit with one sentence."""
    if path is None:
        if target or worker:
            fail("--target and --worker: are for the columns of --data, which is missing")
        return None
    if target is None:
        fail("--target: is missing; it names the column of --data that holds the classes")
    try:
        table = read_table(path.read_bytes(), target, worker)
    except OSError as error:
        fail(f"{path}: cannot be read ({error.strerror})")
    except ValueError as error:
        fail(f"{path}: {error}")
    for note in table.notes:
        print(f"note: {path}: {note}", file=sys.stderr)
    return table


def fail(text: str) -> NoReturn:
    """End with one line on standard error."""
    print("error: " + " ".join(text.split()), file=sys.stderr)
    raise SystemExit(BAD_INPUT)


def show_progress(fraction: float) -> None:
    print(f"\r{fraction:4.0%}", end="\r" if fraction < 1 else "\n", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command. Exit code 2 and one sentence on bad input."""
    options = parser().parse_args(arguments)
    if options.threads is not None and options.threads < 1:
        fail("--threads: must be at least 1")
    if options.output is not None:
        check_output(options.output, options.scenario, options.data)
    scenario = read(options.scenario, read_data(options.data, options.target, options.worker))
    # The seeds already fill the processors.
    threadpool_limits(1, user_api="blas")
    table = run(scenario, options.threads)
    if options.output is None:
        sys.stdout.write(table)
        return
    try:
        write_whole(options.output, table)
    except OSError as error:
        fail(f"--output: {options.output} cannot be written ({error.strerror})")


def check_output(output: Path, scenario: Path, data: Path | None) -> None:
    """SystemExit with one sentence where no result can be written: better before the simulation than after."""
    target = output.resolve()
    if not target.parent.is_dir():
        fail(f"--output: the folder {target.parent} does not exist")
    if target.exists() and not target.is_file():
        fail(f"--output: {output} is there already and is no file")
    if target == scenario.resolve():
        fail("--output: would replace the scenario")
    if data is not None and target == data.resolve():
        fail("--output: would replace the data")


def run(scenario: Scenario, threads: int | None) -> str:
    """The table of results, with progress on a terminal."""
    try:
        return result_table(simulate(scenario, threads, show_progress if sys.stderr.isatty() else None))
    except ArithmeticError as error:
        fail(f"problem: {error}")
    except RuntimeError as error:
        fail(f"methods: {error}")
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
