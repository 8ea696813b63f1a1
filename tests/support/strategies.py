"""Hypothesis: clusters and settings of every method, drawn at random."""

from typing import Any

from hypothesis import strategies as st

from engine import Scenario

MOST_WORKERS = 12
JITTERS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({"kind": "none"}),
    st.just({"kind": "exponential"}),
    st.fixed_dictionaries({"kind": st.sampled_from(["gamma", "lognormal"]), "variation": st.floats(0.05, 2)}),
)
# Whole numbers make ties; tenths do, too, though their sums are rounded.
TIMES = st.one_of(
    st.lists(st.integers(1, 5), min_size=1, max_size=MOST_WORKERS),
    st.lists(st.integers(1, 5).map(lambda tenths: tenths / 10), min_size=1, max_size=MOST_WORKERS),
    st.lists(st.floats(0.1, 10), min_size=1, max_size=MOST_WORKERS),
)
FIXED = st.fixed_dictionaries({"speed": TIMES.map(lambda times: {"kind": "custom", "times": times}), "jitter": JITTERS})
DURATIONS = st.integers(1, 8).map(lambda tenths: tenths / 10) | st.integers(1, 800).map(lambda parts: parts / 1000)
MEASURED = st.fixed_dictionaries(
    {
        "speed": st.lists(st.lists(DURATIONS, min_size=1, max_size=4), min_size=1, max_size=MOST_WORKERS).map(
            lambda durations: {"kind": "trace", "durations": durations}
        )
    }
)
BATCH = st.none() | st.integers(1, 3 * MOST_WORKERS)
MOMENTUM = {"momentum": st.sampled_from([0.0, 0.5, 0.9]) | st.floats(0, 0.95)}
RESCALED = {"times": st.sampled_from(["known", "online"]), "normalisation": st.sampled_from(["mean", "cycle"])}
VARIANT = {"variant": st.sampled_from(["ignore", "stop"])}
BLOCKS = {
    "block": st.none() | st.integers(1, 5),
    "read": st.sampled_from(["consistent", "inconsistent"]),
    "delay_bound": st.none() | st.integers(0, 2 * MOST_WORKERS),
    "seconds_of": st.sampled_from(["job", "value"]),
}
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "asgd": {},
    "rescaled_asgd": RESCALED,
    "ormo": MOMENTUM,
    "ormo_da": MOMENTUM | {"tolerance": st.floats(0.1, 3), "constant": st.floats(0.1, 8)},
    "rescaled_ormo": MOMENTUM | RESCALED,
    "minibatch": {},
    "ssgdm": MOMENTUM,
    "naive_momentum": MOMENTUM,
    "shifted_momentum": MOMENTUM,
    "smega2": MOMENTUM,
    "delay_adaptive": {},
    "rennala": {"batch": BATCH} | VARIANT,
    "malenia": {"batch": BATCH} | VARIANT,
    "ringmaster": {"threshold": st.none() | st.integers(1, 2 * MOST_WORKERS)} | VARIANT,
    "ringleader": {"variant": st.sampled_from(["same", "current"])},
    "ia2sgd": {"first_update": st.sampled_from(["when_full", "after_full"])},
    "fedbuff": {
        "buffer": st.integers(1, 5),
        "local_steps": st.integers(1, 4),
        "server_step": st.floats(0.5, 2),
        "staleness_exponent": st.just(0.0) | st.floats(0, 2),
        "largest_staleness": st.none() | st.integers(0, 5),
    },
    "mindflayer": {
        "batch": BATCH,
        "cutoffs": st.sampled_from(["multiple", "rate", "bound"]),
        # Cut-offs at quarters of a mean tie exactly; those at any other share may tie up to rounding.
        "patience": st.none() | st.integers(0, 8).map(lambda quarters: quarters / 4) | st.floats(0, 2),
    },
    "random_asgd": {},
    "shuffled_asgd": {},
    "ascd": BLOCKS,
    "aszd": BLOCKS | {"smoothing": st.floats(1e-3, 1)},
}
"""What the settings of each method may be, beside the step; a method that is not named has none."""


@st.composite
def scenarios(draw: st.DrawFn, kind: str, arrivals: int) -> Scenario:
    """One seed of one method on quadratics, with a record at every arrival; a block fits its problem."""
    dimension = draw(st.integers(1, 5))
    step = {"kind": st.just(kind), "step": st.floats(1e-3, 0.1)}
    method = draw(st.fixed_dictionaries(step | FIELDS.get(kind, {})))
    if method.get("block"):
        method["block"] = min(method["block"], dimension)
    return Scenario.model_validate(
        {
            "seed": draw(st.integers(0, 2**53)),
            "seeds": 1,
            "cluster": draw(FIXED | MEASURED),
            "problem": {"kind": "quadratic", "dimension": dimension, "curvature_spread": 0.3},
            "methods": [method],
            "budget": {"arrivals": arrivals},
            "records": arrivals + 1,
        }
    )
