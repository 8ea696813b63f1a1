"""The tab "Model blending": the weights of 48 real models, found by ASZD from validation errors alone."""

from typing import Any, NamedTuple

import streamlit as st

from engine.zeroth_order.blend_runs import Axis, BlendRuns, blend_runs, blend_scenario
from engine.zeroth_order.blending import SMOOTHING
from engine.zeroth_order.training import Trained, trained
from pages.parts.charts.blend_error import HELD_OUT, TITLES, VALIDATION, blend_error_chart
from pages.parts.charts.blend_weights import blend_weights_chart
from pages.parts.controls.complaints import attempt
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Slider
from pages.parts.script.call import Call, call
from pages.parts.script.words import listed
from pages.parts.show import show_chart, show_table
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.words import PAPER, band_words, or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import from_to, number, percent
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Announce, stage
from pages.parts.work.progress import Words

AXES: dict[str, Axis] = {title: axis for axis, title in TITLES.items()}
CONTROLS: tuple[Control, ...] = (
    Ladder(OWN + "blend_workers", "Workers n", 8,
           "How many equal workers there are, with exponential job times of 1 simulated second in the mean.",
           rungs=(1, 2, 4, 8, 16, 32, 64)),
    Ladder(OWN + "blend_block", "Block Y", 1, "How many weights one job moves: it takes 2 Y validation errors.",
           rungs=(1, 2, 4, 8, 16, 48)),
    Slider(OWN + "blend_seeds", "Seeds", 3,
           "How many independent repetitions there are; curves show their median and quartiles.",
           low=1, high=5),
    Choice(OWN + "blend_read", "Reads", "inconsistent",
           "consistent: a job reads a whole older blend. inconsistent: it may miss each of the last three updates "
           "before its dispatch, with probability 1/2.", options=("consistent", "inconsistent")),
    Choice(OWN + "blend_axis", "Against", TITLES["values"], "What the error is drawn against.", options=tuple(AXES)),
)  # fmt: skip
NEAR = 0.01
"""ASZD is said to be there from this share above the optimum on."""
SAME = 1e-3
WORDS = Words(instead="Take fewer workers, a smaller block or fewer seeds")
TRAINING = "training of the models"


class BlendSetting(NamedTuple):
    """What a visitor wants blended."""

    workers: int
    block: int
    read: str
    seeds: int


MODELS: Cache[str, Trained] = Cache(1)
BLENDS: Cache[BlendSetting, BlendRuns] = Cache(40)


def blend_setting(choices: Choices) -> BlendSetting:
    """The tab's setting; its controls stand above it, so that the sidebar stays empty."""
    return BlendSetting(*(choices[f"{OWN}blend_{name}"] for name in BlendSetting._fields))


def train(announce: Announce) -> Trained:
    """The models, trained or as they are kept on disk."""
    return trained(lambda done, name: announce(done, f"Training a model: {name}" if name else "Training the models"))


def models() -> Trained | None:
    """The trained models; None where the visitor stopped their training."""
    return computed(MODELS, TRAINING, train, WORDS)


def runs_of(setting: BlendSetting) -> BlendRuns | None:
    """The runs, simulated if need be; None where the page says why there are none."""
    known = models()
    question = None if known is None else attempt(lambda: blend_scenario(known, *setting))
    if known is None or question is None:
        return None
    return computed(
        BLENDS, setting, lambda announce: blend_runs(known, question, stage(announce, "Blending")), WORDS, question.work
    )


def called(setting: BlendSetting) -> Call:
    """The runs in a script."""
    known, given = call(trained), setting._asdict()
    made = call(blend_runs, known, call(blend_scenario, known, **given))
    return made.told(f"ASZD blends 48 models by validation errors: {listed(given)}.")


def show(choices: dict[str, Any], setting: BlendSetting) -> None:
    """Sentences, the error and the table, the weights."""
    st.header("Blending 48 models by values alone", anchor=False)
    st.markdown(
        "48 real scikit-learn models, from ridge regression to forests and networks, have learned from the same "
        "patients (the diabetes data). A blend adds up their predictions with weights. ASZD never sees a prediction: "
        "workers send **validation errors** of blends whose weights differ a little, and nothing else."
    )
    runs = runs_of(setting)
    if runs is None:
        return
    st.markdown(words_of(runs))
    left, right = st.columns([6, 5], gap="large", vertical_alignment="top")
    with left:
        show_error(runs, setting, choices[OWN + "blend_axis"])
        show_table(rows_of(runs), table_caption(runs))
    with right:
        show_weights(runs, setting)


def show_error(runs: BlendRuns, setting: BlendSetting, against: str) -> None:
    """The error over function values or simulated seconds."""
    show_chart(
        blend_error_chart(runs, AXES[against]),
        f"Root mean squared error of ASZD's blend over {against}, on the validation rows and on the rows held out, "
        "beside three lines: the plain average, the best single model and the exact optimum. The table has the "
        "numbers.",
        "blend_error",
        call(blend_error_chart, called(setting), AXES[against]),
        f"**Measured**, {band_words(setting.seeds)}: {glyph(VALIDATION)} ASZD's blend on the validation rows, "
        f"{glyph(HELD_OUT)} the same blend on the rows held out, of which it never sees a value. Grey lines: "
        "validation errors of the average, of the best single model and, **exact**, of the least-squares optimum. "
        f"A job takes {2 * setting.block} values, {number(2 * SMOOTHING)} apart in a weight, and 1 simulated second in "
        "the mean.",
    )


def show_weights(runs: BlendRuns, setting: BlendSetting) -> None:
    """Every model's weight beside the optimum's."""
    st.markdown("**Weights of the models, by family**")
    known, weights = runs.trained, runs.weights
    low, high = (number(float(end)) for end in (weights[1].min(), weights[1].max()))
    bars = f"median of {setting.seeds} seeds, grey: quartiles" if setting.seeds > 1 else "one seed"
    show_chart(
        blend_weights_chart(runs),
        f"Weights of {len(known.names)} models: found ones: {from_to(low, high)}, each beside the exact optimum's.",
        "blend_weights",
        call(blend_weights_chart, called(setting)),
        f"Orange bars: weights that ASZD found ({bars}). Violet ticks: the exact optimum's.",
    )


def words_of(runs: BlendRuns) -> str:
    """How near ASZD came, and what that is worth."""
    return "  \n".join((near_words(runs), held_out_words(runs), early_words(runs)))


def near_words(runs: BlendRuns) -> str:
    """How far ASZD is from the optimum, after how many values."""
    end, total = runs.ends("validation")[1], runs.values[-1]
    text = (
        f"**Validation:** ASZD ends at {number(float(end))}, {runs.excess:.2%} above the exact optimum, after "
        f"{total:,.0f} values"
    )
    near = runs.values_to(NEAR)
    if near <= total:
        return f"{text}; it is within {NEAR:.0%} after {near:,.0f}."
    return f"{text}; it does not come within {NEAR:.0%}."


def errors_of(runs: BlendRuns) -> dict[str, tuple[float, float]]:
    """Validation error and error held out, by blend; ASZD's are medians."""
    return {
        "Plain average": (runs.average.validation, runs.average.test),
        "Best single model": (runs.best_model.validation, runs.best_model.test),
        "ASZD's blend": (float(runs.ends("validation")[1]), float(runs.ends("test")[1])),
        "Exact optimum": (runs.optimum.validation, runs.optimum.test),
    }


def held_out_words(runs: BlendRuns) -> str:
    """Who is best on rows that nobody has seen, and why."""
    errors = errors_of(runs)
    best = min(errors, key=lambda name: errors[name][1])
    text = f"**Held out:** the {best[0].lower() + best[1:]}" if not best.startswith("ASZD") else f"**Held out:** {best}"
    text += f" is the best of the four, with {number(errors[best][1])}"
    average, optimum = errors["Plain average"], errors["Exact optimum"]
    if optimum[1] > average[1]:
        gained, lost = 1 - optimum[0] / average[0], optimum[1] / average[1] - 1
        text += (
            f". The optimum is {percent(gained)} below the average on the rows that it was fitted to and "
            f"{percent(lost)} above it on the others: {len(runs.trained.names)} weights on "
            f"{len(runs.trained.validation_target)} rows fit their noise"
        )
    return f"{text}."


def early_words(runs: BlendRuns) -> str:
    """What stopping early would have been worth."""
    best, when = runs.best_test
    end = float(runs.ends("test")[1])
    if not best < (1 - SAME) * end or not when:
        return ""
    beside = ", below the best single model" if best < runs.best_model.test else ""
    return (
        f"On its way ASZD passes {number(best)} held out{beside}, after {when:,.0f} values, and ends at {number(end)}: "
        "stopping early protects as a penalty does. When to stop must be chosen on other rows than these."
    )


def rows_of(runs: BlendRuns) -> list[dict[str, str]]:
    """A row a blend."""
    return [
        {
            "Blend": f"[{name}]({PAPER})" if name.startswith("ASZD") else name,
            "Validation": or_not(validation),
            "Above the optimum": f"{above:.2%}" if (above := validation / runs.optimum.validation - 1) > 0 else "0",
            "Held out": or_not(test),
        }
        for name, (validation, test) in errors_of(runs).items()
    ]


def table_caption(runs: BlendRuns) -> str:
    """Rows and units."""
    known = runs.trained
    return (
        f"Root mean squared errors on {len(known.validation_target)} validation rows and {len(known.test_target)} rows "
        f"held out. 1 is the target's standard deviation in the training rows ({number(known.unit)} points of disease "
        "progression), about the error of one who always says the mean."
    )
