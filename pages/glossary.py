"""The glossary: the field's words as this lab uses them."""

import streamlit as st

from pages.parts.glossary.text import entries, index
from pages.parts.glossary.words import EVERY, WORDS


def show_glossary() -> None:
    """The page."""
    st.title("Glossary", anchor=False)
    st.markdown("The words of this lab, one sentence each. They mean the same in controls, sentences, files and code.")
    st.markdown(index(EVERY))
    for title, words in WORDS.items():
        st.header(title, anchor=False)
        st.markdown(entries(words))


show_glossary()
