"""What all commands do alike: read their inputs, write their outputs, show progress, and fail in one sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError

from engine.cluster.speeds import Trace
from engine.cluster.trace import read_trace
from engine.files import FieldTwiceError, read_scenario, write_whole
from engine.kernel.pool import Progress
from engine.problems.table import Table, read_table
from engine.scenario import Scenario, sentence

BAD_INPUT = 2


def fail(text: str) -> NoReturn:
    """End with one line on standard error."""
    print("error: " + " ".join(text.split()), file=sys.stderr)
    raise SystemExit(BAD_INPUT)


@contextmanager
def failing() -> Iterator[None]:
    """Turn what a computation raises into SystemExit with one sentence."""
    try:
        yield
    except ArithmeticError as error:
        fail(f"problem: {error}")
    except RuntimeError as error:
        fail(f"methods: {error}")
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def progress() -> Progress | None:
    """What shows progress on standard error; None where that is no terminal."""
    return show_progress if sys.stderr.isatty() else None


def show_progress(fraction: float) -> None:
    print(f"\r{fraction:4.0%}", end="\r" if fraction < 1 else "\n", file=sys.stderr, flush=True)


def read(path: Path, trace: Trace | None = None, table: Table | None = None) -> Scenario:
    """The scenario in a file. Raises SystemExit with one sentence."""
    try:
        return read_scenario(path, trace, table)
    except ValidationError as error:
        fail(f"{path}: {sentence(error)}")
    except OSError as error:
        fail(f"{path}: cannot be read ({error.strerror})")
    except FieldTwiceError as error:
        fail(f"{path}: {error}")
    except (ValueError, RecursionError) as error:
        fail(f"{path}: is not a JSON file ({error})")


def read_times(path: Path) -> Trace:
    """The trace in a file. Raises SystemExit with one sentence."""
    try:
        return read_trace(path.read_bytes())
    except OSError as error:
        fail(f"--trace: {path} cannot be read ({error.strerror})")
    except ValueError as error:
        fail(f"--trace: {path}: {error}")


def read_data(path: Path | None, target: str | None, worker: str | None) -> Table | None:
    """The data in a file, None without one; notes go to standard error. Raises SystemExit with one sentence."""
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


def check_threads(threads: int | None) -> None:
    """Raise SystemExit with one sentence where work cannot be spread over so many threads."""
    if threads is not None and threads < 1:
        fail("--threads: must be at least 1")


def check_outputs(outputs: dict[str, Path | None], inputs: dict[str, Path | None]) -> None:
    """Raise SystemExit with one sentence where an output cannot be written: better before the simulation than after.

    Nor may it replace an input, or another output.
    """
    seen: dict[Path, str] = {}
    for option, output in outputs.items():
        if output is None:
            continue
        target = output.resolve()
        if not target.parent.is_dir():
            fail(f"{option}: the folder {target.parent} does not exist")
        if target.exists() and not target.is_file():
            fail(f"{option}: {output} is there already and is no file")
        for name, path in inputs.items():
            if path is not None and target == path.resolve():
                fail(f"{option}: would replace the {name}")
        if target in seen:
            fail(f"{option}: is the same file as {seen[target]}")
        seen[target] = option


def write(option: str, path: Path, text: str) -> None:
    """Write a file. Raises SystemExit with one sentence."""
    try:
        write_whole(path, text)
    except OSError as error:
        fail(f"{option}: {path} cannot be written ({error.strerror})")
