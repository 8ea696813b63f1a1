"""Another process that compiles the engine and so fills the cache on disk, in the order that visitors ask for."""

import contextlib
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

COMMAND = [sys.executable, "-m", "engine", "warm", "--all", "--background"]
ROOT = Path(__file__).parents[3]
PROGRESS = re.compile(r"(.+): (\d+) of (\d+)")
PATIENCE = 60.0
"""Seconds after which a process that says nothing is taken for stopped: no function takes so long."""


class Part(NamedTuple):
    """How far a stage of engine/warm.py is, in functions."""

    done: int = 0
    count: int = 0


class Filling:
    """The process, and how far it is.

    Nothing is waited for before it begins, nor after it has ended in whatever way, nor when it is silent: who needs a
    function that is not there compiles it.
    """

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.parts: dict[str, Part] = {}
        self.asked: set[str] = set()
        self.heard = 0.0
        self.over = threading.Event()
        self.over.set()

    def begin(self) -> None:
        """Start the process, where that is possible, and a thread that notes how far it is."""
        with contextlib.suppress(OSError):
            self.process = subprocess.Popen(
                COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
            self.heard = time.monotonic()
            self.over.clear()
            threading.Thread(target=self.follow, args=(self.process,), name="filling", daemon=True).start()

    def follow(self, process: "subprocess.Popen[str]") -> None:
        """Note what the process says, until it ends."""
        try:
            # What was asked of a process that has just ended cannot be delivered.
            with contextlib.suppress(OSError), process:
                for line in process.stdout or ():
                    self.heard = time.monotonic()
                    if found := PROGRESS.fullmatch(line.strip()):
                        self.parts[found[1]] = Part(int(found[2]), int(found[3]))
        finally:
            self.over.set()

    def end_if_silent(self) -> None:
        """Do without a process that has said nothing for long."""
        if not self.over.is_set() and time.monotonic() - self.heard > PATIENCE and self.process is not None:
            self.process.kill()
            self.over.set()

    def lacks(self, stage: str) -> Part | None:
        """How far a stage is that must be waited for, and which comes next; None for one that is there."""
        self.end_if_silent()
        part = self.parts.get(stage, Part())
        if self.over.is_set() or 0 < part.count == part.done:
            return None
        if stage not in self.asked and self.process is not None and self.process.stdin is not None:
            self.asked.add(stage)
            # A process that has just ended hears nothing.
            with contextlib.suppress(OSError, ValueError):
                self.process.stdin.write(f"{stage}\n")
        return part
