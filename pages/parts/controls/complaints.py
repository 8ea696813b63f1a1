"""What a page says of links, typed lists and files that it cannot use."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

import streamlit as st
from pydantic import ValidationError

from engine import Scenario
from pages.parts.controls import uploads, widgets
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.spoken import RACE, Words, spoken
from pages.parts.controls.typed_times import parse_times
from pages.parts.controls.types import Choices, Controls
from pages.parts.links.corrections import no_further
from pages.parts.words.plain_text import as_text

Made = TypeVar("Made")


def show_notes(
    arrived: dict[str, list[str]],
    choices: Choices,
    controls: Controls = CONTROLS,
    page: str = "",
    besides: Collection[str] = (),
    make: Callable[[Choices], Scenario] | None = None,
) -> None:
    """What the link or a typed list held that could not be used.

    The link may hold what `besides` names, too. `make` is for pages that are all about one scenario, which Python and
    the command line take as well; the rest as in `widgets.note_corrections`.
    """
    asked = {key: texts for key, texts in arrived.items() if key not in besides}
    further = no_further if make is None else partial(another_scenario, make, choices)
    notes = widgets.note_corrections(asked, choices, controls, page, further)
    if complaint := wrong_times(choices):
        notes.append(complaint)
    if notes:
        st.warning("  \n".join(notes))


def another_scenario(make: Callable[[Choices], Scenario], choices: Choices, changed: Choices) -> bool:
    """Do the changed choices make a scenario, and one of its own?"""
    try:
        return make(changed) != make(choices)
    except (ValueError, uploads.MissingFileError):
        return False


def wrong_times(choices: Choices) -> str:
    """What cannot be used of the job times that a visitor typed; '' where all can, or none are typed."""
    return parse_times(choices["tau"])[1] if choices["speed"] == "custom" else ""


def attempt(make: Callable[[], Made], words: Words = RACE) -> Made | None:
    """What `make` makes of a visitor's choices and files; None where they cannot be used, and the page says why.

    `words` as in `spoken`.
    """
    try:
        return make()
    except uploads.MissingFileError as error:
        st.info(str(error))
    except ValueError as error:
        st.warning(as_text(spoken(error, words) if isinstance(error, ValidationError) else str(error)))
    return None
