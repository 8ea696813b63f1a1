"""The fifth section: asynchrony acts like momentum, measured."""

from collections.abc import Iterator

import streamlit as st
from pydantic import ValidationError

from engine.cluster import Cluster
from engine.theory.implied_momentum import (
    ROUNDS,
    SEEDS,
    Measured,
    Own,
    claimed_momentum,
    largest_deviation,
    measure_equal,
    measure_own,
)
from pages.parts.charts.implied_momentum import implied_momentum_chart, implied_path_chart
from pages.parts.controls.types import Choices
from pages.parts.momentum.settings import scenario_of, settings_of
from pages.parts.script.call import call
from pages.parts.script.words import cluster_words
from pages.parts.show import show_chart
from pages.parts.words.numbers import number, percent
from pages.parts.work.cache import Cache
from pages.parts.work.computed import when_idle
from pages.parts.work.desk import Announce, RefusedError

COUNTS = (1, 2, 3, 4, 6, 8, 12, 16)
MOST_WORKERS = 32
"""Of the visitor's own cluster: more would take long."""

EQUAL: Cache[tuple[int, ...], dict[int, Measured]] = Cache(1)
OWN: Cache[Cluster, Own] = Cache(16)


def equal_workers() -> dict[int, Measured] | None:
    """Every number of workers on the curve, measured when the machine is idle; None until then."""

    def compute(announce: Announce) -> dict[int, Measured]:
        measured = {}
        for index, count in enumerate(COUNTS):
            announce(index / len(COUNTS), f"Measuring the implied momentum: {count} workers")
            measured[count] = measure_equal(count)
        return measured

    return when_idle(EQUAL, COUNTS, compute)


def own_cluster(cluster: Cluster) -> Own | None:
    """The visitor's own cluster, measured when the machine is idle; None until then, or where the page says why."""

    def compute(announce: Announce) -> Own:
        announce(0.0, "Measuring the implied momentum of your cluster")
        try:
            return measure_own(cluster)
        except ValidationError:
            raise RefusedError("Your own cluster is not measured here: its runs would be too long.") from None

    return when_idle(OWN, cluster, compute)


def curve_words(own: Cluster | None) -> Iterator[str]:
    """What the curve is made of, and the visitor's own cluster where it was measured."""
    yield f"ASGD. 1 to {COUNTS[-1]} workers with exponential job times of one mean, up to {SEEDS} seeds."
    if own is not None:
        yield f"Own cluster: {cluster_words(own)}."


def words(measured: dict[int, Measured], own: Own | None) -> str:
    """What was measured."""
    lines = [
        f"**Measured**: with exponential times of one mean, the momentum fitted to ASGD's mean path over {SEEDS} seeds "
        f"is within {number(largest_deviation(measured))} of 1 − 1/n for every n tried, up to {max(measured)}."
    ]
    if own:
        unexplained = own.plain.fit.unexplained
        share = percent(unexplained) if unexplained >= 1e-3 else "less than 0.1%"
        lines.append(
            f"Your cluster of {own.workers}: {own.plain.fit.momentum:.4f} with its own times (the heavy ball leaves "
            f"{share} of the path's sum of squares unexplained), "
            f"{own.random.fit.momentum:.4f} with exponential times of the same means; 1 − 1/n is "
            f"{claimed_momentum(own.workers):.4f}."
        )
    return "  \n".join(lines)


def show_implied(choices: Choices) -> None:
    """The curve, the paths, and what they mean."""
    cluster = scenario_of(choices, settings_of("asgd", 0.05)).cluster
    st.markdown(
        "With memoryless job times every arrival comes from a uniformly random worker, whose model is one of n in "
        "flight. In the mean that is a heavy ball: momentum 1 − 1/n, and 1/n of the step for each gradient at the "
        "current model ([arXiv 1605.09774](https://arxiv.org/abs/1605.09774))."
    )
    measured = equal_workers()
    if measured is None:
        return
    own, why = None, ""
    if cluster.workers > MOST_WORKERS:
        why = f"Your own cluster is not measured here: it has more than {MOST_WORKERS} workers."
    elif cluster.speed.kind == "trace":
        why = "Your own cluster is not measured here: its times come from a file."
    else:
        own = own_cluster(cluster)
    left, right = st.columns(2)
    with left:
        made = {n: call(measure_equal, n) for n in COUNTS}, own and call(measure_own, cluster)
        orange = ", orange: your own cluster with its own times" if own else ""
        show_chart(
            implied_momentum_chart(measured, own),
            f"Measured implied momentum at {len(measured)} numbers of workers beside the curve 1 − 1/n. The text "
            "tells it.",
            "implied_momentum",
            call(implied_momentum_chart, *made).told(" ".join(curve_words(cluster if own else None))),
            f"Grey: 1 − 1/n. Blue: measured, exponential times{orange}; bars: two standard errors.",
        )
    if own:
        with right:
            show_chart(
                implied_path_chart(own),
                "ASGD's mean path with your cluster's own times and with exponential ones, and the heavy ball's.",
                "implied_path",
                call(implied_path_chart, call(measure_own, cluster)).told(
                    f"ASGD. {cluster_words(cluster)}. Up to {SEEDS} seeds."
                ),
                f"The steepest coordinate, at the step {number(own.step)}. Orange: your cluster's own times. Blue: "
                f"exponential times of the same means, mean of {SEEDS} seeds. Grey, dashed: heavy ball with 1 − 1/n "
                "and step / n.",
            )
    st.markdown(words(measured, own) + (f"  \n{why}" if why else ""))
    st.caption(
        f"How it is measured: two curvatures (1 and 1/4), step 1/(2n), the first {ROUNDS} (n + 1) arrivals; "
        "x(t+1) − x(1) is fitted by momentum times x(t) − x(0) minus step times the sum of the gradients at the mean "
        "models, that is the recursion x(t+1) − x(t) = momentum (x(t) − x(t−1)) − step ∇f(x(t)), summed. "
        "**Exact** (derived here): with exponential times of one mean, on a quadratic that all workers share, the mean "
        "path is this heavy ball at every step, with step / n, not the step, in front of the gradient. "
        "**Small-step**: with any times every path agrees with it to second order, because the mean staleness is n − 1 "
        "in the long run, which a window shorter than the slowest job does not see; at larger steps fixed times become "
        "unstable where a heavy ball would not. It is a momentum of the mean path: no buffer, and it cannot be set."
    )
