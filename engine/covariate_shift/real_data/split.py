"""A real table cut into source and target by one feature, and drawn from: rows to learn from, rows to test on."""

from typing import Literal, NamedTuple, get_args

import numpy as np

from engine.covariate_shift.real_data.data_sets import Table
from engine.covariate_shift.shift import ShiftError
from engine.kernel.state import Floats, Integers

Side = Literal["low", "high"]
SPARE = 10
"""Rows that each part must have beyond the number of features, and that must be left to test on the source."""
MOST_SPLITS = 1000


class Question(NamedTuple):
    """How a table is split, and how often."""

    feature: str
    share: float  # of the rows that are the source, about: equal values stay together
    side: Side  # of the feature's values that is the source
    rows: int  # n, learned from with labels
    splits: int  # R
    seed: int


class Parts(NamedTuple):
    """Rows of the two parts, as indices into the table."""

    source: Integers
    target: Integers
    boundary: float  # the value of the feature at which the table is cut


class Draw(NamedTuple):
    """One random split of the two parts, as indices into the table; no row stands twice."""

    learned: Integers  # (n,) source, with labels
    held: Integers  # the source's other rows: a test
    seen: Integers  # half of the target, features alone
    tested: Integers  # the target's other rows: the test


class Standardised(NamedTuple):
    """What an estimator may know, centred and scaled by the n rows that are learned from."""

    features: Floats  # X (n, d), mean 0 and variance 1
    responses: Floats  # y (n,), mean 0 and variance 1
    seen: Floats  # (k, d) target features about the source's mean: their second moment holds the mean's shift
    middle: Floats  # (d,) mean of the rows that are learned from
    scale: Floats  # (d,) their standard deviations
    mean: float  # of the responses
    deviation: float  # standard deviation of the responses

    def placed(self, features: Floats) -> Floats:
        """Other rows (k, d) of the table in these units."""
        return np.asarray((features - self.middle) / self.scale, np.float64)


def split(table: Table, question: Question) -> Parts:
    """The two parts: the source's values of the feature are at most, or at least, a quantile.

    Raises ShiftError in one sentence where the question has no answer on this table.
    """
    parts = parted(table, question)
    most = len(parts.source) - SPARE
    if not 2 <= question.rows <= most:
        raise ShiftError(f"rows must be between 2 and {most}, {SPARE} below the source's rows, not {question.rows}.")
    if not 1 <= question.splits <= MOST_SPLITS:
        raise ShiftError(f"splits must be between 1 and {MOST_SPLITS}, not {question.splits}.")
    return parts


def fitting(table: Table, question: Question) -> Question:
    """The question with no more rows to learn from than the source has. Raises ShiftError as `split` does."""
    fitted = question._replace(rows=min(question.rows, len(parted(table, question).source) - SPARE))
    split(table, fitted)
    return fitted


def parted(table: Table, question: Question) -> Parts:
    """The two parts, whatever is learned from them. Raises ShiftError in one sentence."""
    values, share = table.column(question.feature), question.share
    if question.side not in get_args(Side):
        raise ShiftError(f"side must be {' or '.join(get_args(Side))}, not {question.side}.")
    if not 0 < share < 1:
        raise ShiftError(f"share must be between 0 and 1, not {share}.")
    low = question.side == "low"
    boundary = float(np.quantile(values, share if low else 1 - share))
    inside = values <= boundary if low else values >= boundary
    parts = Parts(np.flatnonzero(inside), np.flatnonzero(~inside), boundary)
    fewest = len(table.names) + SPARE
    for name, rows in (("source", parts.source), ("target", parts.target)):
        if len(rows) < fewest:
            raise ShiftError(f"The {name} must have at least {fewest} rows, and has {len(rows)}: take another share.")
    return parts


def draw(parts: Parts, question: Question, number: int) -> Draw:
    """Split number 0, 1, ...: it depends on the seed and its number alone, so that fewer rows are among more rows."""
    rng = np.random.default_rng([question.seed, number])
    source, target = rng.permutation(parts.source), rng.permutation(parts.target)
    half = len(target) // 2
    return Draw(source[: question.rows], source[question.rows :], target[:half], target[half:])


def standardised(table: Table, drawn: Draw) -> Standardised:
    """The rows of a draw without the target's labels; raises ShiftError where something does not vary."""
    features, responses = table.features[drawn.learned], table.responses[drawn.learned]
    middle, scale = features.mean(axis=0), features.std(axis=0)
    mean, deviation = float(responses.mean()), float(responses.std())
    for name, spread in zip((*table.names, table.response), (*scale, deviation), strict=True):
        if not spread > 0:
            raise ShiftError(f"The {name} is the same in all {len(responses)} rows learned from: take more rows.")
    return Standardised(
        features=(features - middle) / scale,
        responses=(responses - mean) / deviation,
        seen=(table.features[drawn.seen] - middle) / scale,
        middle=middle,
        scale=scale,
        mean=mean,
        deviation=deviation,
    )
