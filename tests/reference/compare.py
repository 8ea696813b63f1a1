"""The kernel against an event loop in plain Python that shares no code with it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import Scenario
from engine.kernel.state import Floats
from engine.methods.mindflayer import MindFlayer
from tests.reference import simulator
from tests.reference.dispatch_methods import DISPATCH
from tests.support.build import (
    problem_of,
    replicate,
    scenario,
)

ARRIVALS = 120


def compare(given: Scenario, dispatch: simulator.Dispatch | None = None, number: int = 0) -> None:
    """Every arrival, and the model after it. Records stand at every arrival."""
    count = given.budget.arrivals
    under_way = replicate(given, DISPATCH[dispatch] if dispatch else None, number)
    while under_way.advance(1000):
        pass
    order = under_way.arrivals()["worker"].tolist() if number == 0 and ties_are_rounded(given) else None
    expected = simulator.run(given, problem_of(given), given.methods[0], count, dispatch, number, order)
    records = under_way.records
    np.testing.assert_allclose(records.time, [0, *expected.time], rtol=1e-12)
    np.testing.assert_array_equal(records.updates, expected.updates)
    np.testing.assert_array_equal(records.gradients, np.arange(count + 1))
    check_iterates(records.iterate, expected.iterates)
    if number == 0:
        arrivals = under_way.arrivals()
        np.testing.assert_allclose(arrivals["time"], expected.time, rtol=1e-12)
        for name in ("worker", "staleness", "used"):
            np.testing.assert_array_equal(arrivals[name], getattr(expected, name), err_msg=name)


def check_iterates(found: Floats, expected: Sequence[Floats]) -> None:
    """Equal (R, d) up to the rounding of the largest number so far: a run that diverges has large ones."""
    largest = np.maximum.accumulate(np.abs(expected).max(axis=1, initial=1.0))
    np.testing.assert_allclose(found / largest[:, None], expected / largest[:, None], rtol=0, atol=1e-10)


def ties_are_rounded(given: Scenario) -> bool:
    """May jobs that are cut off end together on paper, and at moments that the clock does not tell from others?

    Its promise is one of times that are not random, and of cut-offs that are multiples of its ticks, as quarters are.
    """
    method = given.methods[0]
    if not isinstance(method, MindFlayer) or (method.cutoffs == "multiple" and method.patience is None):
        return False
    if given.cluster.speed.kind == "trace":
        return method.cutoffs == "multiple" and (4 * method.patience) % 1 != 0
    return given.cluster.jitter.kind != "none"


def recorded(**fields: Any) -> Scenario:
    """A scenario with a record at every arrival."""
    return scenario(budget={"arrivals": ARRIVALS}, records=ARRIVALS + 1, **fields)
