"""Times that a visitor types: any text gives some, and what is left out is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cluster.cluster import MOST_WORKERS
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.scenario import scenario_of
from pages.parts.controls.typed_times import MOST_CHARACTERS, MOST_TIMES, parse_times


@pytest.mark.parametrize(
    ("text", "times"),
    [
        # Where semicolons separate, commas are decimal commas.
        ("1,5; 2,5; 3,5", [1.5, 2.5, 3.5]),
        ("1,5;2", [1.5, 2]),
        ("1;2;4", [1, 2, 4]),
        ("1.5;2,5", [1.5, 2.5]),
        ("1,5e1;,5;2,", [15, 0.5]),
        ("1,5;", [1.5]),
        # Where only commas stand, they separate.
        ("1,2,4,8", [1, 2, 4, 8]),
        ("1,5", [1, 5]),
        ("1.5, 2.5", [1.5, 2.5]),
        ("1 , 2 ,4", [1, 2, 4]),
        # Spaces, tabs and ends of lines separate, too: a column out of a spreadsheet may have decimal commas.
        ("1 2 4", [1, 2, 4]),
        ("1.5 2.5", [1.5, 2.5]),
        ("1\t2\n4\r\n", [1, 2, 4]),
        ("1,5\n2,5\n3,5", [1.5, 2.5, 3.5]),
        ("1,5 2,5 4", [1.5, 2.5, 4]),
        ("1,2,4\n8,16", [1, 2, 4, 8, 16]),
        ("1;2\n4", [1, 2, 4]),
        # No decimal commas here.
        ("1,2,4,8;", [1, 2, 4, 8]),
        ("1, 2; 4, 8", [1, 2, 4, 8]),
    ],
)
def test_numbers_are_read_as_they_are_meant(text: str, times: list[float]) -> None:
    found, complaint = parse_times(text)
    assert found == times
    assert ("left out `2,`" in complaint) == ("2," in text.split(";"))
    assert bool(complaint) == ("2," in text.split(";"))


@pytest.mark.parametrize(
    ("text", "times", "left_out"),
    [
        ("1,5; 1,5,2", [1.5], "`1,5,2`"),
        ("1, 5; 2,5", [2.5], "`1, 5`"),
        ("1.000,5; 2", [2], "`1.000,5`"),
        ("1,2,4 8", [1, 2], "`4 8`"),
        ("1; x; x", [1], "`x` (must"),
        ("1,a,b,c,d,e,f,g", [1], "`a`, `b`, `c`, `d`, `e` and 2 more (must"),
        (f"1,{'2' * 30}", [1], "`22222222222222222...`"),
    ],
)
def test_what_cannot_be_read_is_told_as_it_was_typed(text: str, times: list[float], left_out: str) -> None:
    found, complaint = parse_times(text)
    assert found == times
    assert left_out in complaint


@pytest.mark.parametrize(
    ("text", "count"),
    [
        # The last whole one ends at the last character.
        ("12345, " * 400, 286),
        # Cut in the middle of a number: nobody knows how it went on.
        ("1, " + "123456, " * 400, 250),
        ("123456 " * 400, 285),
        ("1,5;" * 600, 500),
        (";" + "1,5;" * 600, 500),
        ("12,5 " * 600, 400),
        (" 12,5" * 600, 400),
        ("  12,5" + " 12,5" * 600, 399),
    ],
)
def test_a_text_that_is_cut_says_so(text: str, count: int) -> None:
    found, complaint = parse_times(text)
    assert complaint == f"Seconds per job: only the first 2,000 characters are read, with {count} entries."
    assert len(found) == count
    assert set(found) <= {1, 12345, 123456, 1.5, 12.5}
    assert "characters" not in parse_times(text[:MOST_CHARACTERS])[1]


@given(
    st.lists(st.sampled_from(["1,2,4,8", "1", "x", "2,5", "1, 2", "0"])), st.sampled_from([";", ",", " ", "\n", "; "])
)
def test_nothing_is_shown_as_wrong_and_as_used(entries: list[str], separator: str) -> None:
    used, complaint = parse_times(separator.join(entries))
    wrong, _, rest = complaint.partition(" (must")
    for text in re.findall(r"`(.*?)`", wrong):
        assert text not in map("{:g}".format, used)
        assert text not in rest


@pytest.mark.parametrize(
    ("text", "times", "left_out"),
    [
        ("1, 2, 4, 8", [1, 2, 4, 8], ""),
        (" 1 ;2;\t3.5e1 ", [1, 2, 35], ""),
        ("5", [5], ""),
        (",,5,,", [5], ""),
        ("1, x, 2", [1, 2], "x"),
        ("1, 2 3", [1], "2 3"),
        ("1, -2", [1], "-2"),
        ("1, 0", [1], "0"),
        ("1, nan", [1], "nan"),
        ("1, inf, -inf", [1], "inf"),
        ("1, 1e400", [1], "1e400"),
        ("1, 1e10", [1], "1e10"),
        ("1, 1e-7", [1], "1e-7"),
        ("1, 0x10", [1], "0x10"),
    ],
)
def test_times(text: str, times: list[float], left_out: str) -> None:
    found, complaint = parse_times(text)
    assert found == times
    assert (complaint == "") == (left_out == "")
    assert left_out in complaint


@pytest.mark.parametrize("text", ["", "  ", ",;,", "x", "nan, inf", "-1"])
def test_times_without_a_number_are_the_defaults_and_say_so(text: str) -> None:
    found, complaint = parse_times(text)
    assert found == parse_times(CONTROLS["tau"].default)[0]
    assert complaint.startswith("Seconds per job:")


def test_times_of_too_many_workers_are_cut() -> None:
    assert MOST_TIMES <= MOST_WORKERS
    found, complaint = parse_times(",".join(["2"] * (MOST_TIMES + 1)))
    assert found == [2.0] * MOST_TIMES
    assert str(MOST_TIMES) in complaint
    assert parse_times(",".join(["2"] * MOST_TIMES))[1] == ""


@given(st.text(max_size=60) | st.text("0123456789.,;-+e_ infa", max_size=60))
def test_any_text_gives_a_scenario(text: str) -> None:
    found, complaint = parse_times(text)
    assert 1 <= len(found) <= MOST_TIMES
    assert len(complaint) < 200
    assert scenario_of(DEFAULTS | {"speed": "custom", "tau": text}).cluster.workers == len(found)
