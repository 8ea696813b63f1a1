"""Files that visitors bring: they stay in the session, no link can hold them."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import streamlit as st

from engine.cluster.trace import read_trace
from engine.problems.table import column_names, read_table
from pages.parts.controls.catalogue import OWN
from pages.parts.controls.cluster import MEASURED
from pages.parts.controls.types import Choices
from pages.parts.words.plain_text import as_text

TRACE_FILE, DATA_FILE, TARGET, OWNER = "trace_file", "data_file", "data_target", "data_owner"
MOST_BYTES = 5_000_000
NOBODY = "split by label"


class MissingFileError(Exception):
    """There is no file yet; says what to choose."""


def read(reader: Callable[..., Any], content: bytes, *columns: str | None) -> Any:
    """What `reader` finds, or its complaint."""
    if len(content) > MOST_BYTES:
        return f"the file has {len(content) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are possible"
    try:
        return reader(content, *columns)
    except ValueError as error:
        return str(error)


READERS = (read_trace, column_names, read_table)
trace_in, names_in, table_in = (lru_cache(maxsize=8)(partial(read, reader)) for reader in READERS)
"""The measured times, the names of the columns and the data in a file, or a sentence on what is wrong with it."""


def upload(label: str, key: str, words: str) -> None:
    """Where a visitor gives a file."""
    text = f"{words} The server keeps it in memory for a while, and nowhere else; links do not hold it."
    st.file_uploader(label, type="csv", key=key, max_upload_size=MOST_BYTES // 1_000_000, help=text)


def trace_upload() -> None:
    """Where a visitor gives measured times."""
    columns = "Columns worker,duration or worker,start,end, in seconds."
    words = f"{columns} A worker's times are replayed in order, and again from the start."
    upload("Measured times (CSV)", TRACE_FILE, words)


def data_upload() -> None:
    """Where a visitor gives data, and says what their columns are."""
    columns = "A header, one row a sample; numbers are standardised, words become one column each."
    upload("Your data (CSV)", DATA_FILE, f"{columns} At most 200,000 numbers.")
    content = content_of(DATA_FILE)
    names = names_in(content) if content is not None else ()
    if names and not isinstance(names, str):
        target = st.selectbox("Target", names, index=len(names) - 1, key=TARGET, help="The column of the classes.")
        owners = (NOBODY, *(name for name in names if name != target))
        st.selectbox("Rows belong to", owners, key=OWNER, help="The column of the rows' workers, if any.")
        data = table_in(content, *columns_chosen(names))
        if not isinstance(data, str):
            workers = [f"{len(data.workers)} workers, from the file."] if data.workers else []
            st.caption("  \n".join([*workers, *map(as_text, data.notes)]))


def columns_chosen(names: tuple[str, ...]) -> tuple[str, str | None]:
    """The column of the classes and that of the rows' workers, if any."""
    target, owner = st.session_state.get(TARGET), st.session_state.get(OWNER)
    # Before a column's control is drawn for the first time, and after another file came, it names none of these.
    target = target if target in names else names[-1]
    return target, owner if owner in names and owner not in (target, NOBODY) else None


def content_of(key: str) -> bytes | None:
    """The bytes of a file, where there is one."""
    file = st.session_state.get(key)
    return None if file is None else bytes(file.getvalue())


def with_times(choices: Choices) -> Choices:
    """The choices with the measured times, where they need these. Raises as `brought`."""
    if choices["speed"] != MEASURED:
        return choices
    return {**choices, "trace": usable("Measured times", trace_in, TRACE_FILE, "worker,duration or worker,start,end")}


def needs_file(choices: Choices) -> bool:
    """Do the choices need a file of a visitor's own?"""
    return choices["speed"] == MEASURED or choices["problem"] == OWN


def brought(choices: Choices) -> Choices:
    """The choices with the contents of the files that they need.

    Raises MissingFileError where there is none yet, ValueError with a sentence where one cannot be used.
    """
    given = with_times(choices)
    if choices["problem"] != OWN:
        return given
    names = usable("Your data", names_in, DATA_FILE, "a header and one row a sample")
    return {**given, "table": usable("Your data", lambda c: table_in(c, *columns_chosen(names)), DATA_FILE, "")}


def usable(title: str, reader: Callable[[bytes], Any], key: str, words: str) -> Any:
    """What a reader finds in a file."""
    content = content_of(key)
    if content is None:
        raise MissingFileError(f"{title}: choose a CSV file, with {words}.")
    content_read = reader(content)
    if isinstance(content_read, str):
        raise ValueError(f"{title}: {content_read}.")
    return content_read
