"""What was tried, in a file of JSON lines, so that a search can be resumed.

The first line says what for; each further line is a try. A line counts once it ends: what a crash left half-written at
the end is dropped when the file is opened again.
"""

import json
import math
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from engine.advisor.objective import PATIENCE, Objective
from engine.advisor.tries import Try
from engine.files import write_whole
from engine.methods import MethodSettings

FORMAT = 1


class OtherScenarioError(ValueError):
    """A log that belongs to another scenario, goal or number of seeds."""


def digest(objective: Objective) -> str:
    """What the scores depend on, as 64 hexadecimal digits: not on the scenario's methods and records."""
    scenario = objective.scenario.model_dump(mode="json", exclude={"methods", "records", "seeds"})
    about = [scenario, objective.goal.model_dump(mode="json"), objective.first, objective.seeds]
    return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


class Log:
    """The tries of an objective that a file holds; several threads may add to it, but one process at a time."""

    def __init__(self, path: Path, objective: Objective) -> None:
        """Open the log, or begin it where there is none.

        Raises OtherScenarioError for the log of another objective, ValueError for a file that is no log, OSError when
        it cannot be read or written; the file then stays as it is.
        """
        self.path = path
        self.tries: list[Try] = []
        self.lock = Lock()
        header = line({"log": FORMAT, "scenario": digest(objective)})
        content = path.read_bytes() if path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]
        if not whole and not header.startswith(content):
            raise ValueError(f"{path}: is no log of tries")
        if not whole:
            write_whole(path, header)
            return
        self.tries = list(self.read(whole, header))
        if len(whole) < len(content):
            os.truncate(path, len(whole))

    def __iter__(self) -> Iterator[Try]:
        return iter(list(self.tries))

    def __len__(self) -> int:
        return len(self.tries)

    def read(self, content: bytes, header: bytes) -> Iterator[Try]:
        """The tries in the whole lines of a file."""
        first, *rest = content.splitlines(keepends=True)
        if first != header:
            known = known_header(first)
            if known is None:
                raise ValueError(f"{self.path}: is no log of tries")
            what = "another scenario, goal or number of seeds" if known["log"] == FORMAT else "another version"
            raise OtherScenarioError(f"{self.path}: holds tries of {what}; take another file, or remove this one")
        for number, text in enumerate(rest, 2):
            try:
                yield Try.from_json(json.loads(text))
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{self.path}: line {number} is no try") from error

    def find(self, settings: MethodSettings, bound: float = math.inf) -> Try | None:
        """What is known of the settings, whatever their label: exact, or as low a bound as `bound` would leave."""
        wanted = settings.unlabelled
        for one in self:
            if one.settings == wanted and (one.slower_than is None or one.slower_than >= PATIENCE * bound):
                return one
        return None

    def add(self, found: Try) -> None:
        """Keep a try, at once. Raises OSError when it cannot be written; nothing of it then stays in the file."""
        with self.lock:
            append(self.path, line(found.as_json()))
            self.tries.append(found)


def append(path: Path, content: bytes) -> None:
    """Append to a file that exists: all of the content, or nothing."""
    with path.open("r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        try:
            if file.write(content) != len(content):
                raise OSError(f"{path}: a line could not be written as a whole")
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(size)
            raise


def known_header(text: bytes) -> dict[str, Any] | None:
    """The first line of any log of tries; None where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and {"log", "scenario"} <= found.keys() else None


def line(content: dict[str, Any]) -> bytes:
    """One line of JSON, without infinite numbers."""
    return (json.dumps(content, allow_nan=False) + "\n").encode()
