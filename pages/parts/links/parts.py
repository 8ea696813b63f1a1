"""What an embedded race shows, as its link says it. Knows nothing of the screen."""

from typing import NamedTuple

from pages.parts.controls import live
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.types import Controls, Several
from pages.parts.links.corrections import correction
from pages.parts.links.reading import Parameters, values_in

SENTENCES, CAPTIONS, TABLE, LAB = "sentences", "captions", "table", "link"
VIEWS = ("map", "gap", "timeline", "staleness", "contribution")
BESIDE_VIEWS = ("transport", "numbers")
FIGURE = (*VIEWS, *BESIDE_VIEWS)
"""Parts of the live figure, by its own names."""
USUAL = (SENTENCES, "map", "gap", CAPTIONS, "transport", LAB)

PARTS = Several(
    "part", "Parts", USUAL, "What the embedded race shows.",
    options=(
        SENTENCES, "map", "gap", CAPTIONS, "transport", "timeline", "staleness", "contribution", "numbers", TABLE, LAB,
    ),
)  # fmt: skip
MOVING = Several(
    "control", "Controls", (), "What moves it by hand.",
    options=(live.TIMES, *live.LIVE),
)  # fmt: skip
KINDS: Controls = {control.key: control for control in (PARTS, MOVING)}
"""What a link to an embedded race holds beside the race."""
NOT_FRAMED = "What an embedded race shows is chosen by `part` and `control`; this page shows all of it."


class Frame(NamedTuple):
    """What an embedded race shows, and what its link asks for in vain, one sentence each."""

    parts: tuple[str, ...]
    controls: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def figure(self) -> list[str]:
        """Parts of the live figure; none where it has no view."""
        shown = [part for part in FIGURE if part in self.parts]
        return shown if any(part in VIEWS for part in shown) else []


def frame_of(link: Parameters) -> Frame:
    """What a link asks for."""
    values = values_in(link, KINDS)
    frame = Frame(values[PARTS.key], values[MOVING.key])
    wrong = [correction(key, link[key], values, KINDS) for key in KINDS if key in link]
    return frame._replace(notes=tuple(note for note in (*wrong, without_view(frame)) if note))


def without_view(frame: Frame) -> str:
    """A sentence on what belongs to a view where none is shown."""
    asked = [part for part in (*BESIDE_VIEWS, CAPTIONS) if part in frame.parts] + ["controls"] * bool(frame.controls)
    if frame.figure or not asked:
        return ""
    return f"Parts: {', '.join(asked)} only beside a view, and none of {', '.join(VIEWS)} is shown."


def name_of(control: str) -> str:
    """What a control is called on the screen."""
    return "Seconds per job" if control == live.TIMES else CONTROLS[control].label
