"""Scenarios in, results out: JSON and CSV files that are whole or not there."""

import csv
import io
import json
import math
import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cluster.speeds import Trace
from engine.problems.table import Table
from engine.results.curves import quartiles
from engine.scenario import Scenario
from engine.simulation import Simulation

if TYPE_CHECKING:
    from engine.search.best_steps import Search

COLUMNS = ("method", "time", "updates", "gradients", "value", "gap", "gradient_norm", "gap_low", "gap_high")
TESTED = "test_accuracy"
"""One more column at the end, for problems that hold samples out as a test."""


class FieldTwiceError(ValueError):
    """A field that stands twice in a JSON file: one of the two would win in silence."""


def read_scenario(path: Path, trace: Trace | None = None, table: Table | None = None) -> Scenario:
    """The scenario in a JSON file; with a trace's speeds and a table's data in place of its own, where they are given.

    Raises OSError when the file cannot be read, ValueError when it is not JSON, and
    pydantic.ValidationError (a ValueError too) when it is no scenario. NaN is read, so that
    the schema can name its field.
    """
    given = json_in(path.read_bytes())
    given = given if trace is None else replayed(given, trace)
    return Scenario.model_validate(given if table is None else with_table(given, table))


def json_in(content: bytes) -> Any:
    """What a JSON file holds. Raises ValueError where it is none, or where a field stands twice."""
    return json.loads(content.decode("utf-8-sig"), object_pairs_hook=each_once)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a JSON file from its fields. Raises FieldTwiceError where one stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise FieldTwiceError(f"the field {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return found


def replayed(given: Any, trace: Trace) -> Any:
    """The scenario `given`, as JSON has it, with the speeds and the workers of a trace."""
    if isinstance(given, dict) and isinstance(cluster := given.get("cluster", {}), dict):
        return given | {"cluster": cluster | {"workers": len(trace.durations), "speed": trace}}
    return given


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
    tested = any(run.test_accuracy is not None for run in simulation.values())
    rows: list[Sequence[Any]] = []
    for label, run in simulation.items():
        low, gap, high = quartiles(run.gap)
        norm = quartiles(run.gradient_norm)[1]
        columns = [run.time, run.updates, run.gradients, gap + simulation.problem.minimum, gap, norm, low, high]
        if run.test_accuracy is not None:
            columns.append(quartiles(run.test_accuracy)[1])
        rows += [(label, *row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    return csv_text((*COLUMNS, TESTED) if tested else COLUMNS, rows)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The text of a CSV file, with one line a row; None and '' are empty cells."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def tuning_table(found: "Search") -> str:
    """The best step of each method for people: a line of columns each, and a sentence where there is more to say.

    The end gap is the mean over the last fifth of the run, median over the seeds.
    """
    # SciPy's statistics take a second to load, and only a search needs them.
    from engine.results.ending import HEARD

    width = max(len("method"), *(len(label) for label in found))
    target = f"seconds to {found.goal.share:g} of the first gap"
    lines = [f"{'method':{width}}  {'step':>9}  {'usable from':>11}  {'to':>9}  {target}   end gap  runs"]
    for label, tuning in found.items():
        place, usable = tuning.best_index, tuning.usable
        if place is None or usable is None:
            lines.append(f"{label:{width}}  {tuning.why_none}, so it keeps its own ({tuning.runs} runs)")
            continue
        reached = f"{tuning.seconds[place]:.4g}" if math.isfinite(tuning.seconds[place]) else "not reached"
        lines.append(
            f"{label:{width}}  {tuning.steps[place]:9.3g}  {usable[0]:11.3g}  {usable[1]:9.3g}  "
            f"{reached:>{len(target)}}  {tuning.gap[place]:8.3g}  {tuning.runs:4}"
        )
    if any(tuning.best is not None and tuning.scored_by != tuning.goal.kind for tuning in found.values()):
        lines.append("Where no step reaches the target and stays there, the step of the smallest end gap is taken.")
    if any(tuning.confirmed for tuning in found.values()):
        lines.append("Each step was confirmed on fresh seeds, and there on up to four times the budget.")
    if found.short and any(tuning.confirmed for tuning in found.values()):
        lines.append(
            f"The slowest worker was heard fewer than {HEARD} times even there: longer runs may need other steps."
        )
    edge = [label for label, tuning in found.items() if tuning.at_edge]
    if edge:
        lines.append(f"The best step tried is the smallest or the largest one: {', '.join(edge)}.")
    return "\n".join(lines) + "\n"


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file that appears complete or not at all. Raises OSError."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".asynchrony-lab-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        # mkstemp makes private files; a result should be as readable as any other new file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
