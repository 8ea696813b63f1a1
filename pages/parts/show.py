"""Pictures and tables as every page shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st


def show_picture(svg: str, alt: str, caption: str = "", place: Any = st) -> None:
    """A picture as wide as its place, with words for those who cannot see it, and a caption below."""
    place.image(svg, width="stretch", alt=alt)
    if caption:
        place.caption(caption)


def show_table(rows: Sequence[Mapping[str, str]], caption: str = "", place: Any = st) -> None:
    """Rows of texts by column, with a caption below; the first column is that of the rows' names."""
    table = pd.DataFrame(rows)
    place.table(table.set_index(table.columns[0]), border="horizontal")
    if caption:
        place.caption(caption)
