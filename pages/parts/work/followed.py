"""Work that goes on while its visitor looks at it now and then, as a page does that is drawn again every second."""

import threading
import time
from collections.abc import Callable, Hashable

from pages.parts.work.cache import Cache
from pages.parts.work.computed import Key, Value
from pages.parts.work.desk import DESK, Announce, Job, LeftError

PATIENCE = 20.0
"""Real seconds after the last look until the work ends, as nobody wants it any more. Browsers draw a page that is not
seen less often."""
LOOK = 0.2


class Follower:
    """Wants a job as long as somebody looks."""

    def __init__(self) -> None:
        self.looked = time.monotonic()
        self.taken = threading.Event()
        self.job: Job | None = None  # type: ignore[type-arg]

    def want(self, cache: Cache[Key, Value], key: Key, compute: Callable[[Announce], Value]) -> None:
        """Want the value until it is there, or nobody has looked for a while."""
        with DESK.job(cache, key, compute) as job:
            self.job = job
            self.taken.set()
            while not job.ended.wait(LOOK) and time.monotonic() - self.looked < PATIENCE:
                pass


FOLLOWERS: dict[tuple[int, Hashable], Follower] = {}
LOCK = threading.Lock()


def followed(cache: Cache[Key, Value], key: Key, compute: Callable[[Announce], Value]) -> Job[Value]:
    """The job that computes a value, begun if need be; look at it again within PATIENCE seconds.

    Once it has ended its value is in the cache, or its error says why not; then forget it.
    """
    name = id(cache), key
    with LOCK:
        for other in [other for other, each in FOLLOWERS.items() if other != name and is_over(each)]:
            del FOLLOWERS[other]
        follower = FOLLOWERS.get(name)
        if follower is None or is_left(follower):
            follower = FOLLOWERS[name] = Follower()
            threading.Thread(target=follower.want, args=(cache, key, compute), daemon=True).start()
        follower.looked = time.monotonic()
    follower.taken.wait()
    assert follower.job is not None
    return follower.job


def is_left(follower: Follower) -> bool:
    """Was its job given up because nobody looked?"""
    job = follower.job
    if job is None:
        return False
    return isinstance(job.error, LeftError) if job.ended.is_set() else not job.wanted


def is_over(follower: Follower) -> bool:
    """Has its job ended, and nobody looked for a while?"""
    return follower.job is not None and follower.job.ended.is_set() and time.monotonic() - follower.looked > PATIENCE


def forget(cache: Cache[Key, Value], key: Key) -> None:
    """The next look begins the work anew."""
    with LOCK:
        FOLLOWERS.pop((id(cache), key), None)
