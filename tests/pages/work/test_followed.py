"""Work that is followed goes on between two looks, ends when nobody looks, and begins anew at the next look."""

import threading

import pytest

from pages.parts.work import followed as module
from pages.parts.work.cache import Cache
from pages.parts.work.desk import LeftError
from pages.parts.work.followed import followed, forget
from tests.pages.work.test_desk import Work, soon


def test_it_goes_on_between_looks_and_is_one_job() -> None:
    cache, work = Cache[str, str](3), Work()
    first = followed(cache, "key", work)
    assert followed(cache, "key", work) is first
    work.allow()
    assert first.ended.wait(5)
    assert (first.value, cache.get("key"), work.begun) == ("value", "value", 1)
    # It has ended well: looking again begins nothing, until it is forgotten.
    assert followed(cache, "key", work) is first
    forget(cache, "key")
    work.allow()
    assert followed(cache, "key", work) is not first
    soon(lambda: work.begun == 2)


def test_it_ends_when_nobody_looks_and_the_next_look_begins_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    cache, work = Cache[str, str](3), Work()
    left = followed(cache, "key", work)
    soon(lambda: not left.wanted)
    work.allow(1)
    assert left.ended.wait(5)
    assert isinstance(left.error, LeftError)
    assert cache.get("key") is None
    monkeypatch.setattr(module, "PATIENCE", 60.0)
    again = followed(cache, "key", work)
    assert again is not left
    work.allow()
    assert again.ended.wait(5)
    assert again.value == "value"


def test_what_ended_unseen_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    cache, work = Cache[str, str](3), Work()
    left = followed(cache, "left", work)
    work.allow()
    assert left.ended.wait(5)
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    work.allow()
    followed(cache, "other", work)
    assert (id(cache), "left") not in module.FOLLOWERS


def test_what_it_raises_is_its_error() -> None:
    cache, begun = Cache[str, str](3), threading.Event()

    def fails(announce: object) -> str:
        begun.set()
        raise ValueError("why")

    job = followed(cache, "key", fails)
    assert job.ended.wait(5)
    assert begun.is_set()
    assert str(job.error) == "why"
    assert followed(cache, "key", fails) is job
