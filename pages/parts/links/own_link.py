"""The address of a page whose controls are its own."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pages.parts.controls.types import Choices
from pages.parts.links.texts import in_link


def own_link(page: str, prefix: str, defaults: Mapping[str, Any], choices: Choices, changes: Choices) -> str:
    """The page's address with those `choices` that are not at their `defaults`, and with `changes`.

    `prefix` is what the keys of the page's controls begin with; the keys of `changes` lack it.
    """
    kept = {key: value for key, value in choices.items() if key in defaults and value != defaults[key]}
    changed = {prefix + key: value for key, value in changes.items()}
    return f"{page}?" + urlencode({key: in_link(value) for key, value in (kept | changed).items()})
