"""Your own data: rows in a scenario, their split, what does not fit, and many numbers as one value."""

import json
import time
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from engine import Scenario, sentence, simulate
from engine.problems.own_data import MOST_COLUMNS, MOST_NUMBERS, MOST_ROWS, OwnData
from engine.problems.packed import Codes, Rows
from engine.problems.sample_problem import LinearProblem
from engine.problems.samples import split_by_label
from tests.reference.compare import compare, recorded
from tests.support.build import METHODS, own_rows, scenario

TWO = own_rows(30, 4, 2)
THREE = own_rows(30, 4, 3)
OWNER = [i * i % 7 % 4 for i in range(30)]
"""Three workers, of different sizes: squares modulo 7 are 0, 1, 2 and 4."""


def built(workers: int = 3, seed: int = 0, **fields: Any) -> LinearProblem:
    return OwnData.model_validate(fields).build(workers, seed)


def said(**fields: Any) -> str:
    """The sentence about own data that are none, in a scenario of three workers."""
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate({"problem": {"kind": "csv", **fields}, "cluster": {"workers": 3}})
    text = sentence(error.value)
    assert "\n" not in text
    assert len(text) < 250
    return text


def test_two_classes_are_logistic_and_more_are_softmax() -> None:
    two, three = built(**TWO), built(**THREE)
    assert two.dimension == 5
    assert three.dimension == 15
    rng = np.random.default_rng(0)
    for problem, data in ((two, TWO), (three, THREE)):
        at = rng.standard_normal(problem.dimension)
        owned = np.split(problem.features, np.cumsum(problem.sizes)[:-1])
        labels = np.split(problem.labels, np.cumsum(problem.sizes)[:-1])
        losses = []
        for features, own in zip(owned, labels, strict=True):
            z = features @ at.reshape(-1, 5).T
            z = np.hstack([np.zeros_like(z), z]) if data is TWO else z
            losses.append(np.mean([np.log(np.exp(row).sum()) - row[label] for row, label in zip(z, own, strict=True)]))
        np.testing.assert_allclose(problem.values(at), np.mean(losses) + 0.01 / 2 * at @ at, rtol=1e-12)


def test_every_row_is_used_once_with_its_label_and_a_constant() -> None:
    for owner in (None, OWNER):
        problem = built(owner=owner, **THREE)
        found = {(*row, label) for row, label in zip(problem.features, problem.labels, strict=True)}
        given = {(*row, 1.0, label) for row, label in zip(THREE["features"], THREE["labels"], strict=True)}
        assert found == given
        assert len(problem.labels) == 30


def test_rows_go_to_their_owners() -> None:
    problem = built(owner=OWNER, **THREE)
    np.testing.assert_array_equal(problem.sizes, np.bincount(OWNER))
    starts = problem.data.starts
    for worker in range(3):
        own = [row for row, owner in zip(THREE["features"], OWNER, strict=True) if owner == worker]
        np.testing.assert_array_equal(problem.features[starts[worker] : starts[worker + 1], :-1], own)
    # Then nothing is left to chance.
    other = built(seed=1, dirichlet=0.01, owner=OWNER, **THREE)
    np.testing.assert_array_equal(problem.features, other.features)


def test_without_owners_rows_are_split_by_label() -> None:
    settings = OwnData(**THREE, dirichlet=0.2)
    expected = split_by_label(np.array(THREE["labels"]), 4, 0.2, 5)
    for share, rows in zip(settings.shares(4, 5), expected, strict=True):
        np.testing.assert_array_equal(share, rows)


@pytest.mark.parametrize("data", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("owner", [None, OWNER], ids=["split", "owned"])
@pytest.mark.parametrize("batch", [0, 3])
def test_against_the_reference(data: dict[str, Any], owner: Any, batch: int) -> None:
    problem = {"kind": "csv", **data, "owner": owner, "batch": batch}
    compare(recorded(cluster={"workers": 3}, problem=problem, methods=[METHODS["asgd"]]), "immediate")


def test_the_largest_map_is_not_the_finest() -> None:
    assert built(**TWO).map_lines == 61
    many = own_rows(20_000, 2, 40)
    assert built(**many).map_lines == 13


def test_it_runs_and_learns() -> None:
    data = own_rows(200, 4, 3)
    run = simulate(scenario(problem={"kind": "csv", **data}, budget={"arrivals": 2000}))["asgd"]
    assert run.gap[0, -1] < 0.2 * run.gap[0, 0]
    assert run.test_accuracy is None


def test_round_trips() -> None:
    """As arrays, lists or JSON: one value, with one hash and one text."""
    given = Scenario.model_validate(
        {"problem": {"kind": "csv", **THREE, "owner": OWNER, "names": list("abcd")}, "cluster": {"workers": 3}}
    )
    arrays = {name: np.array(value) for name, value in THREE.items()} | {"owner": np.array(OWNER)}
    others = [
        Scenario.model_validate_json(given.model_dump_json()),
        Scenario.model_validate(given.model_dump()),
        Scenario.model_validate(json.loads(given.model_dump_json())),
        Scenario.model_validate(
            {"problem": {"kind": "csv", **arrays, "names": list("abcd")}, "cluster": {"workers": 3}}
        ),
        Scenario.model_validate({"problem": given.problem, "cluster": given.cluster}),
    ]
    for other in others:
        assert other == given
        assert hash(other) == hash(given)
        assert repr(other) == repr(given)
    assert len({given, *others}) == 1
    assert json.loads(given.model_dump_json())["problem"]["features"] == THREE["features"]


def test_other_numbers_are_another_value() -> None:
    rows = Rows.read([[1.0, 2.0], [3.0, 4.0]])
    assert rows == Rows.read(np.array([[1, 2], [3, 4]]))
    assert rows == Rows.read([(1, 2), [3, np.float64(4)]])
    for other in ([[1.0, 2.0], [3.0, 5.0]], [[1.0, 2.0, 3.0, 4.0]], [[1.0], [2.0], [3.0], [4.0]]):
        assert rows != Rows.read(other)
        assert repr(rows) != repr(Rows.read(other))
    assert Rows.read([[0.0]]) == Rows.read([[-0.0]])
    assert Codes.read([1, 0]) != Rows.read([[1, 0]])
    assert Codes.read([1.0, 0.0]) == Codes.read([1, 0])


def test_numbers_cannot_be_written_to() -> None:
    given = np.zeros((2, 2))
    rows = Rows.read(given)
    with pytest.raises(ValueError, match="read-only"):
        rows.array[0, 0] = 1
    given[0, 0] = 1
    assert rows.array[0, 0] == 0


def one_wrong(value: Any) -> dict[str, Any]:
    """THREE with one entry that is no number."""
    rows = [list(row) for row in THREE["features"]]
    rows[4][2] = value
    return THREE | {"features": rows}


BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "problem.features: is missing"),
    ({"features": THREE["features"]}, "problem.labels: is missing"),
    (THREE | {"features": 5}, "problem.features: must be a list of rows of numbers (given: 5)"),
    (THREE | {"features": "text"}, "problem.features: must be a list of rows of numbers"),
    (THREE | {"features": [1, 2]}, "problem.features: must be a list of rows of numbers (given: 1)"),
    (THREE | {"features": []}, "problem.features: needs at least one row"),
    (THREE | {"features": [[]] * 30}, "problem.features: needs at least one row and one column"),
    (THREE | {"features": [[1, 2], [3]]}, "problem.features: row 1 has 1 numbers, but row 0 has 2"),
    (one_wrong("8"), "problem.features: row 4, column 2: must be a number (given: '8')"),
    (one_wrong(True), "problem.features: row 4, column 2: must be a number (given: True)"),
    (one_wrong(None), "problem.features: row 4, column 2: must be a number"),
    (one_wrong([1]), "problem.features: row 4, column 2: must be a number"),
    (one_wrong(float("nan")), "problem.features: row 4, column 2: must be a finite number"),
    (one_wrong(float("-inf")), "problem.features: row 4, column 2: must be a finite number"),
    (one_wrong(10**400), "problem.features: row 4, column 2: must be a finite number"),
    (one_wrong(1e13), "problem.features: row 4, column 2: must be a finite number of at most 1e12"),
    (THREE | {"labels": THREE["labels"][1:]}, "problem: labels has 29 entries, but features has 30 rows"),
    (THREE | {"labels": [0.5] * 30}, "problem.labels: entry 0: must be a whole number from 0 (given: 0.5)"),
    (
        THREE | {"labels": [0, 1234567.25] * 15},
        "problem.labels: entry 1: must be a whole number from 0 (given: 1234567.25)",
    ),
    (THREE | {"labels": [0, -1] * 15}, "problem.labels: entry 1: must be a whole number from 0 (given: -1)"),
    (THREE | {"labels": [0, True] * 15}, "problem.labels: entry 1: must be a number (given: True)"),
    (THREE | {"labels": ["a"] * 30}, "problem.labels: entry 0: must be a number"),
    (THREE | {"labels": [[0]] * 30}, "problem.labels: entry 0: must be a number"),
    (THREE | {"labels": 3}, "problem.labels: must be a list of whole numbers"),
    (THREE | {"labels": []}, "problem.labels: needs at least one entry"),
    (THREE | {"labels": [0] * 30}, "problem.labels: has 1 classes; 2 to 50 are possible"),
    (THREE | {"labels": [0, 2] * 15}, "problem.labels: class 1 has no row, but class 2 has"),
    (THREE | {"labels": [0, 10**9] * 15}, "problem.labels: class 1 has no row"),
    (own_rows(60, 2, 51), "problem.labels: has 51 classes; 2 to 50 are possible"),
    (THREE | {"owner": OWNER[1:]}, "problem: owner has 29 entries, but features has 30 rows"),
    (THREE | {"owner": [0, 2] * 15}, "problem.owner: worker 1 has no row, but worker 2 has"),
    (THREE | {"owner": [1] * 30}, "problem.owner: worker 0 has no row, but worker 1 has"),
    (THREE | {"owner": [0, 1] * 15}, "scenario: problem.owner names 2 workers, but there are 3 workers"),
    (THREE | {"owner": [0, 1.5] * 15}, "problem.owner: entry 1: must be a whole number from 0"),
    ({"features": [[1], [2]], "labels": [0, 1]}, "scenario: problem.features has 2 rows, but there are 3 workers"),
    (THREE | {"names": ["a"]}, "problem: names has 1 entries, but features has 4 columns"),
    (THREE | {"names": ["a" * 201] * 4}, "problem.names.0: "),
    (THREE | {"classes": ["a", "b"]}, "problem: classes has 2 entries, but labels has 3 classes"),
    (THREE | {"penalty": 0}, "problem.penalty: must be"),
    (THREE | {"rows": 1}, "problem.rows: is not known here"),
    (
        {"features": np.zeros((MOST_ROWS + 1, 1)), "labels": np.arange(MOST_ROWS + 1) % 2},
        "problem.features: has 20,001 rows; at most 20,000 are possible",
    ),
    (
        {"features": np.zeros((10, MOST_COLUMNS + 1)), "labels": [0, 1] * 5},
        "problem.features: has 501 columns; at most 500 are possible",
    ),
    (
        {"features": np.zeros((1000, 201)), "labels": [0, 1] * 500},
        "problem.features: 1,000 rows of 201 numbers are 201,000; at most 200,000 are possible",
    ),
]


@pytest.mark.parametrize(("fields", "begins"), BAD, ids=[begins for _, begins in BAD])
def test_what_does_not_fit_gets_a_sentence(fields: dict[str, Any], begins: str) -> None:
    assert said(**fields).startswith(begins)


def test_the_largest_data_are_looked_at_in_no_time() -> None:
    """A page does this at each move of a control. Measured: 0.1 ms; nested tuples of numbers took 150."""
    rows, columns = 20_000, 10
    assert rows * columns == MOST_NUMBERS
    own = OwnData(**own_rows(rows, columns, 2))
    Scenario.model_validate({"problem": own})
    began = time.thread_time()
    for seed in range(10):
        given = Scenario.model_validate({"problem": own, "seed": seed})
        assert hash(given)
        assert given.problem == own
        assert len(repr(given)) < 2000
    assert time.thread_time() - began < 0.2
