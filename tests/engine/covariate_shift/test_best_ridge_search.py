"""Ridge's best penalty where all directions are alike: LAPACK's search for a single eigenvalue fails there."""

import numpy as np
import pytest

from engine.covariate_shift import Shift, best_ridge
from tests.support.shifts import rotation


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("dimension", [10, 20, 50])
def test_multiples_of_the_identity_up_to_rounding(dimension: int, seed: int) -> None:
    """(lambda / (1 + lambda))^2 + v d / (1 + lambda)^2 is least at lambda = v d."""
    rng = np.random.default_rng(seed)
    target, ellipse = ((turn * 1.0) @ turn.T for turn in (rotation(dimension, rng), rotation(dimension, rng)))
    noise = 1 / 400
    found = best_ridge(Shift(np.eye(dimension), target, ellipse, noise))
    assert found.penalty == pytest.approx(noise * dimension, rel=1e-3)
    assert found.worst.risk == pytest.approx(noise * dimension / (1 + noise * dimension), rel=1e-6)
