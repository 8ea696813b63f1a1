"""CSV files: what becomes of their columns, and one sentence for each thing that can be wrong with them."""

import csv
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems.own_data import MOST_ROWS
from engine.problems.table import MOST_WORDS, Table, read_table
from engine.reading.columns import MOST_CHARACTERS

SHOP = """age,city,sold,shop
20,Ulm,yes,north
30,Bonn,no,south
40,Ulm,no,north
50,Ulm,yes,east
"""


def file_of(names: list[str], *rows: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([names, *rows])
    return text.getvalue()


def long(rows: int = 60, **columns: Any) -> str:
    """A file of columns, each a function of the row."""
    made = [[column(i) for column in columns.values()] for i in range(rows)]
    return file_of(list(columns), *made)


def features(table: Table) -> dict[str, list[float]]:
    return dict(zip(table.data.names, table.data.features.array.T.tolist(), strict=True))


def test_a_file_becomes_a_problem() -> None:
    table = read_table(SHOP, "sold", "shop")
    data = table.data
    assert data.classes == ("no", "yes")
    assert data.labels.array.tolist() == [1, 0, 0, 1]
    assert table.workers == ("east", "north", "south")
    assert data.owner is not None
    assert data.owner.array.tolist() == [1, 2, 1, 0]
    assert data.names == ("age", "city=Bonn", "city=Ulm")
    # The mean is 35 and the deviation sqrt(125).
    expected = [round((age - 35) / 125**0.5, 5) for age in (20, 30, 40, 50)]
    np.testing.assert_allclose(features(table)["age"], expected, atol=1e-5)
    assert features(table)["city=Ulm"] == [1, 0, 1, 1]
    assert features(table)["city=Bonn"] == [0, 1, 0, 0]
    assert table.notes == ()
    assert data.build(3, 0).dimension == 4


def test_without_a_column_of_workers_there_are_no_owners() -> None:
    table = read_table(SHOP, "sold")
    assert table.workers == ()
    assert table.data.owner is None
    assert table.data.names[-3:] == ("shop=east", "shop=north", "shop=south")


@pytest.mark.parametrize(
    "source",
    [
        SHOP.encode(),
        "\ufeff" + SHOP,
        ("\ufeff" + SHOP).encode(),
        SHOP.replace("\n", "\r\n"),
        SHOP.replace("\n", "\r"),
        SHOP.replace(",", ";"),
        SHOP.replace(",", "\t"),
        SHOP.replace(",", " , "),
        "\n" + SHOP.replace("\n", "\n\n"),
        SHOP.rstrip(),
        '"' + SHOP.replace(",", '","').replace("\n", '"\n"').removesuffix('"'),
        SHOP.replace("20", "20.0").replace("30", "3e1").replace("40", "+40"),
        SHOP.replace(",", ";").replace("20;", "20,0;").replace("30;", "30,00;"),
    ],
    ids=["bytes", "mark", "mark in bytes", "Windows", "old Mac", "semicolons", "tabs", "blanks", "empty lines",
         "no end", "quotes", "numbers", "decimal commas"],
)  # fmt: skip
def test_the_same_file_in_other_clothes(source: str | bytes) -> None:
    assert read_table(source, "sold", "shop") == read_table(SHOP, "sold", "shop")


def test_quoted_cells_may_hold_anything() -> None:
    text = file_of(["a, b", "y"], ["one\ntwo", "p"], ['say "yes"', "q, r"], ["naïve ü", "p"])
    data = read_table(text, "y").data
    assert data.classes == ("p", "q, r")
    assert data.names == ("a, b=naïve ü", "a, b=one\ntwo", 'a, b=say "yes"')


def test_a_target_of_numbers_is_sorted_by_size() -> None:
    data = read_table(long(y=lambda i: [10, 9, 2.5, 100][i % 4], x=lambda i: i), "y").data
    assert data.classes == ("2.5", "9", "10", "100")
    assert data.labels.array[:4].tolist() == [2, 1, 0, 3]
    assert read_table("x,y\n1,1\n2,1.0\n3,2\n", "y").data.labels.array.tolist() == [0, 0, 1]


def test_columns_that_never_change_are_left_out_and_told() -> None:
    table = read_table("x,same,word,y\n1,7,a,p\n2,7,a,q\n3,7.0,a,p\n", "y")
    assert table.data.names == ("x",)
    assert table.notes == (
        "column 'same' was left out: it is the same in all rows",
        "column 'word' was left out: it is the same in all rows",
    )


@pytest.mark.parametrize("scale", [1e-300, 1e-5, 1.0, 1e300])
@pytest.mark.parametrize("shift", [0.0, 3.0, 1e6])
def test_numbers_are_standardised(scale: float, shift: float) -> None:
    values = np.random.default_rng(0).standard_normal(50) + shift
    found = np.array(features(read_table(long(50, x=lambda i: float(values[i] * scale), y=lambda i: i % 2), "y"))["x"])
    np.testing.assert_allclose(found, (values - values.mean()) / values.std(), rtol=1e-5, atol=1e-6)
    # No more digits than that: the file of a scenario is to stay small.
    assert max(len(f"{abs(value):g}") for value in found) == max(len(repr(abs(float(value)))) for value in found) <= 11


BAD: list[tuple[str | bytes, tuple[str, ...], str]] = [
    ("", ("y",), "the file is empty"),
    ("\n\n", ("y",), "the file is empty"),
    ("1,2\n3,4\n", ("y",), "the first line must hold the columns' names, but it holds numbers"),
    ("x,,y\n1,2,3\n", ("y",), "column 2 has no name in the first line"),
    ("x,y,x\n1,2,3\n", ("y",), "the name 'x' stands above two columns"),
    ("x, y,x \n1,2,3\n", ("y",), "the name 'x' stands above two columns"),
    ("x,y\n", ("y",), "there are no rows below the columns' names"),
    ("x,y\n1,a\n2,b\n", ("z",), "there is no column 'z'; the columns are 'x', 'y'"),
    ("x,y\n1,a\n2,b\n", ("y", "w"), "there is no column 'w'; the columns are 'x', 'y'"),
    ("x,y\n1,a\n2,b\n", ("y", "y"), "column 'y' cannot be both the target and the worker"),
    ("x,y\n1,a\n2\n", ("y",), "line 3 has 1 cell, but the first line names 2 columns"),
    ("x,y\n1,a\n2,b,c\n", ("y",), "line 3 has 3 cells, but the first line names 2 columns"),
    ("x,y\n1,a\n\n,b\n", ("y",), "line 4: the cell of 'x' is empty"),
    ("x,y\n1,a\n2,  \n", ("y",), "line 3: the cell of 'y' is empty"),
    ('x,y\n1,a\n2,"b\n', ("y",), "line 3: is not CSV ("),
    ('x,y\n1,"a"b\n', ("y",), "line 2: is not CSV ("),
    ("x,y\n1,a\n2,a\n", ("y",), "the target 'y' is 'a' in all rows; it needs two classes"),
    ("x,y\n1,5\n2,5.0\n", ("y",), "the target 'y' is '5' in all rows; it needs two classes"),
    ("x,y\n1,a\n1,b\n", ("y",), "no column is left to learn from"),
    ("y\na\nb\n", ("y",), "no column is left to learn from"),
    ("w,y\n1,a\n2,b\n", ("y", "w"), "no column is left to learn from"),
    ("x,y\n1,a\nnan,b\n", ("y",), "line 3: 'x' must be a finite number (given: nan)"),
    ("x,y\n1,a\n1e999,b\n", ("y",), "line 3: 'x' must be a finite number (given: 1e999)"),
    ("x,y\n1,1\n2,inf\n", ("y",), "line 3: 'y' must be a finite number (given: inf)"),
    ("x,w,y\n1,1,a\n2,nan,b\n", ("y", "w"), "line 3: 'w' must be a finite number (given: nan)"),
    (long(x=lambda i: i, y=lambda i: i * 1.5), ("y",), "the target 'y' holds 60 numbers: this is regression; choose a"),
    (long(x=lambda i: i, y=lambda i: f"k{i}"), ("y",), "the target 'y' has 60 classes; at most 50 are possible"),
    (long(x=lambda i: f"k{i}", y=lambda i: i % 2), ("y",), "column 'x' holds 60 different words; at most 20 can be"),
    (long(x=lambda i: "NA" if i == 5 else i, y=lambda i: i % 2), ("y",), "line 7: 'x' holds numbers elsewhere, but"),
    (long(x=lambda i: f"1_{i}", y=lambda i: i % 2), ("y",), "column 'x' holds 60 different words"),
    ("x,y\n1,a\n2,b\n".encode("utf-16"), ("y",), "line 1: is not UTF-8 text; save the file as CSV in UTF-8"),
    ("x,y\n1,ä\n2,b\n".encode("latin-1"), ("y",), "line 2: is not UTF-8 text; save the file as CSV in UTF-8"),
    (b"PK\x03\x04\x14\x00\xff\xff", ("y",), "line 1: is not UTF-8 text"),
    (b"x" * (MOST_CHARACTERS + 1), ("y",), "the file is too large: 20,000,001 bytes; at most 20,000,000 are read"),
    ("x,y\n" + "1,2\n" * (MOST_ROWS + 1), ("y",), "the file has more than 20,000 rows"),
    (
        long(400, **{f"x{i}": (lambda i: i) for i in range(501)}, y=lambda i: i % 2),
        ("y",),
        "the columns make more than 500 features; leave some out",
    ),
    (
        long(5000, **{f"x{i}": (lambda i: i) for i in range(41)}, y=lambda i: i % 2),
        ("y",),
        "the features are more than 200,000 numbers in 5,000 rows; leave some rows or columns out",
    ),
    (
        long(11_000, x=lambda i: i % 3, w=lambda i: i, y=lambda i: i % 2),
        ("y", "w"),
        "the worker column 'w' names 11,000 workers; at most 10,000 are possible",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "columns", "begins"), BAD, ids=[begins for *_, begins in BAD])
def test_what_is_wrong_is_told_in_one_sentence(source: str | bytes, columns: tuple[str, ...], begins: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        read_table(source, *columns)
    text = str(error.value)
    assert text.startswith(begins)
    assert "\n" not in text
    assert len(text) < 300


def test_words_and_numbers_may_mix_where_they_are_few() -> None:
    table = read_table(long(x=lambda i: [1, 2, "unknown"][i % 3], y=lambda i: i % 2), "y")
    assert table.data.names == ("x=1", "x=2", "x=unknown")
    assert table.notes == ("column 'x' was read as words, not as numbers ('1' on line 2)",)
    most = read_table(long(x=lambda i: f"k{i % MOST_WORDS}", y=lambda i: i % 2), "y").data
    assert len(most.names) == MOST_WORDS


def test_long_names_are_cut() -> None:
    data = read_table(file_of(["x" * 500, "y"], [1, "p" * 500], [2, "q"]), "y").data
    assert (len(data.names[0]), len(data.classes[0])) == (200, 200)


@given(st.text(max_size=80), st.text(max_size=3))
def test_any_text_gives_a_table_or_a_sentence(text: str, target: str) -> None:
    try:
        read_table(text, target)
    except ValueError as error:
        assert str(error)
        assert len(str(error)) < 400


@given(st.lists(st.lists(st.sampled_from(["1", "2.5", "a", "b", "", "nan", '"']), min_size=2, max_size=3), max_size=6))
def test_any_cells_give_a_table_or_a_sentence(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in [["x", "y"], *rows])
    try:
        table = read_table(text, "y")
    except ValueError as error:
        assert str(error)
    else:
        assert len(table.data.labels) <= len(rows)
        assert np.isfinite(table.data.features.array).all()
