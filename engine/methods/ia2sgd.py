"""IA2SGD, or PIAG: a table of every worker's latest gradient; each arrival steps with the table's mean.

An arrival replaces its worker's row; once all rows are filled `x <- x - step * (1/n) sum_i row_i` at every arrival,
also at the one that filled the last (`first_update` = `when_full`), or only from the one after it on (`after_full`),
as public code has it: vectozavr/ringmaster-lmo, whose table is filled before its first step; no pseudo-code was found
that decides. The worker restarts at once at the newest model. Unbiased for `f` on different data, but every step uses
gradients as old as the slowest worker's. With n = 1 it is SGD, or SGD that wastes its first gradient.
An arrival walks through three vectors in place of one, for the table's mean; the mean is summed anew once in n
updates, which takes the rounding errors out.
"""

from typing import ClassVar, Literal

import numpy as np
from numba import types

from engine.kernel.dispatch import SEND
from engine.kernel.jit import SERVER, inlined, rule
from engine.kernel.state import FIRST_FREE, UPDATES, Floats, Server, server
from engine.methods.base import Heard, Line, Method, MethodSettings, Report, Setting, place_within
from engine.methods.facts import RINGMASTER_CODE, Check, Facts
from engine.methods.moves import descend
from engine.methods.pulls import until_replaced

FILLED, AFTER, OWN = (FIRST_FREE + i for i in range(3))
"""How many rows are filled; 1 where the arrival that fills the last is no update; from OWN on, whether each is."""


class Ia2sgd(MethodSettings):
    """IA2SGD; `first_update`: at the arrival that fills the table, or at the one after it."""

    rows: ClassVar[int] = 1
    kind: Literal["ia2sgd"] = "ia2sgd"
    first_update: Literal["when_full", "after_full"] = "when_full"


def prepare(settings: Ia2sgd, setting: Setting) -> Server:
    """A server with one row a worker, and the rows' mean."""
    n = setting.workers
    made = server(setting.start, n, settings.step, vectors=n + 1, counts=2 + n)
    made.counts[AFTER] = settings.first_update == "after_full"
    return made


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
    fills = counts[OWN + worker] == 0
    if fills:
        counts[OWN + worker] = 1
        counts[FILLED] += 1
    if counts[FILLED] < n or (fills and counts[AFTER]):
        return SEND
    if counts[UPDATES] % n == 0:
        sum_up(server)
    descend(server.model, server.step, mean)
    counts[UPDATES] += 1
    return SEND


def report(server: Server, heard: Heard) -> Report:
    first = place_within(heard.worker) == 1
    filled = np.cumsum(first)
    full = (filled == server.workers) & ~(first & bool(server.counts[AFTER]))
    waits = "row {worker_number} replaced; {filled} of {n} rows are filled: no update "
    lines = (
        Line(f"{waits}yet", when="waits"),
        Line(f"{waits}before the next arrival", when="last"),
        Line("row {worker_number} replaced: x ← x − {step} · mean of {n} rows", when="full"),
    )
    columns = {
        "worker_number": heard.worker + 1,
        "filled": filled,
        "n": server.workers,
        "step": server.step,
        "waits": (filled < server.workers) * 1,
        "last": ((filled == server.workers) & ~full) * 1,
        "full": full * 1,
    }
    return Report(lines, columns, pull=until_replaced(heard, server.workers))


FACTS = Facts(
    family="one row a worker",
    rule=(r"G_i &\leftarrow g", r"x &\leftarrow x - \gamma\, \frac{1}{n} \sum_{j=1}^n G_j"),
    pseudo=(
        "x = start, all rows G[j] empty; every worker begins a job at x",
        "when g of worker i arrives:",
        "    G[i] = g",
        "    if no row is empty:  # after_full: nor was any before",
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
    origin="Incremental aggregated asynchronous SGD; the same table is known as PIAG. Its first update comes with the "
    "arrival that fills the table (*when_full*, the default) or, as public code has it, with the one after "
    "(*after_full*); no pseudo-code was found that decides.",
    check=Check(
        "equal to public code",
        f"With *after_full* the models differ by at most 9e-16 from those of {RINGMASTER_CODE}. With the "
        "default the two are 0.23 apart at first and 6e-4 later.",
    ),
    credit="[OpenReview m3x4kDbYAK](https://openreview.net/forum?id=m3x4kDbYAK)",
)

METHOD = Method(
    "IA2SGD",
    Ia2sgd,
    prepare,
    update,
    formula="x ← x − γ · mean of every worker's latest gradient",
    report=report,
    facts=FACTS,
)
