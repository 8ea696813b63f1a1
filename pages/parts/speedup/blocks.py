"""Speedup for several blocks: the knee moves as N / Y."""

import math

import streamlit as st

from engine.speedup.setting import Setting
from engine.speedup.study import SpeedupStudy, study_blocks
from pages.parts.charts.speedup import block_speedup_chart
from pages.parts.charts.speedup_lines import BLOCKS
from pages.parts.script.call import call
from pages.parts.show import show_chart, show_table
from pages.parts.speedup.answers import STUDIES, Study, blocks_of, study_key
from pages.parts.speedup.setting import called, made_words
from pages.parts.speedup.words import PAPER, or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import number, range_text

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


def show_blocks(setting: Setting) -> None:
    """The chart and its table, or a button where they take long."""
    st.header("Other blocks", anchor=False)
    sizes = sizes_of(setting)
    settings = {size: setting.with_block(size) for size in sizes}
    missing = [one for one in settings.values() if study_key(one) not in STUDIES]
    own = STUDIES.get(study_key(setting))
    needed = len(missing) * (own.seconds if own else 0.0)
    asked = st.session_state.get(WANTED) == setting.scenario
    if needed > QUICK and not asked:
        wanted = {WANTED: setting.scenario}
        text = f"Compute the speedup of other blocks (some {needed:,.0f} s)"
        st.button(text, on_click=st.session_state.update, args=(wanted,))
        st.caption(f"Y = {', '.join(map(str, sizes))}, each with as many workers and seeds as above.")
        return
    compared = blocks_of(settings, asked)
    if compared is None:
        return
    if compared.why:
        st.warning(compared.why)
        st.caption(f"So blocks from Y = {sizes[len(compared.studies)]} on are not compared.")
    if compared.studies:
        draw(setting, settings, compared.studies)


def draw(setting: Setting, settings: dict[int, Setting], studies: dict[int, Study]) -> None:
    """Sentence, chart, table."""
    st.markdown(words_of(setting, studies))
    left, right = st.columns(2, vertical_alignment="top")
    with left:
        show_chart(
            block_speedup_chart([SpeedupStudy(settings[size], found.speedup) for size, found in studies.items()]),
            f"Speedup in arrivals for blocks of {', '.join(map(str, studies))} coordinates; the table has the knees.",
            "speedup_blocks",
            call(block_speedup_chart, call(study_blocks, called(setting), tuple(studies))).told(made_words(setting)),
            f"IS(n), **measured**, medians, each block at {number(setting.factor)} Y / (L N). Rings: measured knees. "
            "Triangles: the predicted ones, n = N / Y. Grey line: **ideal**.",
        )
    with right:
        show_table(rows_of(setting, studies))


def knee_multiples(setting: Setting, studies: dict[int, Study]) -> dict[int, float]:
    """The measured knee of each block Y as a multiple of N / Y; nan where none was seen."""
    return {size: study.speedup.knee() * size / setting.constants.coordinates for size, study in studies.items()}


def words_of(setting: Setting, studies: dict[int, Study]) -> str:
    """Does the knee move as N / Y?"""
    seen = [multiple for multiple in knee_multiples(setting, studies).values() if math.isfinite(multiple)]
    if len(seen) < 2:
        return "With these numbers of workers too few blocks have a knee to tell how it moves with Y."
    range_words = f"over {len(seen)} blocks it lies at {range_text(min(seen), max(seen))} times N / Y."
    if max(seen) <= ALIKE * min(seen):
        return f"The knee moves with N / Y: {range_words}"
    return f"The knee does not move with N / Y alone here: {range_words}"


def rows_of(setting: Setting, studies: dict[int, Study]) -> list[dict[str, str]]:
    """A row a block."""
    multiples = knee_multiples(setting, studies)
    return [
        {
            "Block": f"{glyph(style)} [Y = {size}]({PAPER})",
            "N / Y": number(setting.constants.coordinates / size),
            "Measured knee": or_not(study.speedup.knee(), "none seen"),
            "Knee, times N / Y": or_not(multiples[size], "none seen"),
            "Best RTS": number(study.speedup.quickest[1]),
        }
        for (size, study), style in zip(studies.items(), BLOCKS, strict=False)
    ]
