"""The table of ordered momentum is what the engine gives, and says what it shows."""

import numpy as np
import pytest

from benchmarks.ordered import ARRIVALS, METHODS, SEEDS, SPEEDS, TABLE, WORKERS, scenario
from engine import simulate
from engine.results.path import end_gaps
from pages.parts.methods.ordered_table import FILE, measured, table, verdict


def test_it_is_whole() -> None:
    assert FILE == TABLE
    places = [(row["workers"], row["speeds"], row["method"]) for row in measured()]
    assert places == [(n, words, kind) for n in WORKERS for words in SPEEDS for kind in METHODS]
    assert {(row["arrivals"], row["seeds"]) for row in measured()} == {(ARRIVALS, SEEDS)}
    assert len(table()) == len(places)


@pytest.mark.parametrize("place", [0, 1, 5])
def test_a_part_of_it_made_anew(place: int) -> None:
    """At the best step that it names; the last digits may differ on another machine."""
    row = measured()[place]
    given = scenario(row["workers"], SPEEDS[row["speeds"]], (row["method"],))
    settings = given.methods[0].model_copy(update={"step": row["best_step"]})
    run = simulate(given.model_copy(update={"methods": (settings,), "records": 2}))[row["method"]]
    assert np.median(end_gaps(run.path)) + row["minimum"] == pytest.approx(row["loss"], rel=1e-6)


def test_ordered_momentum_is_no_worse_than_its_rivals() -> None:
    """The claim of arXiv 2407.19234, medians over eight seeds, in all four clusters."""
    losses = {(row["workers"], row["speeds"], row["method"]): row["loss"] for row in measured()}
    for n in WORKERS:
        for words in SPEEDS:
            assert losses[n, words, "ormo"] <= min(losses[n, words, kind] for kind in ("naive_momentum", "asgd"))
    assert "4 of 4" in verdict()
