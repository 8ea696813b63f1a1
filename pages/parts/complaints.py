"""What a page says of links, typed lists and files that it cannot use."""

from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from typing import TypeVar

import streamlit as st
from pydantic import ValidationError

from engine import sentence
from pages.parts import uploads, widgets
from pages.parts.control_types import Choices, Control
from pages.parts.controls import CONTROLS
from pages.parts.plain_text import as_text
from pages.parts.progress import Telling
from pages.parts.typed_times import parse_times

Made = TypeVar("Made")


def show_notes(
    arrived: dict[str, list[str]],
    choices: Choices,
    controls: Mapping[str, Control] = CONTROLS,
    page: str = "",
    besides: Collection[str] = (),
) -> None:
    """What the link or a typed list held that could not be used.

    The link may hold what `besides` names, too; the rest as in `widgets.note_corrections`.
    """
    asked = {key: texts for key, texts in arrived.items() if key not in besides}
    notes = widgets.note_corrections(asked, choices, controls, page)
    if complaint := wrong_times(choices):
        notes.append(complaint)
    if notes:
        st.warning("  \n".join(notes))


def wrong_times(choices: Choices) -> str:
    """What cannot be used of the job times that a visitor typed; '' where all can, or none are typed."""
    return parse_times(choices["tau"])[1] if choices["speed"] == "custom" else ""


def made_or_told(make: Callable[[], Made], telling: Telling = nullcontext) -> Made | None:
    """What `make` makes of a visitor's choices and files; where they cannot be used, why, inside `telling()`."""
    try:
        return make()
    except uploads.MissingFileError as error:
        with telling():
            st.info(str(error))
    except ValueError as error:
        with telling():
            st.warning(as_text(sentence(error) if isinstance(error, ValidationError) else str(error)))
    return None
