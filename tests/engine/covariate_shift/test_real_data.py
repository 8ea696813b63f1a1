"""Covariate shift on real tables: cut by hand, and no label leaks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_diabetes, load_wine

from engine.covariate_shift import ShiftError
from engine.covariate_shift.real_data.data_sets import TABLES, WINE, Table, table
from engine.covariate_shift.real_data.fits import ESTIMATORS, KNOWING, MEAN, PROMISING, RIDGE
from engine.covariate_shift.real_data.split import Question, draw, split
from engine.covariate_shift.real_data.study import Comparison, compare
from engine.kernel.state import Floats
from tests.support.tables import BMI, made_table

UNAIDED = [i for i, name in enumerate(ESTIMATORS) if name != KNOWING]


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
