"""Who may make a page now: one at a time, and first come, first served.

Pages made side by side only take Python's lock from each other: all end late, and a visitor who moves on meanwhile has
waited in vain (docs/measurements.md).
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager


class Ticket:
    """A thread's place in the queue."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.overtaken = False  # by a newer page of its visitor, which has the place now


class Turns:
    """Turns of threads. A visitor who moves on while waiting keeps the place in the queue."""

    def __init__(self, most: int = 1) -> None:
        self.free = most
        self.queue: OrderedDict[str, Ticket] = OrderedDict()
        self.lock = threading.Lock()
        self.own = threading.local()

    @contextmanager
    def turn(self, visitor: str) -> Iterator[None]:
        """A turn for the block, once it has come; none for a page that is out of date by then."""
        self.own.visitor = visitor
        self.take()
        try:
            yield
        finally:
            self.give()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Leave this thread's turn to others while it waits; then it is the first in the queue."""
        if not getattr(self.own, "turn", False):
            yield
            return
        self.give()
        try:
            yield
        finally:
            self.take(back=True)

    def take(self, back: bool = False) -> None:
        """Wait for a turn; `back`: for the rest of a page, which is next unless a newer page of its visitor waits."""
        ticket = Ticket()
        with self.lock:
            other = self.queue.get(self.own.visitor)
            if self.free > 0:
                self.free -= 1
                ticket.called.set()
            elif back and other is not None:
                ticket.overtaken = True
                ticket.called.set()
            else:
                self.queue[self.own.visitor] = ticket
                if other is not None:
                    other.overtaken = True
                    other.called.set()
                elif back:
                    self.queue.move_to_end(self.own.visitor, last=False)
        ticket.called.wait()
        self.own.turn = not ticket.overtaken

    def give(self) -> None:
        """Pass this thread's turn on, where it has one."""
        if not self.own.turn:
            return
        self.own.turn = False
        with self.lock:
            if self.queue:
                _, ticket = self.queue.popitem(last=False)
                ticket.called.set()
            else:
                self.free += 1
