"""Another process that compiles the engine and so fills the cache on disk, in the order that visitors ask for."""

import contextlib
import subprocess
import sys
import threading
from typing import NamedTuple

COMMAND = [sys.executable, "-m", "engine", "warm", "--all", "--background"]


class Part(NamedTuple):
    """How far a stage of engine/warm.py is, in functions."""

    done: int = 0
    count: int = 0


class Filling:
    """The process, and how far it is.

    Nothing is waited for before it begins, nor after it has ended in whatever way: who needs a function that is not
    there compiles it.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.parts: dict[str, Part] = {}
        self.asked: set[str] = set()
        self.over = threading.Event()
        self.over.set()

    def begin(self) -> None:
        """Start the process, and a thread that notes how far it is."""
        self.over.clear()
        self.process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.follow, args=(self.process,), name="filling", daemon=True).start()

    def follow(self, process: "subprocess.Popen[str]") -> None:
        """Note what the process says, until it ends."""
        with process:
            for line in process.stdout or ():
                stage, _, numbers = line.strip().rpartition(": ")
                self.parts[stage] = Part(*map(int, numbers.split(" of ")))
        self.over.set()

    def lacks(self, stage: str) -> Part | None:
        """How far a stage is that must be waited for, and which comes next; None for one that is there."""
        part = self.parts.get(stage, Part())
        if self.over.is_set() or 0 < part.count == part.done:
            return None
        if stage not in self.asked and self.process is not None and self.process.stdin is not None:
            self.asked.add(stage)
            # A process that has just ended hears nothing.
            with contextlib.suppress(OSError, ValueError):
                self.process.stdin.write(f"{stage}\n")
                self.process.stdin.flush()
        return part
