"""Every cut of a real table, so that the one on the page is not taken for the rule."""

import streamlit as st

from engine.covariate_shift.real_data.cuts import Cut, every_cut
from engine.covariate_shift.real_data.data_sets import table
from pages.parts.shift.answers import WORDS
from pages.parts.shift.data_controls import FEATURES, TableQuestion
from pages.parts.shift.data_words import cuts_words, uncut_words
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce, stage

FEW_SPLITS = 20
WANTED = "_every_cut_of"
CUTS: Cache[TableQuestion, list[Cut]] = Cache(100)


def show_cuts(question: TableQuestion) -> None:
    """On how many cuts min-max is ahead: known, or run when asked for."""
    st.subheader("Every cut of this table", anchor=False)
    name, features = question[0], FEATURES[question[0]]
    wanted = name, question[1]._replace(feature="", side="low", splits=FEW_SPLITS)
    if wanted not in CUTS and st.session_state.get(WANTED) != wanted:
        st.markdown(
            "One cut may be luck. The same can be done by each of "
            f"{len(features)} features, with either side as the source{uncut_words(table(name).names, features)}. It "
            "takes about half a minute."
        )
        # Remembered, so that what was stopped can be run again.
        st.button("Cut by every feature", on_click=st.session_state.update, args=({WANTED: wanted},))
        return
    cuts = cuts_of(wanted)
    if cuts is not None:
        st.markdown(cuts_words(cuts, 2 * len(features), FEW_SPLITS))


def cuts_of(wanted: TableQuestion) -> list[Cut] | None:
    """All cuts, run now if need be; None where the page says why there are none."""
    name, question = wanted

    def compute(announce: Announce) -> list[Cut]:
        return every_cut(table(name), FEATURES[name], question, stage(announce, "Every cut"))

    return computed(CUTS, wanted, compute, WORDS)
