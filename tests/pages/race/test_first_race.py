"""The default race is there before its first visitor."""

import pytest

from pages.parts.race import result
from pages.parts.server import first_race
from tests.support.visit import race, table


def test_the_default_race_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = result.RESULTS.get(first_race.scenario)
    assert kept is not None
    result.RESULTS.clear()
    result.RESULTS.keep(first_race.scenario, kept)
    monkeypatch.setattr(result, "simulated", lambda *_: pytest.fail("computed again"))
    assert len(table(race())) == len(first_race.scenario.methods)
