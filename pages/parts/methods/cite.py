"""How a method's papers, the lab and the five papers behind its pages are cited: entries with a button that copies."""

import streamlit as st

from engine.bibtex import bibtex, lab_bibtex
from engine.methods import METHODS
from engine.papers import SOURCES, papers_of


def show_method_entries(kind: str) -> None:
    """The entries of a method's papers; nothing where its rule is standard."""
    papers = papers_of(kind, METHODS[kind].facts.source)
    if papers:
        with st.expander("Cite"):
            show_entry("\n".join(map(bibtex, papers)))
            st.caption("BibTeX. What is not known of a paper for certain is left out.")


def show_lab_entries() -> None:
    """The entries of the lab and of the papers that its pages are built on."""
    with st.expander("Cite the lab and its papers"):
        st.markdown("This version of the lab:")
        show_entry(lab_bibtex())
        st.markdown("The five papers that its pages are built on:")
        show_entry("\n".join(map(bibtex, SOURCES)))


def show_entry(text: str) -> None:
    st.code(text, language=None, wrap_lines=True)
