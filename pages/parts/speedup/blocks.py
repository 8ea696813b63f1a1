"""Speedup for several blocks: the knee moves as N / Y."""

import math

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts.charts.speedup import BLOCKS, Line, speedup_picture
from pages.parts.speedup.answers import STUDIES, Study, blocks_of, study_key
from pages.parts.speedup.setting import Setting, with_block
from pages.parts.speedup.words import or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import number

SIZES = (1, 4, 16)
"""And N, and the visitor's own."""
QUICK = 12.0
"""Real seconds, about, that may be taken without being asked for."""
WANTED = "_speedup_blocks"
ALIKE = 2.0
"""Knees, as multiples of N / Y, are said to be alike up to this ratio."""


def sizes_of(setting: Setting) -> tuple[int, ...]:
    """The blocks that are compared."""
    of = setting.constants
    return tuple(sorted({size for size in (*SIZES, of.block, of.coordinates) if size <= of.coordinates}))


def ask(setting: Setting) -> None:
    st.session_state[WANTED] = setting.scenario


def show_blocks(setting: Setting) -> None:
    """The picture and its table, or a button where they take long."""
    st.header("Other blocks", anchor=False)
    sizes = sizes_of(setting)
    settings = {size: with_block(setting, size) for size in sizes}
    missing = [one for one in settings.values() if study_key(one) not in STUDIES]
    own = STUDIES.get(study_key(setting))
    needed = len(missing) * (own.seconds if own else 0.0)
    asked = st.session_state.get(WANTED) == setting.scenario
    if needed > QUICK and not asked:
        st.button(f"Compute the speedup of other blocks (some {needed:,.0f} s)", on_click=ask, args=(setting,))
        st.caption(f"Y = {', '.join(map(str, sizes))}, each with as many workers and seeds as above.")
        return
    compared = blocks_of(settings, asked)
    if compared is None:
        return
    if compared.why:
        st.warning(compared.why)
        st.caption(f"So blocks from Y = {sizes[len(compared.studies)]} on are not compared.")
    if compared.studies:
        draw(setting, compared.studies)


def lines_of(setting: Setting, studies: dict[int, Study]) -> list[Line]:
    """A line a block."""
    coordinates = setting.constants.coordinates
    return [
        Line(
            f"Y = {size}",
            style,
            study.found.iterations_quartiles[1],
            knee=study.found.knee(),
            predicted=coordinates / size,
        )
        for (size, study), style in zip(studies.items(), BLOCKS, strict=False)
    ]


def draw(setting: Setting, studies: dict[int, Study]) -> None:
    """Sentence, picture, table."""
    lines = lines_of(setting, studies)
    st.markdown(words_of(setting, studies))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        words = (
            f"Speedup in arrivals for blocks of {', '.join(map(str, studies))} coordinates; the table has the knees."
        )
        st.image(speedup_picture(setting.counts, lines), width="stretch", alt=words)
        st.caption(
            f"IS(n), **measured**, medians, each block at {number(setting.factor)} Y / (L N). Rings: measured knees. "
            "Triangles: the predicted ones, n = N / Y. Grey line: **ideal**."
        )
    with right:
        st.table(table(setting, studies), border="horizontal")


def words_of(setting: Setting, studies: dict[int, Study]) -> str:
    """Does the knee move as N / Y?"""
    ratios = [study.found.knee() * size / setting.constants.coordinates for size, study in studies.items()]
    seen = [ratio for ratio in ratios if math.isfinite(ratio)]
    if len(seen) < 2:
        return "With these numbers of workers too few blocks have a knee to tell how it moves with Y."
    told = f"over {len(seen)} blocks it lies at {number(min(seen))} to {number(max(seen))} times N / Y."
    if max(seen) <= ALIKE * min(seen):
        return f"The knee moves with N / Y: {told}"
    return f"The knee does not move with N / Y alone here: {told}"


def table(setting: Setting, studies: dict[int, Study]) -> pd.DataFrame:
    """A row a block, as texts."""
    rows = []
    for (size, study), style in zip(studies.items(), BLOCKS, strict=False):
        blocks, at, speedups = (
            setting.constants.coordinates / size,
            study.found.knee(),
            study.found.seconds_quartiles[1],
        )
        rows.append(
            {
                "Block": f"{glyph(style)} [Y = {size}](https://arxiv.org/abs/1606.00498)",
                "N / Y": number(blocks),
                "Measured knee": or_not(at, "none seen"),
                "Knee, times N / Y": or_not(at / blocks, "none seen"),
                "Best RTS": number(float(np.nanmax(speedups))),
            }
        )
    return pd.DataFrame(rows).set_index("Block")
