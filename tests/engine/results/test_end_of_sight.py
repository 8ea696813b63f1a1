"""Where the gap's axis ends: with the run, or a little behind the last curve that leaves the picture."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Scenario, simulate
from engine.results.gap_picture import Picture, end_of_axis, gap_picture

AXES = ("seconds", "arrivals", "updates")


def picture(
    axis: Any, logarithmic: bool, steps: list[float], seeds: int = 2, relative: bool = False
) -> tuple[Picture, float]:
    """The picture of ASGD and OrMo at these steps, and where the longest run ends."""
    methods = [{"kind": kind, "step": step} for kind, step in zip(("asgd", "ormo"), steps, strict=False)]
    simulation = simulate(Scenario.model_validate({"seeds": seeds, "methods": methods, "budget": {"arrivals": 800}}))
    return gap_picture(simulation, axis, logarithmic, relative), end_of_axis(simulation, axis, relative)


@settings(max_examples=25)
@given(st.sampled_from(AXES), st.booleans(), st.floats(0.001, 50), st.floats(0.001, 50))
def test_the_last_curve_to_leave_fills_most_of_the_axis(axis: Any, logarithmic: bool, one: float, other: float) -> None:
    seen, end = picture(axis, logarithmic, [one, other])
    if not all(line.leaves for line in seen.lines):
        assert seen.x == (0.0, end)
        return
    last = max(float(line.x[-1]) for line in seen.lines)
    assert last <= seen.x[1] <= end
    assert last >= 0.6 * seen.x[1] or seen.x[1] == end


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("logarithmic", [True, False])
def test_all_that_diverge_are_seen_to(axis: Any, logarithmic: bool) -> None:
    seen, end = picture(axis, logarithmic, [5.0, 5.0])
    assert all(line.leaves for line in seen.lines)
    assert 0 < seen.x[1] < 0.2 * end
    # One that stays needs the whole axis.
    assert picture(axis, logarithmic, [5.0, 0.01])[0].x == (0.0, end)


def test_small_changes_leave_the_end_alone() -> None:
    ends = {picture("seconds", True, [step, step])[0].x[1] for step in (5.0, 5.05, 5.1)}
    assert len(ends) == 1
