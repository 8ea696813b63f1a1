"""Work that is made of runs, each of which is kept for itself."""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from pages.parts.work.desk import Announce, in_turn, part


class Costly(Protocol):
    """What names a run."""

    @property
    def cost(self) -> float:
        """How long it takes, in any unit."""

    def __hash__(self) -> int: ...


Entry = TypeVar("Entry", bound=Costly)
Run = TypeVar("Run")


def runs_of(
    wanted: Sequence[Entry],
    kept: Callable[[Entry], Run | None],
    make: Callable[[Entry, Callable[[float], None]], Run],
    doing: Callable[[Entry], str],
    busy: threading.Lock,
    announce: Announce,
) -> dict[Entry, Run]:
    """The runs of these entries: those `kept`, and the others made now, one at a time for all visitors.

    `make` gets the entry and what to call with the fraction done, and keeps what it makes; `doing` says what it does.
    """
    runs = {entry: run for entry in wanted if (run := kept(entry)) is not None}
    total, done = sum(entry.cost for entry in wanted), sum(entry.cost for entry in runs)
    for entry in wanted:
        if entry not in runs:
            begin, done = done, done + entry.cost
            show = part(announce, doing(entry), begin / total, done / total)
            with in_turn(busy, announce, doing(entry)):
                # Another visitor may have made it meanwhile.
                run = kept(entry)
                if run is None:
                    # What is imported for it now can take seconds.
                    show(0.0)
                    run = make(entry, show)
                runs[entry] = run
    return runs
