"""The desk while a visitor moves a control."""

import time

import pytest

from pages.parts.work import desk as module
from pages.parts.work.cache import Cache
from pages.parts.work.desk import Desk
from tests.pages.work.test_desk import Work, never, soon


@pytest.mark.parametrize("still", [0.2, 0.6])
def test_what_nobody_asked_for_rests_until_the_control_does(still: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STILL", still)
    desk, cache, work = Desk(), Cache[str, str](3), Work()
    work.allow()
    until = time.monotonic() + still
    desk.stir()
    with desk.job(cache, "key", work, at_leisure=True) as job:
        soon(job.ended.is_set)
        assert time.monotonic() >= until
    assert job.value == "value"


def test_what_is_waited_for_does_not_rest() -> None:
    desk, cache, work, leisure = Desk(), Cache[str, str](3), Work(), Work()
    desk.stir()
    work.allow()
    with desk.job(cache, "leisure", leisure, at_leisure=True), desk.job(cache, "key", work) as job:
        assert job.ended.wait(module.STILL / 2)
        never(lambda: leisure.begun > 0)
