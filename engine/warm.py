"""Compile ahead of time, in stages, in the order in which visitors need them; what is compiled is kept on disk.

`python -m engine warm` compiles what a first race needs, with `--all` everything.
"""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pkgutil import resolve_name
from typing import TextIO

from engine.kernel import compile_cache
from engine.kernel.on_first_use import KEEPING, Entry
from engine.methods import METHODS
from engine.problems import PROBLEMS

FIRST = "race"
CALLED_FROM_PYTHON = (
    "kernel.queue:earliest", "kernel.streams:job_key", "problems.blocks:begin_block", "problems.blocks:choose",
    "cluster.clock:on_the_clock", "cluster.cluster:job_seconds",
)  # fmt: skip
"""Inner functions that the loops of engine/zeroth_order call."""
STAGES = {
    FIRST: (
        "engine.kernel.streams:run_key", "engine.kernel.event_loop", "engine.kernel.replicate",
        "engine.methods.asgd", "engine.methods.rescaled_asgd", "engine.methods.ormo", "engine.problems.quadratic:job",
    ),
    "theory": ("engine.theory.basis", "engine.theory.arrivals", "engine.theory.linear", "engine.theory.replay"),
    "methods": (*{method.rule.__module__: None for method in METHODS.values()}, "engine.cluster.planned_times"),
    "speedup": ("engine.methods.block_update", "engine.problems.least_squares", "engine.speedup.shared_memory"),
    "problems": tuple({settings.__module__: None for settings in PROBLEMS.values()}),
    "black boxes": ("engine.zeroth_order.black_box", *(f"engine.{name}.twin" for name in CALLED_FROM_PYTHON)),
    "expected gaps": ("engine.theory.covariance",),
    "covariate shift": ("engine.covariate_shift.sgd.runs",),
}  # fmt: skip
"""The functions that each stage compiles, or the modules that define them; with all that these call."""
LOW_PRIORITY = 10
Tell = Callable[[str, int, int], None]
"""Takes a stage, how many of its functions are ready, and how many it has."""


def needed(stage: str) -> list[Entry]:
    """The functions of a stage, each behind those that it calls."""
    found: dict[Entry, None] = {}

    def visit(function: Entry) -> None:
        if function not in found:
            for callee in called_by(function):
                visit(callee)
            found[function] = None

    for name in STAGES[stage]:
        thing = resolve_name(name)
        for function in [thing] if isinstance(thing, Entry) else vars(thing).values():
            if isinstance(function, Entry) and function.py_func.__module__ == name.split(":")[0]:
                visit(function)
    return list(found)


def called_by(function: Entry) -> Iterator[Entry]:
    """The functions that a function calls by name."""
    known = function.py_func.__globals__
    for name in function.py_func.__code__.co_names:
        if isinstance(known.get(name), Entry):
            yield known[name]


class Order:
    """The stages that are still to be compiled. Those asked for come first, in that order."""

    def __init__(self, stages: Sequence[str]) -> None:
        self.left = list(stages)
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def ask(self, stage: str) -> None:
        """Let a stage come before those that nobody has asked for."""
        with self.lock:
            if stage in self.left:
                self.left.remove(stage)
                self.asked.append(stage)

    @property
    def next(self) -> str | None:
        """The stage whose turn it is; None when all are compiled."""
        with self.lock:
            return next(iter([*self.asked, *self.left]), None)

    def end(self, stage: str) -> None:
        """Note that a stage is compiled."""
        with self.lock:
            (self.asked if stage in self.asked else self.left).remove(stage)

    def fill(self, tell: Tell) -> None:
        """Compile all stages. Between two functions it looks whose turn it is."""
        while (stage := self.next) is not None:
            functions = needed(stage)
            for done, function in enumerate(functions):
                tell(stage, done, len(functions))
                function.compile(function.signature)
                if self.next != stage:
                    break
            else:
                self.end(stage)
                tell(stage, len(functions), len(functions))


def main(arguments: list[str]) -> None:
    """The command `python -m engine warm`. Exit code 2 and one sentence where compiled code cannot be kept."""
    command = argparse.ArgumentParser(prog="python -m engine warm", description="Compile the engine ahead of time.")
    command.add_argument("--all", action="store_true", help="not only what a first race needs")
    command.add_argument(
        "--background",
        action="store_true",
        help="at low priority once a first race is possible; take next what standard input asks for, and end with it",
    )
    options = command.parse_args(arguments)
    if not KEEPING["usable"]:
        print("error: compiled code cannot be kept, so there is nothing to fill", file=sys.stderr)
        raise SystemExit(2)
    order = Order(tuple(STAGES) if options.all else (FIRST,))
    if options.background:
        # Whoever ends the server by the keyboard ends this process through its requests.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=obey, args=(order, sys.stdin), daemon=True).start()
    order.fill(say_in_background if options.background else say)
    if options.all and KEEPING["usable"]:
        compile_cache.certify()


def obey(order: Order, requests: TextIO) -> None:
    """Take next what is asked for, a stage a line. At the end of the requests nobody needs this process any more."""
    for line in requests:
        order.ask(line.strip())
    os._exit(0)


def say(stage: str, done: int, count: int) -> None:
    """One line of progress."""
    end = "\r" if sys.stdout.isatty() and done < count else "\n"
    print(f"{stage}: {done} of {count}", end=end, flush=True)


def say_in_background(stage: str, done: int, count: int) -> None:
    """The same, and leave the processors to visitors once the first race is possible."""
    say(stage, done, count)
    if stage == FIRST and done == count and hasattr(os, "nice"):
        os.nice(LOW_PRIORITY)
