"""The controls that move the Race's figure while they are moved, beside it, above it, or in a frame."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from pages.parts.controls import live, uploads, widgets
from pages.parts.controls.types import Choices
from pages.parts.live.component import offer
from pages.parts.live.controls_component import live_controls
from pages.parts.race.answer import Answer, view_of
from pages.parts.race.preview import Previews


def show_live(
    choices: Choices,
    answer: Answer | None,
    places: Mapping[str, Any],
    pale: list[str],
    only: Sequence[str] | None = None,
) -> None:
    """Draw them in each of the `places`, all or `only` those of these keys.

    Containers with the keys `pale` tell of what was before, while one is moved.
    """
    scenario = answer.result.simulation.scenario if answer else None
    offer(previews(answer, choices) if answer else None)
    times = live.bar_times(scenario.cluster) if scenario and (only is None or live.TIMES in only) else []
    described = live.described(choices, times)
    if only is not None:
        described["ranges"] = [told for told in described["ranges"] if told["key"] in only]
    for name, place in places.items():
        with place:
            live_controls(name, described, take_moved, pale)


def previews(answer: Answer, choices: Choices) -> Previews:
    """What is shown while a control is being moved."""
    pinned = answer.pinned and answer.pinned.simulation
    return Previews(uploads.brought(choices), answer.result.simulation.scenario, view_of(choices), pinned)


def take_moved(values: Mapping[str, Any]) -> None:
    """Set the ordinary controls to what a live one was moved to; what is not possible leaves them as they are."""
    with contextlib.suppress(ValueError):
        widgets.apply_here(live.changes(values))
