"""Advice to test sentences with: random ends of a few methods on fresh seeds."""

import math

from hypothesis import strategies as st

from engine.advisor import Objective
from engine.advisor.advise import AT_BEST, Advice, named
from engine.advisor.horizon import alone
from engine.advisor.safe_steps import FACTOR, SafeSteps
from engine.advisor.seeds import SeedEnd
from engine.advisor.validation import FRESH, Validation, judged
from engine.methods import MethodSettings
from engine.search import Goal
from tests.support.advising import method, objective

SEEDS = 8
RIVALS = {AT_BEST.format("ASGD"): method("asgd", 0.1), AT_BEST.format("Minibatch SGD"): method("minibatch", 0.2)}
OTHERS = {"OrMo": method("ormo", 0.05, momentum=0.9), "Ringmaster ASGD": method("ringmaster", 0.1, threshold=7)}
TIMES = st.sampled_from([1.0, 1.5, 2.0, 5.0, 20.0, math.inf])


@st.composite
def ends(draw: st.DrawFn, number: int) -> list[SeedEnd]:
    """So many seeds of one method: when each is at the target, the gap that it leaves, whether it diverged."""
    if draw(st.integers(0, 9)) == 0:
        return [SeedEnd(math.inf, math.inf, early=0.5)] * number
    usual = draw(TIMES)
    times = [usual if draw(st.booleans()) else draw(TIMES) for _ in range(number)]
    return [SeedEnd(t, 1e-3 if math.isfinite(t) else 0.5, updates=9) for t in times]


@st.composite
def validations(draw: st.DrawFn, kind: str) -> tuple[Objective, Validation]:
    """The simple methods at their own best steps, of which one may be missing, and up to two others."""
    wanted = objective(kind=kind)
    fresh, longer = Objective(wanted.scenario, wanted.goal, SEEDS, FRESH), objective(kind=kind, seeds=2)
    labels = draw(st.lists(st.sampled_from([*OTHERS, *RIVALS]), unique=True, min_size=1))
    table = {}
    for label in sorted(labels, key=[*OTHERS, *RIVALS].index):
        settings: MethodSettings = (OTHERS | RIVALS)[label]
        table[label] = judged(fresh, longer, settings, draw(ends(SEEDS + 2)))
    return wanted, Validation(table)


@st.composite
def advices(draw: st.DrawFn) -> Advice:
    """Advice as it comes from a search."""
    wanted, validation = draw(validations(draw(st.sampled_from(["time", "gap"]))))
    best = None if validation.best is None else validation[validation.best].settings
    low, high = draw(st.integers(-8, 0)), draw(st.integers(0, 8))
    step = 1.0 if best is None else best.step
    safe = SafeSteps(step * FACTOR**low, step * FACTOR**high, 2.0, low == -8, high == 8)
    return Advice(
        None if best is None else alone(wanted.scenario, named(best)),
        (),
        validation,
        draw(st.booleans()),
        Goal(kind=wanted.goal.kind, share=0.05),
        wanted.judge.wanted,
        wanted.budget,
        None if best is None or draw(st.booleans()) else safe,
    )
