"""Claims: what the source papers say, tried here one by one."""

import streamlit as st

from engine.claims import PAPERS
from engine.claims.results import shipped
from pages.parts.claims.show import show_paper, summary

results = shipped()
st.title("Claims")
st.markdown(
    "What the papers behind this lab claim, in our words, and what became of it here. The rule that decides stands "
    "beside each claim; a claim is shown only where every seed says so. Nothing here proves or refutes a theorem: it "
    "says whether an effect shows in these settings. The papers' own numbers are not known here, so none stands beside "
    "ours."
)
st.caption(f"{summary(results)} All of them again, in some minutes, on the command line: python -m engine claims")
for paper in PAPERS:
    show_paper(paper, results)
