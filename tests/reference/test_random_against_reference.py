"""The kernel against the reference on clusters and settings drawn at random."""

import pytest
from hypothesis import given as drawn
from hypothesis import settings as options
from hypothesis import strategies as st

from engine.methods import METHODS as KINDS
from tests.reference.compare import compare
from tests.support.strategies import FIELDS, scenarios


@pytest.mark.slow
@options(max_examples=30)
@pytest.mark.parametrize("kind", KINDS)
@drawn(st.data())
def test_random_clusters_and_settings(kind: str, data: st.DataObject) -> None:
    compare(data.draw(scenarios(kind, 150)))


def test_every_setting_is_drawn() -> None:
    for kind, method in KINDS.items():
        assert {"kind", "label", "step", *FIELDS.get(kind, {})} == set(method.settings.model_fields), kind
