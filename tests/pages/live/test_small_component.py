"""The start page's race is one for all visitors, and the default one."""

import numpy as np
import pytest

from pages.parts.live.feed import FEEDS
from pages.parts.live.small_component import FEED
from tests.support.unpack import Unpacked, unpacked
from tests.support.visit import race, start_page


@pytest.mark.usefixtures("warm")
def test_all_visitors_share_the_default_race() -> None:
    FEEDS.clear()
    start_page()
    shown = FEEDS[FEED].payload
    start_page()
    assert FEEDS[FEED].payload is shown
    assert list(FEEDS) == [FEED]
    race()
    (own,) = [feed.payload for name, feed in FEEDS.items() if name != FEED]
    small, whole = unpacked(shown), unpacked(own)
    assert [labels(payload) for payload in (small, whole)] == [["ASGD", "Rescaled ASGD", "OrMo"]] * 2
    for curve, other in zip(small.header["gap"]["curves"], whole.header["gap"]["curves"], strict=True):
        np.testing.assert_array_equal(small.array(curve["median"]), whole.array(other["median"]))


def labels(payload: Unpacked) -> list[str]:
    return [method["label"] for method in payload.header["methods"]]


@pytest.mark.usefixtures("warm")
def test_its_payload_is_made_again_where_it_is_no_longer_kept() -> None:
    start_page()
    FEEDS.clear()
    start_page()
    assert FEEDS[FEED].payload
