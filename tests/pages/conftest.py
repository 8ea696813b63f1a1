"""Pages without a browser, on a server that is ready."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def warm() -> Iterator[None]:
    """The engine is ready, as on a server that has been up for a while; the tests' own garbage stays collectable."""
    from pages.parts.live.feed import FEEDS
    from pages.parts.race import result, sensitivity, steps
    from pages.parts.server import warm_up
    from pages.parts.work import computed

    warm_up.STATE.started = True
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        # The search for the best steps would follow every change: its own tests ask for it.
        patch.setattr(sensitivity, "AUTOMATIC_WORK", 0)
        # Nothing but a browser's timer tells that a visitor rests: what waits for that comes at once.
        patch.setattr(computed, "wait_for", computed.computed)
        patch.setattr(warm_up, "PAUSE", 0)
        warm_up.run(fill=False)
        yield
    result.RESULTS.clear()
    steps.SEARCHES.clear()
    FEEDS.clear()
