"""The tab "Hyper-parameter tuning": a kernel ridge regression tuned from validation losses, four ways at equal time."""

import math
from typing import Any

import streamlit as st

from engine.zeroth_order.kernel_ridge import FOLDS, TUNING_ROWS
from engine.zeroth_order.races import CONTESTANTS, Race, run_race
from pages.parts.charts.tuning_loss import STYLES, tuning_loss_chart
from pages.parts.charts.tuning_paths import tuning_paths_chart
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Slider
from pages.parts.script.call import Call, call
from pages.parts.script.words import listed
from pages.parts.show import show_chart, show_table
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.races import RaceSetting, race_for
from pages.parts.speedup.words import PAPER, band_words, or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import from_to, number, percent

CONTROLS: tuple[Control, ...] = (
    Ladder(OWN + "tune_workers", "Workers n", 8,
           "How many tune side by side; one worker alone is always shown, too.", rungs=(2, 4, 8, 16)),
    Choice(OWN + "tune_speed", "Worker speeds", "equal",
           "Mean simulated seconds of one validation loss: equal, 1 for all; linear, i for worker i. Single times are "
           "exponential. The synchronous version waits for the slowest.", options=("equal", "linear")),
    Ladder(OWN + "tune_seconds", "Simulated seconds", 100,
           "How many simulated seconds all four last.", rungs=(10, 20, 50, 100, 200)),
    Slider(OWN + "tune_seeds", "Seeds", 5,
           "How many independent repetitions there are; curves show their median and quartiles.",
           low=1, high=9),
)  # fmt: skip
MODEL = "https://scikit-learn.org/stable/modules/kernel_ridge.html"
NAMES = {
    "asynchronous": "asynchronous ASZD",
    "synchronous": "synchronous ASZD",
    "random search": "random search",
    "one worker": "one worker alone",
}
EDGE = 1e-9
"""A hyper-parameter this near its bound, as a share of it, stands on it."""


def race_setting(choices: Choices) -> RaceSetting:
    """The tab's setting; its controls stand above it, so that the sidebar stays empty."""
    return RaceSetting(*(choices[f"{OWN}tune_{name}"] for name in RaceSetting._fields))


def called(setting: RaceSetting) -> Call:
    """The race in a script."""
    given = setting._asdict()
    return call(run_race, **given).told(f"Nine hyper-parameters of a kernel ridge regression: {listed(given)}.")


def show(choices: dict[str, Any], setting: RaceSetting) -> None:
    """Sentences, the loss and the table, the hyper-parameters."""
    st.header("Tuning nine hyper-parameters by values alone", anchor=False)
    st.markdown(
        f"A [kernel ridge regression]({MODEL}) on {TUNING_ROWS} patients of the diabetes data has a penalty, and a "
        "width and a weight for each of four groups of features. Workers try values of these nine and send back the "
        f"**validation loss**: train on {FOLDS - 1} of {FOLDS} parts, predict the other, each part in turn. No "
        "derivative is ever taken."
    )
    race = race_for(setting)
    if race is None:
        return
    st.markdown(words_of(race, setting))
    left, right = st.columns([1, 1], gap="large", vertical_alignment="top")
    with left:
        show_loss(race, setting)
    with right:
        show_table(
            rows_of(race),
            "Medians over the seeds. Losses are mean squared errors, in variances of the target in the tuning rows: 1 "
            f"is about that of one who always says the mean. Held out: {len(race.tuned.held_out_target)} other "
            "patients, predicted by the model trained on all tuning rows. Seconds: when the median is first at most "
            "the loss where one worker ends.",
        )
    show_hyperparameters(race, setting)


def show_loss(race: Race, setting: RaceSetting) -> None:
    """The loss over the seconds."""
    show_chart(
        tuning_loss_chart(race),
        f"Validation loss over {setting.seconds} simulated seconds of asynchronous and synchronous ASZD and random "
        f"search on {setting.workers} workers, and of one worker alone. The table has the numbers.",
        "tuning_loss",
        call(tuning_loss_chart, called(setting)),
        f"**Measured**, {band_words(setting.seeds)}, on a logarithmic clock. On {setting.workers} workers: "
        f"{glyph(STYLES['asynchronous'])} asynchronous ASZD, {glyph(STYLES['synchronous'])} its synchronous "
        f"version, which waits for the last worker of each round and adds all up, {glyph(STYLES['random search'])} the "
        "best so far of random search. "
        f"{glyph(STYLES['one worker'])} ASZD on one worker, a second a value.",
    )


def words_of(race: Race, setting: RaceSetting) -> str:
    """What the workers gain, and who wins."""
    return "  \n".join((gain_words(race, setting), winner_words(race), held_out_words(race)))


def gain_words(race: Race, setting: RaceSetting) -> str:
    """When the workers are where one of them ends."""
    alone, reached = race.seconds_to("one worker", race.goal), race.seconds_to("asynchronous", race.goal)
    if alone == 0:
        return f"**Measured:** in {setting.seconds} seconds one worker does not come below the start."
    text = f"**Measured:** one worker ends at a validation loss of {loss(race.goal)}, which it has after "
    text += f"{number(alone)} seconds. {setting.workers} asynchronous workers {arrival_words(reached)}"
    if math.isfinite(race.ratio):
        later = f"{number(1 / race.ratio)} times later" if race.ratio < 1 else f"{number(race.ratio)} times sooner"
        text += f", {later}"
    waited, searched = (race.seconds_to(name, race.goal) for name in ("synchronous", "random search"))
    return f"{text}. Synchronous ones {arrival_words(waited)}; random search {arrival_words(searched, True)}."


def arrival_words(seconds: float, one: bool = False) -> str:
    """When, if at all."""
    if math.isfinite(seconds):
        return f"{'has' if one else 'have'} it after {number(seconds)}"
    return f"{'does' if one else 'do'} not get there"


def winner_words(race: Race) -> str:
    """Who is ahead early, and who at the end."""
    winner, first = race.winner, race.first_leader
    if winner is None:
        return "At the end nobody is ahead of all others."
    second = min((name for name in CONTESTANTS if name != winner), key=lambda name: float(race.ends(name)[1]))
    text = f"At the end {NAMES[winner]} has the lowest loss, {loss(float(race.ends(winner)[1]))}, before "
    text += f"{NAMES[second]} with {loss(float(race.ends(second)[1]))}"
    if first is not None and first != winner:
        text += (
            f". Early on {NAMES[first]} is ahead; {NAMES[winner]} is ahead for good from {number(race.ahead_since)} "
        )
        text += "seconds on"
    return f"{text}."


def held_out_words(race: Race) -> str:
    """Whose model is best on patients that nobody has seen."""
    tests = {name: float(race.tests(name)[1]) for name in CONTESTANTS}
    best, worst = min(tests, key=tests.__getitem__), max(tests, key=tests.__getitem__)
    start = race.tuned.test_loss(race.tuned.start)
    text = (
        f"**Held out**, the start has {loss(start)} and all four end between {loss(tests[best])} ({NAMES[best]}) and "
        f"{loss(tests[worst])} ({NAMES[worst]})"
    )
    lowest = min(CONTESTANTS, key=lambda name: float(race.ends(name)[1]))
    if lowest != best:
        apart = tests[lowest] / tests[best] - 1
        return (
            f"{text}: {NAMES[lowest]}, lowest in validation, is {percent(apart)} above the best there. A lower "
            "validation loss on few patients is not always a better model."
        )
    return f"{text}."


def rows_of(race: Race) -> list[dict[str, str]]:
    """A row a contestant."""
    ends = {name: map(loss, race.ends(name)) for name in CONTESTANTS}
    return [
        {
            "Way to tune": f"{glyph(STYLES[name])} [{NAMES[name]}]({PAPER})",
            "Validation loss": middle,
            "Quartiles": from_to(low, high),
            "Held out": loss(float(race.tests(name)[1])),
            "Seconds to one worker's end": or_not(race.seconds_to(name, race.goal)),
            "Values": f"{race.evaluations(name):,.0f}",
        }
        for name, (low, middle, high) in ends.items()
    ]


def show_hyperparameters(race: Race, setting: RaceSetting) -> None:
    """The ways of the hyper-parameters, and where they end."""
    st.header("What was found", anchor=False)
    left, right = st.columns([1, 1], gap="large", vertical_alignment="top")
    with left:
        show_chart(
            tuning_paths_chart(race),
            f"Ways of the nine hyper-parameters over {setting.seconds} simulated seconds, tuned by {setting.workers} "
            "asynchronous workers. The table has start and end.",
            "tuning_paths",
            call(tuning_paths_chart, called(setting)).told("Asynchronous ASZD."),
            f"Asynchronous ASZD on {setting.workers} workers: a line a seed, discs where they end, dashed: the start. "
            "The charts reach from bound to bound; beyond a bound the loss no longer changes.",
        )
    with right:
        show_table(
            hyperparameter_rows(race),
            f"Medians over the seeds. {units_of(race)} Where a weight is next to nothing, its width has no say. "
            "≤ and ≥: on a bound.",
        )


def hyperparameter_rows(race: Race) -> list[dict[str, str]]:
    """A row a hyper-parameter."""
    ends = {name: race.found(name) for name in CONTESTANTS}
    return [
        {"Hyper-parameter": f"[{one.name}]({MODEL})", "Start": number(10.0**one.start)}
        | {name.capitalize(): bounded(float(end[i]), 10.0**one.low, 10.0**one.high) for name, end in ends.items()}
        for i, one in enumerate(race.tuned.hyperparameters)
    ]


def units_of(race: Race) -> str:
    """What 1 of each kind of hyper-parameter is."""
    units = {one.name.split(",")[0]: one.unit for one in race.tuned.hyperparameters}
    return f"Units: {'; '.join(f'{kind}, {unit}' for kind, unit in units.items())}."


def loss(value: float) -> str:
    """A loss with four digits: they end near each other."""
    return f"{value:.4f}"


def bounded(value: float, low: float, high: float) -> str:
    """A number, with a sign where it stands on a bound."""
    sign = "≤ " if value <= low * (1 + EDGE) else "≥ " if value >= high * (1 - EDGE) else ""
    return sign + number(value)
