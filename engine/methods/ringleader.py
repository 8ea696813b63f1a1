"""Ringleader ASGD (arXiv 2509.22860): a table with every worker's mean gradient, n updates a round.

Phase 1: arrivals are added to the table `(G_i, b_i)` until every b_i >= 1. Phase 2: exactly n updates
`x <- x - step * (1/n) sum_i G_i / b_i`: first for the worker that completed the table, then one for each worker not
yet refreshed in this round when it arrives (add, update, send the new model). Arrivals of refreshed workers go
to the next round's table, without an update. Nothing is cancelled and nobody idles. A worker whose arrival led to
no update goes on at its same model (variant `same`) or at the newest one (`current`). Unbiased for `f` on
different data; the staleness stays at most 2n - 2, and n updates take at most 2 tau_max. Theory's step
`min(1 / (8 n L), eps B / (10 L s2))`, B >= 1 the harmonic mean of the b_i; time of order
`tau_max L D / eps + tau_avg s2 L D / (n eps^2)`, the lower bound.
The table's mean is kept up to date, so an arrival walks through four vectors in place of two; it is summed anew
once a round, which takes the rounding errors out.
"""

from typing import Literal

from numba import int64, types

from engine.dispatch import KEEP, SEND
from engine.jit import SERVER, VECTOR, inlined, rule
from engine.methods.base import Column, Heard, Line, Method, MethodSettings, Setting, Told, place_within
from engine.methods.moves import descend
from engine.state import FIRST_FREE, UPDATES, Floats, Server, server

FILLED, DONE, TABLE, REPLY, OWN = (FIRST_FREE + i for i in range(5))
"""Workers in this round's table, updates of this round (0: phase 1), which of the two tables is this round's, the reply
to an arrival without an update; from OWN on: whether each worker is refreshed, then b_i of both tables."""


class Ringleader(MethodSettings):
    """Ringleader ASGD."""

    kind: Literal["ringleader"] = "ringleader"
    variant: Literal["same", "current"] = "same"


def prepare(settings: Ringleader, setting: Setting) -> Server:
    """A server with two tables of one sum of gradients a worker, and the mean of the first."""
    n = setting.workers
    made = server(setting.start, n, settings.step, vectors=2 * n + 1, counts=4 + 3 * n)
    made.counts[REPLY] = KEEP if settings.variant == "same" else SEND
    return made


@inlined(types.void(SERVER, int64, VECTOR, int64))
def add(server: Server, table: int, gradient: Floats, worker: int) -> None:
    """Add to a table; where it is the one whose mean is in use, keep the mean up to date."""
    n, counts = server.workers, server.counts
    row, mean = server.vectors[table * n + worker], server.vectors[2 * n]
    before = counts[OWN + (1 + table) * n + worker]
    counts[OWN + (1 + table) * n + worker] += 1
    in_use = counts[DONE] > 0 and table == counts[TABLE]
    for j in range(row.size):
        if in_use:
            mean[j] -= row[j] / (before * n)
        row[j] += gradient[j]
        if in_use:
            mean[j] += row[j] / ((before + 1) * n)


@inlined(types.void(SERVER))
def sum_up(server: Server) -> None:
    """The mean of this round's table from its rows."""
    n, table = server.workers, server.counts[TABLE]
    mean = server.vectors[2 * n]
    mean[:] = 0.0
    for i in range(n):
        descend(mean, -1.0 / (n * server.counts[OWN + (1 + table) * n + i]), server.vectors[table * n + i])


@inlined(types.void(SERVER))
def end_round(server: Server) -> None:
    """The next round's table becomes this round's; the old one is emptied for the round after."""
    n, counts, old = server.workers, server.counts, server.counts[TABLE]
    counts[TABLE] = 1 - old
    counts[DONE] = 0
    counts[FILLED] = 0
    for i in range(n):
        counts[OWN + i] = 0
        counts[OWN + (1 + old) * n + i] = 0
        server.vectors[old * n + i, :] = 0.0
        if counts[OWN + (2 - old) * n + i] > 0:
            counts[FILLED] += 1


@rule
def update(server: Server, gradient: Floats, worker: int, staleness: int) -> int:
    n, counts = server.workers, server.counts
    table = counts[TABLE]
    unchanged: int = counts[REPLY]
    if counts[OWN + worker]:
        add(server, 1 - table, gradient, worker)
        return unchanged
    if counts[OWN + (1 + table) * n + worker] == 0:
        counts[FILLED] += 1
    add(server, table, gradient, worker)
    if counts[FILLED] < n:
        return unchanged
    if counts[DONE] == 0:
        sum_up(server)
    descend(server.model, server.step, server.vectors[2 * n])
    counts[UPDATES] += 1
    counts[DONE] += 1
    counts[OWN + worker] = 1
    if counts[DONE] == n:
        end_round(server)
    return SEND


def tell(server: Server, heard: Heard) -> Told:
    step = heard.updated
    lines = (
        Line("gradient {number_of_own} of this worker, added to a table without an update", when="kept"),
        Line("added to the table: x ← x − {step} · (1/{n}) Σ Gᵢ / bᵢ, update {place} of {n} of round {number}",
             when="full"),
    )  # fmt: skip
    columns: dict[str, Column] = {
        "number_of_own": place_within(heard.worker),
        "kept": ~step * 1,
        "full": step * 1,
        "step": server.step,
        "n": server.workers,
        "place": heard.round % server.workers + 1,
        "number": heard.round // server.workers + 1,
    }
    return Told(lines, columns)


METHOD = Method(
    "Ringleader ASGD",
    Ringleader,
    prepare,
    update,
    source="2509.22860",
    formula="x ← x − γ (1/n) Σ Gᵢ / bᵢ, n updates a round",
    tell=tell,
)
