"""The Methods page: a card for the method that is asked for, and all methods in one table."""

import streamlit as st

from engine.methods import METHODS
from pages.parts.controls import widgets
from pages.parts.controls.types import Choice
from pages.parts.links.corrections import PLAYHEAD
from pages.parts.links.texts import quoted
from pages.parts.methods.card import show_card
from pages.parts.methods.cite import show_lab_entries
from pages.parts.methods.ordered_table import show_ordered
from pages.parts.methods.overview import ORDERS, overview
from pages.parts.show import show_table

CHOSEN, READ = "_card", "_card_in_link"
METHOD = "method"
ORDER = Choice("order", "Order", "family", "By what the rows of the table below are sorted.", options=tuple(ORDERS))


def chosen_kind() -> str | None:
    """The method whose card is wanted: the visitor's choice, which is in the link as its kind (?method=ormo)."""
    state, link = st.session_state, st.query_params.get(METHOD, "")
    if CHOSEN not in state or state.get(READ) != link:
        state[CHOSEN] = link if link in METHODS else None
    kind: str | None = st.pills(
        "Method", tuple(METHODS), key=CHOSEN, format_func=lambda kind: METHODS[kind].title,
        help="Choose one to see its rule, its dispatch, what is known of it and two races.",
    )  # fmt: skip
    if link and link not in METHODS and kind is None:
        st.warning(f"{quoted(link)} is no method of this lab; these are all it has.")
    elif (kind or "") != link:
        write(kind)
    state[READ] = st.query_params.get(METHOD, "")
    return kind


def write(kind: str | None) -> None:
    """Put the choice into the link."""
    if kind is None:
        del st.query_params[METHOD]
    else:
        st.query_params[METHOD] = kind


def show_notes(arrived: dict[str, list[str]], order: str) -> None:
    """What the link held in vain, beside its method."""
    own = {key: texts for key, texts in arrived.items() if key not in (METHOD, *PLAYHEAD)}
    notes = widgets.note_corrections(own, {ORDER.key: order}, {ORDER.key: ORDER}, "_methods")
    if notes:
        st.warning("  \n".join(notes))


def show_methods() -> None:
    """The page."""
    arrived = widgets.link_parameters()
    st.title("Methods")
    st.markdown(
        "What each method does with a gradient that arrives, in mathematics and in pseudo-code; whom it lets wait; "
        "what it must know; where it ends when the workers' data differ."
    )
    kind = chosen_kind()
    if kind is not None:
        with st.container(border=True):
            show_card(kind)
    else:
        st.caption("No method is chosen: choose one above for its card, or read the table of all.")
    order = st.segmented_control(
        ORDER.label, ORDER.options, default=ORDER.default, key=ORDER.key, required=True, bind="query-params",
        help=ORDER.help,
    )  # fmt: skip
    show_notes(arrived, order)
    show_table(
        overview(order),
        "Status: what the rule was held against, as its card tells; recalled is written from memory of the paper. "
        "Unbiased: whether the limit is the minimiser of the mean objective when the workers' data differ; "
        "*up to the step* means with a bias that is linear in the step. Memory: vectors as long as the model that the "
        "server holds beside the model, for n workers.",
    )
    show_ordered()
    show_lab_entries()


show_methods()
