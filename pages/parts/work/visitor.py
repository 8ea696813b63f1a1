"""A name for each visitor."""

import secrets

import streamlit as st

VISITOR = "_visitor"


def visitor() -> str:
    """The name of this session's visitor. Like every look at the session, it lets Streamlit end a script."""
    name: str = st.session_state.setdefault(VISITOR, secrets.token_hex(8))
    return name
