"""The libraries of the optional extra."""

from importlib import import_module
from typing import Any


def library(module: str, name: str) -> Any:
    """A module of a library called `name`. Raises ImportError, with how to get it, where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        raise ImportError(
            f"{name} is not installed: python -m pip install -e '.[advisor]' in the project's folder brings it"
        ) from missing
