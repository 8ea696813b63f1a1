"""Sentences and the table where nobody knows the minimum: of the loss, and of no distances."""

import math
from typing import Any

import numpy as np
import pytest

from engine import Scenario, Simulation, simulate
from engine.results.verdict import Outcome, judge
from pages.parts.race.table import rows_of
from pages.parts.show import frame_of
from pages.parts.words.verdicts import describe_all, fastest
from tests.support.sentences import GONE, LABELS, NETWORK, verdict


def learning(seeds: int = 2, **fields: Any) -> Simulation:
    usual = {"seeds": seeds, "budget": {"arrivals": 200}, "records": 20}
    return simulate(Scenario.model_validate(usual | NETWORK | fields))


LEARNED: dict[str, Any] = dict.fromkeys(("end_to_goal", "end_to_biased"), math.nan)


@pytest.mark.parametrize(
    ("outcome", "figures", "words"),
    [
        (
            Outcome.SETTLED,
            {"test_accuracy": 0.9511},
            "no longer moves visibly, with a training loss of 0.25; test accuracy 95.1%.",
        ),
        (
            Outcome.MOVING,
            {"test_accuracy": 0.9, "falling": 0.75},
            "is still moving, with a training loss of 0.25, 75% of what it was before the last fifth of the run; "
            "test accuracy 90.0%.",
        ),
        (Outcome.MOVING, {"falling": 1.2}, "is still moving, with a training loss of 0.25."),
        (Outcome.DIVERGED, GONE, "diverged by t = 12.5 s: the step is too large."),
        (Outcome.NOTHING, {}, "made no update within the budget."),
    ],
)
def test_outcomes_without_a_known_minimum(outcome: Outcome, figures: dict[str, Any], words: str) -> None:
    given = learning(seeds=4)
    (text,) = describe_all(given, [verdict(outcome, **(LEARNED | figures))])
    assert text.endswith(f"**asgd** {words}")


def test_who_is_first_without_a_known_minimum() -> None:
    given = learning()
    verdicts = [verdict(Outcome.MOVING, label, target_seconds=at) for label, at in zip(LABELS, (5, 4, 6), strict=True)]
    text = fastest(given, verdicts, target=0.5)
    assert (
        "**rescaled_asgd** is the first to reach a training loss of 0.5 and stay there on average, after 4 simulated"
        in text
    )
    nobody = [verdict(Outcome.MOVING, label) for label in LABELS]
    assert fastest(given, nobody, target=0.5) == "No method reaches a training loss of 0.5 and stays there on average."


def test_the_table_without_a_known_minimum_tells_no_distances() -> None:
    given = learning()
    table = frame_of(rows_of(given, judge(given, 0.5), target=0.5))
    assert list(table.columns) == [
        "Training loss",
        "Quartiles",
        "Test accuracy",
        "Simulated seconds to training loss 0.5",
        "Mean staleness",
        "Largest staleness",
    ]
    for label, accuracy in zip(LABELS, table["Test accuracy"], strict=True):
        known = given[label].test_accuracy
        assert known is not None
        assert float(accuracy.removesuffix("%")) == pytest.approx(100 * np.mean(known[:, -1]), abs=0.05 + 1e-9)
