"""Which columns of a CSV file are numbers, and that none becomes words in silence."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.problems.table import read_table
from engine.reading.numerals import number

WORDS = "or put a letter before each number to make words of them"


def column(*cells: str, separator: str = ",", rows: int = 60) -> str:
    """A file with a column x of these cells, one after the other and again, and a target y."""
    lines = [f'"{cells[i % len(cells)]}"{separator}{"ab"[i % 2]}\n' for i in range(rows)]
    return f"x{separator}y\n{''.join(lines)}"


def features(source: str) -> list[float]:
    """The one column of features (N,)."""
    data = read_table(source, "y").data
    assert data.names == ("x",)
    return data.features.array[:, 0].tolist()


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("1.5", False, 1.5),
        ("+1.5", False, 1.5),
        ("1.5E-03", False, 0.0015),
        (".5", False, 0.5),
        ("\N{MINUS SIGN}5", False, -5.0),
        ("1,5", False, None),
        ("1,5", True, 1.5),
        ("+1,5", True, 1.5),
        ("-1,5", True, -1.5),
        ("1,5E-03", True, 0.0015),
        (",5", True, 0.5),
        ("5,", True, 5.0),
        ("1.5", True, 1.5),
        ("1.137,25", True, None),
        ("1,137.25", True, None),
        ("1,2,3", True, None),
        (",", True, None),
        ("1_000", True, None),
        ("30%", True, None),
    ],
)
def test_a_number(cell: str, comma: bool, value: float | None) -> None:
    assert number(cell, comma) == value


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_have_signs_and_exponents(separator: str) -> None:
    """The mean of 1.5, -0.5 and 0.002 times 1000 is 1; so is that of 1,5E+00."""
    found = features(column("+1,5", "-0,5", "2,0E0", separator=separator, rows=3))
    np.testing.assert_allclose(found, np.array([0.5, -1.5, 1.0]) / np.sqrt(3.5 / 3), rtol=1e-5)


PLAIN = "which is no plain number; write numbers like 1137.25, without thousands separators, % or currency, " + WORDS
BOTH = PLAIN.replace("1137.25,", "1137.25 or 1137,25,")
ODD = "; write a number or leave the row out, " + WORDS


def one_odd(odd: str) -> str:
    """59 numbers that are 3 different ones, and an odd cell on line 7."""
    lines = column("1", "2.5", "3", rows=60).splitlines(keepends=True)
    return "".join([*lines[:6], f'"{odd}",b\n', *lines[7:]])


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (one_odd("NA"), f"line 7: 'x' holds numbers elsewhere, but here 'NA'{ODD}"),
        (one_odd("?"), f"line 7: 'x' holds numbers elsewhere, but here '?'{ODD}"),
        (one_odd("n/a"), f"line 7: 'x' holds numbers elsewhere, but here 'n/a'{ODD}"),
        (one_odd("-"), f"line 7: 'x' holds numbers elsewhere, but here '-'{ODD}"),
        (one_odd("2,5 or so"), f"line 7: 'x' holds numbers elsewhere, but here '2,5 or so'{ODD}"),
        (one_odd("nan"), "line 7: 'x' must be a finite number (given: nan)"),
        (one_odd(""), "line 7: the cell of 'x' is empty; fill it in"),
        (one_odd("1,137"), f"line 7: 'x' holds '1,137', {PLAIN}"),
        (one_odd("30%"), f"line 7: 'x' holds '30%', {PLAIN}"),
        (column("1,137", "2,250"), f"line 2: 'x' holds '1,137', {PLAIN}"),
        (column("1,5", "2,5"), f"line 2: 'x' holds '1,5', {PLAIN}"),
        (column("30%", "40 %"), f"line 2: 'x' holds '30%', {PLAIN}"),
        (column("7", "1 137", "8"), f"line 3: 'x' holds '1 137', {PLAIN}"),
        (column("$5", "$7.25"), f"line 2: 'x' holds '$5', {PLAIN}"),
        (column("1.137,25", "2.250,00", separator=";"), f"line 2: 'x' holds '1.137,25', {BOTH}"),
        (column("7", "1'137,25", separator="\t"), f"line 3: 'x' holds '1'137,25', {BOTH}"),
        # Half of the cells say that the value is missing: the others are numbers.
        (column("1", "NA"), f"line 3: 'x' holds numbers elsewhere, but here 'NA'{ODD}"),
        (column("NA", "1", "nan"), f"line 2: 'x' holds numbers elsewhere, but here 'NA'{ODD}"),
    ],
)  # fmt: skip
def test_no_column_of_numbers_becomes_words(source: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"^line \d+: [^\n]{1,280}$") as error:
        read_table(source, "y")
    assert str(error.value) == says


@pytest.mark.parametrize("numbers", [3, 19, 59])
def test_the_number_of_different_values_does_not_matter(numbers: int) -> None:
    def cell(row: int) -> str:
        return "NA" if row == 5 else str(row % numbers)

    source = "x,y\n" + "".join(f"{cell(row)},{'ab'[row % 2]}\n" for row in range(60))
    with pytest.raises(ValueError, match=r"^line 7: 'x' holds numbers elsewhere, but here 'NA'"):
        read_table(source, "y")


@pytest.mark.parametrize(
    ("cells", "noted"),
    [
        (("A1", "B2", "C3"), ""),
        (("no. 1", "no. 2", "none"), ""),
        (("yes", "no", "?"), ""),
        (("red", "inf", "nan"), ""),
        (("1st", "2nd", "3rd"), "'1st' on line 2"),
        (("10-19", "20-29"), "'10-19' on line 2"),
        (("2024-01-05", "2024-02-07"), "'2024-01-05' on line 2"),
        (("5 kg", "7 kg"), "'5 kg' on line 2"),
        ((">=50", "<50"), "'>=50' on line 2"),
        (("x", "1", "2"), "'1' on line 3"),
    ],
)
def test_words_with_digits_stay_words_and_are_told(cells: tuple[str, ...], noted: str) -> None:
    table = read_table(column(*cells), "y")
    assert table.data.names == tuple(f"x={word}" for word in sorted(cells))
    assert table.notes == ((f"column 'x' was read as words, not as numbers ({noted})",) if noted else ())


def test_a_letter_before_numbers_makes_words_of_them() -> None:
    """As the sentence says."""
    assert read_table(column("g1", "g2", "g3", "gx"), "y").data.names == ("x=g1", "x=g2", "x=g3", "x=gx")


def two(x: Callable[[int], str], z: Callable[[int], str], separator: str = ";") -> str:
    lines = [separator.join((x(i), z(i), "ab"[i % 2])) for i in range(6)]
    return "\n".join([separator.join("xzy"), *lines]) + "\n"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (column("1.137", "0,5", separator=";"),
         "line 3: 'x' holds '0,5', but '1.137' on line 2; write either commas or points as decimal marks"),
        (two(lambda i: f"{i + 1}.250", lambda i: f"{i},5"),
         "line 2: 'x' holds '1.250', which may be 1250 or 1,250, for other columns have a decimal comma; write one of "
         "these"),
        (two(lambda i: f"{i + 1},250", lambda i: f"{i}.5", "\t"),
         "line 2: 'x' holds '1,250', which may be 1250 or 1.250, for other columns have a decimal point; write one of "
         "these"),
    ],
)  # fmt: skip
def test_marks_that_contradict_each_other_are_not_guessed(source: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"^line \d+: ") as error:
        read_table(source, "y")
    assert str(error.value) == says


@pytest.mark.parametrize(
    ("cells", "separator", "notes"),
    [
        (("1,137", "2,250"), ";", ("column 'x': the comma of '1,137' was read as a decimal comma",)),
        (("1.137", "2.250"), "\t", ("column 'x': the point of '1.137' was read as a decimal point",)),
        (("1,137", "2,25"), ";", ()),
        (("0,137", "0,250"), ";", ()),
        # Between commas a point has one meaning.
        (("1.137", "2.250"), ",", ()),
    ],
)
def test_what_may_be_thousands_is_read_as_decimals_with_a_note(
    cells: tuple[str, str], separator: str, notes: tuple[str, ...]
) -> None:
    table = read_table(column(*cells, separator=separator), "y")
    assert table.notes == notes
    assert sorted(set(table.data.features.array[:, 0].tolist())) == [-1.0, 1.0]


def test_a_file_that_shows_its_decimal_comma_once_needs_no_note() -> None:
    assert read_table(two(lambda i: f"{i + 1},250", lambda i: f"{i},5"), "y").notes == ()


@pytest.mark.parametrize("role", ["target", "worker"])
def test_a_missing_class_or_worker_among_numbers_is_told(role: str) -> None:
    source = "x,c,y\n" + "".join(f"{i},{'NA' if i == 4 else i % 2},{'ab'[i % 2]}\n" for i in range(12))
    with pytest.raises(ValueError, match=r"^line 6: 'c' holds numbers elsewhere, but here 'NA'"):
        read_table(source, "c") if role == "target" else read_table(source, "y", "c")


def test_classes_may_be_numbers_and_words() -> None:
    """As the outcomes of a match: 1, X and 2."""
    source = "x,y\n" + "".join(f"{i},{'12112X'[i % 6]}\n" for i in range(12))
    table = read_table(source, "y")
    assert table.data.classes == ("1", "2", "X")
    assert table.notes == ("column 'y' was read as words, not as numbers ('1' on line 2)",)


def test_long_numbers_of_workers_are_told_apart() -> None:
    """The nearest float to both is 10000000000000000."""
    one, other = "10000000000000000", "10000000000000001"
    table = read_table(f"x,w,y\n1,{one},a\n2,{other},b\n3,{one},a\n", "y", "w")
    assert table.workers == (one, other)
    assert table.data.owner is not None
    assert table.data.owner.array.tolist() == [0, 1, 0]
