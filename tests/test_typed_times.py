"""Times that a visitor types: any text gives some, and what is left out is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cluster import MOST_WORKERS
from pages.parts.controls import CONTROLS, DEFAULTS
from pages.parts.race_scenario import scenario_of
from pages.parts.typed_times import MOST_TIMES, parse_times


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
