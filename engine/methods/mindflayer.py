"""MindFlayer SGD (arXiv 2410.04285): a fixed number of tries a round, each cut off when it takes too long.

Per round worker i makes B_i tries at x^k. A try that would take longer than `cutoff_i = (1 + patience) m_i`, m_i
the mean seconds of its jobs, ends there unused; `patience` None never cuts. When all tries are done
`x <- x - step * (sum of the finished gradients) / (sum_i p_i B_i)`, p_i the chance to finish; one update, all restart.
The B_i follow from S = batch: with e_i the mean of min(seconds, cutoff_i) and T the smallest time with
`sum_i p_i floor(T / e_i) >= S`, `B_i = floor(T / e_i)`; a worker with B_i = 0 gets no job. This choice is derived; the
paper's own is not checked. p_i and e_i are means over DRAWS job times of each worker, drawn beforehand.
For equal data and heavy-tailed times. A gradient ends with the weight step / sum_i p_i B_i.
"""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.dispatch import KEEP, RELEASE, WAIT
from engine.jit import refuse, rule
from engine.methods.base import Batch, Heard, Line, Method, MethodSettings, Setting, Told, place_within
from engine.methods.facts import Facts
from engine.methods.moves import accumulate, descend
from engine.methods.planning import plan_tries
from engine.schema import NotNegative
from engine.state import FIRST_FREE, UPDATES, Floats, Server, server

DRAWS = 1000
NO_JOB = -1.0
SHORTEST = 1e-9
ROUNDING = 1e-15
"""A job as long as the mean is not cut off at a patience of 0, though the mean of equal times may be a hair below."""
LEFT, ALL, OWN = FIRST_FREE, FIRST_FREE + 1, FIRST_FREE + 2
"""Tries left in this round, tries of a whole round; from OWN on each worker's left. `scales` holds the B_i."""


class MindFlayer(MethodSettings):
    """MindFlayer SGD; `batch` None: as many gradients as there are workers; `patience` None: no cut."""

    kind: Literal["mindflayer"] = "mindflayer"
    batch: Batch = None
    patience: Annotated[NotNegative, Field(le=1e6)] | None = None


def prepare(settings: MindFlayer, setting: Setting) -> Server:
    """A server with the round's sum, and the plan of its tries."""
    n = setting.workers
    times = np.inf if settings.patience is None else (1 + settings.patience) * (1 + ROUNDING)
    limit = times * setting.means
    seconds = setting.means[:, None] if setting.draws is None else setting.draws(DRAWS)
    chances = (seconds <= limit[:, None]).mean(axis=1)
    lengths = np.maximum(np.minimum(seconds, limit[:, None]).mean(axis=1), SHORTEST)
    planned = plan_tries(chances, lengths, settings.batch or n)
    made = server(
        setting.start,
        n,
        settings.step,
        vectors=1,
        scales=planned.astype(np.float64),
        cutoffs=np.where(planned > 0, limit, NO_JOB),
        counts=2 + n,
        numbers=(float(chances @ planned),),
    )
    made.counts[ALL] = made.counts[LEFT] = planned.sum()
    made.counts[OWN:] = planned
    return made


@refuse
def try_ended(server: Server, worker: int) -> int:
    """Count a try, finished or not; the last one of a round makes the update."""
    counts = server.counts
    counts[LEFT] -= 1
    counts[OWN + worker] -= 1
    if counts[LEFT] > 0:
        return KEEP if counts[OWN + worker] > 0 else WAIT
    descend(server.model, server.step / server.numbers[0], server.vectors[0])
    server.vectors[0, :] = 0.0
    counts[LEFT] = counts[ALL]
    for i in range(server.workers):
        counts[OWN + i] = int(server.scales[i])
    counts[UPDATES] += 1
    return WAIT | RELEASE


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    accumulate(server.vectors[0], gradient)
    return try_ended(server, worker)


def tell(server: Server, heard: Heard) -> Told:
    place = place_within(heard.round * server.workers + heard.worker)
    end = (np.arange(heard.worker.size) + 1) % int(server.counts[ALL]) == 0
    lines = (
        Line("try {place} of {own} of this worker in this round, finished", when="used"),
        Line("try {place} of {own} of this worker in this round, cut off after {limit} s", when="cut"),
        Line("the round is over: x ← x − {step} / {expected} · sum of the finished gradients", when="over"),
    )
    columns = {
        "place": place,
        "own": server.scales[heard.worker],
        "limit": np.where(np.isfinite(server.cutoffs), server.cutoffs, 0.0)[heard.worker],
        "step": server.step,
        "expected": float(server.numbers[0]),
        "used": heard.used * 1,
        "cut": ~heard.used * 1,
        "over": end * 1,
    }
    return Told(lines, columns, pull=heard.used / float(server.numbers[0]))


FACTS = Facts(
    family="rounds and batches",
    rule=(
        r"x &\leftarrow x - \frac{\gamma}{\sum_i p_i B_i} \sum_{\text{finished}} g",
        r"&B_i \text{ tries of worker } i, \text{ each}",
        r"&\text{cut off after } \tau_i + t_i",
    ),
    pseudo=(
        "B = tries of each worker a round; p = chances to finish a try",
        "forever, from total = 0:",
        "    every worker i, B[i] times, one after the other:",
        "        computes a gradient at x for at most cutoff[i] seconds",
        "        if it finished: total = total + gradient",
        "    wait until all tries have ended",
        "    x = x - step * total / sum(p * B)",
    ),
    needs="the law of each worker's times",
    vectors="1",
    memory="the round's sum",
    stale="there are none; tries that take too long are cut off",
    unbiased="no",
    limit="Fast workers make more tries, so it minimises a sum of the $f_i$ weighted by their finished tries.",
    weight=r"A gradient ends with $\gamma / \sum_i p_i B_i$, about the step of a mean.",
    status="published, a part is derived here",
    origin="The plan of tries is derived here; the paper's own is not checked.",
    example={"patience": 0.0, "batch": 5},
    jitter=True,
    cuts=True,
)

METHOD = Method(
    "MindFlayer SGD",
    MindFlayer,
    prepare,
    update,
    refuse=try_ended,
    source="2410.04285",
    formula="x ← x − γ (sum of finished gradients) / Σ pᵢ Bᵢ, each try cut off after τᵢ + tᵢ",
    tell=tell,
    facts=FACTS,
)
