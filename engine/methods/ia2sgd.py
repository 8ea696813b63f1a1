"""IA2SGD, or PIAG: a table of every worker's latest gradient; each arrival steps with the table's mean.

An arrival replaces its worker's row; once all rows are filled `x <- x - step * (1/n) sum_i row_i` at every arrival,
also at the one that filled the last. The worker restarts at once at the newest model. Unbiased for `f` on
different data, but every step uses gradients as old as the slowest worker's. With n = 1 it is SGD.
An arrival walks through three vectors in place of one, for the table's mean; the mean is summed anew once in n
updates, which takes the rounding errors out.
"""

from typing import ClassVar, Literal

import numpy as np
from numba import types

from engine.dispatch import SEND
from engine.jit import SERVER, inlined, rule
from engine.methods.base import Heard, Line, Method, MethodSettings, Setting, Told, place_within
from engine.methods.facts import Facts
from engine.methods.moves import descend
from engine.methods.pulls import until_replaced
from engine.state import FIRST_FREE, UPDATES, Floats, Server, server

FILLED, OWN = FIRST_FREE, FIRST_FREE + 1
"""How many rows are filled; from OWN on, whether each is."""


class Ia2sgd(MethodSettings):
    """IA2SGD."""

    rows: ClassVar[int] = 1
    kind: Literal["ia2sgd"] = "ia2sgd"


def prepare(settings: Ia2sgd, setting: Setting) -> Server:
    """A server with one row a worker, and the rows' mean."""
    n = setting.workers
    return server(setting.start, n, settings.step, vectors=n + 1, counts=1 + n)


@inlined(types.void(SERVER))
def sum_up(server: Server) -> None:
    """The rows' mean from the rows."""
    n = server.workers
    mean = server.vectors[n]
    mean[:] = 0.0
    for i in range(n):
        descend(mean, -1.0 / n, server.vectors[i])


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    n, counts = server.workers, server.counts
    row, mean = server.vectors[worker], server.vectors[n]
    for j in range(row.size):
        mean[j] += (gradient[j] - row[j]) / n
        row[j] = gradient[j]
    if counts[OWN + worker] == 0:
        counts[OWN + worker] = 1
        counts[FILLED] += 1
    if counts[FILLED] < n:
        return SEND
    if counts[UPDATES] % n == 0:
        sum_up(server)
    descend(server.model, server.step, mean)
    counts[UPDATES] += 1
    return SEND


def tell(server: Server, heard: Heard) -> Told:
    first = place_within(heard.worker) == 1
    filled = np.cumsum(first)
    full = filled == server.workers
    lines = (
        Line("row {worker_number} replaced; {filled} of {n} rows are filled: no update yet", when="waits"),
        Line("row {worker_number} replaced: x ← x − {step} · mean of {n} rows", when="full"),
    )
    columns = {
        "worker_number": heard.worker + 1,
        "filled": filled,
        "n": server.workers,
        "step": server.step,
        "waits": ~full * 1,
        "full": full * 1,
    }
    return Told(lines, columns, pull=until_replaced(heard, server.workers))


FACTS = Facts(
    family="one row a worker",
    rule=(r"G_i &\leftarrow g", r"x &\leftarrow x - \gamma\, \frac{1}{n} \sum_{j=1}^n G_j"),
    pseudo=(
        "x = start, all rows G[j] empty; every worker begins a job at x",
        "when g of worker i arrives:",
        "    G[i] = g",
        "    if no row is empty:",
        "        x = x - step * mean of all rows",
        "    worker i begins a job at x",
    ),
    needs="nothing",
    vectors="n + 1",
    memory="one row a worker, and the rows' mean",
    stale="used, and used again until the worker's next",
    unbiased="yes",
    limit="It is the minimiser of $f$: every worker has one row in every step.",
    weight=r"The step is that of the rows' mean: a gradient counts with $\gamma / n$ in every step until its row is "
    "replaced.",
    status="published",
    origin="Incremental aggregated asynchronous SGD; the same table is known as PIAG.",
    credit="[OpenReview m3x4kDbYAK](https://openreview.net/forum?id=m3x4kDbYAK)",
)

METHOD = Method(
    "IA2SGD",
    Ia2sgd,
    prepare,
    update,
    formula="x ← x − γ · mean of every worker's latest gradient",
    tell=tell,
    facts=FACTS,
)
