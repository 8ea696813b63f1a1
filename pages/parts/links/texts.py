"""How a link holds the values of controls, and what a control can be set to, in words."""

from difflib import get_close_matches
from typing import Any

from pages.parts.controls.types import Choice, Control, Ladder, Number, Several, Slider, Switch
from pages.parts.words.plain_text import JOINER

SHOWN_TEXT = 40
MOST_LISTED, NEAREST = 12, 5


def plain(number: float) -> str:
    """A number as a visitor reads it and the link holds it."""
    return str(number) if isinstance(number, int) else f"{number:g}"


def in_link(value: Any) -> str | list[str]:
    """A control's value as a link holds it."""
    if isinstance(value, tuple):
        return [in_link(part) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, int | float):
        return str(value)
    # All digits, where six do not give the number back.
    return plain(value) if float(plain(value)) == value else repr(value)


def quoted(text: str) -> str:
    """A text from a link or a visitor, short and as code: nothing in it becomes a link or a picture."""
    # Streamlit looks for icons in code, too.
    line = " ".join(text.replace("`", "'").replace(":material/", f":{JOINER}material/").split())
    return f"`{line if len(line) <= SHOWN_TEXT else line[: SHOWN_TEXT - 3] + '...'}`"


def same(text: str, value: Any) -> bool:
    """Does the text in the link say this value?"""
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, int | float):
        return number_in(text) == value
    return text == value


def number_in(text: str) -> float | None:
    """The number that a text is, if it is one."""
    try:
        return float(text)
    except ValueError:
        return None


def listed(words: list[str], text: str) -> str:
    """Words, or of many those most like a text."""
    if len(words) <= MOST_LISTED:
        return ", ".join(words)
    alike = {word.lower(): word for word in words}
    near = [alike[word] for word in get_close_matches(text.lower(), alike, NEAREST, cutoff=0.0)]
    return f"{', '.join(near)} and {len(words) - len(near)} more"


def possible(control: Control, text: str) -> str:
    """What a control can be set to, in words; `text` is what it was to be."""
    match control:
        case Slider() | Number():
            what = "whole numbers" if isinstance(control.default, int) else "numbers"
            return f"{what} from {plain(control.low)} to {plain(control.high)}"
        case Ladder() if len(control.rungs) > MOST_LISTED:
            wanted = number_in(text)
            near = sorted(control.rungs, key=lambda rung: abs(rung - (wanted or 0.0)))[:2]
            steps = f"{len(control.rungs)} numbers from {plain(control.rungs[0])} to {plain(control.rungs[-1])}"
            return f"{steps}, such as {' and '.join(plain(rung) for rung in sorted(near))}"
        case Ladder():
            return ", ".join(plain(rung) for rung in control.rungs)
        case Choice() | Several():
            return listed(list(control.options), text)
        case Switch():
            return "true and false"
    return "one list"


def within(control: Control, number: float) -> bool:
    """Does a number lie between a control's bounds?"""
    if isinstance(control, Ladder):
        return bool(control.rungs[0] <= number <= control.rungs[-1])
    return isinstance(control, Slider | Number) and control.low <= number <= control.high


def fits(control: Control, text: str) -> bool:
    """Can a control that holds one value be set to this text?"""
    match control:
        case Slider() | Number():
            number = number_in(text)
            whole = not isinstance(control.default, int) or (number or 0.0).is_integer()
            return number is not None and within(control, number) and whole
        case Ladder():
            return any(same(text, rung) for rung in control.rungs)
        case Choice():
            return text in control.options
        case Switch():
            return text.lower() in ("true", "false")
    return True


def complaint(control: Control, wrong: list[str]) -> str:
    """Which texts are not possible, and what is."""
    return f"{control.label}: {quoted(', '.join(wrong))} is not possible here, only {possible(control, wrong[0])}"
