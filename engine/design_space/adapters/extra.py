"""The libraries of the optional extra."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def library(module: str, name: str) -> Any:
    """A module of a library called `name`. Raises ImportError, with how to get it, where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        raise ImportError(how_to_get(name)) from missing


def how_to_get(name: str) -> str:
    """One sentence on a library that is not installed."""
    return f"{name} is not installed: python -m pip install -e '.[advisor]' in the project's folder brings it"


def installed(module: str) -> bool:
    """Is the library of a module there? It is not imported, which can take seconds."""
    return find_spec(module.partition(".")[0]) is not None
