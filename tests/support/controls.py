"""All controls of all pages, found where they are made."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pages.parts
from pages.parts.controls.types import Control


def all_controls() -> dict[tuple[str, str], Control]:
    """By key and label: what modules of pages/parts hold by a name, alone or in tuples and dicts."""
    names = [module.name for module in pkgutil.walk_packages(pages.parts.__path__, "pages.parts.")]
    modules = (importlib.import_module(name) for name in names)
    found = (control for module in modules for value in list(vars(module).values()) for control in held(value))
    return {(control.key, control.label): control for control in found}


def held(value: Any) -> Iterator[Control]:
    """The controls in a value."""
    if isinstance(value, Control):
        yield value
    elif isinstance(value, dict):
        yield from held(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from held(part)
