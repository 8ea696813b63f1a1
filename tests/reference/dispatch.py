"""Kinds of dispatch for tests alone: under each of them any method may run that is heard at every arrival."""

from collections.abc import Callable
from typing import Literal

from tests.reference.rule import Reply

Dispatch = Literal[
    "immediate", "barrier", "thirds", "relay", "keep", "cancel", "relay_cancel", "keep_cancel", "selective"
]

ROUND: dict[Dispatch, Callable[[int], int]] = {
    "barrier": lambda n: n,
    "thirds": lambda n: 3,
    "relay": lambda n: 2,
    "relay_cancel": lambda n: 2,
}
"""Updates after which the workers that wait restart."""


def reply(dispatch: Dispatch, updates: int, n: int) -> Reply:
    """What happens after an arrival, by the updates so far.

    - immediate: the worker that arrived restarts at once at the newest model;
    - barrier: it waits until as many updates as there are workers have come, then all restart;
    - thirds: it waits until every third update, then those that wait restart;
    - relay: it waits after every odd update; the next one restarts at once and the one that waits with it;
    - keep: after every odd update it restarts at the model it had;
    - cancel: workers whose job has become too stale, by the updates since, restart at once;
    - relay_cancel: both; a worker that waits has no job, so nothing of it is cancelled;
    - keep_cancel: every worker restarts at the model it had, until its job becomes too stale;
    - selective: as immediate, but what is as stale as there are workers is not used.
    """
    found = Reply()
    if dispatch in ROUND:
        found = Reply("nothing", release=updates % ROUND[dispatch](n) == 0)
    elif dispatch == "keep_cancel" or (dispatch == "keep" and updates % 2 == 1):
        found = Reply("same")
    return found._replace(stale=n // 2 + 1) if dispatch.endswith("cancel") else found
