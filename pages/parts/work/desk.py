"""One desk for the work of all visitors. Knows nothing of Streamlit.

Pages are made in turns, and what a visitor waits for begins at once. What nobody asked for runs only while no page is
being made, no control is being moved and nobody waits, one job at a time. Visitors who want the same share one job, and
it ends when none of them wants it any more.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from pages.parts.work.cache import Cache
from pages.parts.work.turns import Turns

Value = TypeVar("Value")
Announce = Callable[[float, str], None]
"""Takes the fraction done, 0 to 1, and what is being done. Work calls it often: it may wait there, or end."""


def stage(announce: Announce, doing: str, begin: float = 0.0, end: float = 1.0) -> Callable[[float], None]:
    """Takes the fraction done of one stage of work, which goes from `begin` to `end` of the whole, and reports it."""
    return lambda done: announce(begin + (end - begin) * done, f"{doing}: {done:.0%}")


def part(announce: Announce, doing: str, begin: float, end: float) -> Callable[[float], None]:
    """The same, without a word on how far the part itself is."""
    return lambda done: announce(begin + (end - begin) * min(done, 1.0), doing)


@contextmanager
def in_turn(lock: "threading.Lock | threading.Semaphore", announce: Announce, doing: str) -> Iterator[None]:
    """Work that goes one after the other, whoever wants it."""
    while not lock.acquire(timeout=LOOK):
        announce(0.0, f"{doing}: waiting for another visitor's run")
    try:
        yield
    finally:
        lock.release()


LOOK = 0.1
"""Most real seconds until a job that waits for an idle machine sees that nobody wants it any more."""


STILL = 1.0
"""Real seconds without a move after which a control is taken to rest."""


class LeftError(Exception):
    """Nobody wants the value any more."""


class RefusedError(ValueError):
    """There is no value; the page shows the sentence as it is."""


class Job(Generic[Value]):
    """One piece of work, with those who want its value: how many wait for it, how many want it at leisure."""

    def __init__(self, compute: Callable[[Announce], Value]) -> None:
        self.compute = compute
        self.waiting = 0
        self.at_leisure = 0
        self.fraction = 0.0
        self.doing = ""
        self.ended = threading.Event()
        self.value: Value | None = None
        self.error: Exception | None = None

    @property
    def wanted(self) -> bool:
        return self.waiting + self.at_leisure > 0


class Desk:
    """All jobs under way, in the order in which they were wanted, and how many pages are being made."""

    def __init__(self) -> None:
        self.jobs: dict[tuple[int, Hashable], Job[Any]] = {}
        self.pages = 0
        self.moved = -STILL
        self.turns = Turns()
        self.changed = threading.Condition()

    def stir(self) -> None:
        """Note that a visitor is moving a control, and waits for previews."""
        self.moved = time.monotonic()

    @property
    def idle(self) -> bool:
        """Is no page being made, and no control being moved?"""
        return self.pages == 0 and time.monotonic() - self.moved > STILL

    @contextmanager
    def page(self, visitor: str) -> Iterator[None]:
        """A visitor's page is being made, once its turn has come."""
        with self.changed:
            self.pages += 1
        try:
            with self.turns.turn(visitor):
                yield
        finally:
            with self.changed:
                self.pages -= 1
                self.changed.notify_all()

    @contextmanager
    def job(
        self, cache: Cache[Any, Value], key: Hashable, compute: Callable[[Announce], Value], at_leisure: bool = False
    ) -> Iterator[Job[Value]]:
        """The job that computes the value of `key` and puts it into the cache; wanted as long as the block lasts."""
        with self.changed:
            job = self.jobs.get((id(cache), key))
            if job is None or not job.wanted:
                # A job that nobody wanted any more is ending and would not come to a value.
                job = self.jobs[id(cache), key] = Job(compute)
                threading.Thread(target=self.work, args=(job, cache, key), daemon=True).start()
            job.at_leisure += at_leisure
            job.waiting += not at_leisure
            self.changed.notify_all()
        try:
            yield job
        finally:
            with self.changed:
                job.at_leisure -= at_leisure
                job.waiting -= not at_leisure

    def work(self, job: Job[Value], cache: Cache[Any, Value], key: Hashable) -> None:
        """Compute a job's value, in a thread of its own."""

        def announce(fraction: float, doing: str) -> None:
            job.fraction, job.doing = fraction, doing
            self.hold(job)

        try:
            self.hold(job)
            job.value = job.compute(announce)
            cache.keep(key, job.value)
        except Exception as error:  # whoever wants the value raises it again
            job.error = error
        finally:
            with self.changed:
                if self.jobs.get((id(cache), key)) is job:
                    del self.jobs[id(cache), key]
                self.changed.notify_all()
            job.ended.set()

    def hold(self, job: Job[Any]) -> None:
        """Let a job that nobody waits for wait for an idle machine. Raises LeftError where nobody wants it any more."""
        if job.waiting:
            return
        with self.changed:
            while not job.waiting:
                if not job.wanted:
                    raise LeftError
                if self.idle and self.next_at_leisure() is job:
                    return
                self.changed.wait(LOOK)

    def next_at_leisure(self) -> Job[Any] | None:
        """The job that may run on an idle machine: the oldest one; none while a visitor waits for any."""
        if any(job.waiting for job in self.jobs.values()):
            return None
        return next((job for job in self.jobs.values() if job.wanted), None)


DESK = Desk()
