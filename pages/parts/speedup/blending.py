"""The tab "Model blending": the weights of 48 real models, found by ASZD from validation errors alone."""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from engine.zeroth_order.blend_runs import BlendRuns, blend_runs, blend_scenario
from engine.zeroth_order.blending import SMOOTHING
from engine.zeroth_order.training import Trained, trained
from pages.parts.charts.blend_error import HELD_OUT, VALIDATION, Level, error_picture
from pages.parts.charts.blend_weights import weights_picture
from pages.parts.controls.complaints import attempt
from pages.parts.controls.types import Choice, Choices, Control, Ladder, Slider
from pages.parts.speedup.controls import OWN
from pages.parts.speedup.words import or_not
from pages.parts.style import glyph
from pages.parts.words.numbers import number, percent
from pages.parts.work.cache import Cache
from pages.parts.work.computed import computed
from pages.parts.work.desk import Report, stage
from pages.parts.work.progress import Words

VALUES, SECONDS = "function values", "simulated seconds"
CONTROLS: tuple[Control, ...] = (
    Ladder(OWN + "blend_workers", "Workers n", 8, "Equal workers with exponential job times of 1 second in the mean.",
           rungs=(1, 2, 4, 8, 16, 32, 64)),
    Ladder(OWN + "blend_block", "Block Y", 1, "Weights that one job moves: it takes 2 Y validation errors.",
           rungs=(1, 2, 4, 8, 16, 48)),
    Slider(OWN + "blend_seeds", "Seeds", 3, "Independent repetitions; curves show their median and quartiles.",
           low=1, high=5),
    Choice(OWN + "blend_read", "Reads", "inconsistent",
           "consistent: a job reads a whole older blend. inconsistent: it may miss each of the last three updates "
           "before its dispatch, with probability 1/2.", options=("consistent", "inconsistent")),
    Choice(OWN + "blend_axis", "Against", VALUES, "What the error is drawn against.", options=(VALUES, SECONDS)),
)  # fmt: skip
NEAR = 0.01
"""ASZD is said to be there from this share above the optimum on."""
SAME = 1e-3
PAPER = "https://arxiv.org/abs/1606.00498"
WORDS = Words(instead="Take fewer workers, a smaller block or fewer seeds")
TRAINING = "training of the models"


class Asked(NamedTuple):
    """What a visitor wants blended."""

    workers: int
    block: int
    read: str
    seeds: int


MODELS: Cache[str, Trained] = Cache(1)
BLENDS: Cache[Asked, BlendRuns] = Cache(40)


def blend_asked(choices: Choices) -> Asked:
    """The tab's setting; its controls stand above it, so that the sidebar stays empty."""
    return Asked(*(choices[f"{OWN}blend_{name}"] for name in Asked._fields))


def train(report: Report) -> Trained:
    """The models, trained or as they are kept on disk."""
    return trained(lambda done, name: report(done, f"Training a model: {name}" if name else "Training the models"))


def models() -> Trained | None:
    """The trained models; None where the visitor stopped their training."""
    return computed(MODELS, TRAINING, train, WORDS)


def runs_of(wanted: Asked) -> BlendRuns | None:
    """The runs, simulated if need be; None where the page says why there are none."""
    known = models()
    question = None if known is None else attempt(lambda: blend_scenario(known, *wanted))
    if known is None or question is None:
        return None
    return computed(
        BLENDS, wanted, lambda report: blend_runs(known, question, stage(report, "Blending")), WORDS, question.work
    )


def show(choices: dict[str, Any], wanted: Asked) -> None:
    """Sentences, the error and the table, the weights."""
    st.header("Blending 48 models by values alone", anchor=False)
    st.markdown(
        "48 real scikit-learn models, from ridge regression to forests and networks, have learned from the same "
        "patients (the diabetes data). A blend adds up their predictions with weights. ASZD never sees a prediction: "
        "workers send **validation errors** of blends whose weights differ a little, and nothing else."
    )
    found = runs_of(wanted)
    if found is None:
        return
    st.markdown(words_of(found))
    left, right = st.columns([6, 5], gap="large", vertical_alignment="top")
    with left:
        show_error(found, wanted, choices[OWN + "blend_axis"])
        st.table(table(found), border="horizontal")
        st.caption(caption_of_table(found))
    with right:
        show_weights(found, wanted)


def show_error(found: BlendRuns, wanted: Asked, against: str) -> None:
    """The error over function values or simulated seconds."""
    axis = "values" if against == VALUES else "seconds"
    levels = [
        Level("average", found.average.validation),
        Level("best model", found.best_model.validation),
        Level("optimum", found.optimum.validation),
    ]
    drawing = error_picture(found.curve("validation", axis), found.curve("test", axis), levels, against)
    words = (
        f"Root mean squared error of ASZD's blend over {against}, on the validation rows and on the rows held out, "
        "beside three lines: the plain average, the best single model and the exact optimum. The table has the numbers."
    )
    st.image(drawing, width="stretch", alt=words)
    band = f"median of {wanted.seeds} seeds, band: interquartile range" if wanted.seeds > 1 else "one seed"
    st.caption(
        f"**Measured**, {band}: {glyph(VALIDATION)} ASZD's blend on the validation rows, {glyph(HELD_OUT)} the same "
        "blend on the rows held out, of which it never sees a value. Grey lines: validation errors of the average, of "
        "the best single model and, **exact**, of the least-squares optimum. "
        f"A job takes {2 * wanted.block} values, {number(2 * SMOOTHING)} apart in a weight, and 1 simulated second in "
        "the mean."
    )


def show_weights(found: BlendRuns, wanted: Asked) -> None:
    """Every model's weight beside the optimum's."""
    st.markdown("**Weights of the models, by family**")
    known = found.trained
    drawing = weights_picture(known.names, known.families, found.weights, found.optimum.weights)
    low, high = found.weights[1].min(), found.weights[1].max()
    words = (
        f"Weights of {len(known.names)} models: found ones from {number(float(low))} to {number(float(high))}, "
        "each beside the exact optimum's."
    )
    st.image(drawing, width="stretch", alt=words)
    bars = f"median of {wanted.seeds} seeds, grey: quartiles" if wanted.seeds > 1 else "one seed"
    st.caption(f"Orange bars: weights that ASZD found ({bars}). Violet ticks: the exact optimum's.")


def words_of(found: BlendRuns) -> str:
    """How near ASZD came, and what that is worth."""
    return "  \n".join((near_words(found), held_out_words(found), early_words(found)))


def near_words(found: BlendRuns) -> str:
    """How far ASZD is from the optimum, after how many values."""
    end, total = found.ends("validation")[1], found.values[-1]
    text = (
        f"**Validation:** ASZD ends at {number(float(end))}, {found.excess:.2%} above the exact optimum, after "
        f"{total:,.0f} values"
    )
    near = found.values_to(NEAR)
    if near <= total:
        return f"{text}; it is within {NEAR:.0%} after {near:,.0f}."
    return f"{text}; it does not come within {NEAR:.0%}."


def rows_of(found: BlendRuns) -> dict[str, tuple[float, float]]:
    """Validation error and error held out, by name; ASZD's are medians."""
    return {
        "Plain average": (found.average.validation, found.average.test),
        "Best single model": (found.best_model.validation, found.best_model.test),
        "ASZD's blend": (float(found.ends("validation")[1]), float(found.ends("test")[1])),
        "Exact optimum": (found.optimum.validation, found.optimum.test),
    }


def held_out_words(found: BlendRuns) -> str:
    """Who is best on rows that nobody has seen, and why."""
    rows = rows_of(found)
    best = min(rows, key=lambda name: rows[name][1])
    text = f"**Held out:** the {best[0].lower() + best[1:]}" if not best.startswith("ASZD") else f"**Held out:** {best}"
    text += f" is the best of the four, with {number(rows[best][1])}"
    average, optimum = rows["Plain average"], rows["Exact optimum"]
    if optimum[1] > average[1]:
        gained, lost = 1 - optimum[0] / average[0], optimum[1] / average[1] - 1
        text += (
            f". The optimum is {percent(gained)} below the average on the rows that it was fitted to and "
            f"{percent(lost)} above it on the others: {len(found.trained.names)} weights on "
            f"{len(found.trained.validation_target)} rows fit their noise"
        )
    return f"{text}."


def early_words(found: BlendRuns) -> str:
    """What stopping early would have been worth."""
    best, when = found.best_test
    end = float(found.ends("test")[1])
    if not best < (1 - SAME) * end or not when:
        return ""
    beside = ", below the best single model" if best < found.best_model.test else ""
    return (
        f"On its way ASZD passes {number(best)} held out{beside}, after {when:,.0f} values, and ends at {number(end)}: "
        "stopping early protects as a penalty does. When to stop must be chosen on other rows than these."
    )


def table(found: BlendRuns) -> pd.DataFrame:
    """A row a blend, as texts."""
    rows = []
    for name, (validation, test) in rows_of(found).items():
        label = f"[{name}]({PAPER})" if name.startswith("ASZD") else name
        above = validation / found.optimum.validation - 1
        rows.append(
            {
                "Blend": label,
                "Validation": or_not(validation),
                "Above the optimum": f"{above:.2%}" if above > 0 else "0",
                "Held out": or_not(test),
            }
        )
    return pd.DataFrame(rows).set_index("Blend")


def caption_of_table(found: BlendRuns) -> str:
    """Rows and units."""
    known = found.trained
    return (
        f"Root mean squared errors on {len(known.validation_target)} validation rows and {len(known.test_target)} rows "
        f"held out. 1 is the target's standard deviation in the training rows ({number(known.unit)} points of disease "
        "progression), about the error of one who always says the mean."
    )
