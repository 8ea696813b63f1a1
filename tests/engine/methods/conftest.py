"""A test that takes `settings` runs once with each method in each of its variants."""

from typing import Any

import pytest

from tests.support.build import METHODS


@pytest.fixture(params=METHODS)
def settings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One method in one of its variants."""
    return METHODS[request.param]
