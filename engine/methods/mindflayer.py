"""MindFlayer SGD (arXiv 2410.04285): a fixed number of tries a round, each cut off when it takes too long.

Per round worker i makes B_i tries at x^k. A try that would take longer than `cutoff_i` ends there unused. When all
tries are done `x <- x - step * (sum of the finished gradients) / (sum_i p_i B_i)`, p_i the chance to finish; one
update, all restart. The `cutoffs` are a `multiple` `(1 + patience) m_i` of the mean seconds m_i of a job, and
`patience` None never cuts; or each worker's best ones, by the `rate` at which its tries finish (derived) or by the
authors' `bound` on a round's time (published), and `patience` does not count: see `engine.methods.cutoffs`.
The B_i follow from S = batch: with e_i the mean of min(seconds, cutoff_i) and T the smallest time with
`sum_i p_i floor(T / e_i) >= S`, `B_i = floor(T / e_i)`; a worker with B_i = 0 gets no job. This choice is derived; the
authors' code has `ceil(T / cutoff_i - 1)` at the T of their bound, which has no meaning without a cut.
p_i and e_i are exact where speeds do not change: of a law in closed form, of measured times from their list. Else they
are means over 1,000 job times of each worker, drawn beforehand, and the p_i of the step over 1,000 others.
For equal data and heavy-tailed times. A gradient ends with the weight step / sum_i p_i B_i.
"""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.kernel.dispatch import KEEP, RELEASE, WAIT
from engine.kernel.jit import refuse, rule
from engine.kernel.state import FIRST_FREE, UPDATES, Floats, Server, server
from engine.methods.base import Batch, Heard, Line, Method, MethodSettings, Report, Setting, place_within
from engine.methods.cutoffs import DRAWS, NO_PART, Known, bound_limits, known_times, rate_limits
from engine.methods.facts import RINGMASTER_CODE, Check, Facts
from engine.methods.moves import accumulate, descend
from engine.methods.planning import plan_tries
from engine.schema import NotNegative

ROUNDING = 1e-15
"""A job as long as the mean is not cut off at a patience of 0, though the mean of equal times may be a hair below."""
LEFT, ALL, OWN = FIRST_FREE, FIRST_FREE + 1, FIRST_FREE + 2
"""Tries left in this round, tries of a whole round; from OWN on each worker's left. `scales` holds the B_i."""


class MindFlayer(MethodSettings):
    """MindFlayer SGD; `batch` None: as many gradients as there are workers; `patience` None: no multiple cuts."""

    kind: Literal["mindflayer"] = "mindflayer"
    batch: Batch = None
    cutoffs: Literal["multiple", "rate", "bound"] = "multiple"
    patience: Annotated[NotNegative, Field(le=1e6)] | None = None

    @property
    def leaves_out(self) -> bool:
        """A worker may be given no try."""
        return True


def prepare(settings: MindFlayer, setting: Setting) -> Server:
    """A server with the round's sum, and the plan of its tries."""
    n, batch = setting.workers, settings.batch or setting.workers
    known, others = known_times(setting)
    limit = limits_of(settings, setting.means, known, batch)
    found = known.within(limit[:, None])
    planned = plan_tries(found.chance[:, 0], found.seconds[:, 0], batch)
    chances = found.chance[:, 0]
    if others is not known:
        # A chance that no draw shows is taken as half a draw's.
        chances = np.maximum(others.within(limit[:, None]).chance[:, 0], 0.5 / DRAWS)
    made = server(
        setting.start,
        n,
        settings.step,
        vectors=1,
        scales=planned.astype(np.float64),
        cutoffs=np.where(planned > 0, limit, NO_PART),
        counts=2 + n,
        numbers=(float(chances @ planned),),
    )
    made.counts[ALL] = made.counts[LEFT] = planned.sum()
    made.counts[OWN:] = planned
    return made


def limits_of(settings: MindFlayer, means: Floats, known: Known, batch: int) -> Floats:
    """The workers' cut-offs (n,) in seconds; inf for none, NO_PART for a worker that makes no tries."""
    if settings.cutoffs == "rate":
        return rate_limits(known, means)
    if settings.cutoffs == "bound":
        return bound_limits(known, means, batch)
    return (np.inf if settings.patience is None else (1 + settings.patience) * (1 + ROUNDING)) * means


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


def report(server: Server, heard: Heard) -> Report:
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
    return Report(lines, columns, pull=heard.used / float(server.numbers[0]))


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
    origin="Cut-offs are a *multiple* of the mean times, or each worker's best: by the *rate* at which its tries "
    r"finish, $p_i / E \min(\tau_i, c_i)$, derived here for rounds of many tries, or by the authors' *bound* on a "
    "round's time. The plan of tries is derived here. Chances are exact while speeds do not change, else from 1,000 "
    "draws, and from 1,000 others for the step.",
    check=Check(
        "equal to the authors' code",
        f"The models differ by at most 4e-16 from those of {RINGMASTER_CODE} with the job times, cut-offs and "
        r"$\sum_i p_i B_i$ of this one. A review says that the authors choose cut-offs by L-BFGS-B; their code plans "
        r"$B_i = \lceil T / c_i - 1 \rceil$.",
    ),
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
    report=report,
    facts=FACTS,
)
