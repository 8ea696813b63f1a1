"""Pictures and tables as every page shows them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from pages.parts.script.call import Call


def show_picture(svg: str, alt: str, caption: str = "", place: Any = st) -> None:
    """A picture as wide as its place, with words for those who cannot see it, and a caption below."""
    place.image(svg, width="stretch", alt=alt)
    if caption:
        place.caption(caption)


def show_chart(
    figure: "go.Figure",
    words: str,
    key: str,
    made: "Call",
    caption: str = "",
    place: Any = st,
    clicked: Callable[[float, float], None] | None = None,
) -> None:
    """A chart as wide as its place, with words for those who cannot see it, and a caption below.

    `key` is its name on the page: under the same name it keeps what a visitor zoomed to and hid. `made` is how it came
    about, which a visitor can take away as a script. `clicked` gets the place of a click on its traces, in the numbers
    of its axes, before the page is drawn again.
    """
    from pages.parts.plot.component import draw

    with place.container():
        draw(figure, words, key, made, clicked)
        if caption:
            st.caption(caption)


def show_table(rows: Sequence[Mapping[str, str]], caption: str = "", place: Any = st) -> None:
    """Rows of texts by column, with a caption below; the first column is that of the rows' names."""
    place.table(frame_of(rows), border="horizontal")
    if caption:
        place.caption(caption)


def frame_of(rows: Sequence[Mapping[str, str]]) -> "pd.DataFrame":
    """Rows of texts as a table whose first column names the rows."""
    # No page needs it before its first table: a race is drawn before the table below it.
    import pandas as pd

    table = pd.DataFrame(rows)
    return table.set_index(table.columns[0])
