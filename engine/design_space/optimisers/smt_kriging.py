"""SMT's Kriging with hierarchical and mixed kernels, under the same search for the next point as our own."""

import contextlib
import io
import warnings
from collections.abc import Iterator

import numpy as np

from engine.design_space.adapters.extra import library
from engine.design_space.adapters.smt import columns, design_space
from engine.design_space.axis import Bools, Floats
from engine.design_space.design import Filling
from engine.design_space.optimisers.acquisition import Predict
from engine.design_space.optimisers.bayesian import DESIGN, Bayesian
from engine.design_space.space import Space

STARTS = 2
"""From so many starts length scales are fitted, as ours are."""


class SmtKriging(Bayesian):
    """SMT's KRG: Gower for categories, ALG for decreed numbers. Raises ImportError where SMT is not installed."""

    def __init__(self, space: Space, seed: int = 0, start: Filling = "latin", design: int = DESIGN) -> None:
        self.models = library("smt.surrogate_models", "SMT")
        self.described = design_space(space)
        super().__init__(space, seed, start, design)

    def surrogate(self, rows: Floats, values: Floats) -> Predict:
        numbers, active = self.space.settled(rows)
        model = self.models.KRG(
            design_space=self.described,
            categorical_kernel=self.models.MixIntKernelType.GOWER,
            hierarchical_kernel=self.models.MixHrcKernelType.ALG_KERNEL,
            n_start=STARTS,
            print_global=False,
            seed=int(self.rng.integers(2**31)),
        )
        with quiet():
            model.set_training_values(columns(self.space, numbers), values, is_acting=active)
            model.train()

        def predict(numbers: Floats, active: Bools) -> tuple[Floats, Floats]:
            places = columns(self.space, numbers)
            with quiet():
                mean = model.predict_values(places, is_acting=active).T
                variance = model.predict_variances(places, is_acting=active).T
            return mean, np.sqrt(np.maximum(variance, 1e-18))

        return predict


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """SMT prints and warns of its own affairs."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
