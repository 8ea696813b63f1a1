"""FedBuff (arXiv 2106.06639; recalled, not checked): workers take local steps, the server averages a buffer of them.

A worker receives x and takes Q = local_steps steps `y <- y - step * g` of its own from y = x, then sends
`Delta = step * sum g`. When Kb = buffer of them are there: `x <- x - server_step * mean Delta`, one update. The worker
restarts at once at the newest model. Every local gradient counts as an arrival, although only the last of Q
reaches the server: methods are compared by the gradients that they cost. Q = 1 and Kb = 1 is ASGD. A gradient
ends with the weight server_step * step / Kb. On different data fast workers fill the buffer, as in ASGD, and
local steps drift towards each worker's own minimiser.
"""

from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from engine.dispatch import LOCAL, SEND
from engine.jit import rule
from engine.methods.base import Heard, Line, Method, MethodSettings, Setting, Told, place_within
from engine.methods.facts import Facts
from engine.methods.moves import accumulate, batch_is_full, descend
from engine.schema import Positive, Whole
from engine.state import FIRST_FREE, Floats, Server, server

BUFFER, LOCAL_STEPS, OWN = (FIRST_FREE + i for i in (1, 2, 3))
"""From OWN on: local steps each worker has taken."""


class FedBuff(MethodSettings):
    """FedBuff."""

    rows: ClassVar[int] = 1
    kind: Literal["fedbuff"] = "fedbuff"
    buffer: Annotated[Whole, Field(ge=1, le=1_000_000)] = 10
    local_steps: Annotated[Whole, Field(ge=1, le=10_000)] = 2
    server_step: Annotated[Positive, Field(le=1e6)] = 1.0


def prepare(settings: FedBuff, setting: Setting) -> Server:
    """A server with the buffer's sum of gradients; those of unfinished local steps stand in a row a worker."""
    n = setting.workers
    made = server(
        setting.start, n, settings.step, vectors=1 + n, counts=3 + n, numbers=(settings.server_step / settings.buffer,)
    )
    made.counts[BUFFER], made.counts[LOCAL_STEPS] = settings.buffer, settings.local_steps
    return made


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    counts, total, own = server.counts, server.vectors[0], server.vectors[1 + worker]
    accumulate(own, gradient)
    counts[OWN + worker] += 1
    if counts[OWN + worker] < counts[LOCAL_STEPS]:
        return LOCAL
    counts[OWN + worker] = 0
    if batch_is_full(server, total, own, counts[BUFFER]):
        descend(server.model, server.numbers[0] * server.step, total)
        total[:] = 0.0
    own[:] = 0.0
    return SEND


def tell(server: Server, heard: Heard) -> Told:
    steps, buffer = int(server.counts[LOCAL_STEPS]), int(server.counts[BUFFER])
    local = (place_within(heard.worker) - 1) % steps + 1
    sent = local == steps
    place = np.where(sent, (np.cumsum(sent) - 1) % buffer + 1, 0)
    lines = (
        Line("local step {local} of {steps}: y ← y − {step} g"),
        Line("the worker sends Δ: {place} of {buffer} in the buffer", when="sent_now"),
        Line("the buffer is full: x ← x − {server_step} · mean of {buffer} Δ", when="full"),
    )
    columns = {
        "local": local,
        "steps": steps,
        "step": server.step,
        "place": place,
        "buffer": buffer,
        "server_step": float(server.numbers[0]) * buffer,
        "sent_now": sent * 1,
        "full": (place == buffer) * 1,
    }
    return Told(lines, columns, pull=float(server.numbers[0]))


FACTS = Facts(
    family="rounds and batches",
    rule=(
        r"y &\leftarrow y - \gamma\, g \quad Q \text{ times, from } y = x",
        r"\Delta &= x - y \quad \text{is sent}",
        r"x &\leftarrow x - \gamma_{\text{server}}\, \frac{1}{K} \sum_{k=1}^K \Delta_k",
    ),
    pseudo=(
        "x = start, total = 0, count = 0; every worker gets x",
        "each worker: y = the x that it got",
        "    Q times: y = y - step * gradient at y",
        "    sends Delta = its x - y",
        "when Delta of worker i arrives:",
        "    total = total + Delta; count = count + 1",
        "    if count == K:",
        "        x = x - server_step * total / K; total = 0; count = 0",
        "    worker i gets x",
    ),
    needs="the buffer K, the local steps Q",
    vectors="1",
    memory="the buffer's sum; each worker keeps its own model meanwhile",
    stale="used as they come, K at a time",
    unbiased="no",
    limit="Fast workers fill the buffer, as in ASGD, and local steps drift towards each worker's own minimiser.",
    weight=r"A gradient ends with $\gamma_{\text{server}} \gamma / K$; the step is the workers' own.",
    status="recalled, not checked",
    example={"buffer": 3, "local_steps": 2},
    local=True,
)

METHOD = Method(
    "FedBuff",
    FedBuff,
    prepare,
    update,
    source="2106.06639",
    formula="y ← y − γ g, Q times; x ← x − mean of K differences",
    tell=tell,
    facts=FACTS,
)
