"""Lessons: races with a question to each, answered by the race itself."""

import streamlit as st

from pages.parts.lessons.overview import show_lessons
from pages.parts.lessons.place import place_in_link
from pages.parts.lessons.step import show_step

place, wrong = place_in_link()
if wrong:
    st.warning(wrong)
if place is None:
    show_lessons()
else:
    show_step(place)
