"""One table cut by each of its features, from either side: no cut is chosen for what it shows."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from engine.covariate_shift.real_data.data_sets import Table
from engine.covariate_shift.real_data.fits import MIN_MAX, RIDGE
from engine.covariate_shift.real_data.split import Question, Side, split
from engine.covariate_shift.real_data.study import Verdict, compare
from engine.covariate_shift.shift import ShiftError
from engine.kernel.pool import Progress


class Cut(NamedTuple):
    """Min-max beside ridge on one cut."""

    feature: str
    side: Side  # of the feature's values that is the source
    verdict: Verdict
    wins: int  # splits in which min-max has the smaller error on the target


def every_cut(table: Table, features: Sequence[str], question: Question, progress: Progress | None = None) -> list[Cut]:
    """The cuts by these features with the question's share, rows, splits and seed; those that cannot be are left out.

    `progress` is called with the fraction done, and may raise to stop. Raises ShiftError where none can be.
    """
    questions = [question._replace(feature=feature, side=side) for feature in features for side in get_args(Side)]
    possible = [one for one in questions if can_be(table, one)]
    if not possible:
        split(table, questions[0])
    cuts = []
    for place, one in enumerate(possible):

        def report(done: float, place: int = place) -> None:
            if progress:
                progress((place + done) / len(possible))

        found = compare(table, one, report)
        cuts.append(Cut(one.feature, one.side, found.verdict(), found.wins(MIN_MAX, RIDGE)))
    return cuts


def can_be(table: Table, question: Question) -> bool:
    """Can the table be cut so? Then both parts are large enough."""
    try:
        split(table, question)
    except ShiftError:
        return False
    return True
