"""Tables that are cut in two: a real column, and one whose truth is known."""

import numpy as np

from engine.covariate_shift.real_data.data_sets import Table
from engine.covariate_shift.real_data.split import Question
from engine.kernel.state import Floats

BMI = Question("body mass index", share=0.5, side="low", rows=40, splits=1, seed=3)


def made_table(rows: int, d: int, seed: int, noise: float, truth: Floats | None = None) -> Table:
    """Independent normal features, a linear truth, all coefficients 1 unless given, and normal noise."""
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((rows, d))
    responses = features @ (np.ones(d) if truth is None else truth) + noise * rng.standard_normal(rows)
    return Table(features, responses, tuple(f"x{i}" for i in range(d)), "y", "units", "rows")
