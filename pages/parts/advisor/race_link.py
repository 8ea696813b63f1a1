"""The recommended method in the Race, beside the simple ones at their own best steps."""

from collections.abc import Mapping
from typing import Any

from engine.advisor.advise import AT_BEST, Advice
from engine.methods import METHODS, MethodSettings
from pages.parts.advisor.words import TITLES
from pages.parts.controls.catalogue import CONTROLS
from pages.parts.controls.method import BY_HAND, control_value, field_key, step_key
from pages.parts.controls.types import Choices
from pages.parts.links.presets import Preset


def race_of(advice: Advice, choices: Choices) -> Preset:
    """The Race's controls: the cluster, data and run of the choices, the recommended method and the simple ones."""
    chosen = methods_of(advice)
    changes: dict[str, Any] = {key: value for key, value in choices.items() if key in CONTROLS}
    changes |= {"methods": tuple(chosen), "steps": BY_HAND}
    for title, settings in chosen.items():
        changes |= {step_key(title): settings.step, **controls_of(settings)}
    kept = {key: value for key, value in changes.items() if value != CONTROLS[key].default}
    return Preset("Recommended", "", kept)


def methods_of(advice: Advice) -> dict[str, MethodSettings]:
    """The recommended method and the simple ones at their own best steps, by title; none twice."""
    chosen = {} if advice.settings is None else {METHODS[advice.settings.kind].title: advice.settings}
    for title in TITLES:
        found = advice.validation.get(AT_BEST.format(title))
        if found is not None:
            chosen.setdefault(title, found.settings)
    return chosen


def controls_of(settings: MethodSettings) -> Mapping[str, Any]:
    """The values of the Race's controls that say these settings, but for the step."""
    fields = [name for name in type(settings).model_fields if name not in ("kind", "label", "step")]
    keys = {field: field_key(settings.kind, field) for field in fields}
    return {keys[field]: control_value(field, getattr(settings, field)) for field in fields if keys[field] in CONTROLS}
