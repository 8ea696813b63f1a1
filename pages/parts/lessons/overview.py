"""The list of lessons, and the way in for one's own."""

import streamlit as st

from pages.parts.lessons.catalogue import FOLDER, NAMES, lesson_of
from pages.parts.lessons.guide import show_guide
from pages.parts.lessons.lesson import Lesson
from pages.parts.lessons.place import OWN, OWN_LESSON, go
from pages.parts.lessons.reading import read_lesson
from pages.parts.words.method_names import paper
from pages.parts.words.plain_text import as_text

FILE, TOLD = "_lesson_file", "_lesson_told"


def show_lessons() -> None:
    """One row a lesson."""
    st.title("Lessons", anchor=False)
    st.markdown("Each step sets a race, asks what will happen, and answers from that very run.")
    for number, name in enumerate(NAMES, 1):
        show_lesson(f"{number}. ", name, lesson_of(name))
    own = st.session_state.get(OWN_LESSON)
    if own is not None:
        show_lesson("Your own: ", OWN, own)
    show_open()


def show_lesson(before: str, name: str, lesson: Lesson) -> None:
    """What a lesson is about, and its buttons."""
    source = f" Paper: [{lesson.source}]({paper(lesson.source)})." if name != OWN and lesson.source else ""
    count = len(lesson.steps)
    with st.container(border=True):
        st.subheader(f"{before}{as_text(lesson.title)}", anchor=False)
        st.markdown(f"{as_text(lesson.summary)} {count} step{'s' * (count > 1)}.{source}")
        with st.container(horizontal=True):
            link = {"lesson": name, "step": "1"}
            st.button("Begin", key=f"_begin_{name}", help=f"Begin: {as_text(lesson.title)}", on_click=go, args=(link,))
            st.download_button(
                "Handout (HTML)", lambda: made_handout(lesson), f"{name}.html", "text/html", key=f"_handout_{name}",
                on_click="ignore", help="To print: each step with its pictures, the answers at the end.",
            )  # fmt: skip


def made_handout(lesson: Lesson) -> str:
    """Plotly takes a second to load, for which the list need not wait."""
    from pages.parts.lessons.handout import handout

    return handout(lesson)


def show_open() -> None:
    """Where a teacher gives a lesson of one's own."""
    st.subheader("A lesson of your own", anchor=False)
    st.file_uploader(
        "Lesson file (YAML or JSON)", type=["yaml", "yml", "json"], key=FILE, on_change=take,
        max_upload_size=1, help="It stays in your session, and nowhere else; links do not hold it.",
    )  # fmt: skip
    told = st.session_state.get(TOLD)
    if told:
        st.warning(as_text(told))
    st.download_button(
        "A lesson to begin with (YAML)", (FOLDER / "bias.yaml").read_text(encoding="utf-8"), "lesson.yaml",
        "application/yaml", on_click="ignore",
    )  # fmt: skip
    with st.expander("How to write one"):
        show_guide()


def take() -> None:
    """Keep the lesson in the file; one that is none leaves an earlier one as it is."""
    file = st.session_state.get(FILE)
    st.session_state[TOLD] = ""
    if file is None:
        return
    try:
        st.session_state[OWN_LESSON] = read_lesson(bytes(file.getvalue()))
    except ValueError as error:
        st.session_state[TOLD] = f"The lesson was not opened: {error}."
