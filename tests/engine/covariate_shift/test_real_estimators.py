"""The estimators on real tables, again by other means; and where the min-max one wins."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

from engine.covariate_shift import ShiftError, cross_validated_ridge, worst_case
from engine.covariate_shift.real_data.cuts import every_cut
from engine.covariate_shift.real_data.data_sets import table
from engine.covariate_shift.real_data.fits import (
    AWARE,
    KNOWING,
    LEAST_SQUARES,
    MEAN,
    MIN_MAX,
    PROMISING,
    RIDGE,
    WEIGHTED,
    estimated,
    fitted,
)
from engine.covariate_shift.real_data.split import Question, draw, split, standardised
from engine.covariate_shift.real_data.study import compare
from engine.kernel.state import Floats
from tests.support.tables import BMI, made_table


def test_each_estimator_again_by_other_means() -> None:
    """Scikit-learn's own regressions with intercepts, on the table's own units."""
    given_table = table("diabetes")
    drawn = draw(split(given_table, BMI), BMI, 0)
    found = compare(given_table, BMI)
    sample = standardised(given_table, drawn)
    known = estimated(sample)
    made = fitted(sample, known)

    def rows(places: Floats) -> tuple[Floats, Floats]:
        return (given_table.features[places] - sample.middle) / sample.scale, given_table.responses[places]

    x, y = rows(drawn.learned)
    seen, labels = rows(drawn.seen)
    n, d = x.shape
    model = LogisticRegression(max_iter=1000).fit(np.vstack([x, seen]), [0] * n + [1] * len(seen))
    target = model.predict_proba(x)[:, 1]
    weights = target / (1 - target)
    again = {
        LEAST_SQUARES: LinearRegression().fit(x, y),
        RIDGE: Ridge(alpha=n * known.penalty).fit(x, y),
        WEIGHTED: LinearRegression().fit(x, y, sample_weight=weights),
        KNOWING: Ridge(
            alpha=len(seen)
            * cross_validated_ridge(seen - seen.mean(axis=0), labels - labels.mean(), centred=True).penalty
        ).fit(seen, labels),
    }
    tested, truths = rows(drawn.tested)
    for name, regression in again.items():
        error = np.mean((regression.predict(tested) - truths) ** 2) / given_table.responses[found.parts.source].var()
        assert found.errors(name)[0] == pytest.approx(error, rel=1e-5)
    constant = np.mean((y.mean() - truths) ** 2) / found.unit
    assert found.errors(MEAN)[0] == pytest.approx(constant, rel=1e-12)
    assert found.effective == pytest.approx(weights.sum() ** 2 / np.sum(weights**2), rel=1e-6)

    residuals = y - again[LEAST_SQUARES].predict(x)
    assert known.variance * sample.deviation**2 == pytest.approx(np.sum(residuals**2) / (n - d - 1), rel=1e-10)
    assert known.shift.source == pytest.approx(np.corrcoef(x.T), abs=1e-12)
    assert known.shift.target == pytest.approx(np.cov(seen.T, ddof=0) + np.outer(*2 * [seen.mean(axis=0)]), rel=1e-10)
    assert found.growth == pytest.approx(np.mean(seen**2, axis=0), rel=1e-12)
    # S is this very design's, so that the min-max estimate is A* times least squares.
    for name in (MIN_MAX, AWARE, RIDGE):
        slopes = made.matrices[name] @ made.fits[LEAST_SQUARES].slopes
        assert made.fits[name].slopes == pytest.approx(slopes, abs=1e-8)
        promised = known.variance * (1 + 1 / n) + worst_case(made.matrices[name], known.shift).risk
        assert found.promises(name)[0] == pytest.approx(promised * sample.deviation**2 / found.unit, rel=1e-10)
    assert found.kept[0] == pytest.approx(np.diag(made.matrices[RIDGE]), rel=1e-12)
    assert found.kept[1] == pytest.approx(np.diag(made.matrices[MIN_MAX]), rel=1e-12)
    assert min(PROMISING, key=lambda name: found.promises(name)[0]) == MIN_MAX


@pytest.mark.parametrize(("n", "d"), [(30, 3), (13, 10), (8, 12)])
def test_leaving_one_out_takes_it_out_of_the_mean_too(n: int, d: int) -> None:
    """Each sample predicted from a ridge with an intercept that has not seen it."""
    rng = np.random.default_rng(n)
    x, y = rng.standard_normal((n, d)), rng.standard_normal(n)
    x, y = x - x.mean(axis=0), y - y.mean()
    found = cross_validated_ridge(x, y, centred=True)
    total = 0.0
    for i in range(n):
        others = np.arange(n) != i
        model = Ridge(alpha=n * found.penalty).fit(x[others], y[others])
        total += float((model.predict(x[[i]])[0] - y[i]) ** 2)
    assert found.error == pytest.approx(total / n, rel=1e-6)
    if n <= d:
        assert cross_validated_ridge(x, y).error < 1e-6 < found.error


@pytest.mark.parametrize(("along", "sign"), [(0, -1), (1, 1)])
def test_min_max_wins_where_the_truth_is_what_it_guards_against(along: int, sign: int) -> None:
    """The target differs along x0: min-max keeps its slope, which pays if there is one, and costs if there is none."""
    loud = made_table(400, 6, seed=1, noise=1.0, truth=1.0 * (np.arange(6) == along))
    found = compare(loud, Question("x0", 0.7, "low", 25, 30, 0))
    assert found.growth[0] > 3 * found.growth[1:].max()
    assert np.argmax(np.abs(found.slopes)) == along
    mean, spread = found.difference()
    assert sign * mean > 3 * spread
    wins = found.wins(MIN_MAX, RIDGE)
    assert (wins > 15) == (sign < 0)
    assert mean == pytest.approx(np.mean(found.errors(MIN_MAX)) - np.mean(found.errors(RIDGE)))
    assert np.median(found.errors(KNOWING)) < np.median(found.errors(MIN_MAX))
    assert np.all(found.directions.minmax <= 1 + 1e-9)
    ridge, minmax = found.kept
    assert np.argmax(minmax) == 0
    assert minmax[0] / minmax[1:].max() > 1.3 > ridge.max() / ridge.min()
    assert found.directions.source.sum() == pytest.approx(6)
    assert np.all(np.diff(found.directions.ridge) <= 0)


def test_every_cut_is_the_one_asked_for_alone() -> None:
    question = BMI._replace(splits=4)
    told: list[float] = []
    cuts = every_cut(table("diabetes"), ["age", "blood sugar"], question, told.append)
    assert [(cut.feature, cut.side) for cut in cuts] == [
        (feature, side) for feature in ("age", "blood sugar") for side in ("low", "high")
    ]
    for cut in cuts:
        alone = compare(table("diabetes"), question._replace(feature=cut.feature, side=cut.side))
        assert (cut.verdict, cut.wins) == (alone.verdict(), alone.wins(MIN_MAX, RIDGE))
    assert told == pytest.approx(np.arange(1, 17) / 16)
    # Of the two sexes neither side is a share of nine tenths.
    assert [cut.feature for cut in every_cut(table("diabetes"), ["sex", "age"], question._replace(share=0.9))] == [
        "age", "age"
    ]  # fmt: skip
    with pytest.raises(ShiftError, match="The target must have at least 20 rows"):
        every_cut(table("diabetes"), ["sex"], question._replace(share=0.9))


def test_with_many_rows_and_little_noise_all_find_the_truth() -> None:
    quiet = made_table(2000, 4, seed=2, noise=0.1, truth=np.array([1.0, -2.0, 0.5, 3.0]))
    found = compare(quiet, Question("x1", 0.5, "high", 500, 2, 0))
    floor = 0.1**2 / found.unit
    for name in (LEAST_SQUARES, RIDGE, MIN_MAX):
        assert np.median(found.errors(name)) == pytest.approx(floor, rel=0.15)
        assert np.median(found.promises(name)) == pytest.approx(floor, rel=0.15)


@pytest.mark.parametrize("rows", [8, 11, 13])
def test_fewer_rows_than_features(rows: int) -> None:
    found = compare(table("wine colour"), Question("alcohol", 0.5, "low", rows, 3, 0))
    assert np.isfinite(found.target).all()
    assert np.isinf(found.promises(LEAST_SQUARES)).all() == (rows < 13)
    assert np.isfinite(found.promises(MIN_MAX)).all()
