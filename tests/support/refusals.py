"""What is said of a scenario that is none."""

from typing import Any

import pytest
from pydantic import ValidationError

from engine import Scenario, sentence


def wrong(bad: Any) -> str:
    """The sentence about a scenario that is not one."""
    with pytest.raises(ValidationError) as error:
        Scenario.model_validate(bad)
    return sentence(error.value)
