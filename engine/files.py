"""Scenarios in, results out: JSON and CSV files that are whole or not there."""

import csv
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from engine.curves import quartiles
from engine.scenario import Scenario
from engine.simulation import Simulation
from engine.table import Table

COLUMNS = ("method", "time", "updates", "gradients", "value", "gap", "gradient_norm", "gap_low", "gap_high")
TESTED = "test_accuracy"
"""One more column at the end, for problems that hold samples out as a test."""


def read_scenario(path: Path, table: Table | None = None) -> Scenario:
    """The scenario in a JSON file, with the data of `table` for its problem if given.

    Raises OSError when the file cannot be read, ValueError when it is not JSON, and
    pydantic.ValidationError (a ValueError too) when it is no scenario. NaN is read, so that
    the schema can name its field.
    """
    given = json.loads(path.read_text(encoding="utf-8-sig"))
    return Scenario.model_validate(given if table is None else with_table(given, table))


def with_table(given: Any, table: Table) -> Any:
    """A scenario, as it stands in a file, on the data of `table` instead of its own; other fields of such data stay.

    A table with a column of workers says how many there are.
    """
    if not isinstance(given, dict):
        return given
    problem, cluster = given.get("problem"), given.get("cluster", {})
    kept = problem if isinstance(problem, dict) and problem.get("kind") == table.data.kind else {}
    data = {name: getattr(table.data, name) for name in ("kind", "features", "labels", "owner", "names", "classes")}
    if table.workers and isinstance(cluster, dict):
        cluster = {**cluster, "workers": len(table.workers)}
    return {**given, "problem": {**kept, **data}, "cluster": cluster}


def result_table(simulation: Simulation) -> str:
    """One CSV row per record and method.

    `value`, `gap`, `gradient_norm` and `test_accuracy` are medians over the seeds, `gap_low` and `gap_high` quartiles
    of the gap; `time` (simulated seconds), `updates` and `gradients` are the first seed's. Raises
    ArithmeticError when the problem's minimiser cannot be found.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    tested = any(run.test_accuracy is not None for run in simulation.values())
    writer.writerow([*COLUMNS, TESTED] if tested else COLUMNS)
    for label, run in simulation.items():
        low, gap, high = quartiles(run.gap)
        norm = quartiles(run.gradient_norm)[1]
        columns = [run.time, run.updates, run.gradients, gap + simulation.problem.minimum, gap, norm, low, high]
        if run.test_accuracy is not None:
            columns.append(quartiles(run.test_accuracy)[1])
        for row in zip(*(column.tolist() for column in columns), strict=True):
            writer.writerow([label, *row])
    return text.getvalue()


def write_whole(path: Path, text: str) -> None:
    """Write a file that appears complete or not at all. Raises OSError."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".asynchrony-lab-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # mkstemp makes private files; a result should be as readable as any other new file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
