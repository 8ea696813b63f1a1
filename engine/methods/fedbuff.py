"""FedBuff (arXiv 2106.06639): workers take local steps, the server averages a buffer of them.

A worker receives x and takes Q = local_steps steps `y <- y - step * g` of its own from y = x, then sends
`Delta = step * sum g`. When Kb = buffer of them are there: `x <- x - server_step * mean Delta`, one update. The worker
restarts at once at the newest model. Every local gradient counts as an arrival, although only the last of Q
reaches the server: methods are compared by the gradients that they cost. Q = 1 and Kb = 1 is ASGD. A gradient
ends with the weight server_step * step / Kb. On different data fast workers fill the buffer, as in ASGD, and
local steps drift towards each worker's own minimiser.
Two options, off unless set, as in its authors' code (facebookresearch/FLSim, read): a difference that arrives with
the staleness s, the updates since its worker got x, is weighted by `(1 + s)^-a`, a = staleness_exponent (FLSim divides
by that of a usual staleness, which is a constant); and one with s above `largest_staleness` is discarded: it neither
counts for the buffer nor costs its last gradient, and its worker restarts at the newest model all the same.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.kernel.dispatch import LOCAL, SEND
from engine.kernel.jit import refuse, rule, wants
from engine.kernel.state import FIRST_FREE, NEVER_OLD, Floats, Integers, Server, server
from engine.methods.base import Column, Heard, Line, Method, MethodSettings, Report, Setting, place_within
from engine.methods.facts import Check, Facts
from engine.methods.moves import accumulate, batch_is_full, descend
from engine.schema import Number, Positive, Whole

BUFFER, LOCAL_STEPS, LARGEST, OWN = (FIRST_FREE + i for i in (1, 2, 3, 4))
"""LARGEST: the largest staleness that is used; from OWN on: local steps each worker has taken."""
A_DIFFERENCE, EXPONENT = 0, 1
"""Indices in `numbers`: the weight of one of K differences, and a."""


class FedBuff(MethodSettings):
    """FedBuff; `largest_staleness` None: every difference is used."""

    rows: ClassVar[int] = 1
    kind: Literal["fedbuff"] = "fedbuff"
    buffer: Annotated[Whole, Field(ge=1, le=1_000_000)] = 10
    local_steps: Annotated[Whole, Field(ge=1, le=10_000)] = 2
    server_step: Annotated[Positive, Field(le=1e6)] = 1.0
    staleness_exponent: Annotated[Number, Field(ge=0, le=10)] = 0.0
    largest_staleness: Annotated[Whole, Field(ge=0, le=1_000_000_000)] | None = None


def prepare(settings: FedBuff, setting: Setting) -> Server:
    """A server with the buffer's sum of gradients; those of unfinished local steps stand in a row a worker."""
    n, largest = setting.workers, settings.largest_staleness
    numbers = (settings.server_step / settings.buffer, settings.staleness_exponent)
    made = server(setting.start, n, settings.step, vectors=1 + n, counts=4 + n, numbers=numbers)
    made.counts[BUFFER], made.counts[LOCAL_STEPS] = settings.buffer, settings.local_steps
    made.counts[LARGEST] = NEVER_OLD if largest is None else largest
    return made


@wants
def fresh_enough(server: Server, worker: int, staleness: int) -> bool:
    sends = server.counts[OWN + worker] + 1 == server.counts[LOCAL_STEPS]
    return not sends or staleness <= server.counts[LARGEST]


@refuse
def discard(server: Server, worker: int) -> int:
    """Forget the worker's local steps."""
    server.counts[OWN + worker] = 0
    server.vectors[1 + worker, :] = 0.0
    return SEND


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    counts, total, own = server.counts, server.vectors[0], server.vectors[1 + worker]
    accumulate(own, gradient)
    counts[OWN + worker] += 1
    if counts[OWN + worker] < counts[LOCAL_STEPS]:
        return LOCAL
    counts[OWN + worker] = 0
    if server.numbers[EXPONENT] > 0.0:
        weight = (1.0 + staleness) ** -server.numbers[EXPONENT]
        for j in range(own.size):
            own[j] *= weight
    if batch_is_full(server, total, own, counts[BUFFER]):
        descend(server.model, server.numbers[A_DIFFERENCE] * server.step, total)
        total[:] = 0.0
    own[:] = 0.0
    return SEND


def report(server: Server, heard: Heard) -> Report:
    steps, buffer = int(server.counts[LOCAL_STEPS]), int(server.counts[BUFFER])
    exponent, each = float(server.numbers[EXPONENT]), float(server.numbers[A_DIFFERENCE])
    local = (place_within(heard.worker) - 1) % steps + 1
    sent = local == steps
    kept, late = sent & heard.used, sent & ~heard.used
    place = np.where(kept, (np.cumsum(kept) - 1) % buffer + 1, 0)
    weight = (1.0 + heard.staleness) ** -exponent
    lines = (
        Line("local step {local} of {steps}: y ← y − {step} g", when="steps_now"),
        Line("the worker sends Δ: {place} of {buffer} in the buffer", when="sent_now"),
        Line("its weight is (1 + {staleness})^−{exponent} = {weight}", when="weighted"),
        Line("local step {local} of {steps} at staleness {staleness}, above {largest}: Δ is discarded", when="late"),
        Line("the buffer is full: x ← x − {server_step} · mean of {buffer} Δ", when="full"),
    )
    columns: dict[str, Column] = {
        "local": local,
        "steps": steps,
        "step": server.step,
        "place": place,
        "buffer": buffer,
        "server_step": each * buffer,
        "exponent": exponent,
        "weight": weight,
        "largest": float(server.counts[LARGEST]),
        "steps_now": ~late * 1,
        "sent_now": kept * 1,
        "weighted": kept * (exponent > 0),
        "late": late * 1,
        "full": (place == buffer) * 1,
    }
    ended = end_of_difference(heard.worker, local)
    return Report(lines, columns, pull=each * np.where(late, 0.0, weight)[ended])


def end_of_difference(worker: Integers, local: Integers) -> Integers:
    """The arrival (A,) that sends the difference which each is part of; the worker's last one where none has yet."""
    found = np.arange(worker.size)
    for each in np.unique(worker):
        own = np.flatnonzero(worker == each)
        number = np.cumsum(local[own] == 1)
        last = np.append(np.flatnonzero(np.diff(number)), own.size - 1)
        found[own] = own[last[number - 1]]
    return found


FACTS = Facts(
    family="rounds and batches",
    rule=(
        r"y &\leftarrow y - \gamma\, g \quad Q \text{ times, from } y = x",
        r"\Delta &= x - y \quad \text{is sent}",
        r"x &\leftarrow x - \gamma_{\text{server}}\, \frac{1}{K} \sum_{k=1}^K (1 + \delta_k)^{-a} \Delta_k",
    ),
    pseudo=(
        "x = start, total = 0, count = 0; every worker gets x",
        "each worker: y = x; Q times: y = y - step * gradient at y",
        "    sends Delta = its x - y",
        "when Delta of worker i arrives, s updates late:",
        "    if s <= largest: count = count + 1",
        "        total = total + (1 + s)^-a * Delta",
        "    if count == K:",
        "        x = x - server_step * total / K; total = 0; count = 0",
        "    worker i gets x",
    ),
    needs="the buffer K, the local steps Q; for late differences, where that is wanted, the exponent a and the largest "
    "staleness",
    vectors="1",
    memory="the buffer's sum; each worker keeps its own model meanwhile",
    stale="used as they come, K at a time; where a is set, with less weight, and where a largest staleness is set, not "
    "beyond it",
    unbiased="no",
    limit="Fast workers fill the buffer, as in ASGD, and local steps drift towards each worker's own minimiser.",
    weight=r"A gradient ends with $\gamma_{\text{server}} \gamma / K$, a late one with $(1 + \delta)^{-a}$ of it; "
    "the step is the workers' own.",
    status="published",
    check=Check(
        "read beside the authors' code",
        "[facebookresearch/FLSim](https://github.com/facebookresearch/FLSim), read and not run, is the same up to "
        "scale: it sums the $K$ differences where this takes their mean, so its rate is the server step here over $K$. "
        "Weights for late differences and a largest staleness are options there, too.",
    ),
    example={"buffer": 3, "local_steps": 2},
    local=True,
)

METHOD = Method(
    "FedBuff",
    FedBuff,
    prepare,
    update,
    fresh_enough,
    discard,
    source="2106.06639",
    formula="y ← y − γ g, Q times; x ← x − mean of K differences",
    report=report,
    facts=FACTS,
)
