"""What a link holds that is not so on the page: one sentence each, with what is possible."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from pages.parts.controls import copies
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.entries import entries
from pages.parts.controls.types import Choices, Control, Controls, Copies, Ladder, Several, Text
from pages.parts.links.texts import complaint, fits, in_link, listed, number_in, quoted, same, within

ELSEWHERE = "Python and the command line"
Further = Callable[[Choices], bool]
"""Do Python and the command line take these values, which the page does not?"""


def no_further(choices: Choices) -> bool:
    return False


def unfit(control: Control, texts: list[str]) -> list[str]:
    """Those texts that a control cannot be set to; all of several, where it takes one."""
    if isinstance(control, Copies):
        return [text for text in texts if copies.what_is_wrong(text)]
    if isinstance(control, Several):
        return [text for text in texts if text not in control.options]
    return texts if len(texts) > 1 or not fits(control, texts[0]) else []


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
    if isinstance(control, Copies):
        return copies_correction(texts, wrong)
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


def copies_correction(texts: list[str], wrong: list[str]) -> str:
    """What was wrong with copies: one that cannot be, the same one twice, too many."""
    good = [text for text in texts if text not in wrong]
    twice = [text for text in good if good.count(text) > 1]
    said = []
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        said.append(f"{quoted(wrong[0])} was left out{more}: {copies.what_is_wrong(wrong[0])}.")
    if twice:
        said.append(
            f"{quoted(twice[0])} was taken once; with {quoted(f'{twice[0]},{copies.NUMBER}=2')} it races again."
        )
    if len(set(good)) > copies.MOST:
        said.append(f"at most {copies.MOST} are possible here; those behind them were left out.")
    return f"{copies.LABEL}: {' '.join(said)}"


def arrival_correction(text: str, choices: Choices) -> str:
    most = choices["arrivals"] if choices.get("until") == "arrivals" else None
    if text.isdecimal() and (most is None or int(text) <= most):
        return ""
    only = "whole numbers from 0" if most is None else f"whole numbers from 0 to {most}"
    return f"Arrival: {quoted(text)} is not possible here, only {only}; the last arrival is shown."


def follow_correction(text: str, choices: Choices) -> str:
    labels = [entry.label for entry in entries(choices)]
    if text in labels:
        return ""
    racing = listed(labels, text)
    return f"Jobs of: {quoted(text)} does not race, only {racing}; the first method's jobs are shown."


PLAYHEAD: dict[str, Callable[[str, Choices], str]] = {"arrival": arrival_correction, "follow": follow_correction}
"""What else a link may hold: the live figure reads and writes it by itself. Each tells what is wrong with it."""
