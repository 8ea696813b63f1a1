"""The steps that a search tries: how far they go where the best one lies at an end."""

import math

import numpy as np
import pytest

from engine.search import best_steps as search_module
from engine.search import step_grid
from engine.search.best_steps import search
from engine.search.tuning import Goal
from tests.support.searches import alone, quadratic, several


def with_grid(monkeypatch: pytest.MonkeyPatch, low: float, high: float, extensions: int = 3) -> None:
    monkeypatch.setattr(step_grid, "SPAN", (low, high))
    monkeypatch.setattr(search_module, "EXTENSIONS", extensions)


def test_a_method_that_always_diverges_keeps_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    with_grid(monkeypatch, 1e4, 1e6, extensions=0)
    given = several()
    found = search(given)
    for tuning in found.values():
        assert tuning.diverged.all()
        assert (tuning.best, tuning.best_index, tuning.usable) == (None, None, None)
        assert np.all(tuning.score == math.inf)
        assert not tuning.reached
        assert not tuning.at_edge
        assert tuning.runs == 16 * 3
    assert found.tuned(given) == given


@pytest.mark.parametrize(("low", "high"), [(5.0, 1e4), (1e-6, 1e-2)])
def test_the_grid_goes_on_where_the_best_lies_at_its_end(
    low: float, high: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upwards, and downwards where everything diverged at first."""
    with_grid(monkeypatch, low, high)
    found = search(alone(quadratic([1.0], [1.0]), budget={"arrivals": 2000}), Goal(share=1e-4))["asgd"]
    assert found.steps.size > 24
    assert found.best == pytest.approx(1.0, rel=0.4)
    assert not found.at_edge


def test_the_grid_does_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """With noise far above the start's gap no step is small enough, and none is taken."""
    with_grid(monkeypatch, 1e-3, 1.0)
    found = search(alone(quadratic([1.0], [1.0], noise=1e5), seeds=3), Goal(kind="gap"))["asgd"]
    ratio = 1000 ** (1 / 15)
    assert found.steps[0] == pytest.approx(1e-3 / ratio**12, rel=0.01)
    assert found.best is None
    assert found.why_none == "above the first gap at the end, whatever the step"
    assert found.steps.size == 16 + 12


def test_steps_scale_with_the_smoothness() -> None:
    """A problem a million times as steep is searched, and solved, at steps a million times smaller."""
    flat, steep = (search(alone(quadratic([factor], [1.0]), budget={"arrivals": 50}))["asgd"] for factor in (1.0, 1e6))
    np.testing.assert_allclose(steep.steps * 1e6, flat.steps, rtol=1e-9)
    np.testing.assert_array_equal(steep.seconds, flat.seconds)
