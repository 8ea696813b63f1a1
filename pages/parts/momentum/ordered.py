"""The fourth section: OrMo's ordered buffer at the playhead of a short run."""

from functools import lru_cache

import streamlit as st

from engine import Scenario, simulate
from engine.scenario import Budget
from engine.theory.buckets import Buffer, Shelf, deposit, ordered_buffer, shelf
from pages.parts.charts.buckets import MOST_COLUMNS, buckets_picture, columns_of
from pages.parts.controls import widgets
from pages.parts.controls.types import Choices
from pages.parts.momentum.settings import PLAYED, playhead, scenario_of, settings_of
from pages.parts.show import show_picture
from pages.parts.words.numbers import number

SMALL = 1e-3
"""The run's step: which gradient goes where does not depend on it."""


@lru_cache(maxsize=32)
def buffer_of(scenario: Scenario) -> Buffer:
    """The buckets of a short run of OrMo."""
    (settings,) = scenario.methods
    (run,) = simulate(scenario).values()
    return ordered_buffer(run.arrivals, scenario.cluster.workers, settings.momentum)  # type: ignore[attr-defined]


def short_run(choices: Choices) -> Buffer:
    scenario = scenario_of(choices, settings_of("ormo", SMALL, choices["momentum"]))
    arrivals = PLAYED * scenario.cluster.workers
    return buffer_of(scenario.model_copy(update={"budget": Budget(arrivals=arrivals)}))


def arrival_words(buffer: Buffer, count: int) -> str:
    """What the arrival at the playhead did."""
    if count == 0:
        return (
            f"Nothing has arrived yet: all {buffer.workers} workers compute at the first model, and their gradients "
            "will go to bucket 0."
        )
    at, beta = deposit(buffer, count - 1), f"{buffer.momentum:g}"
    opens = f"It opens bucket {at.newest}, so every older gradient in the buffer loses a factor {beta}; "
    where = f"{opens}it goes" if at.opened else "It goes"
    return (
        f"**Arrival {count}: worker {at.worker + 1}**, whose gradient was computed at update {at.version} and is "
        f"{at.late} update{'s' if at.late != 1 else ''} late. {where} into bucket {at.bucket} while {at.newest} is the "
        f"newest, with the weight {beta}^{at.newest - at.bucket} = {number(at.weight)} in the buffer."
    )


def picture_words(buffer: Buffer, at: Shelf, count: int) -> str:
    """The picture for those who cannot see it."""
    buckets = ", ".join(
        f"bucket {bucket}: {int((at.bucket == bucket).sum())} arrived, {int((at.flying == bucket).sum())} in flight"
        for bucket in columns_of(at)
    )
    return f"OrMo's buffer after {count} arrivals of {buffer.workers} workers; {buckets}."


def show_ordered(choices: Choices) -> None:
    """The slider, the buckets, the sentence."""
    buffer = short_run(choices)
    control = playhead(buffer.workers)
    count = min(widgets.draw(control), buffer.worker.size)
    at = shelf(buffer, count)
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left:
        picture = buckets_picture(at, buffer.workers, count - 1 if count else None)
        show_picture(picture, picture_words(buffer, at, count))
    with right:
        st.markdown(arrival_words(buffer, count))
        earlier = f" Only the last {MOST_COLUMNS} buckets are drawn." if columns_of(at).start else ""
        st.caption(
            "A column is a bucket, a block a gradient, in its worker's colour with its worker's number, filled up to "
            f"its weight. Dashed: in flight, and where it will go. Framed: this arrival. Momentum {buffer.momentum:g}; "
            f"the step does not matter to it. Bucket 0 holds the {buffer.workers} gradients taken at the first model; "
            f"each later one takes exactly {buffer.workers}, in the order in which they were begun.{earlier}"
        )
