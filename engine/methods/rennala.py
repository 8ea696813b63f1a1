"""Rennala SGD (arXiv 2305.12387): one step with the mean of S gradients, all computed at the newest model.

A gradient of an older model is discarded. When S = batch fresh ones are there: `x <- x - step * mean`, one update.
Every worker restarts at once at the newest model. Of the jobs in flight at an update, variant `ignore` lets them
end in vain, variant `stop` throws them away and restarts their workers. Theory: `S = max(ceil(s2 / eps), 1)`, step
`min(1 / L, eps S / (2 L s2))`; time `min_m H_m (L D / eps + s2 L D / (m eps^2))`, optimal on equal data. On
different data fast workers fill the batch. The step is that of the mean: a gradient ends with step / S.
"""

from typing import Literal

import numpy as np

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule, wants
from engine.kernel.state import FIRST_FREE, Floats, Server, server
from engine.methods.base import Batch, Heard, Line, Method, MethodSettings, Report, Setting, Variant
from engine.methods.facts import BEST_ON_EQUAL_DATA, RINGMASTER_CODE, Check, Facts
from engine.methods.moves import batch_is_full, descend, reply_at_update

BATCH, AFTER_UPDATE = FIRST_FREE + 1, FIRST_FREE + 2


class Rennala(MethodSettings):
    """Rennala SGD; `batch` None: as many gradients as there are workers."""

    kind: Literal["rennala"] = "rennala"
    batch: Batch = None
    variant: Variant = "ignore"


def prepare(settings: Rennala, setting: Setting) -> Server:
    """A server with the sum of the batch's gradients."""
    made = server(setting.start, setting.workers, settings.step, vectors=1, counts=3)
    made.counts[BATCH] = settings.batch or setting.workers
    made.counts[AFTER_UPDATE] = reply_at_update(settings.variant)
    return made


@wants
def fresh(server: Server, worker: int, staleness: int) -> bool:
    return staleness == 0


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    total = server.vectors[0]
    if not batch_is_full(server, total, gradient, server.counts[BATCH]):
        return SEND
    descend(server.model, server.step / server.counts[BATCH], total)
    total[:] = 0.0
    reply: int = server.counts[AFTER_UPDATE]
    return reply


def report(server: Server, heard: Heard) -> Report:
    batch = int(server.counts[BATCH])
    place = np.where(heard.used, (np.cumsum(heard.used) - 1) % batch + 1, 0)
    lines = (
        Line("staleness {staleness} is not 0: discarded", when="stale"),
        Line("fresh: gradient {place} of {batch} of this batch", when="used"),
        Line("the batch is full: x ← x − {step} · mean of {batch} gradients", when="full"),
    )
    columns = {
        "place": place,
        "batch": batch,
        "step": server.step,
        "used": heard.used * 1,
        "stale": ~heard.used * 1,
        "full": (place == batch) * 1,
    }
    return Report(lines, columns, pull=heard.used / batch)


FACTS = Facts(
    family="rounds and batches",
    rule=(r"x &\leftarrow x - \gamma\, \frac{1}{S} \sum_{s=1}^S g_s", r"&\text{all } g_s \text{ taken at } x"),
    pseudo=(
        "x = start, k = 0, total = 0, count = 0",
        "every worker begins a job at (x, k)",
        "when g of worker i arrives, computed at update v:",
        "    if v == k:",
        "        total = total + g; count = count + 1",
        "    if count == S:",
        "        x = x - step * total / S; k = k + 1",
        "        total = 0; count = 0",
        "        # stop: all other jobs begin anew at (x, k)",
        "    worker i begins a job at (x, k)",
    ),
    needs="the batch S; theory's takes the noise and L",
    vectors="1",
    memory="the batch's sum",
    stale="thrown away",
    unbiased="no",
    limit="Fast workers fill the batch, so it minimises a sum of the $f_i$ weighted by their shares of it.",
    weight=r"The step is that of the mean: a single gradient ends with $\gamma / S$.",
    status="published",
    check=Check(
        "equal to the authors' code",
        f"Variant *stop*, with batches from 3 to 12: the models differ by at most 4e-16 from those of "
        f"{RINGMASTER_CODE}, and the times are equal.",
    ),
    theory=(
        r"S &= \max\!\left(1, \left\lceil \frac{\sigma^2}{\varepsilon} \right\rceil\right)",
        r"\gamma &= \min\!\left( \frac{1}{L}, \frac{\varepsilon S}{2 L \sigma^2} \right)",
    ),
    complexity=BEST_ON_EQUAL_DATA,
    conditions="Simulated seconds up to constants, for fixed times and equal data, where no method does better; $H_m$ "
    "is the harmonic mean of the $m$ smallest times. Published.",
)

METHOD = Method(
    "Rennala SGD",
    Rennala,
    prepare,
    update,
    fresh,
    source="2305.12387",
    formula="x ← x − γ · mean of S gradients taken at x",
    report=report,
    facts=FACTS,
)
