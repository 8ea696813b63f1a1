"""The desk: who waits comes first, what nobody asked for needs an idle machine, nothing is done twice or in vain."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from pages.parts.work.cache import Cache
from pages.parts.work.desk import Announce, Desk, Job, LeftError, in_turn, stage

SOON = 5.0
"""Real seconds in which anything happens, also on a busy machine."""
WHILE = 0.25
"""Real seconds in which nothing happens."""


class Work:
    """Work in steps that a test allows one by one."""

    def __init__(self) -> None:
        self.steps = threading.Semaphore(0)
        self.done = 0
        self.begun = 0
        self.raised: list[BaseException] = []

    def __call__(self, announce: Announce) -> str:
        self.begun += 1
        try:
            for step in range(3):
                announce(step / 3, f"step {step}")
                self.steps.acquire()
                self.done += 1
        except BaseException as error:
            self.raised.append(error)
            raise
        return "value"

    def allow(self, steps: int = 3) -> None:
        self.steps.release(steps)


def soon(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


def never(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + WHILE
    while time.monotonic() < until:
        assert not condition()
        time.sleep(0.005)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def cache() -> Cache[str, str]:
    return Cache(10)


def test_what_a_visitor_waits_for_begins_while_a_page_is_made(desk: Desk, cache: Cache[str, str]) -> None:
    work = Work()
    work.allow()
    with desk.page("visitor"), desk.job(cache, "key", work) as job:
        assert job.ended.wait(SOON)
    assert (job.value, cache.get("key"), job.error) == ("value", "value", None)
    assert not desk.jobs


def test_what_nobody_asked_for_waits_for_an_idle_machine(desk: Desk, cache: Cache[str, str]) -> None:
    work, page = Work(), ExitStack()
    page.enter_context(desk.page("visitor"))
    with desk.job(cache, "key", work, at_leisure=True) as job:
        never(lambda: work.begun > 0)
        page.close()
        soon(lambda: work.begun == 1)
        work.allow()
        assert job.ended.wait(SOON)
    assert cache.get("key") == "value"


def test_it_stands_still_while_a_page_is_made_or_a_visitor_waits(desk: Desk, cache: Cache[str, str]) -> None:
    leisure, asked = Work(), Work()
    with desk.job(cache, "leisure", leisure, at_leisure=True) as job:
        soon(lambda: leisure.begun == 1)
        with desk.page("visitor"):
            leisure.allow(1)
            soon(lambda: leisure.done == 1)
            # It has looked up from its first step and found a page being made.
            leisure.allow(1)
            never(lambda: leisure.done > 1)
            with desk.job(cache, "asked", asked) as other:
                asked.allow()
                assert other.ended.wait(SOON)
            never(lambda: leisure.done > 1)
        soon(lambda: leisure.done == 2)
        leisure.allow(1)
        assert job.ended.wait(SOON)


def test_visitors_who_want_the_same_share_it(desk: Desk, cache: Cache[str, str]) -> None:
    work = Work()
    with desk.job(cache, "key", work) as one:
        with desk.job(cache, "key", work) as two, desk.job(cache, "key", work, at_leisure=True) as three:
            assert one is two is three
        work.allow()
        assert one.ended.wait(SOON)
    assert work.begun == 1


def test_it_goes_on_for_those_who_stay(desk: Desk, cache: Cache[str, str]) -> None:
    work = Work()
    with desk.job(cache, "key", work) as job:
        with pytest.raises(InterruptedError), desk.job(cache, "key", work):
            raise InterruptedError
        work.allow()
        assert job.ended.wait(SOON)
    assert cache.get("key") == "value"


@pytest.mark.parametrize("at_leisure", [False, True])
def test_it_ends_when_nobody_wants_it(desk: Desk, cache: Cache[str, str], at_leisure: bool) -> None:
    """Whoever comes afterwards gets work of their own, even before the old has noticed."""
    work, again = Work(), Work()
    with desk.job(cache, "key", work, at_leisure) as left:
        soon(lambda: work.begun == 1)
    again.allow()
    with desk.job(cache, "key", again) as job:
        assert job is not left
        work.allow()
        assert left.ended.wait(SOON)
        assert job.ended.wait(SOON)
    assert work.done < 3
    assert isinstance(left.error, LeftError)
    assert isinstance(work.raised[0], LeftError)
    assert (job.value, cache.get("key")) == ("value", "value")
    assert not desk.jobs


def test_what_never_began_ends_too(desk: Desk, cache: Cache[str, str]) -> None:
    work = Work()
    with desk.page("visitor"):
        with desk.job(cache, "key", work, at_leisure=True) as job:
            pass
        assert job.ended.wait(SOON)
    assert work.begun == 0


def test_who_begins_to_wait_for_it_gets_it_at_once(desk: Desk, cache: Cache[str, str]) -> None:
    work = Work()
    work.allow()
    with desk.page("visitor"), desk.job(cache, "key", work, at_leisure=True) as job:
        never(lambda: work.begun > 0)
        with desk.job(cache, "key", work) as same:
            assert same is job
            assert job.ended.wait(SOON)


def test_one_after_the_other_at_leisure(desk: Desk, cache: Cache[str, str]) -> None:
    """The oldest first; who leaves gives way."""
    works = [Work() for _ in range(3)]
    with desk.job(cache, "0", works[0], at_leisure=True):
        soon(lambda: works[0].begun == 1)
        with desk.job(cache, "1", works[1], at_leisure=True), desk.job(cache, "2", works[2], at_leisure=True) as last:
            never(lambda: works[1].begun + works[2].begun > 0)
            works[0].allow()
            soon(lambda: works[1].begun == 1)
            assert works[2].begun == 0
            works[1].allow()
            works[2].allow()
            assert last.ended.wait(SOON)


def test_errors_reach_those_who_wait_and_nothing_is_kept(desk: Desk, cache: Cache[str, str]) -> None:
    def fail(announce: Announce) -> str:
        raise ArithmeticError("no minimiser")

    with desk.job(cache, "key", fail) as job:
        assert job.ended.wait(SOON)
    assert str(job.error) == "no minimiser"
    assert "key" not in cache
    assert not desk.jobs


def test_equal_keys_of_two_caches_are_two_things(desk: Desk, cache: Cache[str, str]) -> None:
    other: Cache[str, str] = Cache(1)
    work = Work()
    work.allow(6)
    with desk.job(cache, "key", work) as one, desk.job(other, "key", work) as two:
        assert one is not two
        assert one.ended.wait(SOON)
        assert two.ended.wait(SOON)


def test_turns(desk: Desk, cache: Cache[str, str]) -> None:
    """Work that must not overlap does not, and says what it waits for; who leaves the queue is not waited for."""
    lock = threading.Lock()
    running: list[str] = []

    def alone(name: str) -> Callable[[Announce], str]:
        def compute(announce: Announce) -> str:
            with in_turn(lock, announce, "Measuring"):
                running.append(name)
                assert len(running) == 1
                time.sleep(0.02)
                running.remove(name)
            return name

        return compute

    with lock, desk.job(cache, "left", alone("left")) as left:
        soon(lambda: left.doing == "Measuring: waiting for another visitor's run")
    assert left.ended.wait(SOON)
    jobs: list[Job[str]] = []
    for name in "abc":
        with desk.job(cache, name, alone(name)) as job:
            jobs.append(job)
            assert job.ended.wait(SOON)
    assert [job.value for job in jobs] == ["a", "b", "c"]


def test_stages() -> None:
    seen: list[tuple[float, str]] = []
    progress = stage(lambda fraction, doing: seen.append((fraction, doing)), "Simulating", 0.2, 0.6)
    progress(0.0)
    progress(0.5)
    assert seen == [(0.2, "Simulating: 0%"), (pytest.approx(0.4), "Simulating: 50%")]


def test_a_cache_by_size_keeps_the_newest_in_any_case() -> None:
    cache: Cache[int, str] = Cache(5, float)
    for size in (2, 3, 1):
        cache.keep(size, "value")
    assert [size in cache for size in (2, 3, 1)] == [False, True, True]
    assert cache.get(3) == "value"
    cache.keep(4, "value")
    assert [size in cache for size in (3, 1, 4)] == [False, False, True]
    cache.keep(100, "value")
    assert len(cache) == 1
    assert 100 in cache
    cache.forget(100)
    cache.forget(100)
    assert len(cache) == 0
