"""Files that a visitor brings to the Race: measured times and own data."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.cluster.speeds import Trace
from pages.parts.controls import uploads
from pages.parts.words.plain_text import JOINER, as_text
from tests.support.uploads import NAMES
from tests.support.visit import fine, lines, race, warnings

pytestmark = pytest.mark.usefixtures("warm")

SMALL = {"arrivals": "200", "seeds": "2"}
ROWS = "size,colour,owner,kind\n" + "".join(
    f"{i % 7},{'red' if i % 3 else 'blue'},w{i % 4},{'good' if i % 2 else 'bad'}\n" for i in range(60)
)


def give(app: AppTest, key: str, content: str) -> AppTest:
    """A file for one of the uploaders."""
    return fine(app.file_uploader(key=key).set_value(("file.csv", content.encode(), "text/csv")).run())


@pytest.mark.parametrize(
    ("link", "said"),
    [({"speed": "measured"}, "Measured times: choose a CSV file"), ({"problem": "own data"}, "Your data: choose")],
)
def test_a_file_is_asked_for(link: dict[str, str], said: str) -> None:
    app = race(**SMALL, **link)
    assert said in app.info[0].value
    assert not app.table


def test_measured_times_are_raced_with() -> None:
    app = give(race(**SMALL, speed="measured"), uploads.TRACE_FILE, "worker,duration\n1,2\n1,4\n2,1\n")
    assert warnings(app) == []
    assert len(app.table[0].value) == 3
    assert "A job takes 1 to 3 s." in " ".join(caption.value for caption in app.caption)


def test_bad_measured_times_get_a_sentence_and_another_file_may_follow() -> None:
    app = give(race(**SMALL, speed="measured"), uploads.TRACE_FILE, "worker,duration\n1,soon\n")
    assert any("line 2" in text for text in warnings(app))
    assert not app.table
    assert len(give(app, uploads.TRACE_FILE, "worker,duration\n1,2\n2,1\n").table[0].value) == 3


def test_own_data_are_raced_on() -> None:
    app = give(race(**SMALL, problem="own data", workers="5"), uploads.DATA_FILE, ROWS)
    assert warnings(app) == []
    assert app.selectbox(key=uploads.TARGET).value == "kind"
    assert len(lines(app)) >= 3
    first = app.table[0].value.to_string()
    # Each row belongs to the worker that a column names: there are four.
    fine(app.selectbox(key=uploads.OWNER).set_value("owner").run())
    assert warnings(app) == []
    assert app.table[0].value.to_string() != first
    fine(app.selectbox(key=uploads.TARGET).set_value("colour").run())
    assert len(app.table[0].value) == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("a,kind\n1,x\n2,x\n", "in all rows"),
        ("a,kind\n1,x\n,y\n", "line 3"),
        ("a,a\n1,x\n", "two columns"),
    ],
)
def test_bad_data_get_a_sentence(content: str, said: str) -> None:
    app = give(race(**SMALL, problem="own data"), uploads.DATA_FILE, content)
    assert any(said in text for text in warnings(app)), warnings(app)
    assert not app.table


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"worker,duration\n1,2\n1,3\n2,1\n", Trace(durations=((2.0, 3.0), (1.0,)))),
        (b"worker,start,end\na,0,2\nb,1,4\n", Trace(durations=((2.0,), (3.0,)))),
    ],
)
def test_a_file_of_measured_times(content: bytes, found: Trace) -> None:
    assert uploads.trace_in(content) == found


@pytest.mark.parametrize("reader", [uploads.trace_in, uploads.names_in])
def test_a_file_may_not_be_too_large(reader: Any) -> None:
    assert "at most 5 MB" in str(reader(b"0" * 5_000_001))


def test_what_is_left_out_of_own_data_is_told() -> None:
    rows = "a,same,who,class\n" + "".join(f"{i},1,{i % 3},{'xy'[i % 2]}\n" for i in range(12))
    app = give(race(**SMALL, problem="own data", workers="3"), uploads.DATA_FILE, rows)
    assert any("same" in caption.value and "left out" in caption.value for caption in app.caption)
    fine(app.selectbox(key=uploads.OWNER).set_value("who").run())
    assert any("3 workers, from the file" in caption.value for caption in app.caption)


@pytest.mark.parametrize("patience", ["never", "0", "0.5"])
def test_measured_times_and_planned_tries_go_together(patience: str) -> None:
    """Equal times whose mean is a hair below them are not cut off."""
    link = {"speed": "measured", "methods": ["MindFlayer SGD"], "patience": patience}
    app = give(race(**SMALL, **link), uploads.TRACE_FILE, "worker,duration\n" + "1,0.7\n1,0.7\n1,0.7\n2,1\n3,2\n")
    assert warnings(app) == []
    assert "no update" not in " ".join(lines(app))


@pytest.mark.parametrize("name", NAMES)
def test_names_of_columns_are_text_on_the_page(name: str) -> None:
    """A list's options show no Markdown; a caption and a warning do."""
    rows = f'"{name}",x,who,class\n' + "".join(f"7,{i},{i % 3},{'xy'[i % 2]}\n" for i in range(12))
    app = give(race(**SMALL, problem="own data", workers="3"), uploads.DATA_FILE, rows)
    assert app.selectbox(key=uploads.TARGET).options == [name, "x", "who", "class"]
    assert app.selectbox(key=uploads.OWNER).options == [uploads.NOBODY, name, "x", "who"]
    assert as_text(f"column '{name}' was left out: it is the same in all rows") in [c.value for c in app.caption]
    fine(app.selectbox(key=uploads.TARGET).set_value(name).run())
    assert as_text(f"Your data: the target '{name}' is '7' in all rows; it needs two classes.") in warnings(app)


def test_names_of_classes_and_workers_are_text_on_the_page() -> None:
    rows = "x,class\n" + "".join(f"{i},**{i}**\n" for i in range(60))
    app = give(race(**SMALL, problem="own data"), uploads.DATA_FILE, "x,class\n1,:red[a]\n2,:red[a]\n")
    told = rf"Your data: the target 'class' is '\:{JOINER}red\[a\]' in all rows; it needs two classes."
    assert told in warnings(app)
    give(app, uploads.DATA_FILE, rows.replace("**59**", "x"))
    assert not any("**" in text for text in warnings(app))
    jobs = "worker,start,end\n[go](https://example.com),0,2\n[go](https://example.com),1,3\n"
    app = give(race(**SMALL, speed="measured"), uploads.TRACE_FILE, jobs)
    told = rf"worker \[go\](https\:{JOINER}//example.com) starts at 1, but its job of line 2 ends at 2."
    assert [text for text in warnings(app) if text.endswith(told)]


def test_a_column_of_numbers_with_a_word_is_told_on_the_page() -> None:
    rows = "x,class\n" + "".join(f"{'NA' if i == 4 else i},{'ab'[i % 2]}\n" for i in range(12))
    app = give(race(**SMALL, problem="own data", workers="3"), uploads.DATA_FILE, rows)
    assert any("line 6: 'x' holds numbers elsewhere, but here 'NA'" in text for text in warnings(app))
    assert not app.table


def test_how_a_column_was_read_is_told_on_the_page() -> None:
    rows = "x;z;class\n" + "".join(f"1,{100 + i};{i} kg;{'ab'[i % 2]}\n" for i in range(12))
    app = give(race(**SMALL, problem="own data", workers="3"), uploads.DATA_FILE, rows)
    assert warnings(app) == []
    (told,) = [caption.value.split("  \n") for caption in app.caption if "was read as" in caption.value]
    assert told == [
        "column 'z' was read as words, not as numbers ('0 kg' on line 2)",
        "column 'x': the comma of '1,100' was read as a decimal comma",
    ]
