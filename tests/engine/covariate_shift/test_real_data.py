"""Covariate shift on real tables: cut by hand, no label leaks, and the estimators again by other means."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

from engine.covariate_shift import ShiftError, cross_validated_ridge, worst_case
from engine.covariate_shift.real_data.cuts import every_cut
from engine.covariate_shift.real_data.data_sets import TABLES, WINE, Table, table
from engine.covariate_shift.real_data.fits import (
    AWARE,
    ESTIMATORS,
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
from engine.covariate_shift.real_data.study import Comparison, compare
from engine.kernel.state import Floats

BMI = Question("body mass index", share=0.5, side="low", rows=40, splits=1, seed=3)
UNAIDED = [i for i, name in enumerate(ESTIMATORS) if name != KNOWING]


def made_table(rows: int, d: int, seed: int, noise: float, truth: Floats | None = None) -> Table:
    """Independent normal features, a linear truth, all coefficients 1 unless given, and normal noise."""
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((rows, d))
    responses = features @ (np.ones(d) if truth is None else truth) + noise * rng.standard_normal(rows)
    return Table(features, responses, tuple(f"x{i}" for i in range(d)), "y", "units", "rows")


def with_labels(given: Table, places: Floats, labels: Floats) -> Table:
    """The table with other responses in some rows."""
    responses = given.responses.copy()
    responses[places] = labels
    return replace(given, responses=responses)


def same(one: Comparison, other: Comparison) -> bool:
    fields = ("target", "source", "promised", "growth", "slopes", "kept", "effective", "unit")
    return all(np.array_equal(getattr(one, field), getattr(other, field)) for field in fields)


@pytest.mark.parametrize(
    ("side", "share", "source"), [("low", 0.5, range(12)), ("high", 0.5, range(12, 24)), ("low", 0.53, range(13))]
)
def test_a_table_is_cut_at_the_quantile(side: str, share: float, source: range) -> None:
    """24 rows of values 1, 2, ... 24: the middle lies between 12 and 13."""
    values = np.arange(1.0, 25.0)
    small = Table(values[:, None], values, ("age",), "y", "units", "rows")
    parts = split(small, Question("age", share, side, 2, 1, 0))  # type: ignore[arg-type]
    assert list(parts.source) == list(source)
    assert sorted([*parts.source, *parts.target]) == list(range(24))


def test_equal_values_stay_together() -> None:
    values = np.repeat([1.0, 2.0, 3.0], 20)
    small = Table(values[:, None], values, ("age",), "y", "units", "rows")
    assert set(values[split(small, Question("age", 0.4, "low", 5, 1, 0)).source]) == {1.0, 2.0}
    assert set(values[split(small, Question("age", 0.4, "high", 5, 1, 0)).source]) == {2.0, 3.0}
    with pytest.raises(ShiftError, match="The target must have at least 11 rows, and has 0"):
        split(small, Question("age", 0.9, "low", 5, 1, 0))


@pytest.mark.parametrize("number", [0, 7])
def test_a_draw_takes_each_row_once(number: int) -> None:
    parts = split(table("diabetes"), BMI)
    drawn = draw(parts, BMI, number)
    assert sorted([*drawn.learned, *drawn.held]) == sorted(parts.source)
    assert sorted([*drawn.seen, *drawn.tested]) == sorted(parts.target)
    assert len(drawn.learned) == 40
    assert abs(len(drawn.seen) - len(drawn.tested)) <= 1
    assert list(draw(parts, BMI._replace(rows=60), number).learned[:40]) == list(drawn.learned)
    assert list(draw(parts, BMI._replace(seed=4), number).learned) != list(drawn.learned)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.floats(-1e3, 1e3))
def test_no_label_of_the_target_is_learned_from(seed: int, size: float) -> None:
    """Other labels of the seen rows change the yardstick alone; of the tested ones, errors on the target alone."""
    given_table = table("diabetes")
    drawn = draw(split(given_table, BMI), BMI, 0)
    before = compare(given_table, BMI)
    rng = np.random.default_rng(seed)

    labels = 1 + size * rng.standard_normal(len(drawn.seen))
    seen = compare(with_labels(given_table, drawn.seen, labels), BMI)
    assert np.array_equal(seen.target[:, UNAIDED], before.target[:, UNAIDED])
    assert np.array_equal(seen.source[:, UNAIDED], before.source[:, UNAIDED])
    assert not np.array_equal(seen.target, before.target)
    assert same(replace(seen, target=before.target, source=before.source), before)

    labels = 1 + size * rng.standard_normal(len(drawn.tested))
    tested = compare(with_labels(given_table, drawn.tested, labels), BMI)
    assert (tested.target != before.target).all()
    assert same(replace(tested, target=before.target), before)


def test_equal_seeds_give_equal_bits_and_more_splits_begin_alike() -> None:
    question = BMI._replace(splits=3)
    one = compare(table("diabetes"), question)
    assert same(one, compare(table("diabetes"), question))
    assert np.array_equal(one.target, compare(table("diabetes"), question._replace(splits=5)).target[:3])
    assert not np.array_equal(one.target, compare(table("diabetes"), question._replace(seed=9)).target)


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


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_what_they_say(name: str) -> None:
    shipped = table(name)
    assert shipped.features.shape == (len(shipped.responses), len(shipped.names))
    assert shipped.response not in shipped.names
    assert not shipped.features.flags.writeable


def test_names_stand_over_their_columns() -> None:
    wines, patients = load_wine(), load_diabetes(scaled=False)
    spelled = [
        name.replace("_", " ").replace("color", "colour").replace("alcal", "alkal") for name in wines.feature_names
    ]
    assert all(theirs.startswith(ours.lower()) for theirs, ours in zip(spelled, WINE, strict=True))
    for shown in (table("wine alcohol"), table("wine colour")):
        assert np.array_equal(shown.responses, wines.data[:, WINE.index(shown.response)])
        for name in shown.names:
            assert np.array_equal(shown.column(name), wines.data[:, WINE.index(name)])
    places = dict(zip(patients.feature_names, range(10), strict=True))
    ours = {"age": "age", "bmi": "body mass index", "bp": "blood pressure", "s3": "HDL cholesterol"}
    ours |= {"s5": "log triglycerides", "s6": "blood sugar"}
    for theirs, name in ours.items():
        assert np.array_equal(table("diabetes").column(name), patients.data[:, places[theirs]])


def test_what_a_comparison_says() -> None:
    """Three splits and three features, by hand."""
    known = compare(made_table(120, 3, seed=0, noise=1.0), Question("x0", 0.5, "low", 30, 3, 0))
    target = np.tile(np.arange(1.0, len(ESTIMATORS) + 1), (3, 1)) + np.array([[0.0], [1.0], [5.0]])
    target[:, ESTIMATORS.index(KNOWING)] = 0.1
    promised = np.tile([[2.0], [3.0], [np.inf]], len(PROMISING))
    growth, slopes = np.array([1.0, 3.0, 2.0]), np.array([0.5, -0.2, 0.1])
    kept = np.array([[0.2, 0.4, 0.6], [0.5, 0.7, 0.9]])
    changes = {"target": target, "promised": promised, "growth": growth, "slopes": slopes, "kept": kept}
    found = replace(known, **changes)
    assert found.best() == (MEAN, 2.0)
    assert found.median_promise(RIDGE) == 3.0
    assert found.median_promise(KNOWING) == np.inf
    assert found.broken(MEAN) == 0
    assert found.broken(RIDGE) == 2
    # Min-max errs by 2 more than ridge in each split, whose errors are 5, 6 and 10.
    assert found.lead() == pytest.approx(-2 / 7)
    reason = found.reason()
    assert (reason.feature, reason.second, reason.rank) == (1, 2, 2)
    assert reason.kept.tolist() == [0.4, 0.7]
    assert reason.others == pytest.approx([0.4, 0.7])


def test_progress_is_told_and_may_stop() -> None:
    told: list[float] = []
    compare(table("diabetes"), BMI._replace(splits=4), told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"feature": "height"}, "feature must be one of age, sex, .*, not height"),
        ({"side": "left"}, "side must be low or high, not left"),
        ({"share": 1.5}, "share must be between 0 and 1, not 1.5"),
        ({"share": 0.02, "rows": 5}, "The source must have at least 20 rows"),
        ({"share": 0.99}, "The target must have at least 20 rows"),
        ({"rows": 300}, "rows must be between 2 and 2.., 10 below the source's rows, not 300"),
        ({"rows": 1}, "rows must be between 2 and"),
        ({"splits": 0}, "splits must be between 1 and 1000, not 0"),
    ],
)
def test_what_cannot_be_split_gets_one_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ShiftError, match=sentence):
        compare(table("diabetes"), BMI._replace(**changes))  # type: ignore[arg-type]


def test_what_does_not_vary_gets_one_sentence() -> None:
    with pytest.raises(ShiftError, match="table must be one of diabetes, wine alcohol, wine colour, not iris"):
        table("iris")
    fine = made_table(100, 3, seed=0, noise=1.0)
    question = Question("x0", 0.5, "low", 20, 1, 0)
    still = replace(fine, features=np.column_stack([fine.features[:, :2], np.ones(100)]))
    with pytest.raises(ShiftError, match="The x2 is the same in all 20 rows learned from: take more rows"):
        compare(still, question)
    with pytest.raises(ShiftError, match="The y is the same in all of the source"):
        compare(replace(fine, responses=np.ones(100)), question)
    with pytest.raises(ShiftError, match="without noise"):
        compare(replace(fine, responses=fine.features.sum(axis=1)), question)
