"""The first line of a CSV file: what separates the cells, and what the columns are called."""

import time

import pytest

from engine.problems.table import column_names, read_table
from engine.reading.columns import MOST_NAMES, separator_of


def names(source: str | bytes) -> list[str]:
    return list(column_names(source))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"Druck, hPa";"Temp, C";y\n1013,2;20,5;a\n', ["Druck, hPa", "Temp, C", "y"]),
        ('x;"a, b, c, d"\n1;2\n', ["x", "a, b, c, d"]),
        ('"a;b;c", d ,y\n1,2,a\n', ["a;b;c", "d", "y"]),
        ('"say ""a; b; c""",y\n1,a\n', ['say "a; b; c"', "y"]),
        ('x, "a; b; c"\n1,2\n', ["x", "a; b; c"]),
        ('"a\n;;\nb",y\n1,a\n', ["a\n;;\nb", "y"]),
        ('5" pipe;y\n1;a\n', ['5" pipe', "y"]),
        ("sep=;\nx;y\n1,5;a\n", ["x", "y"]),
        ("\ufeffsep=;\r\nx, in m;y\r\n1,5;a\r\n", ["x, in m", "y"]),
        ('"sep=\t"\nx,1\ty\n1\ta\n', ["x,1", "y"]),
        ("SEP=,\nx,y\n1,a\n", ["x", "y"]),
        ("x,y\n1,a\n,\n ,\n2,b\n", ["x", "y"]),
    ],
)
def test_names_and_separators(source: str, found: list[str]) -> None:
    assert names(source) == found
    assert names(source.lstrip("\ufeff")) == found
    assert names(source.encode()) == found


def test_the_numbers_of_a_file_with_quoted_commas_are_numbers() -> None:
    """Mean 1010, deviation 10; mean 20, deviation 0.5."""
    table = read_table('"Druck, hPa";"Temp, C";y\n1000,0;20,5;a\n1020,0;19,5;b\n', "y")
    assert table.data.names == ("Druck, hPa", "Temp, C")
    assert table.data.features.array.tolist() == [[-1.0, 1.0], [1.0, -1.0]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_with_the_one_that_tells_the_separator(end: str) -> None:
    with pytest.raises(ValueError, match=r"^line 4 has 1 cell"):
        names(end.join(["sep=;", "x;y", "1;a", "2", ""]))


def test_a_cell_of_several_lines_is_counted_from_its_first() -> None:
    with pytest.raises(ValueError, match=r"^line 2: the cell of 'z' is empty; fill it in$"):
        names('x,y,z\n"a\nb",1,\n')


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("sep=|\nx|y\n1|a\n", "line 1: 'sep=|' is not read; the separator may be a comma, a semicolon or a tab"),
        ("\nx, in m;y\n1;a\n",
         "line 2: has as many commas as semicolons, so which of them separate the cells is not clear; put names that "
         "hold one of them into quotes, or write a line sep=; above"),
        ("x  1,x 1\n1,2\n", "the name 'x 1' stands above two columns"),
        ("sep=;\n", "the file is empty"),
    ],
)  # fmt: skip
def test_a_first_line_that_is_not_clear(source: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        names(source)
    assert str(error.value) == says


@pytest.mark.parametrize("text", ["", "\n", '"', '""', '";', "x", '"a;b', "x\ty,z;\t"])
def test_any_first_line_has_a_separator(text: str) -> None:
    assert separator_of(text) == ("\t" if "\t" in text else ";" if text == ";" else ",")


def test_too_many_columns_are_refused_at_once() -> None:
    """Measured: 0.02 s for 50,000 names; a look at all names before each of them took 35."""
    header = ",".join(f"column {i}" for i in range(50_000))
    began = time.thread_time()
    with pytest.raises(ValueError, match=r"^the first line names 50,000 columns; at most 1,000 are read$"):
        names(header + "\n" + ",".join(["1"] * 50_000) + "\n")
    assert time.thread_time() - began < 0.5


def test_as_many_columns_as_are_allowed() -> None:
    many = [f"x{i}" for i in range(MOST_NAMES)]
    assert names(",".join(many) + "\n" + ",".join(["1"] * MOST_NAMES) + "\n") == many


@pytest.mark.parametrize("asked", ["y 1", " y  1 ", "y\t1", "e\u0301t\u00e9"])
def test_names_that_look_the_same_are_the_same(asked: str) -> None:
    """A blank too many, or another spelling of an accent, cannot be seen in a sentence."""
    source = f"x,{'y 1' if 'y' in asked else chr(0xE9) + 't' + chr(0xE9)}\n1,a\n2,b\n"
    assert read_table(source, asked).data.classes == ("a", "b")


def test_a_name_that_is_not_there_never_reads_like_one_that_is() -> None:
    long = "temperature of the first inner wall, in degrees "
    with pytest.raises(ValueError, match=r"^there is no column") as error:
        read_table(f'"{long}Celsius",y\n1,a\n2,b\n', f"{long}Kelvin")
    assert str(error.value) == (
        "there is no column '...n degrees Kelvin'; the columns are 'temperature of the first inner wall, ...', 'y'"
    )
    with pytest.raises(ValueError, match=r"^there is no column 'y\\u200b'; the columns are 'x', 'y'$"):
        read_table("x,y\n1,a\n2,b\n", "y\u200b")
