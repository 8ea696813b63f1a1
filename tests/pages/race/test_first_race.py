"""The default race is there before its first visitor."""

import importlib

import pytest

from pages.parts.race import result
from pages.parts.server import first_race
from tests.support.visit import race, table


@pytest.mark.usefixtures("warm")
def test_the_default_race_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    result.RESULTS.clear()
    importlib.reload(first_race)
    monkeypatch.setattr(result, "simulated", lambda *_: pytest.fail("computed again"))
    assert len(table(race())) == len(first_race.scenario.methods)
