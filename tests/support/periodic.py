"""Random clusters whose schedule is periodic, and what the kernel does on them, for the theory to be held against."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine import Scenario
from engine.kernel.flight import Records
from engine.kernel.state import Floats
from engine.simulate import build_problem
from tests.support.build import replicate
from tests.support.strategies import FIELDS

RANDOM = ("random_asgd", "shuffled_asgd", "ascd", "aszd")
PERIODIC = tuple(kind for kind in FIELDS if kind not in RANDOM)
# Tenths, whose sums are rounded, as well as whole numbers.
TIMES = st.builds(
    lambda whole, unit: [number * unit for number in whole],
    st.lists(st.integers(1, 6), min_size=1, max_size=5),
    st.sampled_from([1.0, 0.1]),
)


@st.composite
def problems(draw: st.DrawFn, workers: int, noise: float) -> dict[str, Any]:
    """Quadratics along the axes, or with matrices that do not commute."""
    if draw(st.booleans()):
        return {
            "kind": "quadratic",
            "dimension": draw(st.integers(1, 4)),
            "condition": draw(st.floats(1, 20)),
            "curvature_spread": draw(st.sampled_from([0.0, 0.4])),
            "noise": noise,
        }
    d = draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    roots = rng.standard_normal((workers, d, d))
    matrices = roots @ roots.transpose(0, 2, 1) / d + 0.2 * np.eye(d)
    centers, start = rng.standard_normal((workers, d)), rng.standard_normal(d)
    return {"kind": "custom_quadratic", "matrices": matrices, "centers": centers, "start": start, "noise": noise}


@st.composite
def scenarios(draw: st.DrawFn, noise: float = 0.0) -> Scenario:
    """One periodic method on quadratics; its step is still to be chosen."""
    times = draw(TIMES)
    kind = draw(st.sampled_from(PERIODIC))
    return Scenario.model_validate(
        {
            "seed": draw(st.integers(0, 1000)),
            "seeds": 1,
            "cluster": {"workers": len(times), "speed": {"kind": "custom", "times": times}},
            "problem": draw(problems(len(times), noise)),
            "methods": [{"step": 0.1, **draw(st.fixed_dictionaries({"kind": st.just(kind)} | FIELDS[kind]))}],
            "budget": {"arrivals": 1},
        }
    )


def with_step(scenario: Scenario, step: float) -> Scenario:
    """The scenario with another step for its one method."""
    return scenario.with_steps({scenario.methods[0].name: step})


def without_centers(scenario: Scenario) -> Scenario:
    """The scenario with all workers' minimisers at 0, so that the limit is 0 to the last bit, and 0.7 for a start."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    n, d = problem.workers, problem.dimension
    rows = problem.data.matrix
    matrices = rows.reshape(n, d, d) if len(rows) == n * d and d > 1 else rows[:, :, None] * np.eye(d)
    plain = {"kind": "custom_quadratic", "matrices": matrices, "centers": np.zeros((n, d)), "start": np.full(d, 0.7)}
    return Scenario.model_validate({**scenario.model_dump(exclude={"problem"}), "problem": plain})


def models(scenario: Scenario, wanted: Floats, number: int = 0) -> Floats:
    """The model (R, d) after so many arrivals each (R,), in a run of the kernel."""
    problem = build_problem(scenario.problem, scenario.cluster.workers, scenario.seed)
    due = np.asarray(wanted, np.int64)
    whole = np.zeros((2, due.size), np.int64)
    records = Records(
        due, np.full(due.size, np.inf), np.zeros(due.size), *whole, np.zeros((due.size, problem.dimension))
    )
    run = replicate(scenario, number=number, records=records, logged=False)
    while run.advance(1 << 20):
        pass
    return records.iterate


def contraction(path: Floats) -> float | None:
    """Size of the slowest part in periods (P, m) of a path to 0, per period: the roots of its linear recurrence.

    One or two real numbers, or a pair that is conjugate, govern what is left when all else has died out; None where
    more of them do, which two terms cannot tell.
    """
    size = np.abs(path).max(axis=1, keepdims=True)[:-2, :, None]
    rows = (np.stack([path[1:-1], path[:-2]], axis=2) / size).reshape(-1, 2)
    target = (path[2:, :, None] / size).ravel()
    found = np.linalg.lstsq(rows, target, rcond=1e-9)[0]
    if np.abs(rows @ found - target).max() > 1e-9 * np.abs(target).max():
        return None
    return float(np.abs(np.roots([1.0, *-found])).max())
