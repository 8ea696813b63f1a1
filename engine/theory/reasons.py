"""Answers that are kept, and the reasons why there are none: those take long to find out, too."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from engine.theory.cycle import NoTheoryError

P = ParamSpec("P")
T = TypeVar("T")


def or_why(find: Callable[P, T]) -> Callable[P, T | NoTheoryError]:
    """`find`, which returns its NoTheoryError in place of raising it, so that `lru_cache` keeps it."""

    @wraps(find)
    def found(*args: P.args, **kwargs: P.kwargs) -> T | NoTheoryError:
        try:
            return find(*args, **kwargs)
        except NoTheoryError as error:
            return error.with_traceback(None)

    return found


def or_raise(found: T | NoTheoryError) -> T:
    """What was found. Raises the error that was kept, without the frames of those who were told before."""
    if isinstance(found, NoTheoryError):
        raise found.with_traceback(None)
    return found
