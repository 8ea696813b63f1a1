"""Hyper-parameter tuning: a kernel ridge regression whose penalty, widths and weights are found from values alone.

The kernel adds to a linear one of all features a Gaussian one of each group of features:
`k(u, v) = u.v / p + sum_g w_g exp(-|u_g - v_g|^2 / (2 s_g^2))`. A point holds the decimal logarithms of the penalty,
then of s_g and w_g of each group; its value is the mean squared error of 4-fold validation.
"""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.kernel.state import Floats, Integers
from engine.methods.aszd import Aszd

GROUPS: dict[str, tuple[str, ...]] = {
    "age and sex": ("age", "sex"),
    "body": ("bmi", "bp"),
    "cholesterol": ("s1", "s2", "s3", "s4"),
    "fat and sugar": ("s5", "s6"),
}
"""The groups of the diabetes data's features (shipped with scikit-learn)."""
TUNING_ROWS = 160
"""Of 442; the others are held out."""
FOLDS = 4
SPLIT = 107
"""Seed of the split: the same for all."""
SECONDS = 200.0
"""Enough for one worker to settle, at a second a value."""
STEP, STEP_BY_WORKERS = 0.3, 3.2
"""Measured: on 8 workers 0.4 still converges and 0.8 does not, on 16 workers 0.2 does and 0.4 does not always."""


class Hyperparameter(NamedTuple):
    """A hyper-parameter: its unit, and its start and bounds as decimal logarithms."""

    name: str
    unit: str
    start: float
    low: float
    high: float


def hyperparameters_of(groups: tuple[str, ...]) -> tuple[Hyperparameter, ...]:
    """The penalty, then width and weight of each group's kernel."""
    made = [Hyperparameter("penalty", "mean of the linear kernel's diagonal", 0.0, -2.0, 2.0)]
    for group in groups:
        made.append(Hyperparameter(f"width, {group}", "standard deviations of a feature", 0.0, -1.0, 2.0))
        made.append(Hyperparameter(f"weight, {group}", "weights of the linear kernel", 0.0, -3.0, 2.0))
    return tuple(made)


def method(workers: int) -> Aszd:
    """The settings of ASZD that tune well on so many workers: one coordinate a job, values a tenth of a decade away."""
    step = min(STEP, STEP_BY_WORKERS / workers)
    return Aszd(step=step, block=1, smoothing=0.1, seconds_of="value")


class Rows(NamedTuple):
    """Features (N, p) and targets (N,)."""

    features: Floats
    target: Floats


class Tuning:
    """The losses of hyper-parameters, in variances of the target in the tuning rows.

    Features and target are standardised by all tuning rows, those of the fold left out among them. `groups` holds
    for each Gaussian kernel the indices of its features.
    """

    def __init__(self, rows: Rows, held_out: Rows, groups: dict[str, Integers]) -> None:
        middle, spread = rows.features.mean(axis=0), rows.features.std(axis=0)
        mean, self.unit = rows.target.mean(), float(rows.target.std())
        features, others = (rows.features - middle) / spread, (held_out.features - middle) / spread
        self.target, self.held_out_target = (rows.target - mean) / self.unit, (held_out.target - mean) / self.unit
        self.hyperparameters = hyperparameters_of(tuple(groups))
        self.start = np.array([one.start for one in self.hyperparameters])
        self.bounds = np.array([(one.low, one.high) for one in self.hyperparameters])
        first, second = np.tril_indices(len(features), -1)
        self.places = first + len(features) * second
        low, high = features[first], features[second]
        self.linear = (low * high).mean(axis=1)
        self.apart = np.stack([squares(low[:, group], high[:, group]) for group in groups.values()])
        self.own = (features**2).mean(axis=1)
        self.linear_across = others @ features.T / features.shape[1]
        self.apart_across = np.stack([squares(others[:, None, g], features[None, :, g]) for g in groups.values()])
        edges = np.linspace(0, len(features), FOLDS + 1).astype(int)
        self.folds = [slice(int(low), int(high)) for low, high in pairwise(edges)]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.hyperparameters)

    def clipped(self, point: Floats) -> Floats:
        """The point (..., d) of the box that is nearest."""
        return np.clip(point, self.bounds[:, 0], self.bounds[:, 1])

    def numbers(self, point: Floats) -> tuple[float, Floats, Floats]:
        """Penalty, widths (G,) and weights (G,) at a point (d,)."""
        numbers = 10.0 ** self.clipped(point)
        return float(numbers[0]), numbers[1::2], numbers[2::2]

    def factor(self, penalty: float, widths: Floats, weights: Floats) -> Floats:
        """Lower Cholesky factor (N, N) of the tuning rows' kernel with the penalty on its diagonal."""
        from scipy.linalg import lapack

        rows = len(self.own)
        flat = np.zeros(rows * rows)
        flat[self.places] = added(self.linear, self.apart, widths, weights)
        flat[:: rows + 1] = self.own + weights.sum() + penalty
        factor, wrong = lapack.dpotrf(flat.reshape(rows, rows, order="F"), lower=1, overwrite_a=1)
        if wrong:
            raise np.linalg.LinAlgError("the kernel's matrix is not positive definite")
        return np.asarray(factor)

    def value(self, point: Floats) -> float:
        """Mean squared error of 4-fold validation at a point (d,); outside the bounds that of the nearest inside.

        With A the kernel with its penalty, the errors on a fold S are `((A^-1)_SS)^-1 (A^-1 y)_S`: those of the model
        that has learned from the other rows, by the inverse of a matrix in blocks.
        """
        from scipy.linalg import lapack

        inverse, _ = lapack.dtrtri(self.factor(*self.numbers(point)), lower=1)
        solution = (inverse @ self.target) @ inverse
        squared = 0.0
        for fold in self.folds:
            block = inverse[fold.start :, fold]
            _, errors, _ = lapack.dposv(block.T @ block, solution[fold], lower=1)
            squared += float(errors @ errors)
        return squared / len(self.own)

    def test_loss(self, point: Floats) -> float:
        """Mean squared error on the rows held out, of the model that has learned from all tuning rows."""
        from scipy.linalg import lapack

        penalty, widths, weights = self.numbers(point)
        solution, _ = lapack.dpotrs(self.factor(penalty, widths, weights), self.target, lower=1)
        said = added(self.linear_across, self.apart_across, widths, weights) @ solution
        return float(((said - self.held_out_target) ** 2).mean())


def squares(low: Floats, high: Floats) -> Floats:
    """Squared distances (...) of rows (..., p)."""
    return np.asarray(((low - high) ** 2).sum(axis=-1))


def added(linear: Floats, apart: Floats, widths: Floats, weights: Floats) -> Floats:
    """The whole kernel (...) of pairs whose linear one is (...) and whose squared distances are (G, ...)."""
    total = linear.copy()
    for squared, width, weight in zip(apart, widths, weights, strict=True):
        total += weight * np.exp(squared * (-0.5 / width**2))
    return total


@cache
def diabetes() -> Tuning:
    """Tuning on the 442 patients that scikit-learn ships: 160 rows to tune on, 282 held out."""
    from sklearn.datasets import load_diabetes

    shipped = load_diabetes(scaled=False)
    order = np.random.default_rng(SPLIT).permutation(len(shipped.target))
    rows, others = order[:TUNING_ROWS], order[TUNING_ROWS:]
    places = {name: index for index, name in enumerate(shipped.feature_names)}
    groups = {name: np.array([places[feature] for feature in features]) for name, features in GROUPS.items()}
    return Tuning(
        Rows(shipped.data[rows], shipped.target[rows]), Rows(shipped.data[others], shipped.target[others]), groups
    )
