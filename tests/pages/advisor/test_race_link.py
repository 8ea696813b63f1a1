"""Whatever the advisor recommends opens in the Race as it is, to the last digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.methods import METHODS, MethodSettings
from pages.parts.advisor.race_link import controls_of
from pages.parts.controls.catalogue import CONTROLS, DEFAULTS
from pages.parts.controls.method import BY_HAND, step_key
from pages.parts.controls.scenario import scenario_of
from pages.parts.links.corrections import correction
from pages.parts.links.texts import in_link
from tests.engine.advisor.test_methods_space import SPACES


def shown(settings: MethodSettings) -> MethodSettings:
    """The method of a race whose controls say these settings."""
    title = METHODS[settings.kind].title
    changes = {"methods": (title,), "steps": BY_HAND, step_key(title): settings.step, **controls_of(settings)}
    choices = {**DEFAULTS, **changes}
    for key, value in changes.items():
        texts = in_link(value)
        texts = texts if isinstance(texts, list) else [texts]
        # The link of the Race holds it, and no correction is needed.
        assert not correction(key, texts, {**choices, key: value}), (key, value)
        assert key in CONTROLS
    (method,) = scenario_of(choices).methods
    return method


@given(st.sampled_from(sorted(SPACES)), st.integers(0, 2**32))
def test_the_race_shows_what_is_recommended(workers: int, seed: int) -> None:
    (point,) = SPACES[workers].space.sample(1, np.random.default_rng(seed), by="levels")
    settings = SPACES[workers].settings_of(point)
    assert shown(settings) == settings


@pytest.mark.parametrize("kind", ["asgd", "minibatch", "rennala", "mindflayer", "ringleader", "ia2sgd", "fedbuff"])
def test_so_do_defaults(kind: str) -> None:
    settings = METHODS[kind].settings.model_validate({"kind": kind, "label": METHODS[kind].title, "step": 0.123})
    assert shown(settings) == settings
