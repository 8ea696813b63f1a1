"""Every cut of a real table, so that the one on the page is not taken for the rule."""

import streamlit as st

from engine.covariate_shift.data_sets import table
from engine.covariate_shift.real_cuts import Cut, every_cut
from pages.parts.complaints import made_or_told
from pages.parts.kept import Kept
from pages.parts.progress import STOPPED, Bar, Telling
from pages.parts.shift.data_controls import FEATURES, Asked
from pages.parts.shift.data_words import cuts_words

FEW_SPLITS = 20
MOST_KEPT = 100
CUTS: Kept[Asked, list[Cut]] = Kept(lambda keys: len(keys) <= MOST_KEPT)


def show_cuts(asked: Asked) -> None:
    """On how many cuts min-max is ahead: known, or run when asked for."""
    st.subheader("Every cut of this table", anchor=False)
    wanted = asked[0], asked[1]._replace(feature="", side="low", splits=FEW_SPLITS)
    found = CUTS.get(wanted)
    if found is None:
        st.markdown(
            "One cut may be luck. The same with every feature in turn, and either side as the source, takes some ten "
            "seconds."
        )
        if st.button("Cut by every feature"):
            st.session_state.pop(STOPPED, None)
            place = st.container()
            found = cuts_of(wanted, lambda: place)
    if found is not None:
        st.markdown(cuts_words(found, FEW_SPLITS))


def cuts_of(wanted: Asked, telling: Telling) -> list[Cut] | None:
    """All cuts, run now; None where the page tells why there are none."""
    name, question = wanted
    bar = Bar(wanted, telling)
    found = made_or_told(
        lambda: every_cut(table(name), FEATURES[name], question, lambda done: bar.show(done, f"Every cut: {done:.0%}")),
        telling,
    )
    bar.leave()
    if found is not None:
        CUTS.keep(wanted, found)
    return found
