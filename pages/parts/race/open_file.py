"""Open a scenario file on the Race: by button or drop; what the page cannot show of it is told."""

import json

import streamlit as st
from pydantic import ValidationError

from engine import Scenario
from engine.files import json_in
from engine.scenario import sentence
from pages.parts.controls import widgets
from pages.parts.controls.choices_of import choices_of
from pages.parts.words.plain_text import as_text

FILE, TOLD, ASKED = "_scenario_file", "_scenario_told", "_scenario_asked"
MOST_BYTES = 1_000_000


def show_open() -> None:
    """Where a visitor gives the file, once asked for: few need it, and the browser would load its script first."""
    if not st.toggle("Open a scenario file", key=ASKED, help="Shows where a file (JSON) can be dropped or chosen."):
        return
    words = (
        "A scenario as “Scenario (JSON)” saves it and the command line takes it. Its controls are set; the view stays."
    )
    st.file_uploader(
        "Scenario file (JSON)", type="json", key=FILE, on_change=take, help=words,
        max_upload_size=MOST_BYTES // 1_000_000,
    )  # fmt: skip


def take() -> None:
    """Set the controls to what the file says, before they are drawn; a file that is none leaves them as they are."""
    file = st.session_state.get(FILE)
    st.session_state[TOLD] = [] if file is None else opened(bytes(file.getvalue()))


def opened(content: bytes) -> list[str]:
    """Take a file's scenario; what is to be told of it."""
    try:
        choices, told = choices_of(read(content))
    except ValueError as error:
        return [f"The file was not opened: {error}."]
    widgets.apply_here(choices)
    return ["Not shown as in the file:", *told] if told else ["The file is shown whole."]


def read(content: bytes) -> Scenario:
    """The scenario in a file. Raises ValueError with a sentence."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"it has {len(content) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are possible")
    try:
        return Scenario.model_validate(json_in(content))
    except ValidationError as error:
        raise ValueError(sentence(error)) from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is no JSON") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("it is no JSON") from error


def show_told() -> None:
    """What the page says of the file that was opened last."""
    told = st.session_state.get(TOLD)
    if told:
        st.info("  \n".join(map(as_text, told)))
