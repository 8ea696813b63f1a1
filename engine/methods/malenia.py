"""Malenia SGD (arXiv 2305.12387): Rennala for different data, with one mean a worker.

Fresh gradients alone are used; B_i counts worker i's. When all B_i >= 1 and `n / sum_i(1 / B_i) >= S / n` (S = batch):
`x <- x - step * (1/n) sum_i (mean of worker i)`, one update; all restart as in Rennala, with its two variants.
Unbiased for `f` on different data, at the speed of the slowest worker's single gradient. Theory: `S =
max(ceil(s2 / eps), n)`; time of order `tau_max L D / eps + tau_avg s2 L D / (n eps^2)`. The step is that of the mean.
The update walks through all n sums, at most once in n used arrivals.
"""

from typing import Any, ClassVar, Literal

import numpy as np

from engine.kernel.dispatch import SEND
from engine.kernel.jit import rule
from engine.kernel.state import FIRST_FREE, UPDATES, Floats, Server, server
from engine.methods.base import Batch, Heard, Line, Method, MethodSettings, Report, Setting, Variant, place_within
from engine.methods.facts import BEST_ON_DIFFERENT_DATA, RINGMASTER_CODE, Check, Facts
from engine.methods.moves import accumulate, descend, reply_at_update
from engine.methods.rennala import fresh

HEARD, AFTER_UPDATE, OWN = FIRST_FREE, FIRST_FREE + 1, FIRST_FREE + 2
"""Workers heard in this round, the reply at an update, and from OWN on each worker's B_i."""
ROUNDING = 1e-12
"""Where the bound is met exactly, thirds that do not sum up to 1 must not cost a gradient more."""
WANTED = 0
"""Index in `numbers` of the S / n to reach."""


class Malenia(MethodSettings):
    """Malenia SGD; `batch` None: as many gradients as there are workers."""

    rows: ClassVar[int] = 1
    kind: Literal["malenia"] = "malenia"
    batch: Batch = None
    variant: Variant = "ignore"


def prepare(settings: Malenia, setting: Setting) -> Server:
    """A server with one sum of gradients and one counter a worker."""
    n = setting.workers
    numbers = ((settings.batch or n) / n,)
    made = server(setting.start, n, settings.step, vectors=n, counts=2 + n, numbers=numbers)
    made.counts[AFTER_UPDATE] = reply_at_update(settings.variant)
    return made


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    counts, n = server.counts, server.workers
    accumulate(server.vectors[worker], gradient)
    own = counts[OWN + worker] = counts[OWN + worker] + 1
    if own == 1:
        counts[HEARD] += 1
    if counts[HEARD] < n:
        return SEND
    inverses = 0.0
    for i in range(n):
        inverses += 1.0 / counts[OWN + i]
    if n < server.numbers[WANTED] * inverses * (1.0 - ROUNDING):
        return SEND
    for i in range(n):
        descend(server.model, server.step / (n * counts[OWN + i]), server.vectors[i])
        server.vectors[i, :] = 0.0
        counts[OWN + i] = 0
    counts[HEARD] = 0
    counts[UPDATES] += 1
    reply: int = counts[AFTER_UPDATE]
    return reply


def report(server: Server, heard: Heard) -> Report:
    place = np.where(heard.used, place_within(np.where(heard.used, heard.round * server.workers + heard.worker, -1)), 0)
    lines = (
        Line("staleness {staleness} is not 0: discarded", when="stale"),
        Line("fresh: gradient {place} of this worker at this model", when="used"),
        Line("all workers are there: x ← x − {step} · (1/{n}) Σ mean of worker i", when="full"),
    )
    shown = {"used": heard.used * 1, "stale": ~heard.used * 1, "full": (heard.updated & heard.used) * 1}
    columns: dict[str, Any] = {"place": place, "n": server.workers, "step": server.step, **shown}
    return Report(lines, columns, pull=own_share(heard, server.workers))


def own_share(heard: Heard, workers: int) -> Floats:
    """1 / (n B_i) of each used gradient (A,), B_i being what its worker gave to the same update."""
    group = heard.round * workers + heard.worker
    _, which, sizes = np.unique(np.where(heard.used, group, -1), return_inverse=True, return_counts=True)
    return np.where(heard.used, 1 / (workers * sizes[which]), 0.0)


FACTS = Facts(
    family="one row a worker",
    formula="x ← x − γ (1/n) Σ mean of worker i's gradients taken at x",
    rule=(
        r"x &\leftarrow x - \gamma\, \frac{1}{n} \sum_{i=1}^n \frac{G_i}{B_i}",
        r"&\text{once } \frac{n}{\sum_i 1 / B_i} \ge \frac{S}{n} \text{ and all } B_i \ge 1",
    ),
    pseudo=(
        "x = start, k = 0; every worker begins a job at (x, k)",
        "G[j] = 0 and B[j] = 0 for every worker j",
        "when g of worker i arrives, computed at update v:",
        "    if v == k:",
        "        G[i] = G[i] + g; B[i] = B[i] + 1",
        "    if all B >= 1 and n / sum(1 / B) >= S / n:",
        "        x = x - step * mean of G[j] / B[j]; k = k + 1",
        "        all G = 0, all B = 0",
        "        # stop: all other jobs begin anew at (x, k)",
        "    worker i begins a job at (x, k)",
    ),
    needs="the batch S; theory's takes the noise",
    vectors="n",
    memory="one sum a worker",
    stale="thrown away",
    unbiased="yes",
    limit="It is the minimiser of $f$: every worker's mean counts alike.",
    weight="The step is that of the mean over the workers.",
    status="published",
    source="2305.12387",
    check=Check(
        "equal to the authors' code",
        f"Variant *stop*: the models differ by at most 7e-16 from those of {RINGMASTER_CODE}, which only asks for "
        r"every $B_i \ge 1$.",
    ),
    theory=(r"S &= \max\!\left( n, \left\lceil \frac{\sigma^2}{\varepsilon} \right\rceil \right)",),
    complexity=BEST_ON_DIFFERENT_DATA,
    conditions="Simulated seconds up to constants, for fixed times and different data, where no method does better. "
    "Published.",
)

METHOD = Method("Malenia SGD", Malenia, prepare, update, report, FACTS, wants=fresh)
