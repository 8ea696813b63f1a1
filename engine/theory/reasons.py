"""Answers that are kept, and the reasons why there are none: those take long to find out, too."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from engine.theory.cycle import NoTheoryError

P = ParamSpec("P")
T = TypeVar("T")


def returns_error(function: Callable[P, T]) -> Callable[P, T | NoTheoryError]:
    """The function, but that it returns its NoTheoryError in place of raising it: so `lru_cache` keeps it."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T | NoTheoryError:
        try:
            return function(*args, **kwargs)
        except NoTheoryError as error:
            return error.with_traceback(None)

    return wrapped


def raise_if_error(answer: T | NoTheoryError) -> T:
    """The answer. Raises the error that was kept in its place, without the frames of earlier questions."""
    if isinstance(answer, NoTheoryError):
        raise answer.with_traceback(None)
    return answer
