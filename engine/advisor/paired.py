"""Whether two methods can be told apart on the same seeds: Wilcoxon's signed-rank test, exactly, ties and all.

Each seed gives both methods the same job times and samples, so their scores are compared seed by seed. Where neither
is better, the sign of each difference is a coin; the differences' ranks are kept. The share of all sign patterns whose
rank sum is at least as far from its middle as the one seen is the p-value: "told apart" is then said wrongly in at most
the stated share of the comparisons. Seeds of equal scores say nothing and are left out.

`scipy.stats.wilcoxon` has the exact law only where no ranks are shared: with ties it goes through all sign patterns, of
which 30 seeds have a billion, or approximates. Adding one rank after the other gives the same share for any number.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from engine.kernel.state import Floats, Integers

ERROR = 0.05
"""How often at most two methods that are equally good are told apart."""


class Apart(NamedTuple):
    """What the seeds say of one method against another."""

    probability: float  # p-value, two-sided
    error: float  # how often at most two equally good methods are told apart
    decades: float  # median over the seeds of the one's score less the other's; below 0 where the one is better

    @property
    def told(self) -> bool:
        """Can they be told apart?"""
        return self.probability <= self.error

    @property
    def first_is_better(self) -> bool:
        """Is the one better than the other, and not only by chance?"""
        return self.told and self.decades < 0


def apart(one: Floats, other: Floats, error: float = ERROR) -> Apart:
    """Compare the scores (S,) of two methods on the same seeds; smaller is better.

    Fewer than 6 seeds never tell two methods apart at an error of 0.05. Raises ValueError where the numbers of seeds
    differ.
    """
    if one.shape != other.shape:
        raise ValueError("two methods are compared on the same seeds")
    differences = one - other
    return Apart(
        signed_rank_probability(differences), error, float(np.median(differences)) if differences.size else 0.0
    )


def signed_rank_probability(differences: Floats) -> float:
    """The two-sided p-value of differences (S,); 1 where none says anything."""
    counted = differences[differences != 0]
    if not counted.size:
        return 1.0
    # Twice the ranks are whole numbers, also where several are equal and share their mean.
    ranks = (2 * rankdata(np.abs(counted))).astype(np.int64)
    total = int(ranks.sum())
    shares = rank_sum_shares(ranks)
    away = np.abs(2 * np.arange(total + 1) - total)
    seen = abs(2 * int(ranks[counted > 0].sum()) - total)
    return min(1.0, float(shares[away >= seen].sum()))


def rank_sum_shares(ranks: Integers) -> Floats:
    """The share of all sign patterns that give each sum 0, 1, ... of the positive ones' ranks."""
    shares = np.zeros(int(ranks.sum()) + 1)
    shares[0] = 1.0
    for rank in ranks:
        shares = (shares + np.concatenate([np.zeros(rank), shares[: shares.size - rank]])) / 2
    return shares
