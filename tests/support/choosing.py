"""What a control can be set to, and the choices in which it shows."""

from typing import Any

from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.method import TITLES
from pages.parts.controls.types import Control, Copies, Ladder, Number, Several, Slider, Switch, Text


def words(control: Control) -> tuple[Any, ...]:
    return control.rungs if isinstance(control, Ladder) else getattr(control, "options", ())


def settings_that_show(control: Control) -> dict[str, Any]:
    """The defaults, or a change of one choice that makes the control appear."""
    if control.when(DEFAULTS):
        return DEFAULTS
    for key in ("speed", "jitter", "power", "problem", "until", "steps"):
        for value in words(CONTROLS[key]):
            # Of methods all race where some are needed.
            for methods in (DEFAULTS["methods"], tuple(TITLES)):
                choices = DEFAULTS | {key: value, "methods": methods}
                if control.when(choices):
                    return choices
    raise AssertionError(f"{control.key} never shows")


def extremes(control: Control) -> tuple[Any, ...]:
    match control:
        case Slider() | Number():
            return control.low, control.high
        case Ladder():
            return control.rungs[0], control.rungs[-1]
        case Several():
            return tuple((option,) for option in control.options)
        case Switch():
            return False, True
        case Text():
            return ("", "1", "nonsense")
        case Copies():
            values: tuple[Any, ...] = (), ("ormo,momentum=0.5", "asgd", "ormo", "ormo,momentum=0.5,number=2")
        case _:
            values = words(control)
    return values
