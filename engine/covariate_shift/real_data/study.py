"""Covariate shift on a real table: what each estimator's error on the target is, over random splits.

No label of a target row reaches an estimator but the yardstick; the tested rows' labels are used for errors alone.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from engine.covariate_shift.real_data import fits
from engine.covariate_shift.real_data.data_sets import Table
from engine.covariate_shift.real_data.fits import ESTIMATORS, KNOWING, MIN_MAX, PROMISING, RIDGE, Estimated, Fits
from engine.covariate_shift.real_data.split import Draw, Parts, Question, draw, split, standardised
from engine.covariate_shift.shift import ShiftError
from engine.kernel.pool import Progress
from engine.kernel.state import Floats, Integers

QUARTILES = (25, 50, 75)
CLEAR, MOST = 0.02, 0.6
"""A mean difference of this share of the other's error, with this share of the splits on its side, counts as one."""
Verdict = Literal["ahead", "close", "behind"]


class Directions(NamedTuple):
    """One split, direction by direction: the eigenvectors of S, most varied first."""

    source: Floats  # (d,) S's eigenvalues
    target: Floats  # (d,) v' T v along its eigenvectors v
    ridge: Floats  # (d,) v' A v of ridge: the share of least squares that is kept
    minmax: Floats  # (d,) v' A v of min-max, which need not be diagonal here


class Outcome(NamedTuple):
    """One split; E estimators in the order of ESTIMATORS, P promises in that of PROMISING, in the response's units."""

    target: Floats  # (E,) mean squared errors on the target's tested rows
    source: Floats  # (E,) on the source's rows that were not learned from
    promised: Floats  # (P,) mean squared errors on the target for the worst truth
    growth: Floats  # (d,) diagonal of T, S's being 1: how much more each feature counts in the target
    slopes: Floats  # (d,) ridge's estimate, features and responses in standard deviations
    kept: Floats  # (2, d) diagonals of A of ridge and of min-max: the share of least squares that each slope keeps
    effective: float  # rows that the importance weights leave
    directions: Directions


class Reason(NamedTuple):
    """The feature that counts most more in the target than in the source, and what is kept of its slope."""

    feature: int  # its place
    second: int  # the place of the next one
    rank: int  # of the feature's slope among all by size, 1 being the largest
    kept: Floats  # (2,) share of least squares' slope along it that ridge and min-max keep
    others: Floats  # (2,) the same of the other features, on average


@dataclass(frozen=True, eq=False)
class Comparison:
    """R random splits of one table. Splits share rows, so that they are no independent repetitions.

    Errors are in units of the response's variance over the whole source part, a number that no target row enters.
    """

    table: Table
    question: Question
    parts: Parts
    target: Floats  # (R, E)
    source: Floats  # (R, E)
    promised: Floats  # (R, P)
    growth: Floats  # (d,) means over the splits
    slopes: Floats  # (d,) means over the splits
    kept: Floats  # (2, d) means over the splits, of ridge and of min-max
    effective: float  # median over the splits
    directions: Directions  # of the first split
    unit: float  # the variance that is 1

    def quartiles(self, errors: Floats) -> Floats:
        """Lower quartile, median and upper quartile (3, ...) over the splits."""
        return np.asarray(np.percentile(errors, QUARTILES, axis=0), np.float64)

    def wins(self, one: str, other: str) -> int:
        """In how many splits the first estimator's error on the target is the smaller one."""
        return int(np.sum(self.errors(one) < self.errors(other)))

    def difference(self, one: str = MIN_MAX, other: str = RIDGE) -> tuple[float, float]:
        """Mean of the first one's error on the target less the other's, and its standard error over these splits.

        That is the spread of drawing splits from this one table, not of drawing tables. It is nan for one split.
        """
        apart = self.errors(one) - self.errors(other)
        count = len(apart)
        spread = float(apart.std(ddof=1) / np.sqrt(count)) if count > 1 else np.nan
        return float(apart.mean()), spread

    def lead(self, one: str = MIN_MAX, other: str = RIDGE) -> float:
        """By how much the first one's mean error on the target is the smaller one, as a share of the other's."""
        return -self.difference(one, other)[0] / float(self.errors(other).mean())

    def verdict(self, one: str = MIN_MAX, other: str = RIDGE) -> Verdict:
        """Is the first one's error on the target clearly the smaller one, in the mean and in most splits, or larger?

        By the size of the difference alone: splits share rows, so that more of them would make any difference sure.
        """
        lead = self.lead(one, other)
        most = MOST * len(self.target)
        if lead >= CLEAR and self.wins(one, other) >= most:
            return "ahead"
        return "behind" if lead <= -CLEAR and self.wins(other, one) >= most else "close"

    def errors(self, name: str) -> Floats:
        """An estimator's errors (R,) on the target."""
        return np.asarray(self.target[:, ESTIMATORS.index(name)], np.float64)

    def promises(self, name: str) -> Floats:
        """The mean squared errors (R,) that an estimator of PROMISING has for the worst truth."""
        return np.asarray(self.promised[:, PROMISING.index(name)], np.float64)

    def median_promise(self, name: str) -> float:
        """The median of what an estimator promises; inf where it promises nothing, or no limit."""
        return float(np.median(self.promises(name))) if name in PROMISING else np.inf

    def broken(self, name: str) -> int:
        """In how many splits an estimator's error on the target exceeds its promise."""
        return int(np.sum(self.errors(name) > self.promises(name)))

    def best(self) -> tuple[str, float]:
        """Who has the lowest median error on the target of all that anyone may use, and that median."""
        medians = dict(zip(ESTIMATORS, np.median(self.target, axis=0).tolist(), strict=True))
        del medians[KNOWING]
        name = min(medians, key=medians.__getitem__)
        return name, medians[name]

    def reason(self) -> Reason:
        """What makes the estimators differ."""
        first, second = map(int, np.argsort(-self.growth)[:2])
        rank = 1 + int(np.sum(np.abs(self.slopes) > abs(self.slopes[first])))
        others = np.delete(self.kept, first, axis=1).mean(axis=1)
        return Reason(first, second, rank, self.kept[:, first], others)


def compare(table: Table, question: Question, progress: Progress | None = None) -> Comparison:
    """All estimators on R random splits; some 30 ms a split on one core.

    `progress` is called with the fraction done after each split, and may raise to stop. Raises ShiftError in one
    sentence where the table cannot be split so.
    """
    parts = split(table, question)
    unit = float(table.responses[parts.source].var())
    if not unit > 0:
        raise ShiftError(f"The {table.response} is the same in all of the source.")
    outcomes = []
    # Matrices of ten rows: more threads only wait for each other.
    with threadpool_limits(1, "blas"):
        for number in range(question.splits):
            outcomes.append(outcome(table, draw(parts, question, number), unit))
            if progress:
                progress((number + 1) / question.splits)
    return Comparison(
        table=table,
        question=question,
        parts=parts,
        target=np.array([one.target for one in outcomes]),
        source=np.array([one.source for one in outcomes]),
        promised=np.array([one.promised for one in outcomes]),
        growth=np.mean([one.growth for one in outcomes], axis=0),
        slopes=np.mean([one.slopes for one in outcomes], axis=0),
        kept=np.mean([one.kept for one in outcomes], axis=0),
        effective=float(np.median([one.effective for one in outcomes])),
        directions=outcomes[0].directions,
        unit=unit,
    )


def outcome(table: Table, drawn: Draw, unit: float) -> Outcome:
    """All estimators on one split, judged on both tests; `unit` is the variance that is 1."""
    sample = standardised(table, drawn)
    known = fits.estimated(sample)
    made, growth = fits.fitted(sample, known), np.diag(known.shift.target).copy()
    scale = sample.deviation**2 / unit

    def rows(places: Integers) -> tuple[Floats, Floats]:
        return sample.placed(table.features[places]), (table.responses[places] - sample.mean) / sample.deviation

    each = made.fits | {KNOWING: fits.knowing(*rows(drawn.seen))}
    target, source = (
        scale * np.array([each[name].error(*rows(places)) for name in ESTIMATORS])
        for places in (drawn.tested, drawn.held)
    )
    promised = scale * np.array([made.promised[name] for name in PROMISING])
    kept = np.array([np.diag(made.matrices[name]) for name in (RIDGE, MIN_MAX)])
    return Outcome(target, source, promised, growth, known.ridge, kept, made.effective, directions(known, made))


def directions(known: Estimated, made: Fits) -> Directions:
    """Variances and shares kept along the eigenvectors of S."""
    values, vectors = np.linalg.eigh(known.shift.source)
    values, vectors = values[::-1].clip(min=0.0), vectors[:, ::-1]

    def along(matrix: Floats) -> Floats:
        return np.asarray(np.einsum("ij,ik,kj->j", vectors, matrix, vectors), np.float64)

    return Directions(values, along(known.shift.target), along(made.matrices[RIDGE]), along(made.matrices[MIN_MAX]))
