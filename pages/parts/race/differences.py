"""What differs between the pinned race and the current one, in the controls' words. Knows nothing of the screen."""

from engine import Scenario
from pages.parts.controls import copies
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.choices_of import BESIDES
from pages.parts.controls.method import THEORY, TUNED
from pages.parts.controls.types import Choices, Control
from pages.parts.links.texts import in_link
from pages.parts.words.numbers import number
from pages.parts.words.plain_text import as_text

LONGEST = 60
"""Longer values are told to be others, and not written out."""
NONE = "none"


def differences(before: Choices, was: Scenario, after: Choices, now: Scenario) -> list[str]:
    """A text for each thing that differs: a control, a file, a step that was found. None where both races are one.

    How a race is seen, and its target, are no part of it.
    """
    controls = [control for key, control in CONTROLS.items() if key not in BESIDES and key != copies.KEY]
    found = [difference(control, before, after) for control in controls if shown_in_either(control, before, after)]
    found.append(copies_difference(before, was, after, now))
    found += step_differences(was, now) if {before["steps"], after["steps"]} & {TUNED, THEORY} else []
    if not any(found) and was != now:
        found.append("your file: another one, or another column of it")
    return [text for text in found if text]


def shown_in_either(control: Control, before: Choices, after: Choices) -> bool:
    return control.when(before) or control.when(after)


def difference(control: Control, before: Choices, after: Choices) -> str:
    """A control's two values where they differ; "" where they do not."""
    was, now = ((choices[control.key] if control.when(choices) else None) for choices in (before, after))
    if was == now:
        return ""
    texts = value_text(was), value_text(now)
    if max(map(len, texts)) > LONGEST:
        return f"{control.label}: other values"
    return f"{control.label}: {as_text(texts[0])} → {as_text(texts[1])}"


def copies_difference(before: Choices, was: Scenario, after: Choices, now: Scenario) -> str:
    """The methods that race twice, by their names, where they differ; "" where they do not."""
    names = [
        ", ".join(settings.name for settings in race.methods if settings.name not in choices["methods"]) or NONE
        for choices, race in ((before, was), (after, now))
    ]
    if names[0] != names[1]:
        return f"{copies.LABEL}: {as_text(names[0])} → {as_text(names[1])}"
    racing = [(race.methods, choices[copies.KEY]) for choices, race in ((before, was), (after, now))]
    differ = racing[0][0] != racing[1][0] and racing[0][1] != racing[1][1]
    return f"{copies.LABEL}: other values" if differ else ""


def value_text(value: object) -> str:
    """A control's value as a visitor reads it."""
    if value is None:
        return NONE
    text = in_link(value)
    return text if isinstance(text, str) else ", ".join(text)


def step_differences(was: Scenario, now: Scenario) -> list[str]:
    """Steps of methods that both races have, which no control names."""
    steps = {settings.name: settings.step for settings in was.methods}
    return [
        f"step of {as_text(settings.name)}: {number(steps[settings.name])} → {number(settings.step)}"
        for settings in now.methods
        if settings.name in steps and steps[settings.name] != settings.step
    ]
