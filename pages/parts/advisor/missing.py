"""Optimisers whose packages are not installed."""

from collections.abc import Iterable

import streamlit as st

from engine.design_space.optimisers import missing

COMMAND = "python -m pip install -e '.[advisor]'"


def show_missing(kinds: Iterable[str]) -> None:
    """Say how to get those of the optimisers that cannot run here, once for each package."""
    for sentence in dict.fromkeys(filter(None, map(missing, kinds))):
        st.info(sentence.replace(COMMAND, f"`{COMMAND}`") + ".")
