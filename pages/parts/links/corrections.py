"""What a link holds that is not so on the page: one sentence each, with what is possible."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.types import Choice, Choices, Control, Controls, Ladder, Number, Several, Slider, Switch, Text
from pages.parts.words.plain_text import JOINER

SHOWN_TEXT = 40
MOST_LISTED, NEAREST = 12, 5
ELSEWHERE = "Python and the command line"
Further = Callable[[Choices], bool]
"""Do Python and the command line take these values, which the page does not?"""


def no_further(choices: Choices) -> bool:
    return False


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


def unfit(control: Control, texts: list[str]) -> list[str]:
    """Those texts that a control cannot be set to; all of several, where it takes one."""
    if isinstance(control, Several):
        return [text for text in texts if text not in control.options]
    return texts if len(texts) > 1 or not fits(control, texts[0]) else []


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


def says(control: Control, texts: list[str], value: Any) -> bool:
    """Do the texts in the link say this value? A list that is too long says what is read of it."""
    if isinstance(control, Text) and len(texts) == 1:
        return texts[0][: control.most + 1] == value
    values = list(value) if isinstance(value, tuple) else [value]
    return len(texts) == len(values) and all(any(same(text, one) for text in texts) for one in values)


def used_words(value: Any) -> str:
    """A value as the page shows it."""
    values = list(value) if isinstance(value, tuple) else [value]
    return quoted(", ".join(map(str, map(in_link, values)))) if values else "nothing"


def correction(
    key: str, texts: list[str], choices: Choices, controls: Controls = CONTROLS, further: Further = no_further
) -> str:
    """What was wrong with one parameter of the link, or ''. `choices` lack the controls that are not drawn."""
    if key in PLAYHEAD:
        return PLAYHEAD[key](", ".join(texts), choices) if controls is CONTROLS else ""
    if key not in controls:
        near = get_close_matches(key, controls, 1)
        return f"{quoted(key)} is not known here and was left out{f'; {quoted(near[0])} is' if near else ''}."
    control = controls[key]
    if not control.when(choices):
        return ""
    if key in choices:
        return "" if says(control, texts, choices[key]) else drawn_correction(control, texts, choices, further)
    wrong = unfit(control, texts)
    return f"{complaint(control, wrong)}." if wrong else ""


def drawn_correction(control: Control, texts: list[str], choices: Choices, further: Further) -> str:
    """What was wrong with the texts for a control that has another value, and what is possible."""
    wrong, used = unfit(control, texts), used_words(choices[control.key])
    if not wrong:
        if isinstance(control, Ladder):
            # The number is one of them, spelt as no link of this page spells it.
            return f"{complaint(control, texts)}; {used} is used."
        # Possible on another page.
        return f"{control.label}: {quoted(', '.join(texts))} is not possible here, only {used}."
    number, sentence = number_in(texts[0]), f"{complaint(control, wrong)}; {used} is used."
    if number is None or len(texts) > 1 or not further({**choices, control.key: number}):
        return sentence
    return f"{sentence} {ELSEWHERE} {'take it' if within(control, number) else 'go further'}."


def complaint(control: Control, wrong: list[str]) -> str:
    """Which texts are not possible, and what is."""
    return f"{control.label}: {quoted(', '.join(wrong))} is not possible here, only {possible(control, wrong[0])}"


def arrival_correction(text: str, choices: Choices) -> str:
    most = choices["arrivals"] if choices.get("until") == "arrivals" else None
    if text.isdecimal() and (most is None or int(text) <= most):
        return ""
    only = "whole numbers from 0" if most is None else f"whole numbers from 0 to {most}"
    return f"Arrival: {quoted(text)} is not possible here, only {only}; the last arrival is shown."


def follow_correction(text: str, choices: Choices) -> str:
    if text in choices["methods"]:
        return ""
    racing = listed(list(choices["methods"]), text)
    return f"Jobs of: {quoted(text)} does not race, only {racing}; the first method's jobs are shown."


PLAYHEAD: dict[str, Callable[[str, Choices], str]] = {"arrival": arrival_correction, "follow": follow_correction}
"""What else a link may hold: the live figure reads and writes it by itself. Each tells what is wrong with it."""
