"""The HTML that embeds the Race into a page of another site: which parts, in which theme, how tall."""

import html
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.parts.controls import live, uploads, widgets
from pages.parts.controls.types import Choices
from pages.parts.links.parts import CAPTIONS, LAB, MOVING, PARTS, SENTENCES, TABLE, VIEWS, Frame, name_of, without_view
from pages.parts.links.texts import quoted
from pages.parts.race.embedded import NEEDS_FILE
from pages.parts.server.frames import ANY, FRAMES, SETTING

THEIRS = "the reader's"
THEMES = {THEIRS: None, "light": "light_theme", "dark": "dark_theme"}
"""What Streamlit calls them in a link."""
COLUMN = 700
"""Pixels of a usual text column, for which the height is chosen: there one view stands below the other."""
VIEW_HEIGHTS = {"map": 430, "gap": 430, "timeline": 230, "staleness": 210, "contribution": 210}
HEIGHTS = {**VIEW_HEIGHTS, "transport": 61, "numbers": 23}
CAPTION_HEIGHTS = {"map": 62, "gap": 103, "timeline": 41, "staleness": 21, "contribution": 21}
LINE, LEGEND, BARS, RANGES, SPACE = 26, 71, 147, 56, 10
TABLE_TEXT, TABLE_ROW = 220, 56


@st.fragment
def show_embed(choices: Choices, labels: Sequence[str], link: Mapping[str, Any]) -> None:
    """Choose what is shown, and copy the HTML.

    `labels` are those of the methods that race; `link` holds what the link to the race does.
    """
    st.markdown("Embedded: HTML for a page of another site, such as a course's.")
    if uploads.needs_file(choices):
        st.caption(NEEDS_FILE)
        return
    st.caption(allowed_words(FRAMES.origins))
    parts = st.pills(
        PARTS.label, PARTS.options, default=PARTS.default, selection_mode="multi", key="_embed_parts", help=PARTS.help
    )
    moving = st.pills(
        MOVING.label, movable(choices), format_func=name_of, selection_mode="multi", key="_embed_controls",
        help=MOVING.help,
    )  # fmt: skip
    theme = st.segmented_control(
        "Theme", tuple(THEMES), default=THEIRS, key="_embed_theme", required=True,
        help="Light, dark, or whichever a reader has chosen for the lab.",
    )  # fmt: skip
    frame = Frame(widgets.chosen(PARTS, parts), widgets.chosen(MOVING, moving))
    if not frame.parts or without_view(frame):
        st.caption(without_view(frame) or "Choose at least one part.")
        return
    tall = frame_height(frame, len(labels))
    address = f"{st.context.url}?{urlencode(parameters(frame, THEMES[theme], link), doseq=True)}"
    st.code(embed_html(address, f"Race of {', '.join(labels)}", tall), language=None, wrap_lines=True)
    st.caption(f"The height suits a column of {COLUMN} pixels or more.")


def movable(choices: Choices) -> list[str]:
    """The live controls that this race has."""
    ranges = [told["key"] for told in live.described(choices, [])["ranges"]]
    return [live.TIMES, *ranges] if choices["workers"] <= live.MOST_BARS else ranges


def parameters(frame: Frame, theme: str | None, link: Mapping[str, Any]) -> dict[str, Any]:
    """What the link of an embedded race holds."""
    own = {"embed": "true", "embed_options": theme, PARTS.key: frame.parts, MOVING.key: frame.controls}
    return {key: value for key, value in {**own, **link}.items() if value is not None}


def embed_html(address: str, title: str, height: int) -> str:
    """An inline frame as wide as its place."""
    source, name = html.escape(address), html.escape(f"{title}, Asynchrony Lab")
    size = f'width="100%" height="{height}"'
    return f'<iframe src="{source}" title="{name}" {size} loading="lazy" style="border: 0"></iframe>'


def allowed_words(origins: Sequence[str]) -> str:
    """Who may embed the pages of this server."""
    if not origins:
        return f"No site may embed pages of this server until its operator allows it with {quoted(SETTING)}."
    if tuple(origins) == (ANY,):
        return "Every site may embed it."
    return f"Sites that may embed it: {', '.join(map(quoted, origins))}."


def frame_height(frame: Frame, methods: int) -> int:
    """Pixels that the parts take in a column of that width: one view below the other, two lines a sentence."""
    figure = frame.figure
    heights = [HEIGHTS[part] for part in figure]
    if CAPTIONS in frame.parts:
        heights += [CAPTION_HEIGHTS[part] for part in figure if part in VIEWS]
    heights += [LEGEND] * bool(figure) + [BARS] * (live.TIMES in frame.controls)
    heights.append(RANGES * ceil(len(set(frame.controls) - {live.TIMES}) / 4))
    heights += [LINE * 2 * (methods + 1)] * (SENTENCES in frame.parts) + [LINE] * (LAB in frame.parts)
    heights += [TABLE_TEXT + TABLE_ROW * methods] * (TABLE in frame.parts)
    return ceil((sum(heights) + SPACE * (len(heights) + 5)) / 10) * 10
