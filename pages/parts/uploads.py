"""Files that visitors bring: they stay in the session, no link can hold them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import streamlit as st

from engine.speeds import Trace
from engine.trace import read_trace

TRACE_FILE = "trace_file"
MOST_BYTES = 5_000_000


@lru_cache(maxsize=8)
def trace_in(content: bytes) -> Trace | str:
    """The measured times in a file, or a sentence on what is wrong with it."""
    return read(read_trace, content)


def read(reader: Callable[[bytes], Any], content: bytes) -> Any:
    """What `reader` finds, or its complaint."""
    if len(content) > MOST_BYTES:
        return f"the file has {len(content) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are possible"
    try:
        return reader(content)
    except ValueError as error:
        return str(error)


def trace_upload() -> None:
    """Where a visitor gives measured times."""
    st.file_uploader(
        "Measured times (CSV)",
        type="csv",
        key=TRACE_FILE,
        max_upload_size=MOST_BYTES // 1_000_000,
        help="Columns worker,duration or worker,start,end, in seconds. A worker's times are replayed in order, and "
        "again from the start. The file stays on the server while this page is open; links do not hold it.",
    )


def trace_given() -> Trace | str | None:
    """The measured times, a sentence on what is wrong with them, or None where there is no file yet."""
    file = st.session_state.get(TRACE_FILE)
    return None if file is None else trace_in(file.getvalue())
